import { localDay, type Day } from '@retention/domain/day';
import type { Clock } from '../clock.ts';
import type { Database } from '../db/database.ts';
import { judgePeople, JUDGING } from './judge.ts';
import { readPeople, sql } from './people.ts';

/** The name under which the timetable remembers the nightly refresh. */
export const REFRESH_DUTY = 'refresh_profiles';

export interface RefreshOptions {
  readonly database: Database;
  readonly clock: Clock;
  readonly projectZone: string;
  /** Told after each chunk. */
  readonly onProgress?: (progress: RefreshProgress) => void;
  /** Stops between two chunks. */
  readonly signal?: AbortSignal;
}

export interface RefreshProgress {
  readonly done: number;
  readonly total: number;
}

export interface RefreshResult {
  readonly people: number;
  /** The days of the snapshot that were judged, both included; the last one is the project's today. */
  readonly first_day: Day;
  readonly last_day: Day;
}

/** People judged and written in one transaction. */
const CHUNK = 2_000;
/** Chunks at a time: one is read and written by the database while the other is judged. */
const LANES = 2;
/** Nights that are caught up day by day, before the first refresh and after downtime; before that the last span stands. */
const MOST_DAYS = 60;
/** Key of the advisory lock under which one refresh runs. */
const REFRESHING = 7_235_010;
/** No id sorts after it: ids have at most 128 characters. */
const LAST_ID = '\u{10ffff}'.repeat(129);

/**
 * Judges everybody anew: writes every person's `profile` as of their own today, and the snapshot of each day since the
 * last nightly refresh through the project's today. May be interrupted and run again: each chunk is a transaction, and
 * the same day judged twice gives the same rows. Throws where another refresh is running. Spec sections 4 and 5.
 */
export function refreshProfiles(options: RefreshOptions): Promise<RefreshResult> {
  return options.database.session(async (client) => {
    const { rows } = await client.query<{ locked: boolean }>('SELECT pg_try_advisory_lock($1) AS locked', [REFRESHING]);
    if (rows[0]?.locked !== true) throw new Error('Another refresh is running: wait until it is done');
    try {
      // Whoever judges the few that have changed is done in a moment.
      await client.query('SELECT pg_advisory_lock($1)', [JUDGING]);
      return await refreshEverybody(options);
    } finally {
      await client.query('SELECT pg_advisory_unlock_all()');
    }
  });
}

async function refreshEverybody({ database, clock, projectZone, onProgress, signal }: RefreshOptions) {
  const now = clock.now();
  const last_day = localDay(now, projectZone);
  const [last] = await database.query<{ done_for: Day }>(sql.refreshed_for, [REFRESH_DUTY]);
  const first_day = Math.min(last_day, Math.max((last?.done_for ?? -Infinity) + 1, last_day - MOST_DAYS));
  const [count] = await database.query<{ people: number }>(sql.people_count);
  const total = count?.people ?? 0;
  let done = 0;
  let previous = Promise.resolve('');

  /** The next ids in order; the lanes take turns, so that nobody is judged twice and nobody is left out. */
  function takeChunk(): Promise<readonly string[]> {
    const chunk = previous.then(async (after) => {
      const rows = await database.query<{ user_id: string }>(sql.people_after, [after, CHUNK]);
      return rows.map(({ user_id }) => user_id);
    });
    previous = chunk.then((ids) => ids.at(-1) ?? LAST_ID);
    previous.catch(() => undefined); // thrown by the lane that took the chunk
    return chunk;
  }

  async function lane(): Promise<void> {
    for (let ids = await takeChunk(); ids.length > 0; ids = await takeChunk()) {
      signal?.throwIfAborted();
      await database.transaction(async (transaction) => {
        await transaction.query(sql.by_key_only);
        const people = await readPeople(transaction, ids, projectZone);
        await judgePeople(transaction, people, { now, today: last_day, from: () => first_day });
      });
      done += ids.length;
      onProgress?.({ done, total: Math.max(total, done) });
    }
  }

  await Promise.all(Array.from({ length: LANES }, lane));
  return { people: done, first_day, last_day };
}
