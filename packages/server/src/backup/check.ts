import { readMigrations, type Migration } from '../db/migrate.ts';
import { partitionMonth } from '../db/partition.ts';
import { checkFile } from './files.ts';
import { readManifest, type Manifest } from './manifest.ts';
import { ownTables } from './own-tables.ts';

export interface CheckOptions {
  /** Those of this program. */
  readonly migrations?: readonly Migration[];
  readonly signal: AbortSignal;
  /** Told how many bytes of how many have been read. */
  readonly onProgress?: (bytes: number, of: number) => void;
}

/** Reads every file of a backup, and nothing else. Throws where it is none, is damaged, or is of a newer program. */
export async function checkBackup(
  folder: string,
  { signal, onProgress, migrations: known = readMigrations() }: CheckOptions,
): Promise<Manifest> {
  const manifest = readManifest(folder);
  const unknown = manifest.migrations.find((name, at) => known[at]?.name !== name);
  if (unknown !== undefined) {
    throw new Error(
      `The backup was taken by another version of this program, ${manifest.version} (${unknown}): update the program`,
    );
  }
  // Their names become part of statements: only those are taken that this program would have written.
  const names = new Set(ownTables(known.slice(0, manifest.migrations.length)));
  for (const { table, parent } of manifest.tables) {
    const right = parent === null ? names.has(table) : parent === 'event' && partitionMonth(table) !== null;
    if (!right) throw new Error(`The manifest speaks of a table that this program does not know: ${table}`);
  }
  const stored = new Set(manifest.tables.map(({ table }) => table));
  const missing = [...names].find((name) => name !== 'event' && !stored.has(name));
  if (missing !== undefined) throw new Error(`The manifest is damaged: it does not speak of the table ${missing}`);
  const files = manifest.secrets === null ? manifest.tables : [...manifest.tables, manifest.secrets];
  const of = files.reduce((sum, { bytes }) => sum + bytes, 0);
  let read = 0;
  for (const file of files) {
    await checkFile(folder, file, { signal, onBytes: (bytes) => onProgress?.((read += bytes), of) });
  }
  return manifest;
}
