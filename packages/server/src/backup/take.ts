import { closeSync, existsSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { fsyncSync } from 'node:fs';
import { dirname } from 'node:path';
import { Readable } from 'node:stream';
import { formatInstant } from '@retention/domain/day';
import type pg from 'pg';
import type { Clock } from '../clock.ts';
import { copyOut } from '../db/copy-text.ts';
import type { Database } from '../db/database.ts';
import { quoted } from '../db/quoted.ts';
import { VERSION } from '../version.ts';
import { storeFile } from './files.ts';
import { FORMAT, MANIFEST, writeManifest, type Manifest, type StoredFile, type StoredTable } from './manifest.ts';
import { ownTables } from './own-tables.ts';
import { sql } from './statements.ts';

export interface BackupDeps {
  readonly database: Database;
  readonly clock: Clock;
  /** RETENTION_TIMEZONE. */
  readonly timezone: string;
}

export interface BackupOptions {
  /** A folder that is not there yet, or is empty. */
  readonly folder: string;
  /** The file of the generated secrets; null: they are left out. */
  readonly secretsFile: string | null;
  readonly erasure_key_check: string | null;
  readonly signal: AbortSignal;
  readonly onProgress?: (reached: BackedUp) => void;
}

export interface BackedUp {
  /** The table at hand. */
  readonly table: string;
  readonly rows: number;
  /** Out of so many, about. */
  readonly about: number;
}

export const SECRETS = 'secrets.json';

/**
 * Writes the whole database into a folder, as of one moment, beside a server that goes on serving. What was acknowledged
 * before is in it. The manifest comes last: a folder without one is no backup. Interrupted or failed, nothing is left.
 */
export async function takeBackup({ database, clock, timezone }: BackupDeps, options: BackupOptions): Promise<Manifest> {
  const { folder, secretsFile, erasure_key_check, signal } = options;
  const made = makeFolder(folder);
  try {
    const taken_at = formatInstant(clock.now());
    const stored = await database.session((client) => storeTables(client, options));
    const secrets = secretsFile === null ? null : await storeSecrets(secretsFile, folder, signal);
    const said = { format: FORMAT, version: VERSION, taken_at, timezone, erasure_key_check, secrets } as const;
    const manifest: Manifest = { ...said, ...stored };
    writeManifest(folder, manifest);
    synchronise(dirname(folder));
    return manifest;
  } catch (error) {
    if (made) rmSync(folder, { recursive: true, force: true });
    else for (const name of readdirSync(folder)) rmSync(`${folder}/${name}`, { force: true });
    throw error;
  }
}

/** Whether it was made; false: it was there, and empty. */
function makeFolder(folder: string): boolean {
  if (!existsSync(folder)) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    return true;
  }
  const [name] = readdirSync(folder);
  if (name === undefined) return false;
  const what = existsSync(`${folder}/${MANIFEST}`) ? 'holds a backup already' : `is not empty (${name})`;
  throw new Error(`${folder} ${what}: name a folder that is not there yet`);
}

/** A folder that was removed is not there: its parent says so after a power failure too. */
function synchronise(folder: string): void {
  const handle = openSync(folder, 'r');
  fsyncSync(handle);
  closeSync(handle);
}

interface TableRow {
  readonly name: string;
  readonly parent: string | null;
  /** Whether rows are in it, not in its partitions. */
  readonly holds: boolean;
  readonly columns: readonly string[];
  readonly about: number;
}

async function storeTables(
  client: pg.ClientBase,
  { folder, signal, onProgress }: BackupOptions,
): Promise<Pick<Manifest, 'migrations' | 'postgres' | 'tables' | 'sequences'>> {
  const names = ownTables();
  const tables = await holdTables(client, names);
  const about = tables.reduce((sum, table) => sum + table.about, 0);
  const stored: StoredTable[] = [];
  let all = 0;
  for (const { name, parent, columns, holds } of tables) {
    signal.throwIfAborted();
    if (!holds) continue;
    let rows = 0;
    const onRow = (): void => {
      rows++;
      if (++all % 1_000 === 0) onProgress?.({ table: name, rows: all, about: Math.max(about, all) });
    };
    const copying = copyOut(client, `COPY ${quoted(name)} (${columns.map(quoted).join(', ')}) TO STDOUT`, { onRow });
    const file = await storeFile(copying, folder, `${name}.copy.gz`, { compress: true, signal });
    stored.push({ table: name, parent, columns, rows, ...file });
  }
  const { rows: sequences } = await client.query<Manifest['sequences'][number]>(sql.backup_sequences.text, [names]);
  const { rows: places } = await client.query<{ migrations: string[]; postgres: string }>(sql.backup_place.text);
  await client.query('COMMIT');
  const { migrations = [], postgres = '' } = places[0] ?? {};
  return { migrations, postgres, tables: stored, sequences };
}

/**
 * Begins the transaction that sees everything as of one moment. The tables are held before that moment is fixed, or a table
 * emptied or rewritten in between would be seen as empty; what was made in between is found by looking again.
 */
async function holdTables(client: pg.ClientBase, names: readonly string[]): Promise<readonly TableRow[]> {
  const look = async (): Promise<TableRow[]> => (await client.query<TableRow>(sql.backup_tables.text, [names])).rows;
  for (;;) {
    const known = await look();
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY');
    const locked = known.map(({ name }) => quoted(name)).join(', ');
    await client.query(`LOCK TABLE ${locked} IN ACCESS SHARE MODE`);
    const tables = await look();
    if (tables.map(({ name }) => name).join() === known.map(({ name }) => name).join()) return tables;
    await client.query('ROLLBACK');
  }
}

function storeSecrets(file: string, folder: string, signal: AbortSignal): Promise<StoredFile> {
  return storeFile(Readable.from([readFileSync(file)]), folder, SECRETS, { compress: false, signal });
}
