import type pg from 'pg';
import { copyIn } from '../db/copy-text.ts';
import type { Database } from '../db/database.ts';
import { makeMigrationTable, readMigrations, runMigrations, type Migration } from '../db/migrate.ts';
import { makePartition, partitionMonth } from '../db/partition.ts';
import { quoted } from '../db/quoted.ts';
import { readStored } from './files.ts';
import type { Manifest, StoredTable } from './manifest.ts';

/** Where what a backup brings back stands until it is complete: nobody looks there. */
export const APART = 'retention_restoring';

export interface FillOptions {
  /** Those of this program. */
  readonly migrations?: readonly Migration[];
  readonly folder: string;
  readonly signal: AbortSignal;
  /** Told which table is being filled, and how many rows have been brought back, about. */
  readonly onProgress?: (table: string, rows: number) => void;
}

/**
 * Makes the tables of a backup apart from those that are used, as the migrations of its time made them, fills them, and
 * brings them up to date. One transaction: killed in the middle, nothing is left of it.
 */
export async function fillApart(database: Database, manifest: Manifest, options: FillOptions): Promise<void> {
  const { signal, onProgress, migrations = readMigrations() } = options;
  await database.session(async (client) => {
    await client.query('BEGIN');
    // Left behind where a restore was killed between its transactions.
    await client.query(`DROP SCHEMA IF EXISTS ${APART} CASCADE`);
    await client.query(`CREATE SCHEMA ${APART}`);
    await client.query(`SET LOCAL search_path TO ${APART}`);
    await makeMigrationTable(client);
    await runMigrations(client, migrations.slice(0, manifest.migrations.length));
    await client.query('DELETE FROM migration');
    const keys = await takeKeysOff(client);
    let before = 0;
    for (const stored of manifest.tables) {
      signal.throwIfAborted();
      const reached = (rows: number): void => onProgress?.(stored.table, before + rows);
      const fill = (): Promise<void> => fillTable(client, stored, options, reached);
      const month = stored.parent === null ? null : partitionMonth(stored.table);
      if (month === null) await fill();
      else await makePartition(client, month, fill);
      before += stored.rows;
    }
    for (const key of keys) {
      signal.throwIfAborted();
      await client.query(key);
      onProgress?.('keys', before);
    }
    await countOn(client, APART, manifest.sequences);
    await runMigrations(client, migrations.slice(manifest.migrations.length));
    await client.query('COMMIT');
  });
  // What is planned with them from the first moment on is planned well.
  await database.session(async (client) => {
    for (const { table } of manifest.tables) await client.query(`ANALYZE ${APART}.${quoted(table)}`);
    await client.query(`ANALYZE ${APART}.event`);
  });
}

/**
 * Takes off every key and index: making them of what is there takes a fraction of the time of keeping them row by row. Answers
 * the statements that put them back.
 */
async function takeKeysOff(client: pg.ClientBase): Promise<string[]> {
  const { rows: constraints } = await client.query<{ change: string; name: string; definition: string }>(
    `SELECT format('ALTER TABLE %s', conrelid::regclass) AS change, quote_ident(conname) AS name,
       pg_get_constraintdef(oid) AS definition
     FROM pg_constraint WHERE connamespace = $1::regnamespace AND contype IN ('p', 'u', 'f') AND conparentid = 0
     ORDER BY contype`,
    [APART],
  );
  // References first, and last when they are put back.
  for (const { change, name } of constraints) await client.query(`${change} DROP CONSTRAINT ${name}`);
  const { rows: indexes } = await client.query<{ name: string; definition: string }>(
    `SELECT c.oid::regclass::text AS name, pg_get_indexdef(c.oid) AS definition
     FROM pg_class AS c WHERE c.relnamespace = $1::regnamespace AND c.relkind IN ('i', 'I')`,
    [APART],
  );
  for (const { name } of indexes) await client.query(`DROP INDEX ${name}`);
  // A sort that fits into memory is one pass.
  await client.query(`SET LOCAL maintenance_work_mem = '256MB'`);
  return [
    ...indexes.map(({ definition }) => definition),
    ...constraints.map(({ change, name, definition }) => `${change} ADD CONSTRAINT ${name} ${definition}`).toReversed(),
  ];
}

/**
 * Numbers that were given after the backup are known outside: the host knows calls by theirs, links and buttons of messages
 * name triggers. Nobody else may get them, so counting goes on so far beyond.
 */
const LEAP = 1_000_000;

/** Counts on beyond these numbers, and beyond where it stands already. */
export async function countOn(client: pg.ClientBase, schema: string, sequences: Manifest['sequences']): Promise<void> {
  for (const { table, column, last_value } of sequences) {
    await client.query(
      `SELECT setval(sequence, greatest($3::bigint, pg_sequence_last_value(sequence)))
       FROM (SELECT pg_get_serial_sequence($1, $2)::regclass AS sequence) AS own`,
      [`${schema}.${table}`, column, (last_value ?? 0) + LEAP],
    );
  }
}

/** FREEZE: the table was made in this transaction, so that no later one need look at its rows again to know them. */
async function fillTable(
  client: pg.ClientBase,
  stored: StoredTable,
  { folder, signal }: FillOptions,
  reached: (rows: number) => void,
): Promise<void> {
  const { table, columns, file, rows, bytes } = stored;
  const command = `COPY ${quoted(table)} (${columns.map(quoted).join(', ')}) FROM STDIN WITH (FREEZE)`;
  let read = 0;
  let taken = 0;
  const onBytes = (more: number): void => reached(Math.round((rows * (read += more)) / bytes));
  await readStored(folder, stored, async (source) => void (taken = await copyIn(client, command, source)), {
    signal,
    onBytes,
  });
  if (taken !== rows)
    throw new Error(`${file} holds ${taken} rows, and the manifest says ${rows}: nothing was changed`);
}
