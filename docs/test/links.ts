import { existsSync, statSync } from 'node:fs';
import { posix } from 'node:path';
import { anchorOf, GROUPS, operationsOf } from '../.vitepress/generated/endpoints.ts';
import { anchorsOf, proseOf, ROOT, sourceOf, wholeOf } from './pages.ts';

const REFERENCE = new Map(
  GROUPS.map((group) => [`docs/api/${group.name}.md`, new Set(operationsOf(group).map(({ name }) => anchorOf(name)))]),
);

/** The links of a page that lead nowhere: the file is not there, or the heading in it. */
export function deadLinks(page: string): readonly string[] {
  const prose = proseOf(sourceOf(page));
  const links = [
    ...[...prose.matchAll(/(?<!\\)\]\(([^)\s]+)\)/g)].map(([, link = '']) => link),
    ...[...prose.matchAll(/(?:src|srcset|href)="([^"]+)"/g)].map(([, link = '']) => link),
  ];
  return links.filter((link) => !isExternal(link) && !leadsSomewhere(page, link));
}

function isExternal(link: string): boolean {
  return /^(?:https?:|mailto:)/.test(link);
}

/** Whether the file is there, and the heading in it. */
function leadsSomewhere(page: string, link: string): boolean {
  const [path = '', anchor] = link.split('#');
  // From the site's own root; the document for machines is written when it is built.
  if (path === '/openapi.json') return true;
  const target =
    path === '' ? page : posix.normalize(path.startsWith('/') ? `docs${path}` : posix.join(posix.dirname(page), path));
  const reference = REFERENCE.get(target);
  if (reference !== undefined) return anchor === undefined || reference.has(anchor);
  const file = target.endsWith('/') && existsSync(`${ROOT}${target}index.md`) ? `${target}index.md` : target;
  if (!existsSync(`${ROOT}${file}`)) return false;
  if (anchor === undefined) return true;
  const readable = statSync(`${ROOT}${file}`).isDirectory() ? posix.join(file, 'README.md') : file;
  return readable.endsWith('.md') && anchorsOf(wholeOf(readable)).has(anchor);
}
