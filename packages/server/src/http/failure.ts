import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { isConnectionLost, sqlState } from '../db/database.ts';
import type { Logger } from '../logger.ts';
import { ApiError, databaseAway } from './errors.ts';
import { SECURITY_HEADERS } from './security-headers.ts';

const JSON_TYPE = 'application/json; charset=utf-8';

/** Node answers an `Expect` it does not know by itself, and not in JSON. */
export function answerExpectations(http: FastifyInstance): void {
  http.server.on('checkExpectation', (_request: IncomingMessage, response: ServerResponse) => {
    const { status, body } = raw(ApiError.malformed(417, 'Only "Expect: 100-continue" is understood'));
    const headers = {
      ...SECURITY_HEADERS,
      'content-type': JSON_TYPE,
      'content-length': Buffer.byteLength(body),
      connection: 'close',
    };
    response.writeHead(status, headers).end(body);
  });
}

/** Answers with the error; a fault of ours is logged with its cause, and told without it. */
export function sendFailure(
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
  logger: Logger,
): FastifyReply {
  const known = explain(error, request);
  if (known.status >= 500) {
    const line = { request_id: request.id, status: known.status, route: request.routeOptions.url, cause: cause(error) };
    if (known.status === 500) logger.error(line, 'request failed');
    else logger.warn(line, 'request put off');
  }
  return reply.code(known.status).headers(known.headers).type(JSON_TYPE).send(known.body());
}

/** What the caller of a request is told that failed so. */
export function statusOf(error: unknown, request: FastifyRequest): number {
  return explain(error, request).status;
}

function explain(error: unknown, request: FastifyRequest): ApiError {
  if (error instanceof ApiError) return error;
  if (isFastifyError(error)) {
    const { code } = error;
    if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') {
      return ApiError.tooLarge(
        `The body is too large: this endpoint takes up to ${request.routeOptions.bodyLimit} bytes`,
      );
    }
    if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') return ApiError.unsupportedBody();
    if (code === 'FST_ERR_CTP_INVALID_CONTENT_LENGTH') {
      return ApiError.badRequest('The body is not as long as Content-Length says');
    }
    if (code === 'FST_ERR_BAD_URL') return ApiError.badRequest('The path of the URL is not valid percent-encoding');
    if (error.statusCode !== undefined && error.statusCode < 500)
      return ApiError.badRequest('The request is malformed');
  }
  // A body that broke off: there is nobody left to read the answer, and it is no defect of ours.
  if (request.raw.readableAborted) return ApiError.badRequest('The connection closed before the body was complete');
  if (isDatabaseAway(error)) return databaseAway();
  return ApiError.internal(request.id);
}

function isFastifyError(error: unknown): error is FastifyError {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && error.code.startsWith('FST_');
}

function isDatabaseAway(error: unknown): boolean {
  const state = sqlState(error);
  if (state !== undefined) return isConnectionLost(error) || MAY_SUCCEED_LATER.test(state);
  return error instanceof Error && (isNetworkError(error) || DATABASE_WORDS.test(error.message));
}

/** Deadlocks and serialization (40), statements given up for taking too long (57014). */
const MAY_SUCCEED_LATER = /^(?:40|57014)/;

/** What pg says, without a code, of a connection that could not be had or was lost. */
const DATABASE_WORDS =
  /^(?:Connection terminated|timeout exceeded when trying to connect|Query read timeout|Client has encountered a connection error|Cannot use a pool after)/i;

function isNetworkError(error: Error): boolean {
  return (
    'code' in error && /^(?:ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENOENT)/.test(String(error.code))
  );
}

/** What a log may keep of an error: never its details, which may quote what people sent. */
function cause(error: unknown): object {
  if (!(error instanceof Error)) return { type: typeof error };
  return {
    type: error.name,
    message: error.message,
    code: 'code' in error ? error.code : undefined,
    stack: error.stack,
  };
}

function raw(error: ApiError): { status: number; body: string } {
  return { status: error.status, body: JSON.stringify(error.body()) };
}

/** Errors of the HTTP parser: there is no request yet, only a socket. */
export function answerSocket(error: Error & { code?: string }, socket: Duplex): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const { status, body } = raw(explainSocket(error.code ?? ''));
  const head = [
    `HTTP/1.1 ${status} ${REASONS[status] ?? 'Bad Request'}`,
    ...Object.entries(SECURITY_HEADERS).map(([name, value]) => `${name}: ${value}`),
    `content-type: ${JSON_TYPE}`,
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}

const REASONS: Readonly<Record<number, string>> = {
  408: 'Request Timeout',
  413: 'Payload Too Large',
  431: 'Request Header Fields Too Large',
};

function explainSocket(code: string): ApiError {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return ApiError.malformed(431, 'The headers are too large: at most 16 KiB are read');
    case 'HPE_CHUNK_EXTENSIONS_OVERFLOW':
      return ApiError.malformed(413, 'The chunk extensions are too large');
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return ApiError.malformed(408, 'The request did not arrive in time');
    default:
      return ApiError.malformed(400, 'This is not HTTP/1.1');
  }
}
