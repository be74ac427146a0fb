import { formatDay, localDay, type Day } from '@retention/domain/day';
import { firstKeptDay } from '../../db/partition.ts';
import { DJANGO, sql } from './connections.ts';
import type { ConnectDeps } from './deps.ts';
import type { HostLook } from './host-database.ts';
import { dayOf, readHostRows, says, type HostRow, type KnownEvent } from './host-row.ts';
import type { EventSource, Mapping } from './mapping.ts';
import { eventsOf } from './read.ts';
import { rangeOf, tagOf } from '../row-id.ts';
import type { Listener, StoreHostRows } from './store.ts';

export interface Comparing {
  readonly deps: ConnectDeps;
  readonly mapping: Mapping;
  /** Those whose history is whole. */
  readonly sources: readonly EventSource[];
  /** Names of sources the mapping does not know any more: nothing of theirs stays. */
  readonly forgotten: readonly string[];
  readonly store: StoreHostRows;
  readonly listener: Listener;
  readonly signal: AbortSignal;
}

export interface Settled {
  readonly stored: number;
  readonly removed: number;
}

/** Removes of these people what the host does not say any more, and takes what it says besides. */
export async function compareEvents(
  comparing: Comparing,
  look: HostLook,
  user_ids: readonly string[],
): Promise<Settled> {
  const { deps, mapping, sources, forgotten, listener } = comparing;
  const { database, clock, projectZone, eventsKeepMonths } = deps;
  const now = clock.now();
  const firstDay = firstKeptDay(localDay(now, projectZone), eventsKeepMonths);
  const theirs = new Map<string, HostRow>();
  for (const source of sources) {
    const tag = tagOf(DJANGO, source.name);
    const events = await eventsOf(look, mapping, source, user_ids);
    const { rows, refused } = await readHostRows(database, events, { mapping, source, tag, now });
    for (const refusal of refused) listener.refuse(refusal);
    for (const row of rows) if (isKept(row, firstDay)) theirs.set(keyOf(row.user_id, row.event.id), row);
  }
  const ranges = [...sources.map(({ name }) => name), ...forgotten].map((name) => rangeOf(tagOf(DJANGO, name)));
  const ours = await database.query<KnownEvent>(sql.events_taken, [
    user_ids,
    ranges.map(({ from }) => from),
    ranges.map(({ to }) => to),
    firstDay === -Infinity ? null : formatDay(firstDay + OURS_AFTER_DAYS),
  ]);
  return settle(comparing, theirs, ours, 'whole');
}

/**
 * What was dropped for its age must not be taken for new. In another zone the same row may lie on the day before or after:
 * so a row of the host counts a day later than the first that is kept, and one of ours later still, and none is taken
 * for gone that was only left out.
 */
const THEIRS_AFTER_DAYS = 2;
const OURS_AFTER_DAYS = 4;

export function isKept(row: HostRow, firstKept: Day): boolean {
  return dayOf(row) >= firstKept + THEIRS_AFTER_DAYS;
}

/**
 * Makes what is there (`ours`) what the host says (`theirs`): what says something else is removed and taken anew, and
 * where `theirs` is the whole, what it does not have is removed. Interrupted in between, the next time finds it missing.
 */
export async function settle(
  { deps, store, listener, signal }: Pick<Comparing, 'deps' | 'store' | 'listener' | 'signal'>,
  theirs: ReadonlyMap<string, HostRow>,
  ours: readonly KnownEvent[],
  extent: 'whole' | 'part',
): Promise<Settled> {
  const missing = new Map(theirs);
  const wrong = new Map<string, Set<string>>();
  const seen = new Set<string>();
  for (const known of ours) {
    const key = keyOf(known.user_id, known.id);
    const row = theirs.get(key);
    // One id is one event: twice there, in two months, both are taken away.
    if (row !== undefined && !seen.has(key) && says(row, known)) missing.delete(key);
    else if (row !== undefined || extent === 'whole') {
      const ids = wrong.get(known.user_id);
      if (ids === undefined) wrong.set(known.user_id, new Set([known.id]));
      else ids.add(known.id);
      if (row !== undefined) missing.set(key, row);
    }
    seen.add(key);
  }
  let removed = 0;
  if (wrong.size > 0) {
    removed = await deps.removeEvents(
      Array.from(wrong, ([user_id, ids]) => ({ user_id, ids: [...ids] })),
      signal,
    );
  }
  const stored = missing.size === 0 ? 0 : await store([...missing.values()], { listener, signal, again: true });
  return { stored, removed };
}

export function keyOf(user_id: string, id: string): string {
  return `${id} ${user_id}`;
}
