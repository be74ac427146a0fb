import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { ADDRESSES } from '@retention/domain/contract/address';
import { openTestDatabase } from '../../test/database.ts';
import { dayNumber, dayText } from '../../test/reference/calendar.ts';
import { openStage } from '../../test/reference/stage.ts';
import { importEvents } from '../collect/import/command.ts';
import { witness } from '../file/file.fixture.ts';
import { createPersonHash } from '../db/person-hash.ts';

/** Real activity logs with figures computed independently. They do not belong to the project; without them nothing is tested. */
const SAMPLES = process.env['RETENTION_SAMPLE_DATA'] ?? '';
const here = SAMPLES !== '' && existsSync(SAMPLES);

/** How many days are asked for at a time. */
const PIECE = 1_000;
const DAY_MS = 86_400_000;
const COHORT_DAYS = ['d1', 'd3', 'd7', 'd14', 'd30'] as const;

interface Part {
  readonly retained: number;
  readonly eligible: number;
  readonly NOT_SEED_on_or_after?: number;
}
type Parts = Readonly<Record<(typeof COHORT_DAYS)[number], Part>>;
type Cohort = Readonly<Record<string, string | number | null>> & { readonly cohort_date: string };

interface Facts {
  readonly definitions: { readonly as_of: string };
  readonly totals: { readonly users: number; readonly first_day: string; readonly last_day: string };
  readonly overall_dn: Parts;
  readonly cohorts_weekly: readonly (Parts & { readonly cohort_date: string; readonly users: number })[];
}

const NOTHING: Part = { retained: 0, eligible: 0 };
/** Tests that are skipped are looked at all the same. */
const NO_FACTS: Facts = {
  definitions: { as_of: '2024-01-01T00:00:00Z' },
  totals: { users: 0, first_day: '2024-01-01', last_day: '2024-01-01' },
  overall_dn: { d1: NOTHING, d3: NOTHING, d7: NOTHING, d14: NOTHING, d30: NOTHING },
  cohorts_weekly: [],
};

function readText(name: string, file: string): string {
  return readFileSync(join(SAMPLES, name, file), 'utf8');
}

/** The rows of a CSV file of numbers, whose first column is a date. */
function readRows(name: string, file: string): Record<string, string>[] {
  const [header = '', ...lines] = readText(name, file).trim().split(/\r?\n/);
  const keys = header.split(',');
  return lines.map((line) => {
    const values = line.split(',');
    return Object.fromEntries(keys.map((key, index) => [key, values[index] ?? '']));
  });
}

/** What a cell of the cohort table shows: null until everybody's day is over. */
function cell(retained: number, eligible: number, users: number): number | null {
  return users > 0 && eligible === users ? retained / users : null;
}

describe.skipIf(!here).each([
  ['cdnow', 'purchase'],
  ['gitlog', 'commit'],
])(`%s${here ? '' : ': RETENTION_SAMPLE_DATA names no folder of it'}`, async (name, type) => {
  const facts = here ? (JSON.parse(readText(name, 'facts.json')) as Facts) : NO_FACTS;
  const test = await openTestDatabase({ now: facts.definitions.as_of });
  const stage = await openStage(test, 'UTC');
  const first = dayNumber(facts.totals.first_day);
  const last = dayNumber(facts.totals.last_day);
  const whole = { date_from: facts.totals.first_day, date_to: facts.totals.last_day };

  async function ask<T>(path: string, payload: object): Promise<T> {
    const { status, body } = await stage.call(path, { role: 'owner' }, payload);
    expect(status, JSON.stringify(body)).toBe(200);
    return body as T;
  }

  function metrics(payload: object): Promise<{ overview: Record<string, number>; cohorts: Cohort[] }> {
    return ask(ADDRESSES.admin_metrics.path, payload);
  }

  /** The whole time, a piece after the other. */
  async function inPieces<T>(from: number, read: (period: { date_from: string; date_to: string }) => Promise<T[]>) {
    const all: T[] = [];
    for (let day = from; day <= last; day += PIECE) {
      all.push(...(await read({ date_from: dayText(day), date_to: dayText(Math.min(last, day + PIECE - 1)) })));
    }
    return all;
  }

  beforeAll(async () => {
    const options = { column: new Map(), map: new Map([[type, 'session_start']]), refused: '/dev/null' };
    await importEvents(join(SAMPLES, name, 'events.csv'), options, {
      config: { timezone: 'UTC' },
      database: test.database,
      clock: test.clock,
      personHash: createPersonHash(''),
      signal: new AbortController().signal,
      ...witness(),
    });
    // The figures were computed as of the end of the last day: a day N that fell on it counts as over.
    stage.setClock((last + 1) * DAY_MS);
    await stage.catchUp();
    await stage.doDuties();
  }, 120_000);

  it('every row of daily.csv: DAU, new people, MAU', async () => {
    const days = await inPieces(first, async (period) => {
      const series = await ask<{ days: Record<string, unknown>[]; users: number; behind: number }>(
        ADDRESSES.admin_series.path,
        period,
      );
      expect(series).toMatchObject({ users: facts.totals.users, behind: 0 });
      return series.days;
    });
    const expected = readRows(name, 'daily.csv').map((row) => ({
      date: row['date'],
      dau: Number(row['dau']),
      new_users: Number(row['new_users']),
      mau: Number(row['mau_30d_incl_today']),
    }));
    expect(expected).toHaveLength(last - first + 1);
    expect(days.map(({ date, dau, new_users, mau }) => ({ date, dau, new_users, mau }))).toEqual(expected);
  }, 60_000);

  it('every cell of cohorts_daily.csv, and nobody on the days between', async () => {
    const cohorts = await inPieces(first, async (period) => {
      const answer = await metrics({ ...period, granularity: 'day' });
      return answer.cohorts;
    });
    const rows = new Map(readRows(name, 'cohorts_daily.csv').map((row) => [row['cohort_date'], row]));
    const expected = Array.from({ length: last - first + 1 }, (_, index) => {
      const cohort_date = dayText(first + index);
      const row = rows.get(cohort_date) ?? {};
      const users = Number(row['users'] ?? 0);
      const days = COHORT_DAYS.map((day) => {
        const [retained, eligible] = [Number(row[`${day}_retained`] ?? 0), Number(row[`${day}_eligible`] ?? 0)];
        return [day, cell(retained, eligible, users)] as const;
      });
      return { cohort_date, users, ...Object.fromEntries(days) };
    });
    expect(expected.filter(({ users }) => users > 0)).toHaveLength(rows.size);
    expect(cohorts).toEqual(expected);
  }, 60_000);

  it('the weekly cohorts of facts.json', async () => {
    // The week of the first day may begin before it.
    const cohorts = await inPieces(first - 6, async (period) => {
      const answer = await metrics({ ...period, granularity: 'week' });
      return answer.cohorts;
    });
    const expected = facts.cohorts_weekly.map(({ cohort_date, users, ...days }) => {
      const shares = COHORT_DAYS.map((day) => [day, cell(days[day].retained, days[day].eligible, users)] as const);
      return { cohort_date, users, ...Object.fromEntries(shares) };
    });
    expect(cohorts.filter(({ users }) => users !== 0)).toEqual(expected.filter(({ users }) => users !== 0));
    expect(expected.reduce((sum, { users }) => sum + users, 0)).toBe(facts.totals.users);
  }, 60_000);

  it('the overall dN of facts.json, and the people behind them', async () => {
    const { overview } = await metrics(whole);
    const total = async (metric: string, more: object = {}): Promise<number> => {
      const list = await ask<{ total: number }>(ADDRESSES.metric_users.path, {
        ...whole,
        metric,
        ...more,
        per_page: 1,
      });
      return list.total;
    };
    for (const day of ['d7', 'd30'] as const) {
      const { retained, eligible } = facts.overall_dn[day];
      expect(overview[`${day}_retention`]).toBe(retained / eligible);
      expect(await total(`overview.${day}_retention`)).toBe(retained);
      expect(await total(`overview.${day}_users`)).toBe(eligible);
    }
    for (const day of COHORT_DAYS) {
      const { retained, NOT_SEED_on_or_after: later } = facts.overall_dn[day];
      expect(await total(`cohorts.${day}`, { granularity: 'day' })).toBe(retained);
      expect(await total(`cohorts.${day}`, { granularity: 'day', mode: 'on_or_after' })).toBe(later);
    }
    expect(await total('cohorts.users', { granularity: 'day' })).toBe(facts.totals.users);
  }, 60_000);
});
