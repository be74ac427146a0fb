import { afterAll, describe, expect, it } from 'vitest';
import { parseInstant } from '@retention/domain/day';
import type { DjangoVariant } from '../../../test/django-host.ts';
import { openDjangoHost } from '../../../test/open-django-host.ts';
import { openHostDatabase, type HostLook } from './host-database.ts';
import { proposeMapping } from './inspect.ts';
import type { EventSource, Mapping } from './mapping.ts';
import {
  changedEvents,
  changedPeople,
  checkMapping,
  eventsAfter,
  eventsOf,
  keyGrows,
  noonOf,
  peopleAfter,
  peopleOf,
  type ChangedUpTo,
  type EventPage,
  type HostEvent,
  type HostPerson,
} from './read.ts';

async function openHost(variants: readonly DjangoVariant[], users = 40) {
  const app = await openDjangoHost({ users, rows: users * 5, variants });
  const database = openHostDatabase(app.readerUrl);
  afterAll(() => database.close());
  const { mapping } = await database.look((look) => proposeMapping(look, 'America/New_York'));
  if (mapping === null) throw new Error('no mapping');
  const source = (name: string, change: Partial<EventSource> = {}): EventSource => {
    const found = mapping.events.find((event) => event.name === name);
    if (found === undefined) throw new Error(`no source ${name}`);
    return { ...found, ...change };
  };
  return { app, mapping, source, look: <T>(work: (look: HostLook) => Promise<T>) => database.look(work) };
}

type Host = Awaited<ReturnType<typeof openHost>>;

const usual = await openHost([]);
const other = await openHost(['uuid_keys', 'by_way_of', 'habit_day']);
const naive = await openHost(['naive', 'other_schema', 'camel_case']);

function at(iso: string): number {
  const instant = parseInstant(iso);
  if (typeof instant !== 'number') throw new RangeError(iso);
  return instant;
}

async function allPeople({ look, mapping }: Host, most: number): Promise<HostPerson[]> {
  return look(async (seen) => {
    const all: HostPerson[] = [];
    let after: string | null = null;
    for (;;) {
      const page: Awaited<ReturnType<typeof peopleAfter>> = await peopleAfter(seen, mapping, after, most);
      expect(page.people.length).toBeLessThanOrEqual(most);
      all.push(...page.people);
      if (page.last === null) return all;
      after = page.last;
    }
  });
}

async function allEvents({ look }: Host, mapping: Mapping, source: EventSource, most: number): Promise<HostEvent[]> {
  return look(async (seen) => {
    const all: HostEvent[] = [];
    let after: string | null = null;
    for (;;) {
      const page: Awaited<ReturnType<typeof eventsAfter>> = await eventsAfter(seen, mapping, source, after, most);
      all.push(...page.events);
      if (page.last === null) return all;
      after = page.last;
    }
  });
}

describe.each([
  ['usual', usual],
  ['uuid keys, and ways along foreign keys', other],
  ['no zones, another schema, odd names', naive],
])('%s', (_, host) => {
  it('pages of any size give all people once and in order', async () => {
    const whole = await allPeople(host, 10_000);
    const [users] = host.mapping.people;
    const active = Object.keys(users?.where ?? {})[0] ?? '';
    const rows = await host.app.query(`SELECT u.id::text FROM users_user u WHERE "${active}" ORDER BY u.id`);
    expect(whole.map(({ user_id }) => user_id)).toEqual(rows.map(({ id }) => id));
    for (const most of [1, 7, whole.length]) expect(await allPeople(host, most)).toEqual(whole);
  });

  it('pages of any size give all events once and in order', async () => {
    for (const source of host.mapping.events) {
      const whole = await allEvents(host, host.mapping, source, 10_000);
      expect(whole.length).toBeGreaterThan(2);
      expect(new Set(whole.map(({ key }) => key)).size).toBe(whole.length);
      for (const most of [13, whole.length]) expect(await allEvents(host, host.mapping, source, most)).toEqual(whole);
    }
  });

  it('people and events are the same when asked for by id', async () => {
    const people = await allPeople(host, 10_000);
    const ids = people.map(({ user_id }) => user_id);
    const strange = ['007', 'nobody', '-1', '99999999999999999999', '00000000-0000-0000-0000-00000000000g', ''];
    expect(await host.look((look) => peopleOf(look, host.mapping, [...ids.toReversed(), ...strange]))).toEqual(people);
    expect(await host.look((look) => peopleOf(look, host.mapping, strange))).toEqual([]);
    for (const source of host.mapping.events) {
      const whole = await allEvents(host, host.mapping, source, 10_000);
      const asked = await host.look((look) => eventsOf(look, host.mapping, source, [...ids, ...strange]));
      const key = (event: HostEvent): string => event.key;
      expect(asked.toSorted((a, b) => (key(a) < key(b) ? -1 : 1))).toEqual(
        whole.toSorted((a, b) => (key(a) < key(b) ? -1 : 1)),
      );
    }
  });

  it('the mapping that was proposed suits', async () => {
    expect(await host.look((look) => checkMapping(look, host.mapping))).toEqual([]);
  });
});

describe('people', () => {
  it('bring what all tables say of them, of several subscriptions the latest', async () => {
    const rows = await usual.app.query(`SELECT u.id::text AS user_id, u.email, u.first_name, u.date_joined, p.timezone,
        p.language, p.telegram_chat_id::text AS chat, p.xp, s.plan, s.status, s.renewals
      FROM users_user u JOIN users_profile p ON p.user_id = u.id
      LEFT JOIN billing_subscription s ON s.id = (SELECT id FROM billing_subscription WHERE user_id = u.id ORDER BY created_at DESC, id DESC LIMIT 1)
      WHERE u.is_active ORDER BY u.id`);
    const plans: Record<string, string> = { PREMIUM_MONTHLY: 'pro', BASIC: 'basic' };
    const statuses: Record<string, string> = {
      trialing: 'trial',
      canceled: 'cancelled',
      active: 'active',
      expired: 'expired',
    };
    const people = await allPeople(usual, 100);
    const told = people.map(({ values }) => ({ ...values, joined_at: at(String(values['joined_at'])) }));
    expect(told).toMatchObject(
      rows.map((row) => ({
        user_id: row['user_id'],
        email: row['email'],
        first_name: row['first_name'],
        joined_at: row['date_joined'] instanceof Date ? row['date_joined'].getTime() : null,
        timezone: row['timezone'],
        locale: row['language'],
        telegram_chat_id: row['chat'],
        xp: String(row['xp']),
        subscription_plan: plans[String(row['plan'])] ?? null,
        subscription_status: statuses[String(row['status'])] ?? null,
        renewals: typeof row['renewals'] === 'number' ? String(row['renewals']) : null,
      })),
    );
  });

  it('who changed is found in every table that says when, and who is new by the id', async () => {
    const since = at('2024-02-01T00:00:00Z');
    const changed = (after: string | null) => usual.look((look) => changedPeople(look, usual.mapping, since, after));
    expect(await changed('40')).toEqual([]);
    await usual.app.query("UPDATE users_profile SET updated_at = '2024-02-01T00:00:00Z' WHERE user_id = 3");
    await usual.app.query(
      "UPDATE billing_subscription SET updated_at = '2024-02-02T00:00:00Z' WHERE user_id = (SELECT min(user_id) FROM billing_subscription)",
    );
    const [first] = await usual.app.query('SELECT min(user_id)::text AS id FROM billing_subscription');
    expect((await changed('38')).toSorted()).toEqual(['3', '39', '40', String(first?.['id'])].toSorted());
    expect(await changed(null)).toHaveLength(40);
  });

  it('where ids do not grow, who is new is found by when they joined', async () => {
    const changed = (iso: string) =>
      other.look((look) =>
        changedPeople(look, { ...other.mapping, people: other.mapping.people.slice(0, 1) }, at(iso), 'x'),
      );
    const [last] = await other.app.query(
      'SELECT id::text, date_joined FROM users_user ORDER BY date_joined DESC LIMIT 1',
    );
    const joined = last?.['date_joined'];
    expect(await changed(joined instanceof Date ? joined.toISOString() : '')).toEqual([last?.['id']]);
  });

  it('points with a fraction are whole, and what a table of words does not name is `*`', async () => {
    await usual.app.query('ALTER TABLE users_profile ALTER xp TYPE numeric(10, 2)');
    await usual.app.query('UPDATE users_profile SET xp = 12.7 WHERE user_id = 1');
    const [users, profile] = usual.mapping.people;
    if (users === undefined || profile === undefined) throw new Error('no sources');
    const people = [users, { ...profile, values: { locale: { ru: 'ru', '*': 'en' } } }];
    const [person] = await usual.look((look) => peopleOf(look, { ...usual.mapping, people }, ['1']));
    expect(person?.values).toMatchObject({ xp: '12', locale: expect.stringMatching(/^(?:ru|en)$/) });
  });
});

describe('events', () => {
  it('are as the seed takes them from Django', async () => {
    const read = async (name: string) => allEvents(usual, usual.mapping, usual.source(name), 1_000);
    const rows = await usual.app.query(`SELECT m.id::text AS key, m.user_id::text, m.session_id::text, m.created_at
      FROM chat_chatmessage m JOIN users_user u ON u.id = m.user_id WHERE m.role = 'user' AND u.is_active ORDER BY m.id`);
    const messages = await read('ai_messages');
    expect(messages.map(({ values, ...event }) => ({ ...event, ...values, timestamp: at(values.timestamp) }))).toEqual(
      rows.map(({ key, user_id, session_id, created_at }) => ({
        key,
        user_id,
        type: 'ai_coach_message',
        timestamp: created_at instanceof Date ? created_at.getTime() : null,
        metadata: { session_id },
        day_only: false,
      })),
    );
    const [habit] = await read('habits');
    expect(habit?.values).toMatchObject({
      type: 'habit_completed',
      metadata: { habit_id: expect.any(Number) as number },
    });
    const [goal] = await read('goals');
    expect(goal?.values.metadata).toEqual({ goal_id: 1, sphere: expect.any(String) as string });
  });

  it('of a finished onboarding come an hour after somebody joined', async () => {
    const [event] = await allEvents(usual, usual.mapping, usual.source('onboarding'), 1_000);
    const [user] = await usual.look((look) => peopleOf(look, usual.mapping, [event?.user_id ?? '']));
    expect(at(event?.values.timestamp ?? '') - at(String(user?.values['joined_at']))).toBe(3_600_000);
  });

  it('may be the first of their user alone; of equals the one with the smaller key', async () => {
    const [{ id: user } = {}] = await usual.app.query('SELECT max(id) AS id FROM users_user WHERE is_active');
    await usual.app.query('DELETE FROM goals_goal WHERE user_id = $1', [user]);
    await usual.app.query(
      `INSERT INTO goals_goal (id, user_id, title, sphere, created_at, completed_at) VALUES
        (9001, $1, '', 'work', '2024-01-01T00:00:00Z', NULL), (9002, $1, '', 'work', '2024-01-01T00:00:00Z', '2024-01-09T00:00:00Z'),
        (9003, $1, '', 'work', '2024-01-01T00:00:00Z', '2024-01-05T00:00:00Z'), (9004, $1, '', 'work', '2024-01-01T00:00:00Z', '2024-01-05T00:00:00Z'),
        (9005, $1, '', 'home', '2024-01-01T00:00:00Z', '2024-01-02T00:00:00Z')`,
      [user],
    );
    const keys = async (change: Partial<EventSource>): Promise<string[]> => {
      const source = usual.source('goals_completed', change);
      const events = await usual.look((look) => eventsOf(look, usual.mapping, source, [String(user)]));
      return events.map(({ key }) => key);
    };
    expect(await keys({})).toEqual(['9005']);
    expect(await keys({ where: { sphere: 'work' } })).toEqual(['9003']);
    expect(await keys({ first_of_user: false })).toEqual(['9002', '9003', '9004', '9005']);
    expect(await keys({ at: 'created_at', where: { completed_at: null } })).toEqual(['9001']);
    expect(await keys({ until: '2024-01-01T23:59:59Z' })).toEqual([]);
    expect(await keys({ first_of_user: false, until: '2024-01-05T00:00:00Z' })).toEqual(['9003', '9004', '9005']);
  });

  it('that changed come in the order of change, in pages of any size', async () => {
    await usual.app.query(
      "UPDATE journal_journalentry SET updated_at = '2024-03-01T00:00:00.123456Z' WHERE id % 3 = 0",
    );
    await usual.app.query("UPDATE journal_journalentry SET updated_at = '2024-02-29T23:59:59Z' WHERE id = 4");
    const since = at('2024-02-29T23:59:59Z');
    const rows = await usual.app
      .query(`SELECT j.id::text FROM journal_journalentry j JOIN users_user u ON u.id = j.user_id
      WHERE u.is_active AND (j.id % 3 = 0 OR j.id = 4) ORDER BY j.updated_at, j.id`);
    for (const most of [1, 4, 1_000]) {
      const keys: string[] = [];
      let after: ChangedUpTo | null = null;
      do {
        const from: ChangedUpTo | null = after;
        const page: EventPage<ChangedUpTo> = await usual.look((look) =>
          changedEvents(look, usual.mapping, usual.source('journal'), since, from, most),
        );
        keys.push(...page.events.map(({ key }) => key));
        after = page.last;
      } while (after !== null);
      expect(keys).toEqual(rows.map(({ id }) => id));
    }
  });

  it('are found by when they were where keys do not grow, and by the key alone where they do', async () => {
    const since = at('2023-06-01T00:00:00Z');
    const changed = (host: Host, name: string) =>
      host.look((look) => changedEvents(look, host.mapping, host.source(name), since, null, 1_000));
    expect(await usual.look((look) => keyGrows(look, usual.source('habits')))).toBe(true);
    expect((await changed(usual, 'habits')).events).toEqual([]);
    expect(await other.look((look) => keyGrows(look, other.source('habits')))).toBe(false);
    const { events } = await changed(other, 'goals');
    const whole = await allEvents(other, other.mapping, other.source('goals'), 1_000);
    expect(events.map(({ key }) => key).toSorted()).toEqual(
      whole.filter(({ values }) => at(values.timestamp) >= since).map(({ key }) => key),
    );
  });
});

describe('times', () => {
  const write = async (texts: readonly string[]): Promise<void> => {
    await naive.app.query('DELETE FROM habits_habitlog WHERE id >= 50000');
    for (const [index, text] of texts.entries()) {
      await naive.app.query(
        'INSERT INTO habits_habitlog (id, user_id, habit_id, completed_at) VALUES ($1, 20, 1, $2)',
        [50_000 + index, text],
      );
    }
  };
  const read = async (timezone: string, change: Partial<EventSource> = {}): Promise<string[]> => {
    const source = naive.source('habits', change);
    const { events } = await naive.look((look) =>
      eventsAfter(look, { ...naive.mapping, timezone }, source, '49999', 100),
    );
    return events.map(({ values }) => values.timestamp);
  };

  it.each<[zone: string, wall: readonly string[], instants: readonly string[]]>([
    // 2:00 becomes 3:00: half past two is the moment of the jump. 2:00 becomes 1:00: half past one is the first of two.
    [
      'America/New_York',
      ['2024-03-10 01:59:59', '2024-03-10 02:30:00', '2024-03-10 03:00:00'],
      ['2024-03-10T06:59:59Z', '2024-03-10T07:00:00Z', '2024-03-10T07:00:00Z'],
    ],
    [
      'America/New_York',
      ['2023-11-05 00:59:59.123456', '2023-11-05 01:30:00', '2023-11-05 02:00:00'],
      ['2023-11-05T04:59:59.123Z', '2023-11-05T05:30:00Z', '2023-11-05T07:00:00Z'],
    ],
    // Half an hour.
    [
      'Australia/Lord_Howe',
      ['2023-10-01 01:59:00', '2023-10-01 02:15:00', '2023-10-01 02:30:00'],
      ['2023-09-30T15:29:00Z', '2023-09-30T15:30:00Z', '2023-09-30T15:30:00Z'],
    ],
    [
      'Australia/Lord_Howe',
      ['2024-04-07 01:29:00', '2024-04-07 01:45:00', '2024-04-07 02:00:00'],
      ['2024-04-06T14:29:00Z', '2024-04-06T14:45:00Z', '2024-04-06T15:30:00Z'],
    ],
  ])('without a zone are read in %s, also where clocks change', async (zone, wall, instants) => {
    await write(wall);
    expect(await read(zone)).toEqual(instants);
  });

  it('without a zone are held to `until` each by itself where the same hour comes twice', async () => {
    await write(['2023-11-05 01:10:00', '2023-11-05 01:50:00', '2023-11-05 02:10:00']);
    // 05:10Z and 05:50Z; the hour comes again at 06:00Z.
    expect(await read('America/New_York', { until: '2023-11-05T05:30:00Z' })).toEqual(['2023-11-05T05:10:00Z']);
    expect(await read('America/New_York', { until: '2023-11-05T06:05:00Z' })).toEqual([
      '2023-11-05T05:10:00Z',
      '2023-11-05T05:50:00Z',
    ]);
    expect(await read('America/New_York', { until: '2023-11-05T05:30:00Z', plus_minutes: 30 })).toEqual([]);
  });

  it('that no calendar knows come as they stand', async () => {
    await write(['infinity', '0044-03-15 12:00:00 BC']);
    expect(await read('UTC')).toEqual(['infinity', '0044-03-15T12:00:00 BC']);
  });

  it('of a day alone say so, and noon is where the person is', async () => {
    const [event] = await allEvents(other, other.mapping, other.source('habits'), 1_000);
    expect(event).toMatchObject({
      day_only: true,
      values: { timestamp: expect.stringMatching(/^\d{4}-\d{2}-\d{2}$/) },
    });
    expect(noonOf('2024-01-15', 'Asia/Almaty')).toBe('2024-01-15T06:00:00Z');
    expect(noonOf('2024-07-15', 'America/New_York')).toBe('2024-07-15T16:00:00Z');
    const days = async (until: string | null): Promise<string[]> =>
      (await allEvents(other, other.mapping, other.source('habits', { until }), 1_000)).map(
        ({ values }) => values.timestamp,
      );
    const whole = await days(null);
    // Noon in New York is 17:00Z.
    expect((await days('2023-12-01T17:00:00Z')).toSorted()).toEqual(
      whole.filter((day) => day <= '2023-12-01').toSorted(),
    );
    expect((await days('2023-12-01T16:59:59Z')).toSorted()).toEqual(
      whole.filter((day) => day < '2023-12-01').toSorted(),
    );
  });
});

it('no statement is about one user: of many people as many are sent as of two', async () => {
  const sent = (work: (look: HostLook) => Promise<unknown>): Promise<number> =>
    usual.look(async (look) => {
      let count = 0;
      await work({
        rows(text, values) {
          count++;
          return look.rows(text, values);
        },
      });
      return count;
    });
  const ids = (await allPeople(usual, 100)).map(({ user_id }) => user_id);
  const few = ids.slice(0, 2);
  const habits = usual.source('habits');
  for (const [one, many] of [
    [
      sent((look) => peopleAfter(look, usual.mapping, null, 2)),
      sent((look) => peopleAfter(look, usual.mapping, null, 100)),
    ],
    [sent((look) => peopleOf(look, usual.mapping, few)), sent((look) => peopleOf(look, usual.mapping, ids))],
    [
      sent((look) => eventsOf(look, usual.mapping, habits, few)),
      sent((look) => eventsOf(look, usual.mapping, habits, ids)),
    ],
  ] as const) {
    expect(await many).toBe(await one);
  }
});

describe('a mapping that does not suit', () => {
  const check = (change: Partial<EventSource>, people = usual.mapping.people): Promise<string[]> =>
    usual.look((look) => checkMapping(look, { ...usual.mapping, people, events: [usual.source('habits', change)] }));

  it.each<[Partial<EventSource>, RegExp]>([
    [
      { table: 'habits_habitlogs' },
      /^"habits": There is no table "habits_habitlogs" in the host; did you mean habits_habitlog( or .*)?\?$/,
    ],
    [
      { table: 'billing.habits_habitlog' },
      /There is no table "billing\.habits_habitlog" in the host; did you mean habits_habitlog/,
    ],
    [{ at: 'complete_at' }, /^"habits": habits_habitlog has no column "complete_at"; did you mean completed_at\?$/],
    [{ at: 'user_id' }, /habits_habitlog\.user_id is of type integer: a time must be timestamptz, timestamp or date/],
    [{ key: 'habit_id' }, /habits_habitlog\.habit_id may be the same in two rows: .*the primary key is "id"/],
    [{ user_id: 'completed_at.user_id' }, /habits_habitlog\.completed_at has no foreign key/],
    [{ user_id: 'habit_id.owner_id' }, /habits_habit has no column "owner_id"; did you mean user_id\?/],
    [
      { user_id: 'completed_at' },
      /holds no ids of users: it is timestamp with time zone, and users_user\.id is integer/,
    ],
    [{ where: { habit_id: 'many' } }, /habits_habitlog\.habit_id is of type bigint, and "many" is none/],
    [{ where: { completed_at: 1 } }, /"where" compares with null alone there/],
    [{ metadata: { streak: 'streak' } }, /habits_habitlog has no column "streak"/],
  ])('%j', async (change, message) => {
    const faults = await check(change);
    expect(faults).toHaveLength(1);
    expect(faults[0]).toMatch(message);
  });

  it('has everything that is missing named at once', async () => {
    const [users, ...others] = usual.mapping.people;
    if (users === undefined) throw new Error('no users');
    const people = [{ ...users, facts: { email: 'mail', first_name: 'nick' } }, ...others];
    expect(await check({ at: 'when', metadata: { streak: 'streak' } }, people)).toEqual([
      expect.stringMatching(/^"users": users_user has no column "mail"; did you mean email\?/),
      expect.stringMatching(/^"users": users_user has no column "nick"/),
      expect.stringMatching(/^"habits": habits_habitlog has no column "when"/),
      expect.stringMatching(/^"habits": habits_habitlog has no column "streak"/),
    ]);
  });

  it('and a table that may not be read', async () => {
    await usual.app.query('CREATE TABLE closed_log (id bigint PRIMARY KEY)');
    const [fault] = await check({ table: 'closed_log' });
    expect(fault).toMatch(/^"habits": "closed_log" may not be read: GRANT SELECT ON "public"\."closed_log" TO reader_/);
  });

  it("but columns that are nobody's business may be closed", async () => {
    const [role] = await usual.app.query(
      "SELECT grantee FROM information_schema.role_table_grants WHERE table_name = 'users_user' AND grantee LIKE 'reader%'",
    );
    await usual.app.query(`REVOKE SELECT ON users_user FROM ${String(role?.['grantee'])}`);
    await usual.app.query(
      `GRANT SELECT (id, email, first_name, date_joined, is_active, finish_onboarding) ON users_user TO ${String(role?.['grantee'])}`,
    );
    expect(await check({})).toEqual([]);
    const { mapping } = await usual.look((look) => proposeMapping(look, 'America/New_York'));
    expect(mapping?.people[0]).toEqual(usual.mapping.people[0]);
  });
});
