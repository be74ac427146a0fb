import { describe, expect, it } from 'vitest';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { eventsBatch } from '@retention/domain/contract/events';
import { hostUsers } from '@retention/domain/contract/host';
import { preferencesSet } from '@retention/domain/contract/preferences';
import { hostUserAllow, hostUserErase, userErase } from '@retention/domain/contract/privacy';
import { expectCountsToHold } from '../test/counts.ts';
import { openTestDatabase } from '../test/database.ts';
import { insertRows } from '../test/insert.ts';
import { catchUp } from './catch-up.ts';
import { importEvents } from './collect/import/command.ts';
import { storeEvents } from './collect/store.ts';
import { createPartitions } from './db/partition.ts';
import { createPersonHash } from './db/person-hash.ts';
import { createLinks } from './deliver/links.ts';
import { createOutbox } from './deliver/outbox/outbox.ts';
import { dutiesOf, ERASE_DUTY } from './duties.ts';
import { erasePeople, recognisesErased, removeEvents } from './erase.ts';
import { fillTables, personalTables, searchEverywhere, uniquePerson } from './erase/held.fixture.ts';
import { openFolder, witness } from './file/file.fixture.ts';
import { importUsers } from './host/import-users.ts';
import { HOST_KEY, openTestApp, signToken, TEST_CONFIG } from './http/app.fixture.ts';

const NOW = '2024-01-15T10:30:00Z';
const test = await openTestDatabase({ now: NOW });
const { database, clock } = test;
const personHash = createPersonHash(TEST_CONFIG.erasureKey);
const deps = { database, clock, projectZone: TEST_CONFIG.timezone, personHash };
const app = await openTestApp(test);
const folder = openFolder();
const admin = await signToken({ sub: 'the admin', role: 'admin' });

async function rows<Row = Record<string, unknown>>(text: string, values: readonly unknown[] = []): Promise<Row[]> {
  return database.session(async (client) => (await client.query(text, [...values])).rows as Row[]);
}

async function post(path: string, token: string, payload: object) {
  const headers = { authorization: `Bearer ${token}` };
  const response = await app.http.inject({ method: 'POST', url: path, headers, payload });
  return { status: response.statusCode, body: response.json<Record<string, unknown>>() };
}

let named = 0;
const somebody = (): string => `person ${++named}`;

/** The user does something. */
async function act(user_id: string, at = new Date(clock.now()).toISOString()) {
  return post(eventsBatch.path, await signToken({ sub: user_id }), {
    events: [{ type: 'session_start', timestamp: at }],
  });
}

async function rowsAbout(user_id: string): Promise<string[]> {
  return searchEverywhere(database, [user_id]);
}

describe('what was held about somebody', () => {
  const one = uniquePerson('7f3a9c');
  const texts = Object.values(one);

  it('was in every table that says whose its rows are, and is in none', async () => {
    const hash = personHash(one.user_id);
    await fillTables(database, one, hash);
    for (let other = 0; other < 20; other++) {
      const mark = `another${other}`;
      await fillTables(database, uniquePerson(mark), personHash(`only-${mark}`));
    }
    const held = await Promise.all(
      (await personalTables(database)).map(async (table) => {
        const [row] = await rows<{ rows: number }>(`SELECT count(*) AS rows FROM ${table} WHERE user_id = $1`, [
          one.user_id,
        ]);
        return { table, rows: row?.rows ?? 0 };
      }),
    );
    // A new table of people: fill it in held.fixture.ts, empty it in erase.sql, read it in export-user.sql.
    expect(held.filter(({ rows }) => rows === 0)).toEqual([]);
    await rows('ANALYZE');
    expect(
      (await searchEverywhere(database, texts)).filter((found) => found.startsWith('pg_stats')).length,
    ).toBeGreaterThan(10);

    expect(await erasePeople(deps, [one.user_id])).toBe(1);

    expect(await searchEverywhere(database, texts)).toEqual([]);
    expect(await rows('SELECT person_hash FROM erased_person')).toEqual(
      expect.arrayContaining([{ person_hash: hash }]),
    );
    expect(await rows('SELECT FROM session WHERE person_hash = $1', [hash])).toEqual([]);
  });

  it('is not remembered where its table is empty now', async () => {
    const last = uniquePerson('b41d02');
    await rows('TRUNCATE person, event, active_day, change, code, telegram_link, delivery, trigger');
    await fillTables(database, last, personHash(last.user_id));
    await rows('ANALYZE');
    await erasePeople(deps, [last.user_id]);
    expect(await searchEverywhere(database, Object.values(last))).toEqual([]);
  });

  it('is named in no line of the log, by no way of erasing it', async () => {
    const [host, owner, twice] = [uniquePerson('aa11'), uniquePerson('bb22'), uniquePerson('cc33')];
    for (const each of [host, owner, twice]) await fillTables(database, each, personHash(each.user_id));
    expect(await post(hostUserErase.path, HOST_KEY, { user_id: host.user_id })).toEqual({
      status: 200,
      body: { status: 'ok', erased: true, events: 1 },
    });
    expect(await post(userErase.path, admin, { user_id: owner.user_id })).toMatchObject({ body: { erased: true } });
    for (const erased of [true, false]) {
      expect(await post(hostUserErase.path, HOST_KEY, { user_id: twice.user_id })).toMatchObject({ body: { erased } });
    }
    const texts = [host, owner, twice].flatMap((each) => Object.values(each));
    expect(await searchEverywhere(database, texts)).toEqual([]);
    expect(app.log.filter((line) => texts.some((text) => line.includes(text)))).toEqual([]);
    expect(
      await rows('SELECT DISTINCT actor, action FROM audit WHERE person_hash = ANY ($1) ORDER BY actor', [
        [host, owner].map(({ user_id }) => personHash(user_id)),
      ]),
    ).toEqual([
      { actor: 'host', action: 'user_erase' },
      { actor: 'token', action: 'user_erase' },
    ]);
  });

  it('goes however many are erased at once', async () => {
    const many = Array.from({ length: 30 }, somebody);
    for (const user_id of many.slice(0, 10)) await act(user_id);
    const answers = await Promise.all(many.map((user_id) => post(hostUserErase.path, HOST_KEY, { user_id })));
    expect(answers.map(({ body }) => body.erased)).toEqual(many.map((_, index) => index < 10));
  });

  it('is not for users or analysts to erase', async () => {
    const user_id = somebody();
    await act(user_id);
    for (const role of ['user', 'analyst']) {
      const token = await signToken({ sub: user_id, role });
      expect((await post(userErase.path, token, { user_id })).status).toBe(403);
    }
    expect((await post(hostUserErase.path, admin, { user_id })).status).toBe(401);
    expect((await rowsAbout(user_id)).length).toBeGreaterThan(0);
  });
});

describe('somebody who was erased', () => {
  const refusal = 'This user was erased: nothing is stored about them any more';

  it('comes in by no door again', async () => {
    const user_id = somebody();
    await act(user_id);
    await erasePeople(deps, [user_id]);
    const token = await signToken({ sub: user_id });

    expect(await act(user_id)).toMatchObject({
      status: 400,
      body: { message: refusal, errors: [{ index: 0, error: refusal }] },
    });
    expect(await post(hostUsers.path, HOST_KEY, { users: [{ user_id }] })).toMatchObject({
      status: 400,
      body: { message: refusal },
    });
    const living = somebody();
    expect(
      await post(hostUsers.path, HOST_KEY, { users: [{ user_id }, { user_id: living, email: 'a@b.test' }] }),
    ).toEqual({
      status: 200,
      body: { status: 'ok', processed: 1, errors: [{ index: 0, error: refusal }] },
    });
    expect(await post(preferencesSet.path, token, { channels_off: [], types_off: [] })).toMatchObject({ status: 403 });
    const links = createLinks({ ...TEST_CONFIG, publicUrl: 'https://retention.example.com' });
    for (const path of [`/p/${links.preferencesToken(user_id)}`, `/u/${links.unsubscribeToken(user_id, 'email')}`]) {
      expect((await app.http.inject({ method: 'POST', url: path })).statusCode).toBe(404);
    }
    expect(await rowsAbout(user_id)).toEqual([]);
  });

  it('is recognised by the key that was there when it was done, and by no other', async () => {
    const other = { database, personHash: createPersonHash('another key') };
    await rows('DELETE FROM erased_person');
    expect(await recognisesErased(other)).toBe(true);
    await erasePeople(deps, [somebody()]);
    expect([await recognisesErased(deps), await recognisesErased(other)]).toEqual([true, false]);
  });

  it('is refused in files row by row', async () => {
    const [gone, living] = [somebody(), somebody()];
    await erasePeople(deps, [gone]);
    const tools = { ...deps, config: { timezone: 'UTC' }, signal: new AbortController().signal };
    const events = folder.write(
      `user_id,timestamp,type\n${gone},2024-01-10T10:00:00Z,session_start\n${living},2024-01-10T10:00:00Z,session_start\n`,
    );
    const imported = await importEvents(events, { column: new Map(), map: new Map() }, { ...tools, ...witness() });
    expect(imported).toMatchObject({ read: 2, stored: 1, refused: { count: 1 } });
    const users = folder.write(`user_id,first_name\n${gone},Анна\n${living},Иван\n`);
    expect(await importUsers(users, { column: new Map() }, { ...tools, ...witness() })).toMatchObject({
      stored: 1,
      refused: { count: 1 },
    });
    expect(folder.refused(users)).toMatchObject([{ line: 2, reason: refusal }]);
    expect(await rowsAbout(gone)).toEqual([]);
  });

  it('may be let in again', async () => {
    const user_id = somebody();
    await erasePeople(deps, [user_id]);
    for (const erased of [true, false]) {
      expect(await post(hostUserAllow.path, HOST_KEY, { user_id })).toEqual({
        status: 200,
        body: { status: 'ok', erased },
      });
    }
    expect(await act(user_id)).toMatchObject({ status: 200 });
  });

  it('is not brought back by what was on its way', async () => {
    const partitions = createPartitions(database);
    const user_id = somebody();
    const store = () =>
      storeEvents(
        database,
        partitions,
        [
          {
            user_id,
            client_timezone: null,
            events: [
              {
                id: crypto.randomUUID(),
                type: 'session_start',
                occurred_at: clock.now(),
                metadata: null,
                metadata_json: null,
              },
            ],
          },
        ],
        { received_at: clock.now(), projectZone: 'UTC', personHash, lookForKnown: false },
      );
    for (let round = 0; round < 5; round++) {
      const stored = await Promise.all([store(), store(), erasePeople(deps, [user_id]), store(), store()]);
      expect(stored).toHaveLength(5);
      expect(await rowsAbout(user_id)).toEqual([]);
      await rows('DELETE FROM erased_person');
    }
  });

  it('is erased anew in the night, wherever it has come from', async () => {
    const user_id = somebody();
    await erasePeople(deps, [user_id]);
    await insertRows(database, 'preference', [{ user_id, updated_at: NOW }]);
    await insertRows(database, 'person', [{ user_id: somebody(), created_at: NOW, updated_at: NOW }]);
    const lines: string[] = [];
    const logger = pino({ level: 'info' }, { write: (line) => void lines.push(line) });
    const duty = dutiesOf(deps, logger, { personHash, eventsKeepMonths: null }).find(({ name }) => name === ERASE_DUTY);
    await duty?.run(0, new AbortController().signal);
    expect(await rowsAbout(user_id)).toEqual([]);
    expect(lines).toHaveLength(1);
    expect(lines.join()).toContain('"people":1');
  });
});

it('a message on its way when its person is erased is sent, and leaves no trace', async () => {
  const one = uniquePerson('d5e6f7');
  await fillTables(database, one, personHash(one.user_id));
  await rows(`DELETE FROM change; DELETE FROM agenda`);
  await rows(`UPDATE delivery SET status = 'waiting', sent_at = NULL WHERE user_id = $1`, [one.user_id]);
  await rows(`UPDATE preference SET channels_off = '{}' WHERE user_id = $1`, [one.user_id]);
  const lines: string[] = [];
  const outbox = createOutbox({
    database,
    clock,
    logger: pino({ level: 'trace' }, { write: (line) => void lines.push(line) }),
    registry: new Registry(),
    projectZone: TEST_CONFIG.timezone,
    carriers: [
      {
        channel: 'email',
        compose: () => ({ title: '', text: '', html: null, buttons: [] }),
        per_second: null,
        lanes: 1,
        async send() {
          await erasePeople(deps, [one.user_id]);
          return { outcome: 'refused', answer: `no such ${one.email}`, closes: true };
        },
        close: () => Promise.resolve(),
      },
    ],
    webhook: null,
    linksOf: () => ({ action_url: '', unsubscribe_url: '', preferences_url: '' }),
  });
  expect(await outbox.runOnce()).toBe(1);
  await outbox.stop();
  expect(await searchEverywhere(database, Object.values(one))).toEqual([]);
  expect(lines.filter((line) => /"level":(?:40|50|60)/.test(line))).toEqual([]);
});

it('an evaluation that was held counts those who are left', async () => {
  const [made, other] = [somebody(), somebody()];
  await insertRows(database, 'trigger_run', [
    { id: 7, type: 'win_back', matched: 120, users: 400, status: 'held', created_at: NOW },
  ]);
  await insertRows(
    database,
    'person',
    [made, other].map((user_id) => ({
      user_id,
      created_at: '2024-01-02T00:00:00Z',
      updated_at: NOW,
      subscription_plan: 'free',
      subscription_status: 'none',
      renewals: 0,
      xp: 0,
      streak_broken_days: [],
    })),
  );
  await insertRows(database, 'trigger', [
    {
      user_id: made,
      id: 990,
      type: 'win_back',
      period_key: 'x',
      mode: 'live',
      holdout: false,
      status: 'pending',
      open: true,
      run_id: 7,
      data: {},
      channels: [],
      round: 0,
      created_at: NOW,
    },
  ]);
  await erasePeople(deps, [made, other]);
  expect(await rows('SELECT matched, users FROM trigger_run WHERE id = 7')).toEqual([{ matched: 119, users: 398 }]);
});

it('the first day of which anything is known is that of those who are left', async () => {
  await rows(
    `TRUNCATE person, event, active_day, change, member, cohort, daily_count, snapshot_count, daily_metrics, profile_snapshot`,
  );
  const [early, late] = [somebody(), somebody()];
  await act(early, '2024-01-09T10:00:00Z');
  await act(late, '2024-01-12T10:00:00Z');
  await catchUp(deps, { wait: true });
  expect(await rows('SELECT min(date)::text AS first, count(*)::int AS days FROM daily_metrics')).toEqual([
    { first: '2024-01-09', days: 6 },
  ]);
  await erasePeople(deps, [early]);
  expect(await rows('SELECT min(date)::text AS first, count(*)::int AS days FROM daily_metrics')).toEqual([
    { first: '2024-01-12', days: 3 },
  ]);
  await expectCountsToHold(deps);
});

describe('events that are removed', () => {
  it('take their day with them, and no other', async () => {
    const user_id = somebody();
    for (const day of ['09', '12', '13']) await act(user_id, `2024-01-${day}T10:00:00Z`);
    await act(user_id, '2024-01-12T11:00:00Z');
    await catchUp(deps, { wait: true });
    const [first, second] = await rows<{ id: string }>('SELECT id FROM event WHERE user_id = $1 ORDER BY occurred_at', [
      user_id,
    ]);
    const unknown = '00000000-0000-4000-8000-000000000000';
    expect(
      await removeEvents(deps, [
        { user_id, ids: [first?.id ?? '', second?.id ?? '', unknown] },
        { user_id: 'nobody', ids: [unknown] },
      ]),
    ).toBe(2);
    expect(await rows('SELECT day::text, actions FROM active_day WHERE user_id = $1 ORDER BY day', [user_id])).toEqual([
      { day: '2024-01-12', actions: 1 },
      { day: '2024-01-13', actions: 1 },
    ]);
    expect(
      await rows('SELECT registered_on::text, first_event_on::text FROM person WHERE user_id = $1', [user_id]),
    ).toEqual([{ registered_on: '2024-01-12', first_event_on: '2024-01-12' }]);
    await expectCountsToHold(deps);
  });

  it('leave days alone whose events were dropped with their month', async () => {
    const user_id = somebody();
    await act(user_id, '2024-01-12T10:00:00Z');
    await insertRows(database, 'active_day', [
      {
        user_id,
        day: '2023-06-01',
        actions: 3,
        features: 0,
        completions: 0,
        session_start: 3,
        habit_completed: 0,
        journal_entry: 0,
        ai_coach_message: 0,
        feature_seconds: 0,
        goal_progress: 0,
        last_active_at: '2023-06-01T10:00:00Z',
        habit_streak: 0,
      },
    ]);
    await insertRows(database, 'change', [{ user_id, id: 1, day: '2023-06-01', gained: true }]);
    await rows(
      `UPDATE person SET first_event_at = '2023-06-01T10:00:00Z', first_event_on = '2023-06-01', registered_on = '2023-06-01' WHERE user_id = $1`,
      [user_id],
    );
    await catchUp(deps, { wait: true });
    const [event] = await rows<{ id: string }>('SELECT id FROM event WHERE user_id = $1', [user_id]);
    await removeEvents(deps, [{ user_id, ids: [event?.id ?? ''] }]);
    expect(await rows('SELECT day::text, actions FROM active_day WHERE user_id = $1', [user_id])).toEqual([
      { day: '2023-06-01', actions: 3 },
    ]);
    expect(await rows('SELECT registered_on::text FROM person WHERE user_id = $1', [user_id])).toEqual([
      { registered_on: '2023-06-01' },
    ]);
    await expectCountsToHold(deps);
  });
});
