import { formatDay, localDay, type Day } from '@retention/domain/day';
import { EVENT_LIMITS } from '@retention/domain/event';
import { REPORT_DAYS } from '@retention/domain/report';
import { COMPARED_WITHIN_DAYS } from '@retention/domain/report-comparison';
import type { Database, Transaction } from '../db/database.ts';
import { knownFrom, type ClosingDeps } from './daily-metrics.ts';
import { sql } from './statements.ts';

/** The name under which the timetable remembers that months are counted. */
export const MONTHS_DUTY = 'count_months';

/** Key of the advisory lock under which months are counted. */
export const COUNTING_MONTHS = 7_235_013;

/**
 * The days of which it is kept. A report is asked for until the next month is over, and may be compared with a day before
 * its last; and somewhere the local day is another than that of the project.
 */
const KEPT_DAYS = REPORT_DAYS + COMPARED_WITHIN_DAYS + 2;

/** Events come late, and elsewhere a day ends later: what was counted of these last days may have changed. */
const CHANGING_DAYS = EVENT_LIMITS.age_days + 2;

export interface MonthsOptions extends ClosingDeps {
  /** Which of the days that are counted already are counted anew: those that late events may have changed, or all. */
  readonly again: 'changing' | 'all';
  /** Told before each day how many are counted. */
  readonly onProgress?: (days: number) => void;
  /** Stops between two days. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Counts how much people did in the 30 days that end with each day, up to yesterday of the project's zone, of as many days as
 * reports may be compared with, and forgets those before. Each day is a statement of its own, whatever the number of
 * events: it may be interrupted and run again. Answers the days counted.
 */
export function countMonths(
  database: Database,
  { now, projectZone, again, onProgress, signal }: MonthsOptions,
): Promise<readonly Day[]> {
  return database.session(async (client) => {
    await client.query('SELECT pg_advisory_lock($1)', [COUNTING_MONTHS]);
    try {
      const yesterday = localDay(now, projectZone) - 1;
      const first = yesterday - KEPT_DAYS + 1;
      await database.query(sql.month_forget, [formatDay(first)]);
      const rows = await database.query<{ day: Day }>(sql.month_counted);
      const counted = new Set(rows.map(({ day }) => day));
      const known_from = (await knownFrom(database)) ?? Infinity;
      const days: Day[] = [];
      for (let day = yesterday; day >= Math.max(first, known_from); day--) {
        signal?.throwIfAborted();
        onProgress?.(days.length);
        if (again !== 'all' && counted.has(day) && day <= yesterday - CHANGING_DAYS) continue;
        await database.query(sql.month_count, [formatDay(day - REPORT_DAYS + 1), formatDay(day)]);
        days.push(day);
      }
      return days;
    } finally {
      await client.query('SELECT pg_advisory_unlock($1)', [COUNTING_MONTHS]);
    }
  });
}

interface OwnRow {
  readonly day: Day;
  readonly actions: number;
  readonly people: number;
}

/** What some people did, of what is counted of months. */
export interface OwnMonths {
  /** Puts what they do now in its place. */
  move(): Promise<void>;
  /** Puts nothing in its place. */
  takeAway(): Promise<void>;
}

/**
 * What these people's active days hold of what is counted, before they are changed in the same transaction. Only what was
 * counted is moved: what came in since is counted in the night, as always.
 */
export async function readOwnMonths(transaction: Transaction, user_ids: readonly string[]): Promise<OwnMonths> {
  const counted = await transaction.query<{ day: Day }>(sql.month_counted);
  const days = counted.map(({ day }) => formatDay(day));
  const read = (): Promise<OwnRow[]> => transaction.query<OwnRow>(sql.month_own, [user_ids, days, REPORT_DAYS]);
  const before = days.length === 0 ? [] : await read();

  async function replace(after: readonly OwnRow[]): Promise<void> {
    const moved = [...before.map((row) => ({ ...row, people: -row.people })), ...after];
    if (moved.length === 0) return;
    await transaction.query(sql.month_move, [
      moved.map(({ day }) => formatDay(day)),
      moved.map(({ actions }) => actions),
      moved.map(({ people }) => people),
    ]);
    await transaction.query(sql.month_empty);
  }

  return {
    move: async () => replace(days.length === 0 ? [] : await read()),
    takeAway: () => replace([]),
  };
}
