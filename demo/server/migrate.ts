import { readdirSync, readFileSync } from 'node:fs';
import type { Database } from '@retention/server/database';

const MIGRATIONS = new URL('migrations/', import.meta.url);
/** Key of the advisory lock under which tables are changed. */
const MIGRATING = 1_000_001;

/** Brings OnePercent's own tables up to date. Any number of processes may do it at once. */
export async function migrate(database: Database): Promise<void> {
  const files = readdirSync(MIGRATIONS)
    .filter((name) => name.endsWith('.sql'))
    .toSorted();
  await database.session(async (client) => {
    await client.query('BEGIN');
    await client.query('SELECT pg_advisory_xact_lock($1)', [MIGRATING]);
    await client.query('CREATE SCHEMA IF NOT EXISTS onepercent');
    await client.query('CREATE TABLE IF NOT EXISTS onepercent.migration (name text PRIMARY KEY)');
    const { rows } = await client.query<{ name: string }>('SELECT name FROM onepercent.migration');
    const done = new Set(rows.map(({ name }) => name));
    for (const name of files.filter((file) => !done.has(file))) {
      await client.query(readFileSync(new URL(name, MIGRATIONS), 'utf8'));
      await client.query('INSERT INTO onepercent.migration (name) VALUES ($1)', [name]);
    }
    await client.query('COMMIT');
  });
}

/** Whether OnePercent has ever been here. */
export async function isSettled(database: Database): Promise<boolean> {
  return database.session(async (client) => {
    const { rows } = await client.query<{ there: boolean }>(
      "SELECT to_regclass('onepercent.filling') IS NOT NULL AS there",
    );
    return rows[0]?.there === true;
  });
}
