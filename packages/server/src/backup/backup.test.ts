import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../db/database.ts';
import { readMigrations } from '../db/migrate.ts';
import { openTestDatabase } from '../../test/database.ts';
import { makeDemo } from '../demo/command.ts';
import { everything, temporaryFolder } from './backup.fixture.ts';
import { checkBackup } from './check.ts';
import type { Manifest } from './manifest.ts';
import { ownTables } from './own-tables.ts';
import { restoreBackup } from './restore.ts';
import { takeBackup } from './take.ts';

const NOW = '2026-03-01T07:15:20Z';
const source = await openTestDatabase({ now: NOW });
const fresh = await openTestDatabase({ now: '2026-03-02T09:00:00Z' });
const untouched = await openTestDatabase({ now: NOW });
const newer = await openTestDatabase({ now: NOW });

const folder = temporaryFolder();
const taken = join(folder, 'taken');
const signal = new AbortController().signal;
const run = (database: Database, text: string) =>
  database.session((client) => client.query<Record<string, unknown>>(text));

/** What no text form may lose. */
const ODD = `E'tab\\t, line\\n, \\\\N, \\\\. "quotes", Ёж 🦔'`;
let manifest: Manifest;

function take(into: string, given: { readonly signal?: AbortSignal } = {}): Promise<Manifest> {
  return takeBackup(
    { ...source, timezone: 'Europe/Moscow' },
    { folder: into, secretsFile: null, erasure_key_check: null, signal, ...given },
  );
}

function restoreInto({ database, clock }: typeof fresh, of: Manifest, from = taken) {
  const erasePeople = () => Promise.reject(new Error('nobody was erased'));
  return restoreBackup({ database, clock, erasePeople, hashNow: null, hashAfter: null }, of, { folder: from, signal });
}

beforeAll(async () => {
  await makeDemo(
    { users: 120, days: 45, seed: 5 },
    {
      ...source,
      config: { timezone: 'Europe/Moscow', databaseUrl: null, now: source.clock.now() },
      signal,
      screen: { write: () => undefined },
      print: () => undefined,
      catchUp: () => Promise.resolve(),
    },
  );
  await run(source.database, `UPDATE person SET first_name = ${ODD} WHERE user_id = (SELECT min(user_id) FROM person)`);
  await run(source.database, `INSERT INTO account VALUES ('masha', 'analyst', 'scrypt', NULL, now(), now())`);
  await run(
    source.database,
    `INSERT INTO audit (at, actor, action, outcome) VALUES (now(), 'owner', 'measure', 'begun')`,
  );
  // What waits is not brought back as it was: that is another story (restore.test.ts).
  await run(source.database, 'UPDATE trigger SET scheduled_at = NULL WHERE open');
  manifest = await take(taken);
});

it('knows the tables of ours by what the migrations say', async () => {
  const { rows } = await run(
    source.database,
    `SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition`,
  );
  expect(ownTables()).toEqual(rows.map(({ relname }) => String(relname)).toSorted());
});

describe('a backup', () => {
  it('holds every row, each table and partition in a file that only its owner may read', async () => {
    const rows = await everything(source.database);
    const held = manifest.tables.reduce((sum, table) => sum + table.rows, 0);
    expect(held).toBe(Object.values(rows).reduce((sum, table) => sum + table.length, 0));
    expect(manifest.tables.filter(({ parent }) => parent === 'event').length).toBeGreaterThan(1);
    expect(readdirSync(taken).toSorted()).toEqual(
      [...manifest.tables.map(({ file }) => file), 'manifest.json'].toSorted(),
    );
    expect(statSync(taken).mode & 0o777).toBe(0o700);
    for (const name of readdirSync(taken)) expect(statSync(join(taken, name)).mode & 0o777).toBe(0o600);
  });

  it('is not written over something', async () => {
    await expect(take(taken)).rejects.toThrow('holds a backup already');
    await expect(take(folder)).rejects.toThrow('is not empty (taken)');
  });

  it('leaves nothing where it is interrupted', async () => {
    const into = join(folder, 'interrupted');
    await expect(take(into, { signal: AbortSignal.abort() })).rejects.toThrow('aborted');
    expect(existsSync(into)).toBe(false);
  });
});

it('brought back into an empty database, every table is as it was', { timeout: 30_000 }, async () => {
  const before = await everything(source.database);
  expect(await checkBackup(taken, { signal })).toEqual(manifest);
  expect(await restoreInto(fresh, manifest)).toEqual({ cancelled: 0, uncertain: 0, erased: 0 });
  const { trigger_setting: shadowed = [], ...after } = await everything(fresh.database);
  const { trigger_setting: _, ...expected } = before;
  expect(after).toEqual(expected);
  expect(shadowed).toHaveLength(7);
  for (const row of shadowed) expect(row).toContain(',shadow,');
  // Keys, indexes and triggers as the migrations make them.
  const shape = `SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1, 2`;
  expect((await run(fresh.database, shape)).rows).toEqual((await run(source.database, shape)).rows);
  await expect(run(fresh.database, 'DELETE FROM audit')).rejects.toThrow('audit is append-only');
  const schemas = await run(fresh.database, `SELECT nspname FROM pg_namespace WHERE nspname LIKE 'retention%'`);
  expect(schemas.rows).toEqual([]);
});

it('counts on far beyond what was given: numbers given since are known outside', async () => {
  const insert = `INSERT INTO trigger_run (type, matched, users, status, created_at) VALUES ('x', 1, 1, 'held', now()) RETURNING id`;
  const [given, next] = [await run(source.database, insert), await run(fresh.database, insert)];
  expect(Number(next.rows[0]?.['id']) - Number(given.rows[0]?.['id'])).toBe(1_000_000);
});

describe('what is no whole backup is found before anything is touched', () => {
  function copyOf(name: string, change: (into: string) => void): string {
    const into = join(folder, name);
    mkdirSync(into);
    for (const file of readdirSync(taken)) writeFileSync(join(into, file), readFileSync(join(taken, file)));
    change(into);
    return into;
  }
  function write(into: string, changes: object): void {
    writeFileSync(join(into, 'manifest.json'), JSON.stringify({ ...manifest, ...changes }));
  }
  function flip(into: string, file: string): void {
    const bytes = readFileSync(join(into, file));
    const at = Math.floor(bytes.length / 2);
    bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at);
    writeFileSync(join(into, file), bytes);
  }
  const [table] = readMigrations();

  it.each([
    ['a bit has flipped', (into: string) => flip(into, 'person.copy.gz'), 'person.copy.gz is damaged'],
    ['a file is cut', (into: string) => writeFileSync(join(into, 'code.copy.gz'), ''), 'code.copy.gz is damaged'],
    [
      'it was interrupted',
      (into: string) => writeFileSync(join(into, 'manifest.json'), ''),
      'manifest.json is damaged',
    ],
    [
      'it is of a newer program',
      (into: string) => write(into, { migrations: [table?.name, '0009_x.sql'] }),
      'update the program',
    ],
    ['it is of another form', (into: string) => write(into, { format: 2 }), 'newer version of this program'],
    [
      'it names what is no table of ours',
      (into: string) => write(into, { tables: [{ ...manifest.tables[0], table: 'x"; DROP TABLE person' }] }),
      'does not know',
    ],
    [
      'it reaches out of its folder',
      (into: string) => write(into, { tables: [{ ...manifest.tables[0], file: '../taken/person.copy.gz' }] }),
      'is damaged',
    ],
    ['a table is missing', (into: string) => write(into, { tables: manifest.tables.slice(1) }), 'does not speak of'],
  ])('%s', async (name, change, reason) => {
    await expect(checkBackup(copyOf(name, change), { signal })).rejects.toThrow(reason);
  });

  it('and a folder without a manifest is none', async () => {
    await expect(checkBackup(folder, { signal })).rejects.toThrow('is no backup');
    await expect(checkBackup(join(folder, 'nowhere'), { signal })).rejects.toThrow('There is no folder');
  });
});

it('a file that holds something else than its table leaves the database as it was', async () => {
  const before = await everything(untouched.database);
  const code = manifest.tables.find(({ table }) => table === 'code');
  const wrong = manifest.tables.map((stored) =>
    stored.table === 'session' ? { ...stored, file: code?.file ?? '' } : stored,
  );
  await expect(restoreInto(untouched, { ...manifest, tables: wrong })).rejects.toThrow(/column|holds \d+ rows/);
  expect(await everything(untouched.database)).toEqual(before);
  // The connection is good for what comes next.
  expect((await run(untouched.database, 'SHOW search_path')).rows).toEqual([{ search_path: '"$user", public' }]);
});

it('one of an older program is brought up to date', { timeout: 30_000 }, async () => {
  const later = {
    name: '0002_later.sql',
    text: `CREATE TABLE badge (user_id text COLLATE "C" PRIMARY KEY);
INSERT INTO badge SELECT user_id FROM person;
ALTER TABLE event ADD COLUMN note text;
ALTER TABLE person ADD COLUMN nickname text DEFAULT 'none';`,
  };
  const migrations = [...readMigrations(), later];
  await run(newer.database, `${later.text} INSERT INTO migration VALUES ('${later.name}', now())`);
  await run(newer.database, `INSERT INTO person (user_id, created_at, updated_at) VALUES ('of now', now(), now())`);
  await checkBackup(taken, { signal, migrations });
  const erasePeople = () => Promise.reject(new Error('nobody was erased'));
  const deps = { ...newer, erasePeople, hashNow: null, hashAfter: null };
  await restoreBackup(deps, manifest, { folder: taken, signal, migrations });
  const { rows } = await run(
    newer.database,
    `SELECT (SELECT count(*) FROM badge) AS badges, (SELECT count(*) FROM person WHERE nickname = 'none') AS people,
       (SELECT count(note) FROM event) AS notes, ARRAY(SELECT name FROM migration ORDER BY 1) AS migrations`,
  );
  const people = manifest.tables.find(({ table }) => table === 'person')?.rows;
  const names = migrations.map(({ name }) => name);
  expect(rows).toEqual([{ badges: people, people, notes: 0, migrations: names }]);
});
