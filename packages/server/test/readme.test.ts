import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { describeVariables } from '../src/config.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const pages = ['README.md', 'ARCHITECTURE.md', 'GLOSSARY.md', 'CONTRIBUTING.md', 'RELEASE_NOTES.md'];

test.each(pages)('%s links to what is there', (page) => {
  const text = readFileSync(`${root}${page}`, 'utf8');
  const links = [...text.matchAll(/\]\(([^)#]+)\)|src(?:set)?="([^"]+)"/g)].map(([, link, picture]) => link ?? picture);
  const absent = links.filter(
    (link) => link !== undefined && !link.startsWith('http') && !existsSync(`${root}${link}`),
  );
  expect(absent).toEqual([]);
});

test('the variables of README.md are those of --help, in the same words', () => {
  const text = readFileSync(`${root}README.md`, 'utf8');
  const written = [...text.matchAll(/^\| `([A-Z_]+)` +\| (.+?) +\| (.+?) +\|$/gm)].map(([, ...cells]) => cells);
  const help = [...describeVariables().matchAll(/^ {2}([A-Z_]+) +(.+)\n +\[(.+)\]$/gm)].map(([, ...cells]) => cells);
  expect(help).not.toEqual([]);
  expect(written).toEqual(help);
});
