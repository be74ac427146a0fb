import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type pg from 'pg';
import { isConflict, sqlState, type Database } from './database.ts';

const MIGRATIONS = new URL('migrations/', import.meta.url);

/** Key of the advisory lock under which tables are changed. */
const MIGRATING = 7_235_002;
const UNDEFINED_TABLE = '42P01';

/**
 * How long a change of a table may wait for those who use it: whoever comes after it waits as well, so that a running
 * server stands still for no longer than this. Then all of it is tried again.
 */
const LOCK_MS = 1_000;
const PAUSE_MS = 1_000;
const ATTEMPTS = 60;

export interface Migration {
  readonly name: string;
  readonly text: string;
}

/** The files of the directory in the order in which they run. */
export function readMigrations(directory: URL = MIGRATIONS): Migration[] {
  return readdirSync(directory)
    .filter((name) => name.endsWith('.sql'))
    .toSorted()
    .map((name) => ({ name, text: readFileSync(new URL(name, directory), 'utf8') }));
}

/**
 * Brings the tables to where this program expects them: runs the files of `migrations/` that have not run yet, in the
 * order of their names, all or none. Answers their names. Any number of processes may do it at once, beside servers that
 * serve. Throws where the database is ahead of this program, and where the tables stay in use.
 */
export async function migrate(database: Database, directory: URL = MIGRATIONS): Promise<string[]> {
  const files = readMigrations(directory);
  for (let attempt = 1; ; attempt++) {
    try {
      return await attemptTo(database, files);
    } catch (error) {
      const inUse = isConflict(error instanceof MigrationFailed ? error.cause : error);
      if (!inUse || attempt === ATTEMPTS) throw error;
      await delay(PAUSE_MS);
    }
  }
}

function attemptTo(database: Database, files: readonly Migration[]): Promise<string[]> {
  return database.session(async (client) => {
    if (pending(files, await applied(client)).length === 0) return [];
    await client.query('BEGIN');
    await client.query('SELECT pg_advisory_xact_lock($1)', [MIGRATING]);
    // Not before: whoever migrates just now may take longer.
    await client.query(`SET LOCAL lock_timeout = ${LOCK_MS}`);
    await makeMigrationTable(client);
    const migrations = pending(files, await applied(client));
    await runMigrations(client, migrations);
    await client.query('COMMIT');
    return migrations.map(({ name }) => name);
  });
}

/** Where it is noted what has run. */
export async function makeMigrationTable(client: pg.ClientBase): Promise<void> {
  await client.query(
    'CREATE TABLE IF NOT EXISTS migration (name text COLLATE "C" PRIMARY KEY, applied_at timestamptz NOT NULL)',
  );
}

/** Runs these in the transaction at hand, and notes them. */
export async function runMigrations(client: pg.ClientBase, migrations: readonly Migration[]): Promise<void> {
  for (const { name, text } of migrations) {
    await client.query(text).catch((error: unknown) => {
      throw new MigrationFailed(name, error);
    });
    await client.query('INSERT INTO migration (name, applied_at) VALUES ($1, now())', [name]);
  }
}

class MigrationFailed extends Error {
  constructor(name: string, cause: unknown) {
    super(`Migration ${name} failed: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

async function applied(client: pg.ClientBase): Promise<Set<string>> {
  try {
    const { rows } = await client.query<{ name: string }>('SELECT name FROM migration');
    return new Set(rows.map(({ name }) => name));
  } catch (error) {
    if (sqlState(error) === UNDEFINED_TABLE) return new Set();
    throw error;
  }
}

function pending(files: readonly Migration[], done: ReadonlySet<string>): Migration[] {
  const known = new Set(files.map(({ name }) => name));
  const [unknown] = [...done].filter((name) => !known.has(name));
  if (unknown !== undefined) {
    throw new Error(`The database was migrated by a newer version of this program (${unknown}): update the program`);
  }
  return files.filter(({ name }) => !done.has(name));
}
