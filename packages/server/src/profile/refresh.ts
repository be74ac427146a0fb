import { formatDay, localDay, type Day, type Instant } from '@retention/domain/day';
import { profileOf } from '@retention/domain/profile';
import type { Clock } from '../clock.ts';
import type { Database, Transaction } from '../db/database.ts';
import { readPeople, sql } from './people.ts';
import { ProfileCopy, PROFILE_COPY, SnapshotCopy, SNAPSHOT_COPY } from './profile-copy.ts';
import { judgeDays, lastEndedDay, type Span } from './span.ts';

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
  /** The days at whose end segment and risk were judged, both included. */
  readonly first_day: Day;
  readonly last_day: Day;
}

/** People judged and written in one transaction. */
const CHUNK = 2_000;
/** Chunks at a time: one is read and written by the database while the other is judged. */
const LANES = 2;
/** Nights of downtime that are caught up day by day; before that the last known span stands. */
const MOST_DAYS = 60;
/** Key of the advisory lock under which one refresh runs. */
const REFRESHING = 7_235_010;
/** No id sorts after it: ids have at most 128 characters. */
const LAST_ID = '\u{10ffff}'.repeat(129);

/**
 * Judges everybody anew: writes every person's `profile` as of their own today, and segment and risk as of the end of
 * each day since the last nightly refresh. May be interrupted and run again: each chunk is a transaction, and the same
 * day judged twice gives the same rows. Throws where another refresh is running. Spec sections 4 and 5.
 */
export function refreshProfiles(options: RefreshOptions): Promise<RefreshResult> {
  return options.database.session(async (client) => {
    const { rows } = await client.query<{ locked: boolean }>('SELECT pg_try_advisory_lock($1) AS locked', [REFRESHING]);
    if (rows[0]?.locked !== true) throw new Error('Another refresh is running: wait until it is done');
    try {
      return await refreshEverybody(options);
    } finally {
      await client.query('SELECT pg_advisory_unlock($1)', [REFRESHING]);
    }
  });
}

async function refreshEverybody({ database, clock, projectZone, onProgress, signal }: RefreshOptions) {
  const now = clock.now();
  const last_day = lastEndedDay(now, projectZone);
  const [last] = await database.query<{ done_for: Day }>(sql.refreshed_for, [REFRESH_DUTY]);
  const first_day = Math.min(last_day, Math.max(last?.done_for ?? last_day, last_day - MOST_DAYS));
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
      const chunk = { user_ids: ids, now, projectZone, first_day, last_day };
      await database.transaction((transaction) => refreshChunk(transaction, chunk));
      done += ids.length;
      onProgress?.({ done, total: Math.max(total, done) });
    }
  }

  await Promise.all(Array.from({ length: LANES }, lane));
  return { people: done, first_day, last_day };
}

interface Chunk {
  readonly user_ids: readonly string[];
  readonly now: Instant;
  readonly projectZone: string;
  readonly first_day: Day;
  readonly last_day: Day;
}

async function refreshChunk(transaction: Transaction, chunk: Chunk): Promise<void> {
  const { user_ids, now, projectZone, first_day, last_day } = chunk;
  await transaction.query(sql.by_key_only);
  const people = await readPeople(transaction, user_ids, projectZone);
  const open = await transaction.query<Span & { user_id: string }>(sql.snapshot_open, [user_ids]);
  const spans = new Map(open.map((span) => [span.user_id, span]));
  const profiles = new ProfileCopy(people.length, now);
  const snapshots = new SnapshotCopy(people.length);
  const closed: { user_ids: string[]; days: string[] } = { user_ids: [], days: [] };
  for (const person of people) {
    const { user_id } = person;
    profiles.add(user_id, profileOf(person, person.days, localDay(now, person.zone)));
    const { close, add } = judgeDays(person, spans.get(user_id) ?? null, first_day, last_day);
    if (close !== null) {
      closed.user_ids.push(user_id);
      closed.days.push(formatDay(close));
    }
    for (const span of add) snapshots.add(user_id, span);
  }
  await transaction.query(sql.profile_forget, [user_ids]);
  if (profiles.count > 0) await transaction.copyIn(PROFILE_COPY, profiles.finish());
  if (closed.user_ids.length > 0) await transaction.query(sql.snapshot_close, [closed.user_ids, closed.days]);
  if (snapshots.count > 0) await transaction.copyIn(SNAPSHOT_COPY, snapshots.finish());
}
