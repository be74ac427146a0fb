import { ApiError } from './errors.ts';
import { contentSecurityPolicy, openPage, servePage, type PageDoor } from './page.ts';
import { readSite } from './site.ts';

/** An app in one page, served at the root beside the API. */
export interface RootPage {
  /** Where the build has put it. */
  readonly folder: string;
  /** Under which its requests are counted. */
  readonly name: string;
  /** Paths at which the page itself shows something, like `/` and `/habits`. */
  readonly views: readonly string[];
  /** What is shown, as HTML, until it has been built. */
  readonly not_built: string;
}

const ASSETS = '/assets/';

/**
 * Serves a built page at `/`: its views, its assets, and the files that lay beside it when the server started. Every address
 * is named, so that it takes none from the API, the dashboard, or the pages of links in messages. Pictures may be made in the
 * page, to be shared.
 */
export function serveRootPage(door: PageDoor, { folder, name, views, not_built }: RootPage): void {
  const content_security_policy = contentSecurityPolicy("'self' data: blob:");
  const answer = openPage({ folder, content_security_policy, not_built });
  servePage<unknown>(door, name, views, (request, reply) => answer('', request, reply) ?? missing());
  servePage<{ '*': string }>(
    door,
    name,
    [`${ASSETS}*`],
    (request, reply) => answer(`${ASSETS.slice(1)}${request.params['*']}`, request, reply) ?? missing(),
  );
  for (const file of readSite(folder)?.keys() ?? []) {
    if (file === '' || file.includes('/')) continue;
    servePage<unknown>(door, name, [`/${file}`], (request, reply) => answer(file, request, reply) ?? missing());
  }
}

function missing(): never {
  throw ApiError.notFound('There is no such file: the app is at /');
}
