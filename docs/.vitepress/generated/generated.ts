import type { MarkdownRenderer } from 'vitepress';
import { commandsPage } from './commands.ts';
import { callerTable, errorTable, groupTable } from './endpoints.ts';
import { eventTypes } from './events.ts';
import { figures } from './figures.ts';
import { fileOfTheRepository } from './file.ts';
import { rules, triggers } from './messages.ts';
import { milestones, riskLevels, segments } from './profiles.ts';
import { variables } from './variables.ts';

/** What a page may ask for by a line `<!-- generated: NAME -->`: made from the code, so that it cannot say something else. */
export const GENERATED: Readonly<Record<string, () => string>> = {
  callers: callerTable,
  commands: commandsPage,
  endpoints: groupTable,
  errors: errorTable,
  events: eventTypes,
  figures,
  milestones,
  'risk-levels': riskLevels,
  rules,
  segments,
  triggers,
  variables,
  ARCHITECTURE: () => fileOfTheRepository('ARCHITECTURE.md'),
  CONTRIBUTING: () => fileOfTheRepository('CONTRIBUTING.md'),
  GLOSSARY: () => fileOfTheRepository('GLOSSARY.md'),
  RELEASE_NOTES: () => fileOfTheRepository('RELEASE_NOTES.md'),
  RESULTS: () => fileOfTheRepository('bench/RESULTS.md'),
  SDK: () => fileOfTheRepository('packages/sdk/README.md'),
  KIT: () => fileOfTheRepository('packages/vue/README.md'),
};

const MARK = /^<!-- generated: ([\w-]+) -->$/gm;

/** Puts what is generated in its place before anything is read, so that headings, links and the search know of it. */
export function generatedParts(markdown: MarkdownRenderer): void {
  markdown.core.ruler.before('normalize', 'generated-parts', (state) => {
    state.src = state.src.replaceAll(MARK, (_, name: string) => {
      const make = GENERATED[name];
      if (make === undefined) throw new Error(`Nothing is generated under the name '${name}'`);
      return make();
    });
  });
}
