import { posix, relative, sep } from 'node:path';
import type { MarkdownRenderer } from 'vitepress';
import { isInRepository, pageOf, ROOT } from './repository.ts';

/** Marks a link that was written relative to the root of the repository, in a page that is shown elsewhere. */
export const FROM_ROOT = 'repo:';

/**
 * The pages are read in the repository as well as on the site. In the repository a link to a source file leads to it; the
 * site does not hold the sources, so there it becomes the name alone, with the path when pointed at. Links between pages,
 * those outside `docs/` among them, stay links.
 */
export function linksOfTheSite(markdown: MarkdownRenderer): void {
  markdown.core.ruler.after('inline', 'links-of-the-site', (state) => {
    const folder = posix.dirname(relative(ROOT, pathIn(state.env)).replaceAll(sep, '/'));
    for (const { children } of state.tokens) {
      let closesAsText = false;
      for (const token of children ?? []) {
        if (token.type === 'link_close' && closesAsText) {
          Object.assign(token, { type: 'html_inline', content: '</span>' });
          closesAsText = false;
        }
        const href = token.type === 'link_open' ? token.attrGet('href') : null;
        if (href === null || /^(?:#|\/|[a-z]+:\/\/|mailto:)/.test(href)) continue;
        const [target = '', anchor] = href.split('#');
        const path = target.startsWith(FROM_ROOT)
          ? posix.normalize(target.slice(FROM_ROOT.length))
          : posix.join(folder, decodeURI(target));
        const page = pageOf(path.replace(/\/$/, ''));
        if (page !== null) token.attrSet('href', anchor === undefined ? page : `${page}#${anchor}`);
        else if (isInRepository(path)) {
          const content = `<span class="source" title="${markdown.utils.escapeHtml(path)}">`;
          Object.assign(token, { type: 'html_inline', content });
          closesAsText = true;
        }
      }
    }
  });
}

/** The file of the page that is being read; one that was made lies in `docs/`. */
function pathIn(env: unknown): string {
  const known = typeof env === 'object' && env !== null && 'path' in env ? env.path : null;
  return typeof known === 'string' ? known : `${ROOT}docs/index.md`;
}
