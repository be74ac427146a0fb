import { afterEach, describe, expect, it } from 'vitest';
import { openTestDatabase } from '../../test/database.ts';
import { openFolder, witness } from '../file/file.fixture.ts';
import type { FileOptions } from '../file/options.ts';
import { importUsers, readUserRow } from './import-users.ts';
import { createPersonHash } from '../db/person-hash.ts';

const { database, clock } = await openTestDatabase({ now: '2024-01-15T10:30:00Z' });
const folder = openFolder();
const now = clock.now();

afterEach(async () => {
  await database.session(async (client) => client.query('TRUNCATE person'));
});

async function run(content: string, given: Partial<FileOptions> = {}) {
  const seen = witness();
  const file = folder.write(content);
  const tools = {
    config: { timezone: 'UTC' },
    database,
    clock,
    personHash: createPersonHash(''),
    signal: new AbortController().signal,
    ...seen,
  };
  const summary = await importUsers(file, { column: new Map(), ...given }, tools);
  return { file, summary, ...seen };
}

async function person(user_id: string): Promise<Record<string, unknown>> {
  return database.session(async (client) => {
    const { rows } = await client.query<Record<string, unknown>>('SELECT * FROM person WHERE user_id = $1', [user_id]);
    return rows[0] ?? {};
  });
}

describe('import users', () => {
  it('stores what CSV says, and leaves what an empty cell does not', async () => {
    const header =
      'user_id;email;first_name;joined_at;timezone;locale;telegram_chat_id;xp;subscription_plan;subscription_status;renewals';
    await run(`${header}\n007;a@b.c;Аня;2024-01-01T00:00:00Z;Asia/Tokyo;ru;42;150;pro;active;3\n`);
    const first = await person('007');
    expect(first).toMatchObject({
      email: 'a@b.c',
      first_name: 'Аня',
      telegram_chat_id: '42',
      timezone: 'Asia/Tokyo',
      xp: 150,
      subscription_plan: 'pro',
      subscription_status: 'active',
      renewals: 3,
    });
    const { summary } = await run(`${header}\n007;;Анна;;;;;;;;\n`);
    expect(summary).toMatchObject({ read: 1, stored: 1, refused: { count: 0 } });
    expect(await person('007')).toEqual({ ...first, first_name: 'Анна' });
  });

  it('stores what NDJSON says; null clears', async () => {
    const row = {
      user_id: 7,
      email: 'a@b.c',
      subscription: { plan: 'pro', status: 'trial', trial_ends_at: '2024-02-01T00:00:00Z' },
    };
    await run(JSON.stringify(row));
    expect(await person('7')).toMatchObject({ email: 'a@b.c', subscription_plan: 'pro', subscription_status: 'trial' });
    await run('{"user_id":7,"email":null}');
    expect(await person('7')).toMatchObject({ email: null, subscription_plan: 'pro' });
    await run('{"user_id":7,"subscription":null}');
    expect(await person('7')).toMatchObject({ subscription_plan: 'free', trial_ends_at: null });
  });

  it('lets the later row win, across chunks', async () => {
    const rows = Array.from({ length: 2500 }, (_, index) => `${index % 1249},name ${index}`);
    const { summary } = await run(`user_id,first_name\n${rows.join('\n')}`);
    expect(summary).toMatchObject({ read: 2500, stored: 2500 });
    expect(await person('0')).toMatchObject({ first_name: 'name 2498' });
    expect(await person('1248')).toMatchObject({ first_name: 'name 2497' });
  });

  it('refuses what it cannot use, row by row', async () => {
    const { file, summary } = await run(
      'user_id,email,joined_at\n1,nobody,\n2,a@b.c,2024-01-01 10:00:00\n3,a@b.c,\n,a@b.c,\n',
    );
    expect(summary).toMatchObject({ read: 4, stored: 1, refused: { count: 3 } });
    expect(folder.refused(file).map(({ line, reason }) => [line, reason])).toEqual([
      [2, expect.stringContaining('"email" must be')],
      [3, expect.stringMatching(/"joined_at" must be .*--timezone/)],
      [5, expect.stringContaining('"user_id" must be')],
    ]);
  });

  it('reads instants without a zone in the one given', async () => {
    await run('id,date_joined\n1,2024-01-01 03:00:00\n', {
      timezone: 'Europe/Moscow',
      column: new Map([
        ['id', 'user_id'],
        ['date_joined', 'joined_at'],
      ]),
    });
    expect(await person('1')).toMatchObject({ joined_at: Date.parse('2024-01-01T00:00:00Z') });
  });

  it('takes the subscription as an object or in columns, not both', () => {
    const said = { user_id: '1', said: { trial_ends_at: now, renewals: 2 } };
    const ends = '2024-01-15T10:30:00Z';
    expect(readUserRow({ user_id: '1', trial_ends_at: ends, renewals: '2' }, undefined, now)).toEqual(said);
    expect(readUserRow({ user_id: '1', subscription_trial_ends_at: ends, renewals: 2 }, undefined, now)).toEqual(said);
    expect(readUserRow({ user_id: 1, subscription: { trial_ends_at: ends, renewals: 2 } }, undefined, now)).toEqual(
      said,
    );
    expect(readUserRow({ user_id: 1, subscription: {}, renewals: 2 }, undefined, now)).toContain('twice');
    expect(readUserRow({ user_id: 1, subscription: 5 }, undefined, now)).toContain('"subscription" must be');
    expect(readUserRow({ user_id: 1, xp: 'many' }, undefined, now)).toContain('"xp" must be');
  });
});
