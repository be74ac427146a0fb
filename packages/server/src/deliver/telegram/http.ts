import { Agent as HttpAgent, request as httpRequest, type ClientRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';

/**
 * A call that brought no answer of a Bot API server. Whether it may have been taken decides whether a message may be sent
 * again, and no HTTP client says it: so this one watches its sockets. The message holds no URL, since a URL holds the token.
 */
export class CallFailed extends Error {
  readonly taken: 'no' | 'maybe';

  constructor(taken: 'no' | 'maybe', message: string) {
    super(message);
    this.name = 'CallFailed';
    this.taken = taken;
  }
}

export interface Transport {
  /** As grammY calls `fetch`: POSTs JSON. Rejects with CallFailed. */
  readonly fetch: (url: string, init: { readonly body?: unknown }) => Promise<{ json(): Promise<unknown> }>;
  /** Breaks what is under way; nothing is begun any more. */
  close(): void;
}

export interface TransportOptions {
  readonly apiUrl: string;
  /** From the first thought of it to the last byte of the answer. */
  readonly timeoutMs: number;
}

/** An idle connection is given up before the server gives it up: a request must not meet its end. */
const IDLE_MS = 4_000;
/** 100 updates with messages of 4,096 characters are far below it. */
const ANSWER_BYTES = 16 * 1024 * 1024;
/** The gateway had passed the request on and got no answer in time. Other 5xx say that nothing was done. */
const GATEWAY_TIMEOUT = 504;

/** Connections to a Bot API server. */
export function openTransport({ apiUrl, timeoutMs }: TransportOptions): Transport {
  const secure = apiUrl.startsWith('https:');
  const agent = secure
    ? new HttpsAgent({ keepAlive: true, timeout: IDLE_MS })
    : new HttpAgent({ keepAlive: true, timeout: IDLE_MS });

  let closed = false;

  function begin(url: string, length: number): ClientRequest {
    const headers = { 'content-type': 'application/json', 'content-length': length };
    const options = { method: 'POST', headers, agent };
    return secure ? httpsRequest(url, options) : httpRequest(url, options);
  }

  function call(url: string, body: string): Promise<{ status: number; text: string }> {
    return new Promise((resolve, reject) => {
      let connected = false;
      const request = begin(url, Buffer.byteLength(body));
      const fail = (reason: string): void => {
        clearTimeout(timer);
        request.destroy();
        reject(new CallFailed(connected ? 'maybe' : 'no', reason));
      };
      const timer = setTimeout(() => fail(`no answer within ${timeoutMs / 1000} s`), timeoutMs);
      request.on('error', (error) => fail(error.message));
      request.on('socket', (socket) => {
        if (request.reusedSocket) connected = true;
        // Nothing is written before: what fails earlier has reached nobody.
        else socket.once(secure ? 'secureConnect' : 'connect', () => void (connected = true));
      });
      request.on('response', (response) => {
        const chunks: Buffer[] = [];
        let bytes = 0;
        response.on('data', (chunk: Buffer) => {
          chunks.push(chunk);
          bytes += chunk.length;
          if (bytes > ANSWER_BYTES) fail('the answer is longer than any answer of the Bot API');
        });
        response.on('error', () => fail('the connection broke within the answer'));
        response.on('end', () => {
          clearTimeout(timer);
          resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') });
        });
      });
      request.end(body);
    });
  }

  return {
    async fetch(url, { body }) {
      if (closed) throw new CallFailed('no', 'closed');
      const { status, text } = await call(url, typeof body === 'string' ? body : '{}');
      const answer = readAnswer(text);
      if (answer !== null) return { json: () => Promise.resolve(answer) };
      const taken = (status >= 200 && status < 300) || status === GATEWAY_TIMEOUT ? 'maybe' : 'no';
      throw new CallFailed(taken, `HTTP ${status}, which is no answer of a Bot API server`);
    },
    close() {
      closed = true;
      agent.destroy();
    },
  };
}

/** `{"ok": …}`, or null: what a proxy or somebody else's server says is no answer. */
function readAnswer(text: string): object | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && 'ok' in value && typeof value.ok === 'boolean' ? value : null;
  } catch {
    return null;
  }
}
