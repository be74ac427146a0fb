import { localDay, type Day } from '@retention/domain/day';
import type pg from 'pg';
import { settle, type CatchUpDeps, type CatchUpOptions } from './catch-up.ts';
import { isConflict } from './db/database.ts';
import { forgetCounts } from './measure/count.ts';
import { closePeriod, reopenDays } from './measure/daily-metrics.ts';
import { countMonths } from './measure/month-actions.ts';
import { JUDGING } from './profile/judge.ts';
import { readPeople, sql } from './profile/people.ts';

export interface RebuildOptions extends Pick<CatchUpOptions, 'onProgress' | 'signal'> {
  /** The first day to be judged anew. */
  readonly from: Day;
  /** The last day to be closed; days that are not over stay open. */
  readonly to: Day;
}

/** Where a few rows hold the figures of everybody. */
const COUNTS = ['cohort', 'daily_count', 'snapshot_count'] as const;

/** People in one step of a rebuild. */
const REBUILT = 5_000;

/**
 * Judges everybody anew from a day on, counts everything anew from what is stored, and closes the days again. All in one
 * transaction: readers see the old figures until the new ones are complete. Answers the days whose figures changed.
 */
export async function rebuild(deps: CatchUpDeps, options: RebuildOptions): Promise<Day[]> {
  const { database, clock, projectZone } = deps;
  const days = await countAnew(deps, options);
  await countMonths(database, { now: clock.now(), projectZone, again: 'all', signal: options.signal });
  return days;
}

function countAnew({ database, clock, projectZone }: CatchUpDeps, options: RebuildOptions): Promise<Day[]> {
  const { from, to, onProgress, signal } = options;
  return database.session(async (client) => {
    await client.query('SELECT pg_advisory_lock($1)', [JUDGING]);
    try {
      const days = await database.transaction(async (transaction) => {
        const now = clock.now();
        const today = localDay(now, projectZone);
        await forgetCounts(transaction);
        await transaction.query(sql.by_key_only);
        let people = 0;
        for (let after = ''; ;) {
          signal?.throwIfAborted();
          const rows = await transaction.query<{ user_id: string }>(sql.people_after, [after, REBUILT]);
          if (rows.length === 0) break;
          const ids = rows.map(({ user_id }) => user_id);
          const known = await readPeople(transaction, ids, projectZone);
          await settle(transaction, known, { now, today }, ({ days }) => ({
            from: Math.min(from, today),
            gained: new Set(days.map(({ day }) => day)),
          }));
          after = ids.at(-1) ?? after;
          onProgress?.((people += ids.length));
        }
        await transaction.query(sql.snapshot_count_forget);
        await transaction.query(sql.snapshot_count_anew);
        const closing = { now, projectZone };
        const reopened = await reopenDays(transaction, -Infinity, closing);
        const closed = await closePeriod(transaction, { from, to }, closing);
        return [...new Set([...reopened, ...closed])].toSorted((one, other) => one - other);
      }, 'repeatable read');
      await compact(client);
      return days;
    } finally {
      await client.query('SELECT pg_advisory_unlock($1)', [JUDGING]);
    }
  });
}

/** How long whoever reads may have to wait behind us, where somebody else holds the tables: a backup, for minutes. */
const LOCK_MS = 1_000;

/**
 * Each step wrote the same few rows anew, and none could be cleared away before the end: a page of figures would be read from
 * many that are empty. The tables are small, so readers wait for milliseconds. Where they are held, it is done without.
 */
async function compact(client: pg.ClientBase): Promise<void> {
  await client.query(`SET lock_timeout = ${LOCK_MS}`);
  try {
    for (const table of COUNTS) await client.query(`VACUUM FULL ANALYZE ${table}`);
  } catch (error) {
    if (!isConflict(error)) throw error;
  } finally {
    await client.query('RESET lock_timeout');
  }
}
