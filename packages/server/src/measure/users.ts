import type { Contract } from '@retention/domain/contract/contract';
import { CHURN_RISK_NAMES } from '@retention/domain/churn-risk';
import { csvLine } from '@retention/domain/csv';
import { formatDay, formatInstant, type Day, type Instant } from '@retention/domain/day';
import { cohortEnd, cohortStart, cohortStarts, type Granularity } from '@retention/domain/period';
import { SEGMENT_NAMES } from '@retention/domain/segment';
import { SUBSCRIPTION_PLANS, SUBSCRIPTION_STATUSES, writeUserId } from '@retention/domain/user';
import type { Queryable } from '../db/database.ts';
import { oneOf } from '../db/names.ts';
import { readDay, readPeriod, refused } from './period.ts';
import { sql } from './statements.ts';
import { readZoneDays } from './zones.ts';

/** Lists of people behind the numbers. Spec section 5: the length of the list is the number. */

/** Who is shown no contacts neither finds nor sorts people by them. */
export interface Shown {
  readonly contacts: boolean;
}

export interface ListDeps {
  readonly database: Queryable;
  readonly projectZone: string;
}

type Asked = Contract['metric_users_csv']['request'];
type MetricUser = Contract['metric_users']['response']['users'][number];

interface UserRow {
  readonly total: number;
  /** Null on a page past the end. */
  readonly user_id: string | null;
  readonly email: string | null;
  readonly first_name: string | null;
  readonly registered_on: Day | null;
  readonly last_active_at: Instant | null;
  readonly segment: string | null;
  readonly churn_risk: string | null;
  readonly churn_risk_score: number | null;
  readonly days_inactive: number | null;
  readonly days_active_30: number | null;
  readonly retention_score: number | null;
  readonly subscription_plan: string;
  readonly subscription_status: string;
}

/** A page of the people a number counts. */
export async function listMetricUsers(
  deps: ListDeps,
  now: Instant,
  asked: Contract['metric_users']['request'],
  { contacts }: Shown,
): Promise<Contract['metric_users']['response']> {
  const { page = 1, per_page = 50 } = asked;
  const rows = await readUsers(deps, now, { ...asked, contacts }, per_page, skipped(page, per_page));
  const total = rows[0]?.total ?? 0;
  return { users: rows.flatMap(shownUser), total, page, pages: Math.ceil(total / per_page) };
}

/** Past two billion rows there is nobody, and PostgreSQL counts no further in an integer. */
function skipped(page: number, per_page: number): number {
  return Math.min((page - 1) * per_page, 2_000_000_000);
}

/** People read from the database at a time. */
const CSV_CHUNK = 100_000;

/** All people a number counts, as CSV (RFC 4180) with a header line; without contacts that column is empty. */
export async function writeMetricUsers(
  deps: ListDeps,
  now: Instant,
  asked: Asked,
  { contacts }: Shown,
): Promise<string> {
  const lines = [csvLine(CSV_COLUMNS)];
  for (let skip = 0; ; skip += CSV_CHUNK) {
    const users = (await readUsers(deps, now, { ...asked, contacts }, CSV_CHUNK, skip)).flatMap(shownUser);
    for (const user of users) {
      lines.push(csvLine(CSV_COLUMNS.map((column) => (column === 'email' && !contacts ? null : user[column]))));
    }
    if (users.length < CSV_CHUNK) return lines.join('');
  }
}

const CSV_COLUMNS = [
  'id',
  'email',
  'first_name',
  'registered_on',
  'last_active_at',
  'days_inactive',
  'days_active_30',
  'retention_score',
  'segment',
  'churn_risk',
  'churn_risk_score',
  'subscription_plan',
  'subscription_status',
] as const satisfies readonly (keyof MetricUser)[];

async function readUsers(
  { database, projectZone }: ListDeps,
  now: Instant,
  asked: Asked & Shown,
  most: number,
  skip: number,
): Promise<UserRow[]> {
  const { metric, mode = 'on', search = '', sort = 'last_active_at', order = 'desc' } = asked;
  if (sort === 'email' && !asked.contacts) {
    throw refused('sort', 'must be something else for an analyst, who is shown no e-mail addresses');
  }
  if (search.includes('\0')) throw refused('search', 'must not hold the character NUL: no text here does');
  const period = readPeriod(asked);
  const cohorts = cohortDays(asked);
  const { zones, todays } = await readZoneDays(database, now, projectZone);
  return database.query<UserRow>(sql.metric_users, [
    metric,
    formatDay(period.from),
    formatDay(period.to),
    Number(/\.d(\d+)/.exec(metric)?.[1] ?? 0),
    mode === 'on_or_after',
    formatDay(cohorts.from),
    formatDay(cohorts.to),
    zones,
    todays,
    search,
    sort,
    order === 'desc',
    most,
    skip,
    asked.contacts,
  ]);
}

/** The days of registration of the cohort asked for, or of all that begin in the period: they follow on each other. */
function cohortDays(asked: Asked): { readonly from: Day; readonly to: Day } {
  const granularity: Granularity = asked.granularity ?? 'week';
  const { cohort_date } = asked;
  if (cohort_date !== undefined) {
    if (!asked.metric.startsWith('cohorts.'))
      throw refused('cohort_date', 'is only for numbers of cohorts: leave it out');
    const start = readDay('cohort_date', cohort_date);
    const right = cohortStart(start, granularity);
    if (right !== start) {
      throw refused('cohort_date', `must be the first day of a ${granularity}, like ${formatDay(right)}`);
    }
    return { from: start, to: cohortEnd(start, granularity) };
  }
  const starts = cohortStarts(readPeriod(asked), granularity);
  const [first] = starts;
  const last = starts.at(-1);
  // From a day to the one before is nobody.
  return first === undefined || last === undefined
    ? { from: 1, to: 0 }
    : { from: first, to: cohortEnd(last, granularity) };
}

function shownUser(row: UserRow): MetricUser[] {
  if (row.user_id === null) return [];
  return [
    {
      id: writeUserId(row.user_id),
      email: row.email,
      first_name: row.first_name,
      registered_on: row.registered_on === null ? null : formatDay(row.registered_on),
      last_active_at: row.last_active_at === null ? null : formatInstant(row.last_active_at),
      segment: oneOf(SEGMENT_NAMES, row.segment),
      churn_risk: oneOf(CHURN_RISK_NAMES, row.churn_risk),
      churn_risk_score: row.churn_risk_score,
      days_inactive: row.days_inactive,
      days_active_30: row.days_active_30,
      retention_score: row.retention_score,
      subscription_plan: oneOf(SUBSCRIPTION_PLANS, row.subscription_plan) ?? 'free',
      subscription_status: oneOf(SUBSCRIPTION_STATUSES, row.subscription_status) ?? 'none',
    },
  ];
}

interface AtRiskRow extends Pick<
  UserRow,
  'total' | 'user_id' | 'email' | 'first_name' | 'segment' | 'churn_risk' | 'last_active_at' | 'subscription_status'
> {
  readonly lifecycle_day: number;
  readonly days_inactive: number;
}

/** A page of the people of a segment and a risk, the longest inactive first. */
export async function listAtRiskUsers(
  database: Queryable,
  asked: Contract['at_risk_users']['request'],
): Promise<Contract['at_risk_users']['response']> {
  const { segment = null, churn_risk = null, page = 1, per_page = 20 } = asked;
  const skip = skipped(page, per_page);
  const rows = await database.query<AtRiskRow>(sql.at_risk_users, [segment, churn_risk, per_page, skip]);
  const total = rows[0]?.total ?? 0;
  const users = rows.flatMap((row) =>
    row.user_id === null
      ? []
      : [
          {
            id: writeUserId(row.user_id),
            email: row.email,
            first_name: row.first_name,
            segment: oneOf(SEGMENT_NAMES, row.segment) ?? 'quiet_user',
            churn_risk: oneOf(CHURN_RISK_NAMES, row.churn_risk) ?? 'low',
            lifecycle_day: row.lifecycle_day,
            last_active_at: row.last_active_at === null ? null : formatInstant(row.last_active_at),
            days_inactive: row.days_inactive,
            subscription_status: oneOf(SUBSCRIPTION_STATUSES, row.subscription_status) ?? 'none',
          },
        ],
  );
  return { users, total, page, pages: Math.ceil(total / per_page) };
}
