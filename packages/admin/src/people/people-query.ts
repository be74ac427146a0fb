import { formatDay, parseDay } from '@retention/domain/day';
import type { Contract } from '@retention/domain/contract/contract';
import type { UserSort } from '@retention/domain/contract/metric-users';
import { cohortStart } from '@retention/domain/period';
import { METRIC_LISTS, type MetricList } from '@retention/domain/metrics';
import type { LocationQuery, LocationQueryRaw } from 'vue-router';
import { asDates, asPeriod, shortened } from '../view/view.ts';

/** Which list, in which order: everything the address of the page says. */
export interface PeopleQuery {
  readonly metric: MetricList;
  readonly date_from: string;
  readonly date_to: string;
  readonly granularity: 'day' | 'week' | 'month';
  readonly mode: 'on' | 'on_or_after';
  /** First day of the cohort; null: every cohort that begins in the period. */
  readonly cohort_date: string | null;
  readonly search: string;
  readonly sort: UserSort;
  readonly order: Order;
}

export type Order = 'asc' | 'desc';

/** Which way a column is sorted first: names from A, numbers and dates from the largest and latest. */
export const FIRST_ORDER = {
  id: 'asc',
  email: 'asc',
  first_name: 'asc',
  registered_on: 'desc',
  last_active_at: 'desc',
  days_active_30: 'desc',
  retention_score: 'desc',
  churn_risk_score: 'desc',
} as const satisfies Record<UserSort, Order>;

export const SEARCH_CHARACTERS = 254;

/** The period where the address names none: so many days that end today. */
const DAYS = 30;

/**
 * Reads the query of an address. Left out: everybody active in the last 30 days. Null where it names a list or a period
 * that does not exist; anything else unknown is its default.
 */
export function readPeopleQuery(query: LocationQuery, today: string): PeopleQuery | null {
  const wanted = query.metric ?? 'overview.mau';
  const metric = METRIC_LISTS.find((name) => name === wanted);
  const date_to = query.date_to === undefined ? today : readDay(query.date_to);
  const date_from = query.date_from === undefined ? daysBefore(date_to, DAYS - 1) : readDay(query.date_from);
  if (metric === undefined || date_from === null || date_to === null) return null;
  const period = asPeriod({ date_from, date_to });
  if (period === null) return null;
  const granularity = query.granularity === 'day' || query.granularity === 'month' ? query.granularity : 'week';
  return {
    metric,
    ...asDates(shortened(period)),
    granularity,
    mode: query.mode === 'on_or_after' ? 'on_or_after' : 'on',
    cohort_date: metric.startsWith('cohorts.') ? readCohort(query.cohort_date, granularity) : null,
    search: typeof query.search === 'string' ? query.search.slice(0, SEARCH_CHARACTERS) : '',
    sort: isSort(query.sort) ? query.sort : 'last_active_at',
    order: query.order === 'asc' ? 'asc' : 'desc',
  };
}

function daysBefore(day: string | null, days: number): string | null {
  const last = parseDay(day ?? '');
  return last === null ? null : formatDay(last - days);
}

function readDay(value: LocationQuery[string] | undefined): string | null {
  return typeof value === 'string' && parseDay(value) !== null ? value : null;
}

/** The first day of the cohort that holds the day of the address: a cohort has no other name. */
function readCohort(value: LocationQuery[string] | undefined, granularity: PeopleQuery['granularity']): string | null {
  const day = parseDay(readDay(value) ?? '');
  return day === null ? null : formatDay(cohortStart(day, granularity));
}

function isSort(name: unknown): name is UserSort {
  return typeof name === 'string' && Object.hasOwn(FIRST_ORDER, name);
}

/** The query of the address of that list, defaults left out. */
export function writePeopleQuery(list: PeopleQuery): LocationQueryRaw {
  const { metric, date_from, date_to, granularity, mode, cohort_date, search, sort, order } = list;
  const of_cohorts = metric.startsWith('cohorts.');
  return {
    metric,
    date_from,
    date_to,
    ...(of_cohorts && granularity !== 'week' ? { granularity } : {}),
    ...(of_cohorts && mode !== 'on' ? { mode } : {}),
    ...(of_cohorts && cohort_date !== null ? { cohort_date } : {}),
    ...(search === '' ? {} : { search }),
    ...(sort === 'last_active_at' && order === 'desc' ? {} : { sort, order }),
  };
}

/** What is asked of the server for that list, but for the page. */
export function peopleRequest(list: PeopleQuery): Contract['metric_users_csv']['request'] {
  const { metric, date_from, date_to, granularity, mode, cohort_date, search, sort, order } = list;
  return {
    metric,
    date_from,
    date_to,
    granularity,
    mode,
    sort,
    order,
    ...(cohort_date === null ? {} : { cohort_date }),
    ...(search.trim() === '' ? {} : { search: search.trim() }),
  };
}

/** The order after a press on a column: the other way round where it is sorted by already. */
export function sortedBy(list: PeopleQuery, sort: UserSort): PeopleQuery {
  const other: Order = list.order === 'asc' ? 'desc' : 'asc';
  return { ...list, sort, order: list.sort === sort ? other : FIRST_ORDER[sort] };
}
