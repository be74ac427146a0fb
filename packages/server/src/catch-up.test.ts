import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { adminMetrics } from '@retention/domain/contract/admin';
import { eventsBatch } from '@retention/domain/contract/events';
import { hostUsers } from '@retention/domain/contract/host';
import { metricUsers } from '@retention/domain/contract/metric-users';
import { adminSeries } from '@retention/domain/contract/series';
import { pino } from 'pino';
import { expectCountsToHold, storedCounts } from '../test/counts.ts';
import { openTestDatabase } from '../test/database.ts';
import { catchUp, createCatchUpLoop } from './catch-up.ts';
import type { Database } from './db/database.ts';
import { dutiesOf } from './duties.ts';
import { HOST_KEY, openTestApp, signToken, type TestApp } from './http/app.fixture.ts';
import { rebuild } from './rebuild.ts';
import { createTimetable } from './timetable.ts';

const test = await openTestDatabase({ now: '2024-03-01T09:00:00Z' });
const { database, clock } = test;
const deps = { database, clock, projectZone: 'Europe/Moscow' };
const logger = pino({ level: 'silent' });
let app: TestApp;
let admin: string;

beforeAll(async () => {
  app = await openTestApp(test);
  admin = await signToken({ sub: 'owner', role: 'admin' });
});

beforeEach(async () => {
  clock.set('2024-03-01T09:00:00Z');
  await run(`TRUNCATE person, event, active_day, profile, profile_snapshot, change, member, cohort, daily_count,
    snapshot_count, daily_metrics, duty`);
});

function run(text: string, on: Database = database): Promise<Record<string, unknown>[]> {
  return on.session(async (client) => (await client.query<Record<string, unknown>>(text)).rows);
}

async function post<Answer>(path: string, token: string, payload: object): Promise<Answer> {
  const headers = { authorization: `Bearer ${token}` };
  const response = await app.http.inject({ method: 'POST', url: path, headers, payload });
  expect(response.statusCode, response.body).toBe(200);
  return response.json<Answer>();
}

/** The user does something, now or at another time. */
async function act(user_id: string, at = new Date(clock.now()).toISOString(), type = 'session_start'): Promise<void> {
  await post(eventsBatch.path, await signToken({ sub: user_id }), { events: [{ type, timestamp: at }] });
}

const tell = (...users: object[]) => post(hostUsers.path, HOST_KEY, { users });
const period = { date_from: '2024-03-01', date_to: '2024-03-01' };
type Metrics = (typeof adminMetrics.example)['response'];
type Series = (typeof adminSeries.example)['response'];
const metrics = (asked: object = period) => post<Metrics>(adminMetrics.path, admin, asked);
const series = (asked: object = period) => post<Series>(adminSeries.path, admin, asked);
const listOf = (metric: string, asked: object = period) =>
  post<{ users: { id: string | number }[]; total: number }>(metricUsers.path, admin, { metric, ...asked });

/** Does what is due, as the server would. */
async function duties(): Promise<void> {
  const zone = deps.projectZone;
  const timetable = createTimetable({ database, clock, zone, duties: dutiesOf(deps, logger), logger });
  await timetable.tick();
  await timetable.stop();
}

describe('what was acknowledged a moment ago', () => {
  it('is in the figures, and its people are in the list', async () => {
    await act('anna');
    expect(await metrics()).toMatchObject({
      overview: { dau: 1, mau: 1 },
      funnel: { registered: 1 },
      segments: { new_user: { count: 1, percent: 100 } },
    });
    await act('anna');
    await act('ivan');
    expect((await metrics()).overview.dau).toBe(2);
    expect((await listOf('overview.dau')).users.map(({ id }) => id)).toEqual(['anna', 'ivan']);
    expect((await series()).behind).toBe(0);
  });

  it('follows a registration, a zone and a payment told afterwards', async () => {
    await act('anna');
    expect((await metrics()).funnel).toMatchObject({ registered: 1, converted_paid: 0 });
    await tell({ user_id: 'anna', joined_at: '2024-02-10T09:00:00Z', subscription: { plan: 'pro', status: 'active' } });
    expect(await metrics()).toMatchObject({
      overview: { dau: 1 },
      funnel: { registered: 0, converted_paid: 0 },
      paying_users: { total: 1, inactive: { count: 1 } },
    });
    expect((await metrics({ date_from: '2024-02-10', date_to: '2024-02-10' })).funnel).toMatchObject({
      registered: 1,
      converted_paid: 1,
    });
    await tell({ user_id: 'anna', subscription: null });
    expect((await metrics()).paying_users.total).toBe(0);
  });

  it('is not counted by facts that move nothing', async () => {
    await act('anna');
    await catchUp(deps);
    await tell({ user_id: 'anna', email: 'anna@example.com', xp: 50 });
    expect(await run('SELECT 1 FROM change')).toEqual([]);
  });
});

describe('a day', () => {
  it('is closed at 00:05 of the project, with every field', async () => {
    await act('anna');
    await duties();
    clock.set('2024-03-01T21:04:00Z');
    await duties();
    expect(await run('SELECT * FROM daily_metrics')).toEqual([]);
    clock.set('2024-03-01T21:05:00Z');
    await duties();
    expect(await run('SELECT date::text, dau, mau, new_users, d1_retention, segment_new FROM daily_metrics')).toEqual([
      { date: '2024-03-01', dau: 1, mau: 1, new_users: 1, d1_retention: null, segment_new: 1 },
    ]);
  });

  it('is closed after downtime too, each that was missed', async () => {
    await act('anna');
    clock.set('2024-03-02T09:00:00Z');
    await act('anna');
    clock.set('2024-04-05T09:00:00Z');
    await duties();
    const closed = await run(
      'SELECT date::text, dau, mau, d1_retention, churned, segment_new FROM daily_metrics ORDER BY date',
    );
    expect(closed).toHaveLength(35);
    expect(closed[0]).toEqual({ date: '2024-03-01', dau: 1, mau: 1, d1_retention: null, churned: 0, segment_new: 1 });
    expect(closed[1]).toMatchObject({ date: '2024-03-02', dau: 1, d1_retention: 1 });
    expect(closed.map(({ mau }) => mau).lastIndexOf(1)).toBe(30);
    expect(closed.filter(({ churned }) => churned === 1)).toMatchObject([{ date: '2024-04-01' }]);
  });

  it('is opened again by a late event, and by nothing else', async () => {
    clock.set('2024-03-01T09:00:00Z');
    await act('anna');
    clock.set('2024-03-05T09:00:00Z');
    await act('anna');
    await duties();
    const rows = () =>
      run('SELECT date::text, dau, created_at, updated_at > created_at AS reopened FROM daily_metrics ORDER BY date');
    expect(await rows()).toMatchObject([1, 0, 0, 0].map((dau) => ({ dau, reopened: false })));
    clock.set('2024-03-05T10:00:00Z');
    await act('ivan');
    await catchUp(deps);
    expect(await rows()).toMatchObject([1, 0, 0, 0].map((dau) => ({ dau, reopened: false })));
    await act('anna', '2024-03-03T09:00:00Z');
    await catchUp(deps);
    expect(await rows()).toMatchObject([
      { date: '2024-03-01', dau: 1, reopened: false },
      { date: '2024-03-02', dau: 0, reopened: false },
      { date: '2024-03-03', dau: 1, reopened: true },
      { date: '2024-03-04', dau: 0, reopened: false },
    ]);
  });

  it('of a history that arrives on a day whose closing is done is closed with it', async () => {
    clock.set('2024-03-05T09:00:00Z');
    await duties();
    await act('anna', '2024-03-02T09:00:00Z');
    await catchUp(deps);
    expect(await run('SELECT date::text, dau FROM daily_metrics ORDER BY date')).toEqual([
      { date: '2024-03-02', dau: 1 },
      { date: '2024-03-03', dau: 0 },
      { date: '2024-03-04', dau: 0 },
    ]);
  });

  it('before anything is known is never written', async () => {
    expect(await rebuild(deps, { from: 0, to: 30_000 })).toEqual([]);
    await act('anna');
    clock.set('2024-03-04T09:00:00Z');
    await rebuild(deps, { from: 0, to: 30_000 });
    expect(await run('SELECT min(date)::text, max(date)::text FROM daily_metrics')).toEqual([
      { min: '2024-03-01', max: '2024-03-03' },
    ]);
  });

  it('that ends later west of the project is closed again when it has ended there', async () => {
    clock.set('2024-03-01T22:00:00Z'); // the 1st in Honolulu, the 2nd in Moscow
    await tell({ user_id: 'kai', timezone: 'Pacific/Honolulu', joined_at: '2024-03-01T22:00:00Z' });
    await act('kai');
    clock.set('2024-03-02T22:00:00Z'); // in Honolulu it is the 2nd, their day 1
    await duties();
    const d1 = () => run(`SELECT dau, d1_retention FROM daily_metrics WHERE date = '2024-03-02'`);
    expect(await d1()).toEqual([{ dau: 0, d1_retention: null }]);
    await act('kai');
    clock.set('2024-03-03T22:00:00Z');
    await duties();
    expect(await d1()).toEqual([{ dau: 1, d1_retention: 1 }]);
  });
});

describe('counting bit by bit', () => {
  it('gives what counting everything anew gives, also with late events and moved registrations', async () => {
    for (let day = 0; day < 40; day++) {
      clock.set(new Date(Date.UTC(2024, 2, 1 + day, 20)).toISOString());
      for (let person = 0; person < 12; person++) {
        const dice = (day * 7 + person * 13) % 11;
        if (dice % (1 + (person % 4)) === 0) await act(`p${person}`);
        if (dice === 3) await act(`p${person}`, new Date(clock.now() - (1 + (person % 6)) * 86_400_000).toISOString());
        if (dice === 5) await act(`p${person}`, undefined, 'streak_broken');
      }
      const person = `p${day % 12}`;
      const joined_at = new Date(clock.now() - (day % 9) * 86_400_000).toISOString();
      if (day % 5 === 0) await tell({ user_id: person, joined_at, timezone: 'Asia/Kathmandu' });
      if (day % 7 === 0) await tell({ user_id: person, subscription: { plan: 'pro', status: 'active', renewals: 1 } });
      if (day % 3 === 0) await catchUp(deps);
      if (day % 4 !== 2) await duties();
    }
    await catchUp(deps);
    const counted = await storedCounts(database);
    expect(counted.length).toBeGreaterThan(100);
    await expectCountsToHold(deps);
    await rebuild(deps, { from: 0, to: 30_000 });
    const spans = (rows: readonly string[]) => rows.filter((row) => row.startsWith('span '));
    expect(spans(await storedCounts(database))).toEqual(spans(counted));
  });

  it('takes people in chunks, each once, and leaves nothing', async () => {
    for (let person = 0; person < 30; person++) await act(`p${person}`);
    const seen: number[] = [];
    await catchUp(deps, { onProgress: (people) => seen.push(people) });
    expect(seen).toEqual([30]);
    expect(await catchUp(deps)).toBe(0);
    expect((await metrics()).overview.dau).toBe(30);
    for (let person = 0; person < 30; person++) await act(`q${person}`);
    const some = await catchUp(deps, { most: 7 });
    expect(some).toBeGreaterThan(0);
    expect(await run('SELECT count(DISTINCT user_id)::int AS left FROM change')).toEqual([{ left: 30 - some }]);
    await expectCountsToHold(deps);
  });

  it('is done once by many who begin at the same moment', async () => {
    for (let person = 0; person < 40; person++) await act(`p${person}`);
    const people = await Promise.all([1, 2, 3].map(() => catchUp(deps, { wait: true })));
    expect(people.reduce((sum, some) => sum + some, 0)).toBe(40);
    expect((await metrics()).overview).toMatchObject({ dau: 40, mau: 40 });
  });

  it('that fails in the middle has counted nothing, and is done when tried again', async () => {
    await act('anna');
    await run('ALTER TABLE daily_count RENAME TO elsewhere');
    await expect(catchUp(deps)).rejects.toThrow('daily_count');
    await run('ALTER TABLE elsewhere RENAME TO daily_count');
    expect(await run('SELECT 1 FROM member UNION ALL SELECT 1 FROM profile UNION ALL SELECT 1 FROM cohort')).toEqual(
      [],
    );
    expect((await metrics()).overview.dau).toBe(1);
  });

  it('goes on by itself while the server runs, and stops with it', async () => {
    await act('anna');
    const catching = createCatchUpLoop({ ...deps, logger });
    catching.start();
    await catching.stop();
    await catching.stop();
    await catchUp(deps, { wait: true });
    expect(await run('SELECT user_id FROM member')).toEqual([{ user_id: 'anna' }]);
  });
});
