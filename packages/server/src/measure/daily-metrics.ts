import { formatDay, localDay, type Day, type Instant } from '@retention/domain/day';
import type { Period } from '@retention/domain/period';
import type { Queryable } from '../db/database.ts';
import { readSeries, type DayFigures } from './series.ts';
import { sql } from './statements.ts';
import { readZoneDays } from './zones.ts';

/** The name under which the timetable remembers that days are closed. */
export const CLOSE_DUTY = 'close_daily_metrics';

export interface ClosingDeps {
  readonly now: Instant;
  readonly projectZone: string;
}

/**
 * Closes every day up to yesterday of the project's zone that is not closed yet, from the first day of which anything is
 * known; and the last closed ones again. Answers the days written.
 */
export async function closeDays(database: Queryable, { now, projectZone }: ClosingDeps): Promise<Day[]> {
  const yesterday = localDay(now, projectZone) - 1;
  const { last_closed, known_from } = await closedDays(database);
  if (known_from === null) return [];
  const from = Math.max(known_from, (last_closed ?? -Infinity) - LOOKED_AT_AGAIN_DAYS);
  return close(database, from, yesterday, { now, projectZone });
}

/**
 * Closes those of the closed days anew that come on or after `first`: something of theirs has changed. Where no day is
 * closed yet, a history has arrived: all days up to yesterday are.
 */
export async function reopenDays(database: Queryable, first: Day, { now, projectZone }: ClosingDeps): Promise<Day[]> {
  const { first_closed, last_closed, known_from } = await closedDays(database);
  const last = last_closed ?? localDay(now, projectZone) - 1;
  if (known_from === null || first > last) return [];
  // A history may begin before the first closed day.
  const from = Math.min(first_closed ?? known_from, known_from);
  return close(database, Math.max(first, from), last, { now, projectZone });
}

/** Closes these days anew, those before anything is known and those that are not over left out. */
export async function closePeriod(database: Queryable, { from, to }: Period, deps: ClosingDeps): Promise<Day[]> {
  const { known_from } = await closedDays(database);
  const yesterday = localDay(deps.now, deps.projectZone) - 1;
  return known_from === null ? [] : close(database, Math.max(from, known_from), Math.min(to, yesterday), deps);
}

/** The days from one to another, as they are known now. Answers those that were not closed with just these figures. */
async function close(database: Queryable, from: Day, to: Day, { now, projectZone }: ClosingDeps): Promise<Day[]> {
  if (to < from) return [];
  const zoneDays = await readZoneDays(database, now, projectZone);
  const churned = await database.query<{ date: Day; users: number }>(sql.churned_days, [
    formatDay(from),
    formatDay(to),
  ]);
  const churnedOn = new Map(churned.map(({ date, users }) => [date, users]));
  const days = await readSeries(database, { from, to }, zoneDays);
  const rows = days.map((day) => closedDay(day, churnedOn.get(day.date) ?? 0));
  const written = await database.query<{ date: Day }>(sql.close_days, [JSON.stringify(rows), new Date(now)]);
  return written.map(({ date }) => date);
}

/** The first day of which anything is known; null: of none. */
export async function knownFrom(database: Queryable): Promise<Day | null> {
  return (await closedDays(database)).known_from;
}

/**
 * So many closed days are looked at again each night: the last one was still running west of the project, and nights
 * that were missed may have been judged since. Those that say the same are left alone.
 */
const LOOKED_AT_AGAIN_DAYS = 60;

interface Closed {
  readonly first_closed: Day | null;
  readonly last_closed: Day | null;
  readonly known_from: Day | null;
}

async function closedDays(database: Queryable): Promise<Closed> {
  const [row] = await database.query<Closed>(sql.closed_days);
  return row ?? { first_closed: null, last_closed: null, known_from: null };
}

/** A row of `daily_metrics`: the fields of the seed's DailyMetrics. */
function closedDay(day: DayFigures, churned: number): object {
  const segment = (name: string): number => day.segments?.[name] ?? 0;
  return {
    date: formatDay(day.date),
    dau: day.dau,
    mau: day.mau,
    new_users: day.new_users,
    d1_retention: day.d1.share,
    d7_retention: day.d7.share,
    d30_retention: day.d30.share,
    started_trial: day.started_trial,
    converted_paid: day.converted_paid,
    churned,
    segment_enthusiast: segment('enthusiast'),
    segment_quiet: segment('quiet_user'),
    segment_test_driver: segment('test_driver'),
    segment_returned: segment('returned'),
    segment_new: segment('new_user'),
  };
}
