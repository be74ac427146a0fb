import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { openTestDatabase } from '../../test/database.ts';
import { until } from '../../test/faults/until.ts';
import { migrate } from './migrate.ts';

const { database } = await openTestDatabase();
const folder = mkdtempSync(join(tmpdir(), 'retention-migrations-'));
const directory = pathToFileURL(`${folder}/`);
afterAll(() => rmSync(folder, { recursive: true }));

test('a migrated database has nothing left to do', async () => {
  expect(await migrate(database)).toEqual([]);
});

test('new files run in order, once, also when two processes start at once', async () => {
  await database.session((client) => client.query('DELETE FROM migration'));
  writeFileSync(join(folder, '0002_b.sql'), 'ALTER TABLE walk ADD COLUMN b int; INSERT INTO walk VALUES (1, 2);');
  writeFileSync(join(folder, '0001_a.sql'), 'CREATE TABLE walk (a int);');
  const runs = await Promise.all([migrate(database, directory), migrate(database, directory)]);
  expect(runs.toSorted((one, other) => one.length - other.length)).toEqual([[], ['0001_a.sql', '0002_b.sql']]);
});

test('a file that fails leaves nothing behind and is named', async () => {
  writeFileSync(join(folder, '0003_c.sql'), 'CREATE TABLE left_behind (a int);');
  writeFileSync(join(folder, '0004_d.sql'), 'SELECT nonsense;');
  await expect(migrate(database, directory)).rejects.toThrow('Migration 0004_d.sql failed: column "nonsense"');
  rmSync(join(folder, '0004_d.sql'));
  expect(await migrate(database, directory)).toEqual(['0003_c.sql']);
});

test('an older program does not touch a newer database', async () => {
  rmSync(join(folder, '0003_c.sql'));
  await expect(migrate(database, directory)).rejects.toThrow('newer version of this program (0003_c.sql)');
});

test('waits for whoever uses a table no longer than they can bear, gives way, and comes again', async () => {
  writeFileSync(join(folder, '0003_c.sql'), 'SELECT 1;');
  writeFileSync(join(folder, '0004_d.sql'), 'ALTER TABLE walk ADD COLUMN d int;');
  const begun = performance.now();
  const { migrating } = await database.session(async (client) => {
    await client.query('BEGIN');
    await client.query('SELECT FROM walk');
    const migrating = migrate(database, directory);
    const waits = `SELECT FROM pg_locks WHERE relation = 'walk'::regclass AND mode = 'AccessExclusiveLock' AND NOT granted`;
    const look = (): Promise<number | null> => database.session(async (other) => (await other.query(waits)).rowCount);
    await until('it waits', async () => (await look()) === 1);
    await until('it has given way', async () => (await look()) === 0);
    // Whoever comes now waits for nobody.
    await database.session((other) => other.query('SELECT FROM walk'));
    await client.query('COMMIT');
    return { migrating };
  });
  expect(await migrating).toEqual(['0004_d.sql']);
  expect(performance.now() - begun).toBeLessThan(10_000);
});
