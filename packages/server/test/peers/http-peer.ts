import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * What a peer does with a request: answers a status (and takes what it answers 2xx to), says nothing, or breaks the
 * connection; the last two before it has taken anything, or after.
 */
export type Behaviour =
  | number
  | Answer
  | 'silent' // reads it, takes nothing, never answers
  | 'silent_taken' // takes it, never answers
  | 'reset' // breaks the connection before it has read it
  | 'reset_taken'; // takes it, and breaks the connection instead of answering

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** A provider that counts what it takes and misbehaves as it is told. */
export interface HttpPeer<Taken> {
  /** `http://127.0.0.1:40123` */
  readonly origin: string;
  /** `127.0.0.1:40123` */
  readonly host: string;
  /** What it has taken, in order. */
  readonly taken: readonly Taken[];
  /** What was wrong with requests: each of these was refused. */
  readonly faults: readonly string[];
  /** How many requests have come. */
  requests(): number;
  /** What becomes of the next requests, in order. */
  script(...behaviours: readonly Behaviour[]): void;
  /** What becomes of each request that the script says nothing of; at first it is taken and answered well. */
  otherwise(behave: () => Behaviour): void;
  /** Resolves when so many requests have come. */
  reached(requests: number): Promise<void>;
  /** Stops listening and breaks every connection. */
  close(): Promise<void>;
}

/** Why a request is refused, whatever the script says. */
export class PeerFault extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

export interface PeerOptions<Taken> {
  /** What it answers when all is well. */
  readonly well: number;
  /** 0 takes a free one. */
  readonly port?: number;
  /** Reads a request; throws PeerFault where it is not as it must be. */
  readonly read: (request: IncomingMessage, body: Buffer, origin: string) => Promise<Taken> | Taken;
}

export async function startHttpPeer<Taken>({ well, port = 0, read }: PeerOptions<Taken>): Promise<HttpPeer<Taken>> {
  const taken: Taken[] = [];
  const faults: string[] = [];
  const script: Behaviour[] = [];
  const waiting = new Set<() => void>();
  let otherwise = (): Behaviour => well;
  let requests = 0;
  let origin = '';

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    requests += 1;
    const behaviour = script.shift() ?? otherwise();
    if (behaviour === 'reset') request.socket.resetAndDestroy();
    else await treat(request, response, behaviour);
    for (const look of waiting) look();
  }

  async function treat(
    request: IncomingMessage,
    response: ServerResponse,
    behaviour: Exclude<Behaviour, 'reset'>,
  ): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    let item: Taken;
    try {
      item = await read(request, Buffer.concat(chunks), origin);
    } catch (error) {
      if (!(error instanceof PeerFault)) throw error;
      faults.push(error.message);
      response.writeHead(error.status).end(error.message);
      return;
    }
    if (behaviour === 'silent') return;
    if (behaviour === 'silent_taken' || behaviour === 'reset_taken') {
      taken.push(item);
      if (behaviour === 'reset_taken') request.socket.resetAndDestroy();
      return;
    }
    const { status, headers = {}, body = '' } = typeof behaviour === 'number' ? { status: behaviour } : behaviour;
    if (status >= 200 && status < 300) taken.push(item);
    response.writeHead(status, headers).end(body);
  }

  const server = createServer((request, response) => {
    serve(request, response).catch((error: unknown) => {
      // A request that broke off has nobody to answer to; a fault of the peer itself must not look like one of theirs.
      if (!request.destroyed) faults.push(`the peer failed: ${String(error)}`);
      request.destroy();
    });
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  origin = `http://${host}`;

  return {
    origin,
    host,
    taken,
    faults,
    requests: () => requests,
    script: (...behaviours) => void script.push(...behaviours),
    otherwise: (behave) => {
      otherwise = behave;
    },
    reached: (count) =>
      new Promise((resolve) => {
        const look = (): void => {
          if (requests < count) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        look();
      }),
    async close() {
      if (!server.listening) return;
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
