import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { GENERATED } from '../.vitepress/generated/generated.ts';

/** The folder of the repository, with a slash at its end. */
export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** What people read: relative to the root. */
export const PAGES = globSync(['*.md', 'docs/**/*.md', 'packages/*/README.md', 'bench/*.md', 'deploy/**/*.md'], {
  cwd: ROOT,
  exclude: ['**/node_modules/**', 'docs/dist/**'],
})
  // What stands for the pages that are made of the contract.
  .filter((path) => !path.includes('['))
  .toSorted();

const read = (path: string): string => readFileSync(`${ROOT}${path}`, 'utf8');

/** A page as it stands in the repository. */
export const sourceOf = read;

/** A page with what is generated in its place. */
export function wholeOf(path: string): string {
  return read(path).replaceAll(/^<!-- generated: ([\w-]+) -->$/gm, (_, name: string) => GENERATED[name]?.() ?? '');
}

export interface Fence {
  readonly language: string;
  readonly text: string;
}

/** Its blocks of code. */
export function fencesOf(markdown: string): readonly Fence[] {
  return [...markdown.matchAll(/^( *)```(\w*)\n(.*?)^\1```$/gms)].map(([, , language = '', text = '']) => ({
    language,
    text,
  }));
}

/** Its words without the blocks of code. */
export function proseOf(markdown: string): string {
  return markdown.replaceAll(/^( *)```.*?^\1```$/gms, '').replaceAll(/<!--.*?-->/gs, '');
}

/** The anchors of its headings, as repositories make them; and those it names itself. */
export function anchorsOf(markdown: string): ReadonlySet<string> {
  const anchors = new Set<string>();
  for (const [, heading = ''] of proseOf(markdown).matchAll(/^#{1,6} (.+)$/gm)) {
    const named = /\{#([\w-]+)\}\s*$/.exec(heading)?.[1];
    const text = heading.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase();
    anchors.add(
      named ??
        text
          .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
          .trim()
          .replaceAll(/\s/g, '-'),
    );
  }
  return anchors;
}
