import { createHash } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { readSite, type Form, type Site, type SiteFile } from './site.ts';
import type { Telemetry } from './telemetry.ts';

/** Where a page is served, and its figures. */
export interface PageDoor {
  readonly http: FastifyInstance;
  readonly telemetry: Pick<Telemetry, 'observe'>;
}

/** A page that has been built into a folder. */
export interface Page {
  readonly folder: string;
  readonly content_security_policy: string;
  /** What is shown, as HTML, until it has been built. */
  readonly not_built: string;
}

/** A file of the page by its exact name, '' for the page itself; null where there is none. */
export type AnswerFile = (name: string, request: FastifyRequest, reply: FastifyReply) => FastifyReply | null;

/**
 * What a page may do: run and fetch its own, and nothing of anybody else's. Charts and transitions set the styles of elements
 * by script, which needs no leave (CSP 3): style attributes and style elements in the page itself have none.
 *
 * `framed` is the style element of messages that are shown in a sandboxed frame, which is held to the policy of its page:
 * then this one element is allowed, and style attributes are.
 */
export function contentSecurityPolicy(images: string, framed: string | null = null): string {
  const hash = framed === null ? '' : createHash('sha256').update(framed).digest('base64');
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self'${framed === null ? '' : ` 'sha256-${hash}'`}`,
    ...(framed === null ? [] : ["style-src-attr 'unsafe-inline'"]),
    "font-src 'self'",
    `img-src ${images}`,
    "connect-src 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'self'",
  ].join('; ');
}

/**
 * Reads a built page into memory, so that a build that runs meanwhile changes nothing under the feet of a page. Where it has
 * not been built, that is answered, and it is looked for again at the next request.
 */
export function openPage(page: Page): AnswerFile {
  let site: Site | null = readSite(page.folder);
  return (name, request, reply) => {
    site ??= readSite(page.folder);
    if (site === null) return reply.code(503).type('text/html; charset=utf-8').send(page.not_built);
    const file = site.get(name);
    return file === undefined ? null : sendFile(file, page, request, reply);
  };
}

/** Serves `answer` at these addresses, and counts what was asked under one name, whatever was typed. */
export function servePage<Params>(
  { http, telemetry }: PageDoor,
  name: string,
  urls: readonly string[],
  answer: (request: FastifyRequest<{ Params: Params }>, reply: FastifyReply) => FastifyReply,
): void {
  const observe = telemetry.observe(name);
  for (const url of urls) {
    http.get<{ Params: Params }>(
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

function sendFile(file: SiteFile, page: Page, { headers }: FastifyRequest, reply: FastifyReply): FastifyReply {
  const form = preferred(file, headers['accept-encoding']);
  void reply.headers({
    'content-security-policy': page.content_security_policy,
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
