import { Readable } from 'node:stream';
import type { Instant } from '@retention/domain/day';
import type { Clock } from '../clock.ts';
import type { Database } from '../db/database.ts';
import { ApiError } from '../http/errors.ts';
import type { Logger } from '../logger.ts';
import type { ReadInbox } from './pending.ts';

/** A comment now and then, so that proxies keep the connection and a dead one is noticed. */
const KEEP_ALIVE_MS = 25_000;
/** How long a client waits before it connects again, and we before we listen again. */
const RETRY_MS = 3_000;
/** Clocks of two machines differ by a little: so much later than it says, a token is still taken. */
const LEEWAY_MS = 30_000;
/** Open streams of one person, and of all. */
const MOST_OF_ONE = 8;
const MOST = 10_000;

export interface StreamDeps {
  readonly database: Database;
  readonly readInbox: ReadInbox;
  readonly logger: Logger;
  readonly clock: Clock;
}

/**
 * Live triggers: server-sent events with what the app shows a person, at once and whenever it changes. One connection to
 * the database listens for all of them, and only while somebody is there.
 */
export function createStreams({ database, readInbox, logger, clock }: StreamDeps) {
  const open = new Map<string, Set<Readable>>();
  /** When the token ends that a stream was opened with. */
  const ends = new WeakMap<Readable, Instant>();
  let count = 0;
  let listening: Promise<void> | null = null;
  let stopListening: (() => void) | null = null;
  let closed = false;
  const sending = new Set<Promise<void>>();

  function begin(user_id: string, streams: Iterable<Readable>): void {
    const one = send(user_id, streams).finally(() => sending.delete(one));
    sending.add(one);
  }

  async function send(user_id: string, streams: Iterable<Readable>): Promise<void> {
    try {
      const event = `event: triggers\ndata: ${JSON.stringify(await readInbox(user_id))}\n\n`;
      for (const stream of streams) {
        if (!endIfOver(stream)) stream.push(event);
      }
    } catch (error) {
      // They connect again, and are told then.
      logger.error({ err: error }, 'a live stream could not be told what is new: it is ended');
      for (const stream of streams) stream.push(null);
    }
  }

  /** Whoever has no token any more is told nothing more: with another one they connect again. */
  function endIfOver(stream: Readable): boolean {
    const over = clock.now() >= (ends.get(stream) ?? Infinity) + LEEWAY_MS;
    if (over) stream.push(null);
    return over;
  }

  function tell(user_id: string): void {
    const streams = open.get(user_id);
    if (streams !== undefined) begin(user_id, [...streams]);
  }

  async function listen(): Promise<void> {
    try {
      await database.session(async (client) => {
        const heard = ({ payload }: { payload?: string | undefined }): void => tell(payload ?? '');
        let fail = (_error: Error): void => undefined;
        client.on('notification', heard);
        try {
          await client.query('LISTEN retention_inbox');
          // What changed while nobody listened.
          for (const user_id of open.keys()) tell(user_id);
          await new Promise<void>((resolve, reject) => {
            stopListening = resolve;
            fail = reject;
            client.once('error', fail);
            if (count === 0 || closed) resolve();
          });
          await client.query('UNLISTEN retention_inbox');
        } finally {
          client.off('notification', heard);
          // The connection goes back to the others, and may come here again.
          client.off('error', fail);
        }
      });
    } catch (error) {
      logger.warn({ err: error }, 'live streams hear nothing for a moment: the database went away');
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS).unref());
    }
    if (count > 0 && !closed) return listen();
    listening = null;
  }

  function leave(user_id: string, stream: Readable): void {
    const streams = open.get(user_id);
    if (streams?.delete(stream) !== true) return;
    count--;
    if (streams.size === 0) open.delete(user_id);
    if (count === 0) stopListening?.();
  }

  return {
    /** `GET …/triggers/stream/`. Throws ApiError 429. */
    open({ user_id, until }: { readonly user_id: string; readonly until: Instant }): Promise<Readable> {
      const streams = open.get(user_id) ?? new Set<Readable>();
      if (streams.size >= MOST_OF_ONE || count >= MOST) {
        throw ApiError.tooManyRequests('Too many live streams are open: close one, or ask again later', 60);
      }
      const keepAlive = setInterval(() => endIfOver(stream) || stream.push(': still here\n\n'), KEEP_ALIVE_MS).unref();
      const stream = new Readable({
        read: () => undefined,
        destroy(error, done) {
          clearInterval(keepAlive);
          leave(user_id, stream);
          done(error);
        },
      });
      ends.set(stream, until);
      stream.push(`retry: ${RETRY_MS}\n\n`);
      open.set(user_id, streams.add(stream));
      count++;
      // Whoever begins to listen tells everybody; else this one is told alone.
      if (listening === null) listening = listen();
      else begin(user_id, [stream]);
      return Promise.resolve(stream);
    },
    /** Ends all streams. */
    async close(): Promise<void> {
      closed = true;
      for (const streams of open.values()) for (const stream of streams) stream.push(null);
      stopListening?.();
      await Promise.all([listening, ...sending]);
    },
  };
}
