import { randomBytes } from 'node:crypto';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { Logger } from '../logger.ts';
import { readBodies } from './body.ts';
import { ApiError } from './errors.ts';
import { isHttps } from './client.ts';
import { answerExpectations, answerSocket, sendFailure } from './failure.ts';
import { SECURITY_HEADERS } from './security-headers.ts';
import type { Telemetry } from './telemetry.ts';

const KEEP_ALIVE_MS = 72_000;
const REQUEST_MS = 30_000;
const HEADER_BYTES = 16 * 1024;
const BODY_BYTES = 256 * 1024;
/** Characters of a path that nobody serves. */
const MOST_LOGGED = 200;

/** An HTTP server with no routes yet, which answers everything that is wrong with a request in JSON. */
export function createHttp(logger: Logger, telemetry: Telemetry): FastifyInstance {
  const observeUnknown = telemetry.observe('unknown');
  const nextId = requestIds();
  const http = fastify({
    // Lines are written by hand: below, in failure.ts, and nowhere else. No header and no body ever reaches a log.
    logger: false,
    genReqId: nextId,
    // Longer than the usual 60 s of a proxy in front, so that it is never we who close a connection it is about to use.
    keepAliveTimeout: KEEP_ALIVE_MS,
    requestTimeout: REQUEST_MS,
    http: { maxHeaderSize: HEADER_BYTES, headersTimeout: REQUEST_MS, requireHostHeader: false },
    forceCloseConnections: 'idle',
    // While closing, what is already on a connection is served, and the connection closed with the answer.
    return503OnClosing: false,
    trustProxy: false,
    // Of what is in no row of the contract, like a webhook of ours; the rows say their own.
    bodyLimit: BODY_BYTES,
    routerOptions: { ignoreTrailingSlash: true },
    clientErrorHandler: answerSocket,
    frameworkErrors: (error, request, reply) => {
      observeUnknown(400, 0);
      // Written past the hooks: there is no route whose hooks could run.
      void sendFailure(error, request, secured(request, reply), logger);
    },
  });
  http.decorateRequest('caller', null);
  readBodies(http);
  answerExpectations(http);
  http.setErrorHandler((error, request, reply) => sendFailure(error, request, reply, logger));
  const unknown = unknownPath(http, observeUnknown);
  http.addHook('onRequest', (request, reply, done) => {
    secured(request, reply);
    // Here rather than in a handler: the body of a request for nothing is not worth reading.
    if (request.is404) done(unknown(request));
    else done();
  });
  http.addHook('preClose', (done) => {
    leaveNoneIdle(http);
    done();
  });
  if (logger.isLevelEnabled('debug')) {
    http.addHook('onResponse', (request, reply, done) => {
      const { id, method, routeOptions, url } = request;
      // Of a route its pattern: what stands in its place may be a token.
      const path = routeOptions.url ?? url.split('?', 1)[0]?.slice(0, MOST_LOGGED);
      logger.debug({ request_id: id, method, path, status: reply.statusCode, ms: reply.elapsedTime }, 'request');
      done();
    });
  }
  return http;
}

/**
 * While closing, a connection whose last request has just been answered would wait for its next one, and closing for the
 * connection, until the keep-alive runs out.
 */
function leaveNoneIdle({ server }: FastifyInstance): void {
  if (!server.listening) return;
  const sweep = setInterval(() => server.closeIdleConnections(), 20);
  server.once('close', () => clearInterval(sweep));
}

/** What every answer says to a browser, and that what was opened over TLS is opened so again. */
function secured(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  // Said over plain HTTP it would be ignored (RFC 6797).
  if (isHttps(request)) void reply.header('strict-transport-security', `max-age=${YEAR_SECONDS}`);
  return reply.headers(SECURITY_HEADERS);
}

const YEAR_SECONDS = 31_536_000;

/** 404, or 405 where the path is known under another method. */
function unknownPath(http: FastifyInstance, observe: (status: number, seconds: number) => void) {
  const methods = new Map<string, Set<string>>();
  http.addHook('onRoute', ({ url, method }) => {
    const known = methods.get(withoutSlash(url)) ?? new Set();
    for (const name of [method].flat()) known.add(name);
    methods.set(withoutSlash(url), known);
  });
  return ({ method, url }: FastifyRequest): ApiError => {
    const allowed = methods.get(withoutSlash(url.split('?', 1)[0] ?? ''));
    observe(allowed === undefined ? 404 : 405, 0);
    if (allowed === undefined) return ApiError.notFound('There is nothing at this path: /api/ lists what there is');
    const allow = [...allowed].join(', ');
    return ApiError.methodNotAllowed(`${method} is not for this path: use ${allow}`, allow);
  };
}

function withoutSlash(path: string): string {
  return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
}

/** Ids that differ between requests and between processes, and cost nothing. */
function requestIds(): () => string {
  const process = randomBytes(4).toString('hex');
  let count = 0;
  return () => `${process}-${(++count).toString(36)}`;
}
