// Two suites, one browser and one build.
import './layer.suite.ts';
import './looks.suite.ts';
