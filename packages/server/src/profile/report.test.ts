import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { eventsBatch } from '@retention/domain/contract/events';
import { hostUsers } from '@retention/domain/contract/host';
import { monthlyReport } from '@retention/domain/contract/report';
import { Compile } from 'typebox/compile';
import { openTestDatabase } from '../../test/database.ts';
import { insertRows } from '../../test/insert.ts';
import { catchUp } from '../catch-up.ts';
import { importUsers } from '../host/import-users.ts';
import { openFolder, witness } from '../file/file.fixture.ts';
import { HOST_KEY, openTestApp, signToken, type TestApp } from '../http/app.fixture.ts';
import { countMonths } from '../measure/month-actions.ts';
import { createPersonHash } from '../db/person-hash.ts';

const START = '2024-01-01T09:00:00Z';
const DAY_MS = 86_400_000;
const test = await openTestDatabase({ now: START });
const { database, clock } = test;
const projectZone = 'Europe/Moscow';
const folder = openFolder();
let app: TestApp;
let nth = 0;

beforeAll(async () => {
  app = await openTestApp(test);
});

beforeEach(() => clock.set(START));

/** Somebody of whom no other test knows. */
const somebody = (): string => `user ${nth++}`;

async function ask(path: string, token: string, payload: object = {}) {
  const headers = { authorization: `Bearer ${token}` };
  const response = await app.http.inject({ method: 'POST', url: path, headers, payload });
  return { status: response.statusCode, body: response.json<Record<string, unknown>>() };
}

async function tell(user_id: string, facts: object): Promise<void> {
  const { status } = await ask(hostUsers.path, HOST_KEY, { users: [{ user_id, ...facts }] });
  expect(status).toBe(200);
}

/** The user does these things now. */
async function act(user_id: string, ...events: (string | [type: string, metadata: object])[]): Promise<void> {
  const timestamp = new Date(clock.now()).toISOString();
  const { status } = await ask(eventsBatch.path, await signToken({ sub: user_id }), {
    events: events.map((event) =>
      typeof event === 'string' ? { type: event, timestamp } : { type: event[0], metadata: event[1], timestamp },
    ),
  });
  expect(status).toBe(200);
}

const reportOf = async (user_id: string) => ask(monthlyReport.path, await signToken({ sub: user_id }));
const days = (count: number): void => clock.advance(count * DAY_MS);
const count = (again: 'all' | 'changing' = 'all') =>
  countMonths(database, { now: clock.now(), projectZone, again }).then(() => undefined);

describe('a month of somebody', () => {
  it('is told in the shape of the contract, once it is over', async () => {
    const anna = somebody();
    await tell(anna, { joined_at: '2024-01-01T06:00:00Z', timezone: 'Europe/Moscow', locale: 'ru' });
    await act(anna, 'session_start', 'custom_habit_created');
    for (let day = 1; day <= 14; day++) {
      days(1);
      await act(anna, ['habit_completed', { habit_id: 1, streak: day }]);
      await tell(anna, { xp: day * 20 });
    }
    days(3); // the 18th
    await act(anna, 'journal_entry', ['ai_coach_message', { session_id: 'c1', message_count: 1 }]);
    await act(anna, ['goal_progress_50', { goal_id: 7, progress: 65 }]);
    await tell(anna, { xp: 350 });

    clock.set('2024-01-30T20:59:59Z'); // 23:59:59 in Moscow
    expect(await reportOf(anna)).toEqual({
      status: 404,
      body: {
        status: 'error',
        message: 'Первый отчёт будет готов 31 января: он расскажет о твоих первых 30 днях',
        errors: [],
      },
    });
    clock.set('2024-01-30T21:00:00Z');
    const { status, body } = await reportOf(anna);
    expect(status).toBe(200);
    expect(Compile(monthlyReport.response).Errors(body)).toEqual([]);
    expect(body).toEqual({
      month: 1,
      period: { start: '2024-01-01', end: '2024-01-30' },
      stats: {
        total_actions: 19,
        habits_completed: 14,
        journal_entries: 1,
        goals_progress: 65,
        streak_max: 14,
        xp_earned: 350,
        features_used: 4,
      },
      achievements: [{ id: 'fire_streak', title: 'Огненный стрик', description: '14 дней подряд', icon: 'fire' }],
      comparison: { vs_last_month: { actions: null, streak: null }, vs_average_user: { percentile: null } },
    });
  });

  it('is followed by the next, which is compared with it, in English where the host says so', async () => {
    const john = somebody();
    await tell(john, { joined_at: START, timezone: 'America/New_York', locale: 'en-GB', xp: 100 });
    await act(john, 'session_start', 'journal_entry');
    await act(john, 'session_start', 'journal_entry');
    days(28);
    await act(john, ['habit_completed', { streak: 1 }]); // the 29th and 30th: a streak that goes on
    days(1);
    await act(john, ['habit_completed', { streak: 2 }]);
    await tell(john, { xp: 400 });
    days(1);
    await act(john, ['habit_completed', { streak: 3 }]);
    await tell(john, { xp: 1000 });
    clock.set('2024-02-29T12:00:00Z');
    expect((await reportOf(john)).body).toMatchObject({ month: 1, stats: { total_actions: 6, xp_earned: 400 } });
    await tell(john, { xp: 1250 });
    clock.set('2024-03-01T05:30:00Z'); // 00:30 in New York
    expect((await reportOf(john)).body).toMatchObject({
      month: 2,
      period: { start: '2024-01-31', end: '2024-02-29' },
      stats: { total_actions: 1, streak_max: 3, xp_earned: 850 },
      comparison: { vs_last_month: { actions: '−83%', streak: '+1 day' } },
    });
  });

  it('in which nothing was done is still a month', async () => {
    const quiet = somebody();
    await tell(quiet, { joined_at: START });
    days(70);
    expect((await reportOf(quiet)).body).toEqual({
      month: 2,
      period: { start: '2024-01-31', end: '2024-02-29' },
      stats: {
        total_actions: 0,
        habits_completed: 0,
        journal_entries: 0,
        goals_progress: 0,
        streak_max: 0,
        xp_earned: 0,
        features_used: 0,
      },
      achievements: [],
      comparison: { vs_last_month: { actions: null, streak: '0 дней' }, vs_average_user: { percentile: null } },
    });
  });

  it('says nothing of segment or risk', async () => {
    const petr = somebody();
    await act(petr, 'session_start');
    days(33);
    await catchUp({ database, clock, projectZone });
    const { status, body } = await reportOf(petr);
    expect(status).toBe(200);
    expect(JSON.stringify(body)).not.toMatch(/segment|risk|churn|сегмент|риск|отток/i);
  });
});

describe('no month yet', () => {
  it('somebody nobody has heard of is told how long it takes', async () => {
    expect(await reportOf(somebody())).toMatchObject({
      status: 404,
      body: { status: 'error', message: 'Первый отчёт будет готов через 30 дней после регистрации' },
    });
  });

  it('so is somebody of whom the host has said nothing but a name, in their language', async () => {
    const mary = somebody();
    await tell(mary, { first_name: 'Mary', locale: 'en' });
    expect((await reportOf(mary)).body).toMatchObject({
      message: 'Your first report will be ready 30 days after you join',
    });
  });

  it('the day is that of the person, on both sides of the date line', async () => {
    clock.set('2024-01-01T10:30:00Z'); // the 2nd on Kiritimati, the 31st of December on Pago Pago
    const [kiri, pago] = [somebody(), somebody()];
    await tell(kiri, { joined_at: '2024-01-01T10:30:00Z', timezone: 'Pacific/Kiritimati', locale: 'en' });
    await tell(pago, { joined_at: '2024-01-01T10:30:00Z', timezone: 'Pacific/Pago_Pago', locale: 'en' });
    const message = async (user_id: string) => (await reportOf(user_id)).body['message'];
    expect(await message(kiri)).toContain('on February 1:');
    expect(await message(pago)).toContain('on January 30:');
    clock.set('2024-01-31T09:59:59Z'); // 23:59:59 on the 31st
    expect((await reportOf(kiri)).status).toBe(404);
    clock.set('2024-01-31T10:00:00Z');
    expect((await reportOf(kiri)).body).toMatchObject({ period: { start: '2024-01-02', end: '2024-01-31' } });
    clock.set('2024-01-30T10:59:59Z');
    expect((await reportOf(pago)).status).toBe(404);
    clock.set('2024-01-30T11:00:00Z');
    expect((await reportOf(pago)).body).toMatchObject({ period: { start: '2023-12-31', end: '2024-01-29' } });
  });

  it('a clock that was set back has no report for who came later', async () => {
    const late = somebody();
    await tell(late, { joined_at: START });
    clock.set('2023-10-01T09:00:00Z');
    expect(await reportOf(late)).toMatchObject({
      status: 404,
      body: { message: expect.stringContaining('31 января') },
    });
  });

  it('a registration told anew is the one that counts', async () => {
    const old = somebody();
    await act(old, 'session_start');
    await tell(old, { joined_at: '2023-10-20T09:00:00Z' });
    expect((await reportOf(old)).body).toMatchObject({
      month: 2,
      period: { start: '2023-11-19', end: '2023-12-18' },
      stats: { total_actions: 0 },
    });
    days(25);
    await tell(old, { joined_at: '2024-01-20T09:00:00Z' });
    expect((await reportOf(old)).status).toBe(404);
    await tell(old, { joined_at: null }); // the first event counts again
    days(5);
    expect((await reportOf(old)).body).toMatchObject({ month: 1, stats: { total_actions: 1 } });
  });
});

describe('XP', () => {
  const rows = (user_id: string) =>
    database.session(async (client) => {
      const text = `SELECT day::text, xp::integer FROM xp_day WHERE user_id = $1 ORDER BY day`;
      return (await client.query<{ day: string; xp: number }>(text, [user_id])).rows.map(({ day, xp }) => [day, xp]);
    });

  it('is kept as the last total of each local day on which another was told', async () => {
    const anna = somebody();
    await tell(anna, { timezone: 'Asia/Vladivostok', xp: 0 });
    await tell(anna, { xp: 0 });
    expect(await rows(anna)).toEqual([['2024-01-01', 0]]);
    await tell(anna, { xp: 50 });
    await tell(anna, { xp: 70 });
    days(1);
    await tell(anna, { xp: 70, first_name: 'Anna' });
    expect(await rows(anna)).toEqual([['2024-01-01', 70]]);
    clock.set('2024-01-02T14:30:00Z'); // the 3rd in Vladivostok
    await tell(anna, { xp: 60 });
    await tell(anna, { xp: null });
    expect(await rows(anna)).toEqual([
      ['2024-01-01', 70],
      ['2024-01-03', 0],
    ]);
  });

  it('of which the host says nothing leaves no trace', async () => {
    const mary = somebody();
    await act(mary, 'session_start');
    await tell(mary, { first_name: 'Mary' });
    expect(await rows(mary)).toEqual([]);
    days(30);
    expect((await reportOf(mary)).body).toMatchObject({ month: 1, stats: { xp_earned: 0 } });
  });

  it('a total of 0 that is told is where a later month begins', async () => {
    const old = somebody();
    await tell(old, { joined_at: '2023-12-05T09:00:00Z' });
    days(4);
    await tell(old, { xp: 0 });
    days(10);
    await tell(old, { xp: 300 });
    clock.set('2024-02-03T09:00:00Z');
    expect((await reportOf(old)).body).toMatchObject({ month: 2, stats: { xp_earned: 300 } });
  });

  it('comes in with a file of users as well', async () => {
    const user_id = somebody();
    const tools = {
      database,
      clock,
      personHash: createPersonHash(''),
      config: { timezone: projectZone },
      signal: new AbortController().signal,
    };
    const file = folder.write(`user_id,joined_at,xp\n${user_id},${START},120\n`);
    await importUsers(file, { column: new Map() }, { ...tools, ...witness() });
    expect(await rows(user_id)).toEqual([['2024-01-01', 120]]);
    days(30);
    expect((await reportOf(user_id)).body).toMatchObject({ stats: { xp_earned: 120 } });
  });
});

describe('the percentile', () => {
  /** Others who did so much on a day. */
  async function others(day: string, actions: readonly number[]): Promise<void> {
    const zeros = { features: 0, completions: 0, session_start: 0, habit_completed: 0, journal_entry: 0 };
    const more = { ai_coach_message: 0, feature_seconds: 0, goal_progress: 0, habit_streak: 0 };
    const people = actions.map((did) => ({
      user_id: somebody(),
      day,
      actions: did,
      ...zeros,
      ...more,
      last_active_at: day,
    }));
    await insertRows(database, 'active_day', people);
  }

  async function percentile(user_id: string): Promise<unknown> {
    const { body } = await reportOf(user_id);
    return (body['comparison'] as { vs_average_user: { percentile: unknown } }).vs_average_user.percentile;
  }

  beforeEach(async () => {
    clock.set('2030-01-01T09:00:00Z');
    await database.session((client) => client.query('TRUNCATE active_day, month_actions, person, daily_count'));
  });

  it('is the share of the others who did less, as soon as anybody has counted', async () => {
    const anna = somebody();
    await act(anna, 'session_start', 'journal_entry', 'journal_entry');
    await others('2030-01-10', [...Array.from({ length: 15 }, () => 2), 3, 3, 4, 4, 400]);
    await others(
      '2029-12-31',
      Array.from({ length: 50 }, () => 1),
    ); // not in these 30 days
    clock.set('2030-01-30T21:00:00Z');
    expect(await percentile(anna)).toBeNull();
    await catchUp({ database, clock, projectZone });
    await count();
    expect(await percentile(anna)).toBe(75);
  });

  it('is null where fewer than 20 others did anything', async () => {
    const anna = somebody();
    await act(anna, 'session_start');
    await others(
      '2030-01-10',
      Array.from({ length: 19 }, () => 1),
    );
    days(30);
    await catchUp({ database, clock, projectZone });
    await count();
    expect(await percentile(anna)).toBeNull();
    await others('2030-01-30', [7]);
    await count();
    expect(await percentile(anna)).toBe(0);
  });

  it('looks at the nearest day that is counted, at most a week before the last', async () => {
    const anna = somebody();
    await act(anna, 'session_start', 'session_start');
    await others(
      '2030-01-05',
      Array.from({ length: 30 }, () => 1),
    );
    await others(
      '2030-01-24',
      Array.from({ length: 30 }, () => 5),
    );
    clock.set('2030-01-24T09:00:00Z'); // up to the 23rd
    await catchUp({ database, clock, projectZone });
    await count();
    clock.set('2030-01-31T09:00:00Z');
    expect(await percentile(anna)).toBe(100);
    await count('changing'); // what is missing is made
    expect(await percentile(anna)).toBe(50);
    await database.session((client) => client.query(`DELETE FROM month_actions WHERE day >= '2030-01-23'`));
    expect(await percentile(anna)).toBeNull();
  });

  it('is there until the next month is over', async () => {
    const anna = somebody();
    await act(anna, 'session_start', 'session_start');
    await others(
      '2030-01-05',
      Array.from({ length: 25 }, () => 1),
    );
    await others(
      '2030-02-05',
      Array.from({ length: 25 }, () => 1),
    );
    for (let day = 1; day <= 59; day++) {
      days(1);
      if (day === 1) await catchUp({ database, clock, projectZone });
      await count('changing');
    }
    clock.set('2030-03-01T20:59:00Z'); // lifecycle day 59
    expect((await reportOf(anna)).body).toMatchObject({ month: 1 });
    expect(await percentile(anna)).toBe(100);
  });
});
