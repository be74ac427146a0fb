import { Compile } from 'typebox/compile';
import { beforeAll, describe, expect, it } from 'vitest';
import { adminMetrics, atRiskUsers } from '@retention/domain/contract/admin';
import { eventsBatch } from '@retention/domain/contract/events';
import { hostUsers } from '@retention/domain/contract/host';
import { metricUsers, metricUsersCsv, USER_SORTS } from '@retention/domain/contract/metric-users';
import { profileGet } from '@retention/domain/contract/profile';
import { adminSeries } from '@retention/domain/contract/series';
import { sessionGet } from '@retention/domain/contract/session';
import { METRIC_LISTS } from '@retention/domain/metrics';
import { openTestDatabase } from '../../test/database.ts';
import { HOST_KEY, openTestApp, signToken, type TestApp } from '../http/app.fixture.ts';

const test = await openTestDatabase({ now: '2024-03-01T09:00:00Z' });
const { clock } = test;
const period = { date_from: '2024-03-01', date_to: '2024-03-14' };
const overview = { metric: 'overview.new_users', ...period };
let app: TestApp;
let admin: string;

function send(url: string, token: string, payload: object) {
  return app.http.inject({ method: 'POST', url, headers: { authorization: `Bearer ${token}` }, payload });
}

async function ask<Answer>(url: string, payload: object): Promise<Answer> {
  const response = await send(url, admin, payload);
  expect(response.statusCode, response.body).toBe(200);
  return response.json<Answer>();
}

interface List {
  readonly users: readonly { readonly id: string | number; readonly email: string | null }[];
  readonly total: number;
  readonly pages: number;
}
const list = (asked: object) => ask<List>(metricUsers.path, asked);
const ids = async (asked: object) => (await list(asked)).users.map(({ id }) => id);

beforeAll(async () => {
  app = await openTestApp(test);
  admin = await signToken({ sub: 'owner', role: 'admin' });
  const users = [
    { user_id: 'anna', email: 'anna@example.com', first_name: 'Анна', joined_at: '2024-02-20T09:00:00Z' },
    { user_id: 'bob', email: '=cmd@example.com', first_name: 'Боб, "Боб"', joined_at: '2024-03-01T09:00:00Z' },
    { user_id: '7', joined_at: '2024-03-01T09:00:00Z' },
  ];
  await send(hostUsers.path, HOST_KEY, { users });
  for (const [user_id, days] of [
    ['anna', [1, 2, 8]],
    ['bob', [1, 2, 8, 9]],
    ['7', [2]],
  ] as const) {
    for (const day of days) {
      clock.set(`2024-03-${String(day).padStart(2, '0')}T12:00:00Z`);
      const events = [{ type: 'session_start', timestamp: new Date(clock.now()).toISOString() }];
      await send(eventsBatch.path, await signToken({ sub: user_id }), { events });
    }
  }
  clock.set('2024-03-14T12:00:00Z');
});

describe('the answers', () => {
  it.each([
    ['metrics', adminMetrics, period],
    ['series', adminSeries, period],
    ['a list', metricUsers, { metric: 'overview.mau', ...period }],
    ['the at-risk list', atRiskUsers, {}],
  ] as const)('of %s are what the contract says', async (_, row, asked) => {
    expect(Compile(row.response).Errors(await ask(row.path, asked))).toEqual([]);
  });

  it('speak of the last day, and of the period', async () => {
    const metrics = await ask<(typeof adminMetrics.example)['response']>(adminMetrics.path, period);
    expect(metrics.overview).toMatchObject({ dau: 0, mau: 3, d7_retention: 1 / 2, dau_change: null });
    expect(metrics.funnel).toMatchObject({ registered: 2, activated_d1: 2, active_d7: 1 });
    expect(metrics.cohorts.map(({ cohort_date, users, d1, d7 }) => [cohort_date, users, d1, d7])).toEqual([
      ['2024-03-04', 0, null, null],
      ['2024-03-11', 0, null, null],
    ]);
  });
});

describe('a list', () => {
  it.each(METRIC_LISTS)('behind %s is as long as its total, page by page', async (metric) => {
    const asked = { metric, ...period, granularity: 'day' };
    const { total, users } = await list({ ...asked, per_page: 1000 });
    expect(users).toHaveLength(total);
    const pages: (string | number)[] = [];
    for (let page = 1; page <= total; page++) pages.push(...(await ids({ ...asked, per_page: 1, page })));
    expect(pages).toEqual(users.map(({ id }) => id));
  });

  it('past its end is empty, and still knows its length', async () => {
    expect(await list({ ...overview, page: 9 })).toEqual({ users: [], total: 2, page: 9, pages: 1 });
  });

  it.each<[string, object, (string | number)[]]>([
    ['the latest active first', {}, ['bob', 7]],
    ['the earliest active first', { order: 'asc' }, [7, 'bob']],
    ['by id', { sort: 'id', order: 'asc' }, [7, 'bob']],
    ['by id, backwards', { sort: 'id', order: 'desc' }, ['bob', 7]],
    ['by e-mail, those without one last', { sort: 'email', order: 'asc' }, ['bob', 7]],
    ['by e-mail backwards, those without one last too', { sort: 'email', order: 'desc' }, ['bob', 7]],
    ['by active days', { sort: 'days_active_30', order: 'asc' }, [7, 'bob']],
  ])('is sorted: %s', async (_, order, expected) => {
    expect(await ids({ ...overview, ...order })).toEqual(expected);
  });

  it.each(USER_SORTS)('can be sorted by %s', async (sort) => {
    expect(new Set(await ids({ metric: 'overview.mau', ...period, sort }))).toEqual(new Set([7, 'anna', 'bob']));
  });

  it.each<[string, string, (string | number)[]]>([
    ['a part of the e-mail', 'ANNA@', ['anna']],
    ['a part of the name', 'анн', ['anna']],
    ['a part of the id', '7', [7]],
    ['what stands for anything elsewhere', '%', []],
    ['nobody', "' OR 1=1 --", []],
  ])('is searched by %s', async (_, search, expected) => {
    expect(await ids({ metric: 'overview.mau', ...period, search })).toEqual(expected);
  });

  it('is written as CSV that no spreadsheet takes for a formula', async () => {
    const response = await send(metricUsersCsv.path, admin, { ...overview, sort: 'id', order: 'asc' });
    expect(response.headers['content-type']).toBe('text/csv; charset=utf-8');
    const [head, seven, bob, end] = response.body.split('\r\n');
    expect(head).toMatch(/^id,email,first_name,registered_on,/);
    expect(seven).toMatch(/^7,,,2024-03-01,/);
    expect(bob).toMatch(/^bob,'=cmd@example\.com,"Боб, ""Боб""",2024-03-01,/);
    expect(end).toBe('');
  });
});

describe('a request that cannot be answered is refused by its field', () => {
  it.each<[string, object, RegExp]>([
    ['a day that is none', { ...overview, date_from: '2024-02-30' }, /"date_from" must be a date/],
    ['a period that runs backwards', { ...overview, date_to: '2024-02-01' }, /"date_to" must not lie before/],
    ['a period of ages', { ...overview, date_from: '2004-01-01' }, /at most 3660/],
    ['a day of no age', { ...overview, date_from: '0001-01-01' }, /"date_from" must be a date from 1900-01-01/],
    [
      'a cohort that begins in the middle of a week',
      { ...overview, metric: 'cohorts.d7', cohort_date: '2024-03-05' },
      /like 2024-03-04/,
    ],
    ['a cohort of what has none', { ...overview, cohort_date: '2024-03-04' }, /only for numbers of cohorts/],
    ['a number nobody knows', { ...overview, metric: 'overview.wau' }, /"metric" must be one of/],
    ['a search for NUL', { ...overview, search: 'a\0b' }, /"search" must not hold/],
    ['page 0', { ...overview, page: 0 }, /"page" must be/],
  ])('%s', async (_, asked, message) => {
    const response = await send(metricUsers.path, admin, asked);
    expect(response.statusCode).toBe(422);
    expect(response.json()).toMatchObject({ status: 'error', message: expect.stringMatching(message) as string });
  });
});

it('a user who happens to be called like the owner does not use up the owner’s requests', async () => {
  const limited = await openTestApp(test, { rateLimit: 3 });
  const ask = async (url: string, claims: object) => {
    const authorization = `Bearer ${await signToken({ sub: 'owner', ...claims })}`;
    return (await limited.http.inject({ method: 'POST', url, headers: { authorization }, payload: {} })).statusCode;
  };
  const statuses: number[] = [];
  for (let request = 0; request < 5; request++) statuses.push(await ask(profileGet.path, {}));
  expect(statuses).toContain(429);
  expect(await ask(sessionGet.path, { role: 'admin' })).toBe(200);
});
