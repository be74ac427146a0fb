import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Door } from './route.ts';
import { ApiError } from './errors.ts';
import { readSite, type Form, type Site, type SiteFile } from './site.ts';

const HOME = '/admin/';
const INDEX = 'index.html';

/**
 * What the page may do: run and fetch its own, and nothing of anybody else's. Charts and transitions set styles on
 * elements, which is what 'unsafe-inline' is for; scripts have no such leave.
 */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "font-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'self'",
].join('; ');

/**
 * Serves the built dashboard below /admin/ from memory, so that a build that runs meanwhile changes nothing under the
 * feet of a page. Where it has not been built, says so, and looks again at the next request.
 */
export function serveDashboard({ http, telemetry }: Pick<Door, 'http' | 'telemetry'>, folder: string): void {
  let site: Site | null = readSite(folder);
  const observe = telemetry.observe(HOME);

  function answer(request: FastifyRequest<{ Params: { '*'?: string } }>, reply: FastifyReply): FastifyReply {
    const [path = '', query] = request.url.split('?', 2);
    // Without the slash, the relative addresses of the page would lead elsewhere.
    if (path === HOME.slice(0, -1)) return reply.redirect(query === undefined ? HOME : `${HOME}?${query}`);
    site ??= readSite(folder);
    if (site === null) return reply.code(503).type('text/html; charset=utf-8').send(NOT_BUILT);
    const file = fileFor(site, request.params['*'] ?? '');
    if (file === undefined) throw ApiError.notFound('There is no such file: the dashboard is at /admin/');
    return sendFile(file, request, reply);
  }

  for (const url of [HOME, `${HOME}*`]) {
    http.get<{ Params: { '*'?: string } }>(
      url,
      {
        onResponse: (_request, reply, done) => {
          observe(reply.statusCode, reply.elapsedTime / 1000);
          done();
        },
      },
      answer,
    );
  }
}

/** A file by its exact name, out of a fixed list: there is no path to be climbed. Else the page, where it has a view. */
function fileFor(site: Site, name: string): SiteFile | undefined {
  return site.get(name) ?? (isView(name) ? site.get(INDEX) : undefined);
}

/** Whether the page itself shows something at this path. The id of a user may look like the name of a file. */
function isView(name: string): boolean {
  if (name.startsWith('assets/')) return false;
  return name.startsWith('user/') || !name.includes('.');
}

function sendFile(file: SiteFile, { headers }: FastifyRequest, reply: FastifyReply): FastifyReply {
  const form = preferred(file, headers['accept-encoding']);
  void reply.headers({
    'content-security-policy': CONTENT_SECURITY_POLICY,
    'cache-control': file.hashed ? 'public, max-age=31536000, immutable' : 'no-cache',
    etag: form.etag,
    ...(file.forms.length > 1 && { vary: 'Accept-Encoding' }),
  });
  if (isKnown(form, headers['if-none-match'])) return reply.code(304).send();
  if (form.encoding !== null) void reply.header('content-encoding', form.encoding);
  return reply.type(file.type).send(form.bytes);
}

/** The first form, the smallest one, that the browser can read. */
function preferred({ forms, plain }: SiteFile, acceptEncoding: string | string[] | undefined): Form {
  const named = String(acceptEncoding ?? '')
    .toLowerCase()
    .split(',')
    .map((part) => part.trim().split(/\s*;\s*/));
  const isAccepted = (encoding: string): boolean =>
    named.some(([name, quality = '']) => name === encoding && !/^q=0(?:\.0*)?$/.test(quality));
  return forms.find(({ encoding }) => encoding !== null && isAccepted(encoding)) ?? plain;
}

function isKnown({ etag }: Form, ifNoneMatch: string | undefined): boolean {
  return (ifNoneMatch ?? '').split(',').some((known) => {
    const tag = known.trim().replace(/^W\//, '');
    return tag === etag || tag === '*';
  });
}

const NOT_BUILT = `<!doctype html>
<html lang="ru">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Панель ещё не собрана</title>
<h1>Панель ещё не собрана</h1>
<p>Выполните <code>npm run build</code> в папке проекта и обновите эту страницу. <code>npm start</code> собирает её сам.</p>
<p lang="en">The dashboard has not been built yet. Run <code>npm run build</code> in the folder of the project and reload
this page. <code>npm start</code> builds it by itself.</p>
</html>
`;
