import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import type { Logger } from '../logger.ts';
import { connectionString, DATABASE, openCluster, trimLogs, type Cluster } from './cluster.ts';
import { isConnectionLost } from './database.ts';
import { findPostmaster, startPostmaster, stopPostmaster, type Start } from './postmaster.ts';

/**
 * The real PostgreSQL of the registry on a folder of ours, reached by a Unix socket only.
 *
 * Any number of processes may use one folder at once: each holds a shared advisory lock on a connection of its own,
 * and whoever closes last stops PostgreSQL. A process that is killed leaves it running; the next one finds it. When
 * PostgreSQL itself is killed, every process that uses it tries to start it again: PostgreSQL's own lock file sees to it
 * that one of them succeeds, and the address stays the same.
 */
export interface Embedded {
  readonly connectionString: string;
  /** Lets go; stops PostgreSQL where nobody else uses it. Close every other connection first. */
  close(): Promise<void>;
}

export interface EmbeddedOptions {
  readonly dataDir: string;
  readonly logger: Logger;
  /** Settings of PostgreSQL on top of ours, by name. For tests. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Gives up while it still waits. */
  readonly signal?: AbortSignal;
}

interface Use {
  readonly cluster: Cluster;
  /** Where the lock is taken: not in our own database, whose connections are others' business. */
  readonly lockUrl: string;
  readonly logger: Logger;
  readonly closing: AbortSignal;
  start(): Start;
}

/** The connection that says "in use". */
interface Hold {
  readonly client: pg.Client;
  readonly broken: Promise<void>;
}

/** Key of the advisory lock that says "in use". */
const IN_USE = 7_235_001;
const LONGEST_PAUSE_MS = 500;
const PAUSE_AFTER_FAILURE_MS = 2_000;
const SPEAK_AFTER_MS = 10_000;
const HOUR_MS = 3_600_000;

/** Makes the database on first use, finds it where it runs, starts it where it does not. Throws where that cannot be. */
export async function openEmbedded(options: EmbeddedOptions): Promise<Embedded> {
  const { dataDir, logger, settings = {}, signal } = options;
  const cluster = await openCluster(dataDir);
  // Found running, it may have been given another socket than we would choose (TMPDIR): all stay with the first.
  const sockets = findPostmaster(cluster)?.sockets ?? cluster.sockets;
  const closing = new AbortController();
  const use: Use = {
    cluster,
    lockUrl: connectionString(cluster, sockets, 'postgres'),
    logger,
    closing: closing.signal,
    start: () => startPostmaster(cluster, sockets, settings),
  };
  const hold = await obtain(signal === undefined ? use : { ...use, closing: signal });
  trimLogs(cluster);
  const trimming = setInterval(() => trimLogs(cluster), HOUR_MS).unref();
  const kept = keep(use, hold).finally(() => clearInterval(trimming));
  return {
    connectionString: connectionString(cluster, sockets, DATABASE),
    close() {
      closing.abort();
      return kept;
    },
  };
}

/** Gets PostgreSQL going again whenever it goes away, until we close. */
async function keep(use: Use, first: Hold): Promise<void> {
  const { closing, logger } = use;
  const closed = new Promise<void>((resolve) => closing.addEventListener('abort', () => resolve(), { once: true }));
  for (let hold: Hold | null = first; hold !== null;) {
    await Promise.race([hold.broken, closed]);
    if (closing.aborted) return letGo(use, hold);
    logger.warn('PostgreSQL went away: starting it again');
    hold = await obtainPatiently(use);
    if (hold !== null) logger.warn('PostgreSQL is back');
  }
}

/** Null where we close before it is there. */
async function obtainPatiently(use: Use): Promise<Hold | null> {
  while (!use.closing.aborted) {
    try {
      return await obtain(use);
    } catch (error) {
      if (use.closing.aborted) break;
      use.logger.error(error, 'PostgreSQL does not start: trying again');
      await delay(PAUSE_AFTER_FAILURE_MS, undefined, { signal: use.closing }).catch(() => undefined);
    }
  }
  return null;
}

/**
 * Starts PostgreSQL unless it runs, and waits until it answers: it may be recovering, still be stopping, or its
 * orphans may still hold the memory of the one before.
 */
async function obtain({ cluster, lockUrl, logger, closing, start }: Use): Promise<Hold> {
  const begun = performance.now();
  let starting: Start | null = null;
  let refusals = 0;
  let spoken = 0;
  try {
    for (let pause = 20; ; pause = Math.min(pause * 1.3, LONGEST_PAUSE_MS)) {
      closing.throwIfAborted();
      if (findPostmaster(cluster) === null) {
        const failure = starting?.failure() ?? null;
        if (failure !== null && !isPassing(failure) && ++refusals >= 3) {
          throw new Error(`PostgreSQL could not be started: ${failure}`);
        }
        if (starting === null || failure !== null) starting = start();
      }
      const hold = await connect(lockUrl);
      if (!(hold instanceof Error)) return hold;
      if (!isConnectionLost(hold)) throw hold;
      const waited = performance.now() - begun;
      if (waited > (spoken + 1) * SPEAK_AFTER_MS) {
        spoken++;
        logger.warn(`waiting for PostgreSQL for ${Math.round(waited / 1000)} s: ${hold.message}`);
      }
      await delay(pause, undefined, { signal: closing });
    }
  } catch (error) {
    starting?.abandon();
    throw error;
  }
}

/** Another is starting it, or what the one before left behind is still going away. */
function isPassing(failure: string): boolean {
  return /^exit (?:0|SIG\w+):|lock file|pre-existing shared memory|another (?:postmaster|server)/i.test(failure);
}

async function connect(url: string): Promise<Hold | Error> {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'retention: in use',
    connectionTimeoutMillis: 5_000,
    keepAlive: true,
  });
  const broken = new Promise<void>((resolve) => {
    // An error is followed by the end; unheard, it would end the process instead.
    client.on('error', () => undefined);
    client.on('end', () => resolve());
  });
  try {
    await client.connect();
    // Waits where somebody is about to stop it; the stop then breaks this connection.
    await client.query('SELECT pg_advisory_lock_shared($1)', [IN_USE]);
    return { client, broken };
  } catch (error) {
    void client.end().catch(() => undefined);
    return error instanceof Error ? error : new Error(String(error));
  }
}

async function letGo({ cluster, lockUrl, logger }: Use, held: Hold): Promise<void> {
  try {
    const { client } = await stillHeld(held, cluster, lockUrl);
    await client.query('SELECT pg_advisory_unlock_shared($1)', [IN_USE]);
    const { rows } = await client.query<{ last: boolean }>('SELECT pg_try_advisory_lock($1) AS last', [IN_USE]);
    const postmaster = rows[0]?.last === true ? findPostmaster(cluster) : null;
    if (postmaster !== null) await stopPostmaster(cluster, postmaster, (message) => logger.warn(message));
    void client.end().catch(() => undefined);
  } catch (error) {
    // It goes on without us; the next start finds it.
    logger.warn(error, 'PostgreSQL was not stopped');
  }
}

/** Just gone away, it may be coming back: started by another process, or by itself after one of its parts was killed. */
async function stillHeld(held: Hold, cluster: Cluster, lockUrl: string): Promise<Hold> {
  const broken = await Promise.race([held.broken.then(() => true), delay(0, false)]);
  if (!broken) return held;
  for (let attempt = 0; ; attempt++) {
    const hold = findPostmaster(cluster) === null ? new Error('it does not run') : await connect(lockUrl);
    if (!(hold instanceof Error)) return hold;
    if (attempt > 50 || findPostmaster(cluster) === null) throw hold;
    await delay(100);
  }
}
