import { localDay, type Day, type Instant } from '@retention/domain/day';
import { settle, takeChanges, type CatchUpDeps, type Changed } from './catch-up.ts';
import { lockPeople, removeStored, type Removal } from './collect/remove.ts';
import { isConflict, type Database, type Transaction } from './db/database.ts';
import type { PersonHash } from './db/person-hash.ts';
import { sql } from './erase/statements.ts';
import { forgetStatistics, rememberedMetadata } from './erase/statistics.ts';
import { countPeople, dropEmptyCounts } from './measure/count.ts';
import { reopenDays } from './measure/daily-metrics.ts';
import { COUNTING_MONTHS, readOwnMonths } from './measure/month-actions.ts';
import { JUDGING, unjudgePeople } from './profile/judge.ts';
import { readPeople, sql as profileSql, stranger } from './profile/people.ts';
import { LOOKING } from './trigger/look.ts';

export interface EraseDeps extends CatchUpDeps {
  readonly personHash: PersonHash;
}

/** What was held about people, and is no more. */
export interface Erased {
  /** Those of them of whom the host or an event had spoken. */
  readonly people: number;
  readonly events: number;
  /** Whether there was anything: somebody of whom nobody has spoken may have said what they want. */
  readonly held: boolean;
}

/** People in one transaction: more are not quicker, and keep everybody else waiting for longer. */
const CHUNK = 100;
/** Somebody who writes of the same person at the same moment may be in the way. */
const ATTEMPTS = 5;

/**
 * Erases people as if they had never been: every row that says something of them, and what they add to any count. What
 * remains is a keyed hash, by which every door knows that they were erased. Durable when it resolves; may be interrupted
 * and run again. Answers of how many of them the host or an event had spoken.
 */
export async function erasePeople(deps: EraseDeps, user_ids: readonly string[], signal?: AbortSignal): Promise<number> {
  return (await erase(deps, user_ids, signal)).people;
}

/** As erasePeople; answers how many events it took as well. */
export async function erase(deps: EraseDeps, user_ids: readonly string[], signal?: AbortSignal): Promise<Erased> {
  const texts = new Set<string>();
  const total = { people: 0, events: 0, held: false };
  try {
    await inTurn(deps.database, async () => {
      for (const chunk of chunksOf([...new Set(user_ids)], CHUNK)) {
        signal?.throwIfAborted();
        const erased = await insist(() => eraseChunk(deps, chunk));
        total.people += erased.people;
        total.events += erased.events;
        total.held ||= erased.held;
        for (const text of erased.texts) texts.add(text);
      }
    });
  } finally {
    if (texts.size > 0) await forgetStatistics(deps.database, [...texts]);
  }
  return total;
}

/** Erases somebody at their own wish: they do not come in again either because a connected app has them again. */
export async function eraseForGood(deps: EraseDeps, user_id: string, signal?: AbortSignal): Promise<Erased> {
  await deps.database.query(sql.erase_for_good, [deps.personHash(user_id)]);
  return erase(deps, [user_id], signal);
}

/**
 * Takes away events of people, as if they had never come: the days they made, and what was counted of them. Ids that are
 * not known are left out. Answers how many events there were.
 */
export async function removeEvents(
  deps: CatchUpDeps,
  removals: readonly Removal[],
  signal?: AbortSignal,
): Promise<number> {
  let events = 0;
  const ids = Map.groupBy(removals, ({ user_id }) => user_id);
  const people = Array.from(ids, ([user_id, own]) => ({ user_id, ids: own.flatMap((removal) => removal.ids) }));
  await inTurn(deps.database, async () => {
    for (const chunk of chunksOf(people, CHUNK)) {
      signal?.throwIfAborted();
      events += await insist(() => removeChunk(deps, chunk));
    }
  });
  return events;
}

/** Somebody who was erased may come in again, from now on. Answers whether they had been. */
export async function allowAgain(
  { database, personHash }: Pick<EraseDeps, 'database' | 'personHash'>,
  user_id: string,
): Promise<boolean> {
  const rows = await database.query(sql.erase_allow, [personHash(user_id)]);
  return rows.length > 0;
}

/** Whether somebody was erased. */
export async function isErased(
  { database, personHash }: Pick<EraseDeps, 'database' | 'personHash'>,
  user_id: string,
): Promise<boolean> {
  const rows = await database.query(sql.erase_known, [[personHash(user_id)]]);
  return rows.length > 0;
}

/** No id is empty: its hash says with which key people were erased. */
const NOBODY = '';

/** Whether those who were erased are recognised with this key: with another one they would come in again. */
export async function recognisesErased({
  database,
  personHash,
}: Pick<EraseDeps, 'database' | 'personHash'>): Promise<boolean> {
  const [any] = await database.query(sql.erased_any);
  return any === undefined || isErased({ database, personHash }, NOBODY);
}

/** Alone among those who judge and count. */
function inTurn(database: Database, work: () => Promise<void>): Promise<void> {
  return database.session(async (client) => {
    await client.query('SELECT pg_advisory_lock($1)', [JUDGING]);
    try {
      await work();
    } finally {
      await client.query('SELECT pg_advisory_unlock($1)', [JUDGING]);
    }
  });
}

async function insist<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (!isConflict(error) || attempt === ATTEMPTS) throw error;
    }
  }
}

function* chunksOf<T>(all: readonly T[], size: number): Generator<readonly T[]> {
  for (let at = 0; at < all.length; at += size) yield all.slice(at, at + size);
}

/**
 * Whoever holds a person's row is the only one who writes their days. Each statement after the lock sees what was
 * committed until then, which one that sees the database as it was at the first would not.
 */
function eraseChunk(
  { database, clock, projectZone, personHash }: EraseDeps,
  user_ids: readonly string[],
): Promise<Erased & { readonly texts: readonly string[] }> {
  const hashes = user_ids.map(personHash);
  return database.transaction(async (transaction) => {
    const now = clock.now();
    const today = localDay(now, projectZone);
    await transaction.query(sql.erase_turn, [COUNTING_MONTHS, LOOKING]);
    const made = await transaction.query<{ user_id: string }>(sql.erase_lock, [user_ids, new Date(now)]);
    const metadata = await rememberedMetadata(transaction, user_ids);
    await transaction.query(profileSql.by_key_only);
    await transaction.query(sql.erase_hold, [user_ids]);
    const rest = await transaction.query<{ text: string }>(sql.erase_texts, [user_ids]);
    const texts = [...metadata, ...rest.map(({ text }) => text)];
    const first = await uncount(transaction, user_ids, { today, projectZone });
    await transaction.query(sql.erase_runs, [user_ids]);
    const [rows] = await transaction.query<{ events: number; wishes: number }>(sql.erase_rows, [user_ids, hashes]);
    await transaction.query(sql.erase_remember, [[personHash(NOBODY), ...hashes], new Date(now)]);
    await dropEmptyCounts(transaction);
    if (first < today) await reopenDays(transaction, first, { now, projectZone });
    const people = user_ids.length - made.length;
    const { events = 0, wishes = 0 } = rows ?? {};
    return { people, events, held: people > 0 || wishes > 0, texts };
  });
}

/** Takes these people out of everything that is counted. Answers the first day of which a figure may have changed; Infinity: none. */
async function uncount(
  transaction: Transaction,
  user_ids: readonly string[],
  { today, projectZone }: { readonly today: Day; readonly projectZone: string },
): Promise<Day> {
  // What waits to be counted of them never was.
  const waiting = await takeChanges(transaction, user_ids, today);
  const lost = new Map(user_ids.map((user_id) => [user_id, new Set<Day>()]));
  for (const { user_id, day } of await transaction.query<{ user_id: string; day: Day }>(sql.erase_days, [user_ids])) {
    if (waiting.get(user_id)?.gained.has(day) !== true) lost.get(user_id)?.add(day);
  }
  const months = await readOwnMonths(transaction, user_ids);
  const judged = await unjudgePeople(transaction, user_ids);
  const counted = await countPeople(
    transaction,
    Array.from(lost, ([user_id, days]) => ({ ...stranger(user_id, projectZone), gained: new Set(), lost: days })),
  );
  await months.takeAway();
  return Math.min(judged ?? Infinity, counted ?? Infinity);
}

function removeChunk({ database, clock, projectZone }: CatchUpDeps, removals: readonly Removal[]): Promise<number> {
  return database.transaction(async (transaction) => {
    const now: Instant = clock.now();
    const today = localDay(now, projectZone);
    await transaction.query(profileSql.by_key_only);
    await transaction.query(sql.erase_turn, [COUNTING_MONTHS, LOOKING]);
    const known = await lockPeople(
      transaction,
      removals.map(({ user_id }) => user_id),
    );
    const user_ids = known.map(({ user_id }) => user_id);
    const months = await readOwnMonths(transaction, user_ids);
    const removed = await removeStored(transaction, known, removals, { now, projectZone });
    if (removed.size === 0) return 0;
    await months.move();
    const touched = user_ids.filter((user_id) => removed.has(user_id));
    const waiting = await takeChanges(transaction, touched, today);
    const nothing: Changed = { from: today, gained: new Set() };
    const people = await readPeople(transaction, touched, projectZone);
    const first = await settle(transaction, people, { now, today }, ({ user_id }) => {
      const { from, gained } = waiting.get(user_id) ?? nothing;
      const gone = removed.get(user_id);
      if (gone === undefined) return { from, gained };
      const lost = without(gone.lost, gained);
      return { from: Math.min(from, gone.from), gained: without(gained, gone.lost), lost };
    });
    await dropEmptyCounts(transaction);
    if (first < today) await reopenDays(transaction, first, { now, projectZone });
    return Array.from(removed.values()).reduce((sum, { events }) => sum + events, 0);
  });
}

function without(days: ReadonlySet<Day>, others: ReadonlySet<Day>): ReadonlySet<Day> {
  return new Set([...days].filter((day) => !others.has(day)));
}
