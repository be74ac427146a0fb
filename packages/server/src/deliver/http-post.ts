import { Agent as HttpAgent, request as requestPlain, type ClientRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as requestTls } from 'node:https';

/** A POST to somebody who may not answer, or not as we would like. */
export interface Post {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** What is known of a POST afterwards. */
export type Posted =
  | {
      readonly kind: 'answered';
      readonly status: number;
      /** The status with what was said beside it, at most `SAID_CHARACTERS` of that; fit to be stored. */
      readonly said: string;
      /** The body, as far as it was read. */
      readonly text: string;
      /** `Retry-After` in seconds, 0 to a day; null where there is none. */
      readonly retry_after_s: number | null;
    }
  /** There was no connection: nobody can have read it. */
  | { readonly kind: 'never_left'; readonly reason: string }
  /** It was on its way, and no answer came: it may have been taken. */
  | { readonly kind: 'broke'; readonly reason: string };

export interface Poster {
  /** Never throws, never follows a redirect, ends within the time that was given. */
  post(post: Post): Promise<Posted>;
  close(): void;
}

export const SAID_CHARACTERS = 200;
const MOST_RETRY_AFTER_S = 86_400;
/** Answers are short; whoever talks longer is not listened to. */
const MOST_ANSWER_BYTES = 16 * 1024;
/**
 * A connection that idles for longer is closed by us. Servers close theirs after 5 s or more: were they first, a message
 * could run into the closing, and its fate would not be known.
 */
const IDLE_MS = 4_000;

/** `connections`: most at a time to one host. */
export function createPoster({
  timeout_ms,
  connections,
}: {
  readonly timeout_ms: number;
  readonly connections: number;
}): Poster {
  const options = { keepAlive: true, timeout: IDLE_MS, maxSockets: connections };
  const plain = new HttpAgent(options);
  const tls = new HttpsAgent(options);

  return {
    post({ url, headers, body }) {
      return new Promise((resolve) => {
        const secure = url.protocol === 'https:';
        const agent = secure ? tls : plain;
        const request = (secure ? requestTls : requestPlain)(url, {
          method: 'POST',
          agent,
          headers: { ...headers, 'content-length': String(body.length) },
        });
        const wasWritten = watchWriting(request, secure);
        const tooLate = setTimeout(
          () => request.destroy(new Error(`no answer within ${Math.round(timeout_ms / 1000)} s`)),
          timeout_ms,
        );
        const end = (posted: Posted): void => {
          clearTimeout(tooLate);
          resolve(posted);
        };
        let answered = false;
        request.on('error', (error) => {
          // The status is the answer; what breaks after it does not unsay it.
          if (!answered) end({ kind: wasWritten() ? 'broke' : 'never_left', reason: storable(error.message) });
        });
        request.on('response', (response) => {
          answered = true;
          void readAnswer(response).then(end);
        });
        request.end(body);
      });
    },
    close() {
      plain.destroy();
      tls.destroy();
    },
  };
}

/** Whether anything of the request may have gone out: from the moment on at which there is a connection to write to. */
function watchWriting(request: ClientRequest, secure: boolean): () => boolean {
  let written = false;
  request.on('socket', (socket) => {
    if (request.reusedSocket) written = true;
    else socket.once(secure ? 'secureConnect' : 'connect', () => (written = true));
  });
  return () => written;
}

async function readAnswer(response: IncomingMessage): Promise<Posted> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  await new Promise<void>((resolve) => {
    response.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes > MOST_ANSWER_BYTES) response.destroy();
    });
    response.on('error', () => undefined);
    response.on('close', resolve);
  });
  const status = response.statusCode ?? 0;
  const text = storable(Buffer.concat(chunks).toString('utf8'));
  const beside = text.trim() === '' ? (response.statusMessage ?? '') : text.trim().slice(0, SAID_CHARACTERS);
  return {
    kind: 'answered',
    status,
    said: storable(`${status} ${beside}`).trim(),
    text,
    retry_after_s: retryAfter(response),
  };
}

/** Seconds, or a date (RFC 9110, 10.2.3), which is read by the clock of whoever wrote it. */
function retryAfter({ headers }: IncomingMessage): number | null {
  const value = headers['retry-after'];
  if (value === undefined) return null;
  const seconds = /^\d+$/.test(value)
    ? Number(value)
    : Math.ceil((Date.parse(value) - Date.parse(headers.date ?? '')) / 1000);
  return Number.isNaN(seconds) ? null : Math.min(Math.max(seconds, 0), MOST_RETRY_AFTER_S);
}

/** PostgreSQL's texts hold no NUL and no half of a surrogate pair; an owner wants to see no control characters. */
function storable(text: string): string {
  return text.toWellFormed().replace(/\p{Cc}+/gu, ' ');
}
