import { setTimeout as pause } from 'node:timers/promises';
import type pg from 'pg';
import type { Database } from '../../db/database.ts';
import type { Logger } from '../../logger.ts';
import type { TelegramApi } from './api.ts';
import type { TelegramIntake } from './intake.ts';
import { readUpdate, readUpdateId, UPDATE_KINDS } from './update.ts';

export interface TelegramPollingDeps {
  readonly database: Database;
  readonly logger: Logger;
  /** Its own connections: a call is open for as long as nothing happens. */
  readonly telegram: TelegramApi;
  /** For the last call, which does not wait. */
  readonly brief: TelegramApi;
  readonly intake: TelegramIntake;
  readonly pace: PollingPace;
}

export interface PollingPace {
  /** For how long a call waits for something to happen, seconds. */
  readonly wait_s: number;
  /** How often a process that does not listen looks whether the one that does is gone. */
  readonly lookMs: number;
  /** Pause after a failure, doubled by each that follows. */
  readonly pauseMs: number;
}

export const POLLING_PACE: PollingPace = { wait_s: 25, lookMs: 5_000, pauseMs: 1_000 };
const LONGEST_PAUSE_MS = 60_000;
/** Telegram gives at most 100 at a time; so many of different chats are dealt with at once. */
const LANES = 4;

/** The advisory lock of the process that listens. */
const LISTENING = 7_235_021;

export interface TelegramPolling {
  start(): void;
  stop(): Promise<void>;
}

/**
 * Asks Telegram for updates, in exactly one process: Telegram refuses two. It holds an advisory lock, which ends with it, and
 * another process takes over. What was taken and not confirmed comes again there.
 */
export function createTelegramPolling(deps: TelegramPollingDeps): TelegramPolling {
  const { database, logger, telegram, pace } = deps;
  const stopping = new AbortController();
  let running: Promise<void> | null = null;

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      try {
        await database.session(async (client) => {
          const { rows } = await client.query<{ locked: boolean }>('SELECT pg_try_advisory_lock($1) AS locked', [
            LISTENING,
          ]);
          if (rows[0]?.locked !== true) return;
          logger.info('this process listens for Telegram updates');
          await listen(deps, client, stopping.signal);
          await client.query('SELECT pg_advisory_unlock($1)', [LISTENING]);
        });
      } catch (error) {
        if (!stopping.signal.aborted) logger.warn({ err: error }, 'listening for Telegram updates was interrupted');
      }
      await sleep(pace.lookMs, stopping.signal);
    }
  }

  return {
    start() {
      running ??= run();
    },
    async stop() {
      stopping.abort();
      telegram.close();
      await running;
    },
  };
}

/** Until it is told to stop. Throws where the connection that holds the lock is gone. */
async function listen(deps: TelegramPollingDeps, client: pg.PoolClient, stopping: AbortSignal): Promise<void> {
  const { logger, telegram, brief, intake, pace } = deps;
  let offset = 0;
  let confirmed = 0;
  let failures = 0;
  let said = '';
  let webhook = true;
  while (!stopping.aborted) {
    // Another process may listen by now if the lock is lost.
    await client.query('SELECT 1');
    try {
      if (webhook) await telegram.api.deleteWebhook();
      webhook = false;
      const updates: readonly unknown[] = await telegram.api.getUpdates({
        offset,
        timeout: pace.wait_s,
        allowed_updates: UPDATE_KINDS,
      });
      said = '';
      confirmed = offset;
      const next = await takeUpdates(intake, updates, offset);
      failures = next === null ? failures + 1 : 0;
      offset = next ?? offset;
      if (next === null) await sleep(backoff(pace, failures), stopping);
      // A server that does not wait must not keep us busy.
      else if (updates.length === 0) await sleep(Math.min(100, pace.pauseMs), stopping);
    } catch (error) {
      if (stopping.aborted) break;
      const failure = telegram.failureOf(error);
      failures++;
      // Somebody has set a webhook meanwhile: Telegram then gives no updates here.
      webhook ||= failure.code === 409 && /webhook/i.test(failure.description);
      // Said once, however often it is tried.
      if (failure.description !== said) logger.warn({ answer: failure.description }, 'Telegram gives no updates');
      said = failure.description;
      await sleep(Math.max(backoff(pace, failures), 1000 * (failure.retry_after ?? 0)), stopping);
    }
  }
  // Whoever listens next need not hear again what has been dealt with.
  if (offset > confirmed) await brief.api.getUpdates({ offset, timeout: 0, limit: 1 }).catch(() => undefined);
}

/** Deals with all of them, those of one chat in their order; the offset that confirms them, or null where one failed. */
async function takeUpdates(
  intake: TelegramIntake,
  updates: readonly unknown[],
  offset: number,
): Promise<number | null> {
  const ids = updates.map(readUpdateId).filter((id) => id !== null);
  // What has no number cannot be confirmed either.
  let taken = ids.length > 0 || updates.length === 0;
  const chats = [...Map.groupBy(updates, (body) => readUpdate(body)?.chat_id ?? null).values()];
  async function lane(): Promise<void> {
    for (let chat = chats.pop(); chat !== undefined; chat = chats.pop()) {
      for (const update of chat) if (!(await intake.take(update))) taken = false;
    }
  }
  await Promise.all(Array.from({ length: LANES }, lane));
  return taken ? Math.max(offset, ...ids.map((id) => id + 1)) : null;
}

function backoff({ pauseMs }: PollingPace, failures: number): number {
  return Math.min(LONGEST_PAUSE_MS, pauseMs * 2 ** Math.min(failures - 1, 10));
}

async function sleep(ms: number, stopping: AbortSignal): Promise<void> {
  await pause(ms, undefined, { signal: stopping }).catch(() => undefined);
}
