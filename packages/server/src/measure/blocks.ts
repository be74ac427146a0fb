import type { Contract } from '@retention/domain/contract/contract';
import { CHURN_RISK_NAMES } from '@retention/domain/churn-risk';
import { formatDay, type Day } from '@retention/domain/day';
import { COHORT_DAYS } from '@retention/domain/metrics';
import { PAYING_ACTIVITY_NAMES } from '@retention/domain/paying';
import { cohortEnd, cohortStarts, previousPeriod, type Granularity, type Period } from '@retention/domain/period';
import type { Queryable } from '../db/database.ts';
import { retained } from './series.ts';
import { sql } from './statements.ts';
import type { ZoneDays } from './zones.ts';

/** The blocks of the metrics endpoint, each from the statement of its name. Spec section 5. */
type Metrics = Contract['admin_metrics']['response'];

export type CohortMode = 'on' | 'on_or_after';

interface OverviewRow {
  readonly date_to: Day;
  readonly dau: number;
  readonly mau: number;
  readonly d7_users: number;
  readonly d7_active: number;
  readonly d30_users: number;
  readonly d30_active: number;
}

/** The key figures of a period, and how they changed against the period of equal length before. */
export async function readOverview(
  database: Queryable,
  period: Period,
  { zones, todays }: ZoneDays,
): Promise<Metrics['overview']> {
  const periods = [period, previousPeriod(period)];
  const rows = await database.query<OverviewRow>(sql.overview, [
    periods.map(({ from }) => formatDay(from)),
    periods.map(({ to }) => formatDay(to)),
    zones,
    todays,
  ]);
  const [now, before] = periods.map(({ to }) => figures(rows.find(({ date_to }) => date_to === to)));
  if (now === undefined || before === undefined) throw new Error('a period has no key figures');
  return {
    dau: now.dau,
    dau_change: percentChange(before.dau, now.dau),
    mau: now.mau,
    mau_change: percentChange(before.mau, now.mau),
    d7_retention: now.d7,
    d7_change: pointChange(before.d7, now.d7),
    d30_retention: now.d30,
    d30_change: pointChange(before.d30, now.d30),
  };
}

function figures(row: OverviewRow | undefined) {
  return {
    dau: row?.dau ?? 0,
    mau: row?.mau ?? 0,
    d7: retained(row?.d7_users ?? 0, row?.d7_active ?? 0).share,
    d30: retained(row?.d30_users ?? 0, row?.d30_active ?? 0).share,
  };
}

/** In percent of what was before, to a tenth; null where there was nothing. */
function percentChange(before: number, now: number): number | null {
  return before === 0 ? null : tenth((100 * (now - before)) / before);
}

/** In percentage points, to a tenth; null where either share is unknown. */
function pointChange(before: number | null, now: number | null): number | null {
  return before === null || now === null ? null : tenth(100 * (now - before));
}

function tenth(value: number): number {
  // Without the sum −0.04 would be printed as -0.
  return Math.round(value * 10) / 10 + 0;
}

type CohortRow = Readonly<
  Record<'cohort_date' | 'users' | `d${1 | 3 | 7 | 14 | 30}` | `d${1 | 3 | 7 | 14 | 30}_or_after`, number>
> & { readonly days_to_run: number | null };

/** The cohorts that begin in a period. A dN is null until day N is over for every member, and where there is none. */
export async function readCohorts(
  database: Queryable,
  period: Period,
  granularity: Granularity,
  mode: CohortMode,
  { zones, todays }: ZoneDays,
): Promise<Metrics['cohorts']> {
  const starts = cohortStarts(period, granularity);
  const rows = await database.query<CohortRow>(sql.cohorts, [
    starts.map(formatDay),
    starts.map((start) => formatDay(cohortEnd(start, granularity))),
    zones,
    todays,
  ]);
  return rows.map((row) => {
    const shares = COHORT_DAYS.map((n) => {
      const over = row.days_to_run !== null && n + row.days_to_run < 0;
      const active = row[mode === 'on' ? (`d${n}` as const) : (`d${n}_or_after` as const)];
      return over ? active / row.users : null;
    });
    const [d1 = null, d3 = null, d7 = null, d14 = null, d30 = null] = shares;
    return { cohort_date: formatDay(row.cohort_date), users: row.users, d1, d3, d7, d14, d30 };
  });
}

export async function readFunnel(database: Queryable, { from, to }: Period): Promise<Metrics['funnel']> {
  const [row] = await database.query<Metrics['funnel']>(sql.funnel, [formatDay(from), formatDay(to)]);
  if (row === undefined) throw new Error('the funnel has no row');
  return row;
}

/** The segments of those who are still there: who has churned is counted apart. */
export async function readSegments(database: Queryable, day: Day): Promise<Metrics['segments']> {
  const rows = await database.query<{ segment: string; users: number }>(sql.segments, [formatDay(day)]);
  const users = (name: string): number => rows.find(({ segment }) => segment === name)?.users ?? 0;
  const total = STAYING.reduce((sum, name) => sum + users(name), 0);
  const part = (name: (typeof STAYING)[number]) => partOf(users(name), total);
  return {
    enthusiast: part('enthusiast'),
    quiet_user: part('quiet_user'),
    test_driver: part('test_driver'),
    returned: part('returned'),
    new_user: part('new_user'),
  };
}

const STAYING = ['enthusiast', 'quiet_user', 'test_driver', 'returned', 'new_user'] as const;

export async function readChurnRisk(database: Queryable, day: Day): Promise<Metrics['churn_risk']> {
  const rows = await database.query<{ churn_risk: string; users: number }>(sql.churn_risk, [formatDay(day)]);
  const users = (name: string): number => rows.find(({ churn_risk }) => churn_risk === name)?.users ?? 0;
  const total = CHURN_RISK_NAMES.reduce((sum, name) => sum + users(name), 0);
  const part = (name: (typeof CHURN_RISK_NAMES)[number]) => partOf(users(name), total);
  return { critical: part('critical'), high: part('high'), medium: part('medium'), low: part('low') };
}

export async function readPayingUsers(database: Queryable, day: Day): Promise<Metrics['paying_users']> {
  const rows = await database.query<{ paying: string; users: number }>(sql.paying_users, [formatDay(day)]);
  const users = (name: string): number => rows.find(({ paying }) => paying === name)?.users ?? 0;
  const total = PAYING_ACTIVITY_NAMES.reduce((sum, name) => sum + users(name), 0);
  const part = (name: (typeof PAYING_ACTIVITY_NAMES)[number]) => partOf(users(name), total);
  return { total, active: part('active'), inactive: part('inactive'), dead: part('dead') };
}

function partOf(count: number, total: number): { count: number; percent: number } {
  return { count, percent: total === 0 ? 0 : Math.round((100 * count) / total) };
}
