// Checks the types of the app. vue-tsc needs a TypeScript written in JavaScript, which TypeScript 7 no longer is.
import { createRequire } from 'node:module';
import { run } from 'vue-tsc';

process.argv.push('--noEmit');
run(createRequire(import.meta.url).resolve('typescript-js/lib/tsc'));
