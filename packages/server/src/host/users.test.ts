import { describe, expect, it } from 'vitest';
import { hostUsers } from '@retention/domain/contract/host';
import { formatDay, type Day, type Instant } from '@retention/domain/day';
import { openTestDatabase } from '../../test/database.ts';
import { HOST_KEY, openTestApp } from '../http/app.fixture.ts';
import { storeFacts } from './facts-store.ts';
import { createPersonHash } from '../db/person-hash.ts';

const personHash = createPersonHash('');

const test = await openTestDatabase({ now: '2024-01-15T10:30:00Z' });
const { database, clock } = test;
const { http } = await openTestApp(test);

async function announce(...users: unknown[]) {
  const headers = { authorization: `Bearer ${HOST_KEY}` };
  const payload = JSON.stringify({ users });
  const { statusCode, body } = await http.inject({ method: 'POST', url: hostUsers.path, headers, payload });
  return { status: statusCode, body: JSON.parse(body) as unknown };
}

function ok(processed: number, errors: unknown[] = []) {
  return { status: 200, body: { status: 'ok', processed, errors } };
}

interface PersonRow {
  readonly email: string | null;
  readonly registered_on: Day | null;
  readonly updated_at: Instant;
}

async function people(...user_ids: string[]): Promise<PersonRow[]> {
  const text = 'SELECT * FROM person WHERE user_id = ANY ($1::text[]) ORDER BY user_id';
  return database.query<PersonRow>({ name: 'test_people', text, params: [], columns: [] }, [user_ids]);
}

async function person(user_id: string): Promise<PersonRow | undefined> {
  return (await people(user_id))[0];
}

async function countPeople(): Promise<number> {
  const text = 'SELECT count(*) AS count FROM person';
  const rows = await database.query<{ count: number }>({ name: 'test_count', text, params: [], columns: [] });
  return rows[0]?.count ?? 0;
}

it('keeps what the host says', async () => {
  const [first] = hostUsers.example.request.users;
  expect(await announce(first)).toEqual(ok(1));
  expect(await person('123')).toMatchObject({
    user_id: '123',
    email: 'user1@mail.ru',
    first_name: 'Иван',
    joined_at: Date.UTC(2024, 0, 3, 8, 15),
    timezone: 'Europe/Moscow',
    client_timezone: null,
    locale: 'ru',
    telegram_chat_id: '777000123',
    subscription_plan: 'pro',
    subscription_status: 'trial',
    trial_started_at: Date.UTC(2024, 0, 10),
    trial_ends_at: Date.UTC(2024, 0, 17),
    paid_since: null,
    renewals: 0,
    xp: 1250,
    announced_at: clock.now(),
    created_at: clock.now(),
    updated_at: clock.now(),
  });
});

it('changes nothing when it is said again', async () => {
  const user = { user_id: 'again', email: 'a@b.c', joined_at: '2024-01-03T08:15:00Z', xp: 5 };
  await announce(user);
  const before = await person('again');
  clock.advance(60_000);
  expect(await announce(user, user)).toEqual(ok(2));
  expect(await person('again')).toEqual(before);
});

it('leaves what is left out, clears what is null', async () => {
  await announce({ user_id: 'null', email: 'a@b.c', first_name: 'A', subscription: { plan: 'pro', renewals: 3 } });
  await announce({ user_id: 'null', email: null, subscription: { plan: null } });
  expect(await person('null')).toMatchObject({ email: null, first_name: 'A', subscription_plan: 'free', renewals: 3 });
  await announce({ user_id: 'null', subscription: null });
  expect(await person('null')).toMatchObject({ first_name: 'A', subscription_status: 'none', renewals: 0 });
});

it('lets the later keys win where a user comes twice', async () => {
  await announce({ user_id: 5, email: 'a@b.c', first_name: 'A' }, { user_id: '5', email: 'd@e.f', xp: 7 });
  expect(await person('5')).toMatchObject({ email: 'd@e.f', first_name: 'A', xp: 7 });
});

describe('bad neighbours', () => {
  it('cost the good ones nothing', async () => {
    expect(await announce({ user_id: 'good' }, { user_id: 'bad', emial: 'x' }, 7, { user_id: 'good too' })).toEqual(
      ok(2, [
        { index: 1, error: expect.stringMatching(/^"emial" is not known here/) },
        { index: 2, error: expect.stringMatching(/^A user must be a JSON object/) },
      ]),
    );
    expect(await people('bad', 'good', 'good too')).toHaveLength(2);
  });

  it('among themselves are 400', async () => {
    expect(await announce({ user_id: 'none', xp: -1 }, { user_id: '' })).toEqual({
      status: 400,
      body: {
        status: 'error',
        message: expect.stringMatching(/^None of the 2 users can be stored\. The first: "xp" must be a whole number/),
        errors: [
          { index: 0, error: expect.stringMatching(/"xp"/) },
          { index: 1, error: expect.stringMatching(/"user_id"/) },
        ],
      },
    });
    expect(await person('none')).toBeUndefined();
  });
});

describe('registered_on', () => {
  it.each<[string, string | null, string]>([
    // 02:59:59 and 03:00 in New York on the day its clocks go forward.
    ['America/New_York', '2023-03-12T04:59:59Z', '2023-03-11'],
    ['America/New_York', '2023-03-12T05:00:00Z', '2023-03-12'],
    ['America/New_York', '2023-11-06T04:59:59Z', '2023-11-05'],
    ['Europe/Berlin', '2023-10-28T22:00:00Z', '2023-10-29'],
    ['Europe/Berlin', '2023-10-29T22:59:59Z', '2023-10-29'],
    ['America/Santiago', '2023-09-03T03:59:59Z', '2023-09-02'],
    ['America/Santiago', '2023-09-03T04:00:00Z', '2023-09-03'],
    ['Australia/Lord_Howe', '2023-10-01T13:00:00Z', '2023-10-02'],
    ['Pacific/Apia', '2011-12-30T09:59:59Z', '2011-12-29'],
    ['Pacific/Apia', '2011-12-30T10:00:00Z', '2011-12-31'],
    ['Asia/Kathmandu', '2023-06-01T18:14:59Z', '2023-06-01'],
    ['Asia/Kathmandu', '2023-06-01T18:15:00Z', '2023-06-02'],
  ])('in %s at %s is %s', async (timezone, joined_at, day) => {
    await announce({ user_id: `${timezone} ${joined_at}`, timezone, joined_at });
    expect(shownDay(await person(`${timezone} ${joined_at}`))).toBe(day);
  });

  it('follows what it comes from', async () => {
    const user_id = 'moves';
    await announce({ user_id });
    expect(shownDay(await person(user_id))).toBeNull();
    await announce({ user_id, joined_at: '2024-01-10T22:00:00Z' });
    // The project's zone, while none is known.
    expect(shownDay(await person(user_id))).toBe('2024-01-11');
    await announce({ user_id, timezone: 'America/New_York' });
    expect(shownDay(await person(user_id))).toBe('2024-01-10');
    await announce({ user_id, timezone: null });
    expect(shownDay(await person(user_id))).toBe('2024-01-11');
    await announce({ user_id, joined_at: null });
    expect(shownDay(await person(user_id))).toBeNull();
  });

  it('is the first event where the host has said no joined_at, in the zone of the client where it has named none', async () => {
    const text = `INSERT INTO person (user_id, client_timezone, first_event_on, registered_on, created_at, updated_at)
      VALUES ('known', 'Asia/Tokyo', '2024-01-02', '2024-01-02', '2024-01-02', '2024-01-02')`;
    await database.query({ name: 'test_known', text, params: [], columns: [] });
    await announce({ user_id: 'known', xp: 1 });
    expect(shownDay(await person('known'))).toBe('2024-01-02');
    await announce({ user_id: 'known', joined_at: '2023-12-31T15:00:00Z' });
    expect(shownDay(await person('known'))).toBe('2024-01-01');
    await announce({ user_id: 'known', joined_at: null });
    expect(shownDay(await person('known'))).toBe('2024-01-02');
  });
});

function shownDay(row: PersonRow | undefined): string | null {
  const day = row?.registered_on ?? null;
  return day === null ? null : formatDay(day);
}

describe('many', () => {
  const users = (count: number) =>
    Array.from({ length: count }, (_, index) => ({ user_id: `many ${index}`, xp: index }));

  it('may come a thousand at a time, and no more', async () => {
    expect(await announce(...users(1000))).toEqual(ok(1000));
    const before = await countPeople();
    expect(await announce(...users(1001))).toMatchObject({
      status: 400,
      body: { message: '"users" holds 1001 users: send at most 1000 in one request' },
    });
    expect(await countPeople()).toBe(before);
  });

  it('may come from many sides at once, in any order', async () => {
    const facts = users(200).map(({ user_id }) => ({ user_id, said: { first_name: 'B' } }));
    const options = { now: clock.now(), zone: 'UTC', personHash };
    const rounds = Array.from({ length: 8 }, (_, round) => {
      const shuffled = facts.toSorted(
        (one, other) => one.user_id.charCodeAt(5 + (round % 3)) - other.user_id.charCodeAt(6),
      );
      return storeFacts(database, round % 2 === 0 ? shuffled : shuffled.toReversed(), options);
    });
    await expect(Promise.all(rounds)).resolves.toBeDefined();
  });
});

it('keeps no part of a batch that fails', async () => {
  const facts = [
    { user_id: 'half 1', said: { first_name: 'A' } },
    { user_id: 'half 2', said: { first_name: 'a\0b' } },
  ];
  await expect(storeFacts(database, facts, { now: clock.now(), zone: 'UTC', personHash })).rejects.toThrow(
    /unsupported Unicode|invalid byte|\\u0000/,
  );
  expect(await people('half 1', 'half 2')).toEqual([]);
});
