import { localDay, type Instant } from '@retention/domain/day';
import { firstKeptDay } from '../../db/partition.ts';
import { compareEvents, isKept, keyOf, settle, type Comparing } from './compare.ts';
import { DJANGO, PEOPLE, sql, type SourceRow } from './connections.ts';
import type { ConnectDeps } from './deps.ts';
import type { HostDatabase, HostLook } from './host-database.ts';
import { readHostRows, type HostRow, type KnownEvent } from './host-row.ts';
import type { EventSource, Mapping } from './mapping.ts';
import { storePeople } from './people.ts';
import {
  changedEvents,
  changedPeople,
  eventsAfter,
  keyGrows,
  peopleOf,
  type ChangedUpTo,
  type HostEvent,
} from './read.ts';
import { tagOf } from '../row-id.ts';
import { createHostRowStore, type Listener } from './store.ts';
import { isWhole } from './take.ts';

export interface SyncOptions {
  readonly listener: Listener;
  readonly signal: AbortSignal;
}

export interface Synced {
  /** Who is new or of whom something may have changed. */
  people: number;
  stored: number;
  removed: number;
  /** Sources whose history is not whole: the command takes it. */
  incomplete: string[];
}

const ROWS_PAGE = 10_000;
const PEOPLE_PAGE = 1_000;
/** Rows get their key when they are written and are seen when that is committed: a lower key may come later. */
const OVERLAP_KEYS = 1_000n;
/** For the same reason, and for clocks that differ. */
const OVERLAP_MS = 15 * 60_000;

/** Takes what is new or changed in the host since the last time. What a single look sees belongs together. */
export function sync(deps: ConnectDeps, host: HostDatabase, mapping: Mapping, options: SyncOptions): Promise<Synced> {
  const { database, clock } = deps;
  return host.look(async (look) => {
    const now = clock.now();
    const rows = await database.query<SourceRow>(sql.sources_read, [DJANGO]);
    const whole = new Map(rows.filter(isWhole(mapping)).map((row) => [row.source, row]));
    const sources = mapping.events.filter(({ name }) => whole.has(name));
    const synced: Synced = {
      people: 0,
      stored: 0,
      removed: 0,
      incomplete: [PEOPLE, ...mapping.events.map(({ name }) => name)].filter((name) => !whole.has(name)),
    };
    const comparing: Comparing = { deps, mapping, sources, forgotten: [], store: createHostRowStore(deps), ...options };
    const people = whole.get(PEOPLE);
    if (people !== undefined) await syncPeople(comparing, look, people, synced);
    for (const source of sources) {
      const row = whole.get(source.name);
      if (row !== undefined) await syncSource(comparing, look, source, row, synced);
    }
    for (const name of whole.keys()) await database.query(sql.source_updated, [DJANGO, name, new Date(now)]);
    await database.query(sql.connection_synced, [DJANGO, new Date(clock.now())]);
    return synced;
  });
}

async function syncPeople(comparing: Comparing, look: HostLook, row: SourceRow, synced: Synced): Promise<void> {
  const { deps, mapping, listener, signal } = comparing;
  const { database } = deps;
  const ids = await changedPeople(look, mapping, since(row), before(row.watermark));
  let watermark = row.watermark;
  for (let at = 0; at < ids.length; at += PEOPLE_PAGE) {
    signal.throwIfAborted();
    const people = await peopleOf(look, mapping, ids.slice(at, at + PEOPLE_PAGE));
    const user_ids = people.map(({ user_id }) => user_id);
    const announced = await database.query<{ user_id: string }>(sql.announced_of, [user_ids]);
    const known = new Set(announced.map(({ user_id }) => user_id));
    const { stored, erased, refused } = await storePeople(deps, people, mapping.timezone);
    for (const refusal of refused) listener.refuse(refusal);
    watermark = greatest(
      watermark,
      user_ids.filter((user_id) => !erased.has(user_id)),
    );
    synced.people += stored;
    listener.went(PEOPLE, people.length);
    // Who is new here need not be new there: somebody who was locked out and is let in again has a history.
    const fresh = user_ids.filter((user_id) => !known.has(user_id));
    if (fresh.length > 0) add(synced, await compareEvents(comparing, look, fresh));
  }
  await database.query(sql.source_advance, [DJANGO, PEOPLE, watermark, 0]);
}

async function syncSource(
  comparing: Comparing,
  look: HostLook,
  source: EventSource,
  row: SourceRow,
  synced: Synced,
): Promise<void> {
  const { deps, mapping, signal } = comparing;
  const { database } = deps;
  if (await keyGrows(look, source)) {
    for (let after = before(row.watermark); ;) {
      signal.throwIfAborted();
      const { events, last } = await eventsAfter(look, mapping, source, after, ROWS_PAGE);
      const settled = await settleRows(comparing, source, events);
      add(synced, settled);
      const reached = last === null ? null : greatest(row.watermark, [last]);
      await database.query(sql.source_advance, [DJANGO, source.name, reached, settled.stored]);
      if (last === null) break;
      after = last;
    }
  }
  for (let after: ChangedUpTo | null = null; ;) {
    signal.throwIfAborted();
    const changed: { events: HostEvent[]; last: ChangedUpTo | null } = await changedEvents(
      look,
      mapping,
      source,
      since(row),
      after,
      ROWS_PAGE,
    );
    const settled = await settleRows(comparing, source, changed.events);
    add(synced, settled);
    if (settled.stored > 0) await database.query(sql.source_advance, [DJANGO, source.name, null, settled.stored]);
    if (changed.last === null) return;
    after = changed.last;
  }
}

/** Takes those of the rows that are new or say something else than before. */
async function settleRows(comparing: Comparing, source: EventSource, events: readonly HostEvent[]) {
  const { deps, mapping, listener } = comparing;
  const { database, clock, projectZone, eventsKeepMonths } = deps;
  if (events.length === 0) return { stored: 0, removed: 0 };
  const now = clock.now();
  const tag = tagOf(DJANGO, source.name);
  const { rows, refused } = await readHostRows(database, events, { mapping, source, tag, now });
  for (const refusal of refused) listener.refuse(refusal);
  const firstDay = firstKeptDay(localDay(now, projectZone), eventsKeepMonths);
  const theirs = new Map<string, HostRow>();
  for (const row of rows) if (isKept(row, firstDay)) theirs.set(keyOf(row.user_id, row.event.id), row);
  const asked = [...theirs.values()];
  const ours = await database.query<KnownEvent>(sql.events_found, [
    asked.map(({ user_id }) => user_id),
    asked.map(({ event }) => event.id),
  ]);
  return settle(comparing, theirs, ours, 'part');
}

function add(synced: Synced, { stored, removed }: { readonly stored: number; readonly removed: number }): void {
  synced.stored += stored;
  synced.removed += removed;
}

function since({ updated_up_to, backfilled_at }: SourceRow): Instant {
  return (updated_up_to ?? backfilled_at ?? 0) - OVERLAP_MS;
}

/** Some keys before this one. */
function before(watermark: string | null): string | null {
  return watermark !== null && isInteger(watermark) ? String(BigInt(watermark) - OVERLAP_KEYS) : watermark;
}

/** The greatest of these keys where they grow; else the one that was known. */
function greatest(watermark: string | null, keys: readonly string[]): string | null {
  let most = watermark !== null && isInteger(watermark) ? BigInt(watermark) : null;
  for (const key of keys) if (isInteger(key) && (most === null || BigInt(key) > most)) most = BigInt(key);
  return most === null ? watermark : String(most);
}

function isInteger(key: string): boolean {
  return /^-?\d{1,18}$/.test(key);
}
