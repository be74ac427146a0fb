import { DAY_MS, type Day } from './day.ts';
import { WINDOW_DAYS } from './measures.ts';

/** Local days from one to another, both included. */
export interface Period {
  readonly from: Day;
  readonly to: Day;
}

/** The longest period that is answered, in days: ten years, and the days that leap years add. */
export const MOST_PERIOD_DAYS = 3_660;

/** How wide a cohort is; weeks are ISO weeks, from Monday to Sunday. */
export const GRANULARITIES = ['day', 'week', 'month'] as const;
export type Granularity = (typeof GRANULARITIES)[number];

/** How many days a period has, both ends included. */
export function periodDays({ from, to }: Period): number {
  return to - from + 1;
}

/** The period of equal length right before: what changes compare with. Spec section 5. */
export function previousPeriod(period: Period): Period {
  return { from: period.from - periodDays(period), to: period.from - 1 };
}

/** The 30 local days that end with a day: over which MAU and days_active_30 count. Spec sections 4 and 5. */
export function windowEnding(day: Day): Period {
  return { from: day - WINDOW_DAYS + 1, to: day };
}

/** The first day of the cohort to which a day of registration belongs. */
export function cohortStart(day: Day, granularity: Granularity): Day {
  switch (granularity) {
    case 'day':
      return day;
    case 'week':
      return day - weekday(day);
    case 'month':
      return monthStart(day, 0);
  }
}

/** The last day of the cohort that begins on `start`. */
export function cohortEnd(start: Day, granularity: Granularity): Day {
  switch (granularity) {
    case 'day':
      return start;
    case 'week':
      return start + 6;
    case 'month':
      return monthStart(start, 1) - 1;
  }
}

/** The cohorts of a period, by their first days, ascending: those that begin in it. Spec section 5. */
export function cohortStarts({ from, to }: Period, granularity: Granularity): Day[] {
  const starts: Day[] = [];
  let start = cohortStart(from, granularity);
  if (start < from) start = cohortEnd(start, granularity) + 1;
  for (; start <= to; start = cohortEnd(start, granularity) + 1) starts.push(start);
  return starts;
}

/**
 * Whether local day registration + n is over on local day `today`. For a cohort ask with the latest registration of its
 * members, and the today of the one whose clock is furthest behind: until then its dN is null. Spec section 5.
 */
export function dayHasEnded(registered_on: Day, n: number, today: Day): boolean {
  return registered_on + n < today;
}

/**
 * The days of registration of those whose local day n fell in the period and is over on local day `today`: over whom
 * `overview.dN` is counted. Null where there are none. Spec section 5.
 */
export function registrationsReaching(period: Period, n: number, today: Day): Period | null {
  const to = Math.min(period.to, today - 1);
  return to < period.from ? null : { from: period.from - n, to: to - n };
}

/** 0 for Monday … 6 for Sunday; 1970-01-01 was a Thursday. */
function weekday(day: Day): number {
  return (((day + 3) % 7) + 7) % 7;
}

/** The first day of the month that lies so many months after the one of `day`. */
function monthStart(day: Day, months: number): Day {
  const at = new Date(day * DAY_MS);
  at.setUTCMonth(at.getUTCMonth() + months, 1);
  return at.getTime() / DAY_MS;
}
