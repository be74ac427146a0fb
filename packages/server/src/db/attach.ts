import { setTimeout as delay } from 'node:timers/promises';
import type { Config } from '../config.ts';
import type { Logger } from '../logger.ts';
import { isConnectionLost, openDatabase, type Database } from './database.ts';
import { openEmbedded, type Embedded } from './embedded.ts';
import { migrate } from './migrate.ts';

export interface AttachOptions {
  readonly config: Pick<Config, 'databaseUrl' | 'dataDir'>;
  readonly logger: Logger;
  /** What this process calls itself in `pg_stat_activity`. */
  readonly applicationName: string;
  /** Most connections. */
  readonly connections: number;
  /** A statement that takes longer is given up; 0 = no bound. */
  readonly statementTimeoutMs: number;
  /** Gives up while it still waits for the database. */
  readonly signal?: AbortSignal;
}

const OLDEST_VERSION = 150_000;
/** How long a PostgreSQL of DATABASE_URL may take to come up: it is often started together with us. */
const PATIENCE_MS = 30_000;

/**
 * The database the configuration speaks of, with its tables up to date: that of DATABASE_URL, else the embedded one,
 * started unless it runs. Server and commands alike come this way, so a command beside a server works on its data.
 * Closing it stops the embedded PostgreSQL where nobody else uses it.
 */
export async function attachDatabase(options: AttachOptions): Promise<Database> {
  const { config, logger, signal = new AbortController().signal } = options;
  const { databaseUrl, dataDir } = config;
  const embedded = databaseUrl === null ? await openEmbedded({ dataDir, logger, signal }) : null;
  try {
    const connectionString = embedded?.connectionString ?? databaseUrl ?? '';
    await prepare(connectionString, options, signal);
    const database = openDatabase({
      connectionString,
      applicationName: options.applicationName,
      connections: options.connections,
      statementTimeoutMs: options.statementTimeoutMs,
      onError: (error) => logger.warn(`a connection of the database was lost: ${error.message}`),
    });
    return { ...database, close: () => closeBoth(database, embedded, logger) };
  } catch (error) {
    await embedded?.close();
    throw error;
  }
}

/** What is still running on a connection after this long has no one left to wait for it. */
const LAST_STATEMENTS_MS = 5_000;

async function closeBoth(database: Database, embedded: Embedded | null, logger: Logger): Promise<void> {
  try {
    const ended = await Promise.race([
      database.close().then(() => true),
      delay(LAST_STATEMENTS_MS, false, { ref: false }),
    ]);
    if (!ended) logger.warn(database.counts(), 'connections of the database were still busy when it was closed');
  } finally {
    await embedded?.close();
  }
}

/** Waits for the database, checks its version, brings its tables up to date; without a bound on a statement's time. */
async function prepare(
  connectionString: string,
  { logger, applicationName }: AttachOptions,
  signal: AbortSignal,
): Promise<void> {
  const database = openDatabase({
    connectionString,
    applicationName: `${applicationName}: migrate`,
    connections: 1,
    statementTimeoutMs: 0,
    onError: () => undefined,
  });
  try {
    const version = await patiently(() => readVersion(database), logger, signal);
    if (version.number < OLDEST_VERSION) {
      throw new Error(`PostgreSQL ${version.text} is too old: DATABASE_URL must name version 15 or newer`);
    }
    for (const name of await migrate(database)) logger.info(`migrated: ${name}`);
  } finally {
    await database.close();
  }
}

async function readVersion(database: Database): Promise<{ readonly text: string; readonly number: number }> {
  return database.session(async (client) => {
    const { rows } = await client.query<{ text: string; number: number }>(
      "SELECT current_setting('server_version') AS text, current_setting('server_version_num')::int AS number",
    );
    return rows[0] ?? { text: 'unknown', number: 0 };
  });
}

async function patiently<T>(work: () => Promise<T>, logger: Logger, signal: AbortSignal): Promise<T> {
  const begun = performance.now();
  for (let attempt = 0; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      const reason = reasonOf(error);
      if (!isConnectionLost(error)) throw new Error(`The database does not let us in: ${reason}`, { cause: error });
      if (performance.now() - begun > PATIENCE_MS) {
        throw new Error(`The database cannot be reached: ${reason}. Is DATABASE_URL right?`, { cause: error });
      }
      if (attempt % 10 === 0) logger.warn(`waiting for the database: ${reason}`);
      await delay(1000, undefined, { signal });
    }
  }
}

/** An address with several numbers (localhost) fails with several errors. */
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(reasonOf).join('; ');
  return error instanceof Error ? error.message : String(error);
}
