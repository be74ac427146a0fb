import { isUtf8 } from 'node:buffer';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ApiError } from './errors.ts';

/** The body as it came: parsed, whatever it is, and its length in bytes. */
export interface Body {
  readonly json: unknown;
  readonly bytes: number;
}

export const NO_BODY: Body = { json: {}, bytes: 0 };

declare module 'fastify' {
  interface FastifyRequest {
    /** The body, once it has been read; null where none came. */
    received: Body | null;
  }
}

/**
 * Bodies are JSON, whether they are declared as JSON, as plain text (what a browser may send without asking another
 * origin first) or not at all. An empty body is `{}`.
 */
export function readBodies(http: FastifyInstance): void {
  http.decorateRequest('received', null);
  http.removeAllContentTypeParsers();
  http.addContentTypeParser('*', { parseAs: 'buffer' }, (request, bytes, done) => {
    try {
      request.received = readBody(request, bytes);
      done(null);
    } catch (error) {
      done(error instanceof Error ? error : new Error('unreadable body', { cause: error }));
    }
  });
}

const JSON_TYPES = /^\s*(?:application\/json|text\/plain)\s*(?:;|$)/i;

function readBody({ headers }: FastifyRequest, body: string | Buffer): Body {
  const type = headers['content-type'];
  if (body.length === 0) return NO_BODY;
  if (type !== undefined && type !== 'application/json' && !JSON_TYPES.test(type)) throw ApiError.unsupportedBody();
  if (typeof body !== 'string' && !isUtf8(body)) throw ApiError.badRequest('The body is not valid UTF-8');
  return { json: parseJson(body.toString()), bytes: body.length };
}

function parseJson(text: string): unknown {
  try {
    // JSON.parse makes "__proto__" an own key like any other; nothing here copies keys onto objects of ours.
    return JSON.parse(text);
  } catch (error) {
    const place = error instanceof Error ? /at position \d+(?: \(line \d+ column \d+\))?/.exec(error.message) : null;
    throw ApiError.badRequest(`The body is not valid JSON${place === null ? '' : `: it breaks ${place[0]}`}`);
  }
}

/** Refuses compressed bodies before they are read. */
export function refuseEncoding(encoding: string | undefined): void {
  if (encoding === undefined || encoding === '' || encoding.toLowerCase() === 'identity') return;
  throw ApiError.unsupportedBody('Compressed bodies are not read: send the JSON as it is, without Content-Encoding');
}
