import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import type { Database } from '../db/database.ts';
import { ownTables } from './own-tables.ts';

/** A folder for a test file, gone afterwards. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'retention-backup-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Every row of every table of ours, sorted, as PostgreSQL writes it. */
export async function everything(database: Database): Promise<Record<string, string[]>> {
  const all: Record<string, string[]> = {};
  await database.session(async (client) => {
    for (const name of ownTables()) {
      const { rows } = await client.query<{ row: string }>(`SELECT t::text AS row FROM ${name} AS t ORDER BY 1`);
      all[name] = rows.map(({ row }) => row);
    }
  });
  return all;
}
