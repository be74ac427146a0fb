import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { loadConfig, type Config } from '../config.ts';
import type { Database } from '../db/database.ts';
import { createPersonHash } from '../db/person-hash.ts';
import { openTestDatabase } from '../../test/database.ts';
import { temporaryFolder } from './backup.fixture.ts';
import { makeBackup } from './backup-command.ts';
import { restoreFrom, type RestoreCommandOptions, type RestoreTools } from './restore-command.ts';
import type { ErasePeople } from './restore.ts';

const NOW = '2026-03-01T12:00:00Z';
const { database, clock } = await openTestDatabase({ now: NOW });
const folder = temporaryFolder();
const signal = new AbortController().signal;
const dataDir = join(folder, 'data');
const secretsFile = join(dataDir, 'secrets.json');
const taken = join(folder, 'taken');
const KEY = 'the erasure key of this test';
const OTHER_KEY = 'another erasure key than that one';

async function run(text: string): Promise<Record<string, unknown>[]> {
  return database.session(async (client) => (await client.query<Record<string, unknown>>(text)).rows);
}

function configOf(env: Readonly<Record<string, string>> = {}): Config {
  const loaded = loadConfig({ DATA_DIR: dataDir, ...env });
  if ('faults' in loaded) throw new Error(loaded.faults.join());
  return loaded.config;
}

/** Stands in for erase.ts: takes the person and leaves their hash. */
const erased: string[] = [];
const erasePeople: ErasePeople = async (apart: Database, personHash, user_ids) => {
  erased.push(...user_ids);
  await apart.session(async (client) => {
    await client.query('DELETE FROM person WHERE user_id = ANY ($1)', [user_ids]);
    await client.query('INSERT INTO erased_person SELECT unnest($1::text[]), now() ON CONFLICT DO NOTHING', [
      user_ids.map(personHash),
    ]);
  });
  return user_ids.length;
};

function tools(given: Partial<RestoreTools> = {}) {
  const printed: string[] = [];
  return {
    config: configOf(),
    database,
    clock,
    signal,
    screen: { write: () => undefined },
    print: (line: string) => void printed.push(line),
    ask: null,
    erasePeople,
    printed,
    ...given,
  };
}

const REPLACE: RestoreCommandOptions = { replace: true, yes: true, secrets: true };

function hashed(user_id: string, key = KEY): string {
  return createPersonHash(key)(user_id);
}

function writeSecrets(key: string): void {
  const names = ['JWT_SECRET', 'HOST_KEY', 'LINK_SECRET', 'WEBHOOK_SECRET', 'VAPID_PUBLIC_KEY', 'VAPID_PRIVATE_KEY'];
  const all = Object.fromEntries(names.map((name) => [`RETENTION_${name}`, `${name} of ${key}`]));
  const said = { ...all, RETENTION_ADMIN_PASSWORD: 'the password', RETENTION_ERASURE_KEY: key };
  writeFileSync(secretsFile, JSON.stringify(said), { mode: 0o600 });
}

beforeAll(async () => {
  mkdirSync(dataDir);
  writeSecrets(KEY);
  await run(`
    CREATE TABLE event_2030_01 PARTITION OF event FOR VALUES FROM ('2030-01-01') TO ('2030-02-01');
    INSERT INTO person (user_id, created_at, updated_at) SELECT name, now(), now() FROM unnest('{anna,boris,vera}'::text[]) AS name;
    INSERT INTO erased_person VALUES ('${hashed('dmitry')}', now());
    INSERT INTO account VALUES ('masha', 'admin', 'old', NULL, now(), '2026-01-01'), ('oleg', 'analyst', 'old', NULL, now(), '2026-01-01');
    INSERT INTO session (token_hash, kind, role, client, created_at, seen_at, expires_at)
      VALUES ('hash', 'owner', 'owner', 'a browser', now(), now(), 'infinity');
    INSERT INTO trigger (user_id, type, period_key, mode, holdout, status, open, data, channels, created_at, scheduled_at)
      VALUES ('anna', 'win_back', '1', 'live', false, 'pending', true, '{}', '{email}', now(), now()),
        ('boris', 'inactivity_3_days', '1', 'live', false, 'pending', true, '{}', '{in_app,email}', now(), now()),
        ('vera', 'win_back', '1', 'manual', false, 'sent', true, '{}', '{email}', now(), NULL),
        ('vera', 'inactivity_3_days', '1', 'live', false, 'sent', true, '{}', '{in_app,push}', now(), NULL);
    INSERT INTO delivery (user_id, key, trigger_id, channel, address, status, next_at, worker, created_at, updated_at)
      VALUES ('boris', 'a', 2, 'email', 'b@example.com', 'waiting', now(), NULL, now(), now()),
        ('vera', 'a', 3, 'email', 'v@example.com', 'sending', now(), 'w', now(), '2026-02-28T10:00:00Z'),
        ('vera', 'b', 4, 'push', 'endpoint', 'sent', now(), NULL, now(), now()),
        ('anna', 'xp/milestone_7', NULL, 'webhook', '', 'waiting', now(), NULL, now(), now()),
        ('anna', 'xp/milestone_0', NULL, 'webhook', '', 'sending', now(), 'w', now(), now());`);
  const made = tools();
  await makeBackup(taken, { secrets: true }, made);
  expect(made.printed.join('\n')).toContain('whoever has this folder can log in as the owner');
});

beforeEach(() => {
  erased.length = 0;
});

it('carries the secrets along, unless it is told not to', async () => {
  expect(readFileSync(join(taken, 'secrets.json'), 'utf8')).toBe(readFileSync(secretsFile, 'utf8'));
  expect(statSync(join(taken, 'secrets.json')).mode & 0o777).toBe(0o600);
  const made = tools({ config: configOf({ RETENTION_HOST_KEY: 'a key of the environment' }) });
  const { folder: without } = await makeBackup(null, { secrets: false }, made);
  expect(without).toBe(join(dataDir, 'backups', '2026-03-01T12-00-00Z'));
  expect(readdirSync(without)).not.toContain('secrets.json');
  expect(made.printed.join('\n')).toMatch(/No secrets are in it.*\n.*\n.*RETENTION_HOST_KEY/);
});

describe('where the database holds people', () => {
  it('nothing is replaced without being told to', async () => {
    const given = tools();
    await expect(restoreFrom(taken, { ...REPLACE, replace: false }, given)).rejects.toThrow(
      'holds 3 people: --replace',
    );
    await expect(restoreFrom(taken, { ...REPLACE, yes: false }, given)).rejects.toThrow('--yes');
    expect(
      await restoreFrom(taken, { ...REPLACE, yes: false }, tools({ ask: () => Promise.resolve(false) })),
    ).toBeNull();
  });
});

describe('after a restore', () => {
  let said = '';

  beforeAll(async () => {
    await run(`
      INSERT INTO person (user_id, created_at, updated_at) VALUES ('galina', now(), now());
      DELETE FROM person WHERE user_id = 'boris';
      INSERT INTO erased_person VALUES ('${hashed('boris')}', now()), ('${hashed('galina')}', now());
      UPDATE account SET disabled_at = now(), updated_at = now() WHERE login = 'oleg';
      INSERT INTO account VALUES ('pavel', 'analyst', 'new', NULL, now(), now());
      INSERT INTO audit (at, actor, action, outcome) VALUES ('2026-03-01T12:30:00Z', 'owner', 'account_set', 'begun');
      ALTER TABLE event DETACH PARTITION event_2030_01;
      CREATE ROLE reader_of_${process.pid};
      GRANT SELECT ON person TO reader_of_${process.pid};
      CREATE TABLE event_2031_05 (LIKE event, PRIMARY KEY (user_id, id));
      ALTER TABLE event ATTACH PARTITION event_2031_05 FOR VALUES FROM ('2031-05-01') TO ('2031-06-01');`);
    const given = tools();
    await restoreFrom(taken, REPLACE, given);
    said = given.printed.join('\n');
    return async () => {
      await run(`REVOKE ALL ON person FROM reader_of_${process.pid}; DROP ROLE reader_of_${process.pid}`);
    };
  });

  it('who was erased since is not there, and not let in', async () => {
    expect(await run('SELECT user_id FROM person ORDER BY 1')).toEqual([{ user_id: 'anna' }, { user_id: 'vera' }]);
    const known = (await run('SELECT person_hash FROM erased_person')).map(({ person_hash }) => person_hash);
    expect(new Set(known)).toEqual(new Set(['dmitry', 'boris', 'galina'].map((name) => hashed(name))));
    expect(said).toContain('People who were erased since were erased again: 1');
  });

  it('nothing leaves by itself: what waited is cancelled, what was being sent is in doubt', async () => {
    const because = { answer: expect.stringContaining('when the backup was taken') };
    expect(await run('SELECT user_id, key, status, sent_at, answer FROM delivery ORDER BY id')).toMatchObject([
      { user_id: 'boris', status: 'cancelled', sent_at: null, ...because },
      { key: 'a', status: 'uncertain', sent_at: Date.parse('2026-02-28T10:00:00Z'), ...because },
      { key: 'b', status: 'sent', answer: null },
      // The host knows a call by its number: being told again does no harm, not being told would.
      { key: 'xp/milestone_7', status: 'waiting', answer: null },
      { key: 'xp/milestone_0', status: 'waiting', answer: null },
    ]);
    expect(await run('SELECT user_id, status, open, held_by, scheduled_at FROM trigger ORDER BY id')).toEqual([
      { user_id: 'anna', status: 'expired', open: false, held_by: 'shadow', scheduled_at: null },
      { user_id: 'boris', status: 'pending', open: true, held_by: 'shadow', scheduled_at: null },
      { user_id: 'vera', status: 'sent', open: false, held_by: 'shadow', scheduled_at: null },
      { user_id: 'vera', status: 'sent', open: true, held_by: null, scheduled_at: null },
    ]);
    expect(await run('SELECT DISTINCT mode FROM trigger_setting')).toEqual([{ mode: 'shadow' }]);
    expect(said).toContain('were cancelled: 1');
    expect(said).toContain('uncertain: 1');
  });

  it('nobody is logged in, and accounts are as they were left', async () => {
    expect(await run('SELECT count(*) FROM session WHERE revoked_at IS NULL')).toEqual([{ count: 0 }]);
    expect(await run('SELECT login, disabled_at IS NULL AS enabled FROM account ORDER BY 1')).toEqual([
      { login: 'masha', enabled: true },
      { login: 'oleg', enabled: false },
      { login: 'pavel', enabled: true },
    ]);
  });

  it('the audit has lost nothing, and says that it was restored', async () => {
    const actions = (await run('SELECT action FROM audit ORDER BY id')).map(({ action }) => action);
    expect(actions).toEqual(['backup', 'backup', 'account_set', 'restore']);
  });

  it('others may read what they were allowed to read, and what running servers know of is there', async () => {
    const reader = `reader_of_${process.pid}`;
    expect(await run(`SELECT has_table_privilege('${reader}', 'person', 'SELECT') AS may`)).toEqual([{ may: true }]);
    // One that is newer than the backup, and one that was taken off since, and not dropped.
    expect(await run(`SELECT relname FROM pg_class WHERE relispartition AND relkind = 'r' ORDER BY 1`)).toEqual([
      { relname: 'event_2030_01' },
      { relname: 'event_2031_05' },
    ]);
  });
});

it('whoever is erased while it is being restored is erased as well', async () => {
  let first = true;
  const meanwhile: ErasePeople = async (apart, personHash, user_ids) => {
    if (first)
      await run(
        `DELETE FROM person WHERE user_id = 'vera'; INSERT INTO erased_person VALUES ('${hashed('vera')}', now())`,
      );
    first = false;
    return erasePeople(apart, personHash, user_ids);
  };
  await restoreFrom(taken, REPLACE, tools({ erasePeople: meanwhile }));
  expect(erased).toEqual(['boris', 'vera']);
  expect(await run('SELECT user_id FROM person')).toEqual([{ user_id: 'anna' }]);
});

it('where another key is in force, that of the backup is put in its place, and who was erased is known by both', async () => {
  writeSecrets(OTHER_KEY);
  await run(`DELETE FROM erased_person; INSERT INTO erased_person VALUES ('${hashed('anna', OTHER_KEY)}', now())`);
  const given = tools();
  await restoreFrom(taken, REPLACE, given);
  expect(erased).toEqual(['anna']);
  const known = (await run('SELECT person_hash FROM erased_person')).map(({ person_hash }) => person_hash);
  expect(new Set(known)).toEqual(new Set(['anna', 'dmitry'].map((name) => hashed(name))));
  expect(readFileSync(secretsFile, 'utf8')).toBe(readFileSync(join(taken, 'secrets.json'), 'utf8'));
  const aside = join(dataDir, 'secrets.json.until-2026-03-01T12-00-00Z');
  expect(existsSync(aside)).toBe(true);
  expect(given.printed.join('\n')).toContain(aside);
});

it('where the secrets that are here are kept, it says that the erased are not known again', async () => {
  writeSecrets(OTHER_KEY);
  const given = tools();
  await restoreFrom(taken, { ...REPLACE, secrets: false }, given);
  expect(readFileSync(secretsFile, 'utf8')).toContain(OTHER_KEY);
  expect(given.printed.join('\n')).toContain('Set RETENTION_ERASURE_KEY as it was');
});

it('interrupted, it leaves everything as it was', async () => {
  await run(`INSERT INTO person (user_id, created_at, updated_at) VALUES ('of now', now(), now())`);
  const stopping = new AbortController();
  const stopped: ErasePeople = (apart, personHash, user_ids) => {
    stopping.abort(new Error('stopped'));
    return erasePeople(apart, personHash, user_ids);
  };
  writeSecrets(KEY);
  await run(`INSERT INTO erased_person VALUES ('${hashed('vera')}', now()) ON CONFLICT DO NOTHING`);
  const checked = restoreFrom(taken, REPLACE, tools({ signal: AbortSignal.abort(new Error('at once')) }));
  await expect(checked).rejects.toThrow('abort');
  await expect(restoreFrom(taken, REPLACE, tools({ erasePeople: stopped, signal: stopping.signal }))).rejects.toThrow(
    'stopped',
  );
  expect((await run('SELECT user_id FROM person')).map(({ user_id }) => user_id)).toContain('of now');
});
