import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The folder of the whole repository, with a slash at its end. */
export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** Files outside `docs/` that are pages of the site as well: a link to one of them leads to its page. */
const PAGES: Readonly<Record<string, string>> = {
  'README.md': '/index.md',
  'ARCHITECTURE.md': '/inside/architecture.md',
  'CONTRIBUTING.md': '/inside/contributing.md',
  'RELEASE_NOTES.md': '/inside/release-notes.md',
  'GLOSSARY.md': '/concepts/glossary.md',
  'bench/RESULTS.md': '/operations/figures.md',
  'packages/sdk': '/integration/sdk.md',
  'packages/sdk/README.md': '/integration/sdk.md',
  'packages/vue': '/integration/kit.md',
  'packages/vue/README.md': '/integration/kit.md',
};

/**
 * Where a file of the repository is on the site: its page as an absolute link to a `.md`; null where it is no page. `path` is
 * relative to the root, with slashes.
 */
export function pageOf(path: string): string | null {
  const page = PAGES[path];
  if (page !== undefined) return page;
  if (!path.startsWith('docs/') || !path.endsWith('.md')) return null;
  return path.slice('docs'.length).replace(/\/README\.md$/, '/index.md');
}

export function isInRepository(path: string): boolean {
  return existsSync(`${ROOT}${path}`);
}
