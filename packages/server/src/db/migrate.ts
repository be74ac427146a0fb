import { readdirSync, readFileSync } from 'node:fs';
import type pg from 'pg';
import { sqlState, type Database } from './database.ts';

const MIGRATIONS = new URL('migrations/', import.meta.url);

/** Key of the advisory lock under which tables are changed. */
const MIGRATING = 7_235_002;
const UNDEFINED_TABLE = '42P01';

/**
 * Brings the tables to where this program expects them: runs the files of `migrations/` that have not run yet, in the
 * order of their names, all or none. Answers their names. Any number of processes may do it at once. Throws where the
 * database is ahead of this program.
 */
export async function migrate(database: Database, directory: URL = MIGRATIONS): Promise<string[]> {
  const files = readdirSync(directory)
    .filter((name) => name.endsWith('.sql'))
    .toSorted();
  return database.session(async (client) => {
    if (pending(files, await applied(client)).length === 0) return [];
    await client.query('BEGIN');
    await client.query('SELECT pg_advisory_xact_lock($1)', [MIGRATING]);
    await client.query(
      'CREATE TABLE IF NOT EXISTS migration (name text COLLATE "C" PRIMARY KEY, applied_at timestamptz NOT NULL)',
    );
    const names = pending(files, await applied(client));
    for (const name of names) {
      await client.query(readFileSync(new URL(name, directory), 'utf8')).catch((error: unknown) => {
        throw new Error(`Migration ${name} failed: ${error instanceof Error ? error.message : String(error)}`, {
          cause: error,
        });
      });
      await client.query('INSERT INTO migration (name, applied_at) VALUES ($1, now())', [name]);
    }
    await client.query('COMMIT');
    return names;
  });
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

function pending(files: readonly string[], done: ReadonlySet<string>): string[] {
  const [unknown] = [...done].filter((name) => !files.includes(name));
  if (unknown !== undefined) {
    throw new Error(`The database was migrated by a newer version of this program (${unknown}): update the program`);
  }
  return files.filter((name) => !done.has(name));
}
