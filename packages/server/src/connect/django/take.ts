import { hash } from 'node:crypto';
import { localDay, type Instant } from '@retention/domain/day';
import { shadowTriggers } from '../../collect/import/shadow.ts';
import { firstKeptDay } from '../../db/partition.ts';
import { isKept, keyOf, settle } from './compare.ts';
import { DJANGO, PEOPLE, sql, type SourceRow } from './connections.ts';
import type { ConnectDeps } from './deps.ts';
import type { HostDatabase, HostLook } from './host-database.ts';
import { readHostRows, type HostRow, type KnownEvent } from './host-row.ts';
import { fingerprintOf, type EventSource, type Mapping } from './mapping.ts';
import { storePeople } from './people.ts';
import { eventsAfter, peopleAfter } from './read.ts';
import { tagOf } from '../row-id.ts';
import { createHostRowStore, type Listener, type StoreHostRows } from './store.ts';

export interface TakeOptions {
  readonly listener: Listener;
  /** Stops between two transactions. */
  readonly signal: AbortSignal;
  readonly pages?: Pages;
}

/** How much is read and stored at a time. */
export interface Pages {
  /** People read at once; they are stored in a few transactions. */
  readonly people: number;
  /** Rows read at once. */
  readonly rows: number;
  /**
   * Rows stored before the watermark moves on. They come in the order of time, a few of each person in every page: the
   * more are stored together, the less each person costs.
   */
  readonly stretch: number;
}

/** What one taking has come to. */
export interface Taken {
  /** People and rows gone through. */
  people: number;
  rows: number;
  /** Of the rows those that were not known before. */
  stored: number;
  /** Rows whose time has not come. */
  later: number;
  /** Whether all triggers are in shadow because of it. */
  shadowed: boolean;
  /** Whether it goes on where an earlier one has been, or takes anew what is known: then what is gone remains to be found. */
  again: boolean;
}

const PAGES: Pages = { people: 2_000, rows: 10_000, stretch: 40_000 };

/** The mapping of all people's sources in one text. */
export function peopleFingerprint(mapping: Mapping): string {
  return hash('sha256', mapping.people.map((source) => fingerprintOf(mapping, source)).join('\0'), 'hex').slice(0, 32);
}

/**
 * Takes the history of every source that is not whole yet: first the people, then the events of each source in the order
 * of its key. May be interrupted anywhere: what is stored is known by its id, and the watermark is written after its
 * rows. Throws the signal's reason when it is aborted. `onBegin` is given the figures, which then grow.
 */
export async function takeHistory(
  deps: ConnectDeps,
  host: HostDatabase,
  mapping: Mapping,
  { listener, signal, pages = PAGES }: TakeOptions,
  onBegin: (taken: Taken) => void = () => undefined,
): Promise<Taken> {
  const { database, clock } = deps;
  if (mapping.events.some(({ name }) => name === PEOPLE))
    throw new Error(`No source of events can be called ${PEOPLE}`);
  const earlier = await database.query<SourceRow>(sql.sources_read, [DJANGO]);
  const whole = new Set(earlier.filter(isWhole(mapping)).map(({ source }) => source));
  const taken: Taken = { people: 0, rows: 0, stored: 0, later: 0, shadowed: false, again: earlier.length > 0 };
  onBegin(taken);
  const missing = mapping.events.filter(({ name }) => !whole.has(name));
  if (missing.length > 0 || !whole.has(PEOPLE)) {
    // Before the first row: a history must not speak to the people it is about.
    await shadowTriggers(database, clock.now());
    taken.shadowed = true;
  }
  await database.query(sql.connection_save, [DJANGO, JSON.stringify(mapping), new Date(clock.now())]);
  const taking: Taking = {
    deps,
    mapping,
    listener,
    signal,
    pages,
    taken,
    store: createHostRowStore(deps),
  };
  if (!whole.has(PEOPLE)) await host.look((look) => takePeople(taking, look));
  for (const source of missing) await host.look((look) => takeSource(taking, look, source));
  return taken;
}

/** Which sources have been taken to their end as the mapping has them now? */
export function isWhole(mapping: Mapping): (row: SourceRow) => boolean {
  const fingerprints = new Map(mapping.events.map((source) => [source.name, fingerprintOf(mapping, source)]));
  fingerprints.set(PEOPLE, peopleFingerprint(mapping));
  return ({ source, fingerprint, backfilled_at }) => backfilled_at !== null && fingerprints.get(source) === fingerprint;
}

interface Taking extends Required<TakeOptions> {
  readonly deps: ConnectDeps;
  readonly mapping: Mapping;
  readonly taken: Taken;
  readonly store: StoreHostRows;
}

/** A row of `source_begin`. */
interface Begun {
  readonly watermark: string | null;
  readonly rows_taken: number;
  readonly backfilled_at: Instant | null;
  readonly taken_before: boolean;
}

async function begin({ deps: { database, clock } }: Taking, source: string, fingerprint: string): Promise<Begun> {
  const values = [DJANGO, source, fingerprint, new Date(clock.now())];
  const [begun] = await database.query<Begun>(sql.source_begin, values);
  return begun ?? { watermark: null, rows_taken: 0, backfilled_at: null, taken_before: false };
}

async function takePeople(taking: Taking, look: HostLook): Promise<void> {
  const { deps, mapping, listener, signal, pages, taken } = taking;
  const { database, clock } = deps;
  const { watermark } = await begin(taking, PEOPLE, peopleFingerprint(mapping));
  let next = peopleAfter(look, mapping, watermark, pages.people);
  for (;;) {
    const { people, last } = await next;
    if (last === null) break;
    signal.throwIfAborted();
    // Read while the page before is stored.
    next = peopleAfter(look, mapping, last, pages.people);
    next.catch(() => undefined); // whoever waits for it hears of it
    const { stored, erased, refused } = await storePeople(deps, people, mapping.timezone);
    for (const refusal of refused) listener.refuse(refusal);
    const reached = people.findLast(({ user_id }) => !erased.has(user_id))?.user_id ?? null;
    await database.query(sql.source_advance, [DJANGO, PEOPLE, reached, stored]);
    taken.people += people.length;
    listener.went(PEOPLE, people.length);
  }
  await database.query(sql.source_complete, [DJANGO, PEOPLE, new Date(clock.now())]);
}

async function takeSource(taking: Taking, look: HostLook, source: EventSource): Promise<void> {
  const { deps, mapping } = taking;
  const { database, clock } = deps;
  const { watermark, taken_before } = await begin(taking, source.name, fingerprintOf(mapping, source));
  let storing: Promise<void> = Promise.resolve();
  // Where it goes on some may be stored that the watermark does not know of yet.
  const again = watermark !== null || taken_before || taking.taken.again;
  try {
    for await (const stretch of stretches(taking, look, source, watermark, taken_before)) {
      await storing;
      storing = taken_before ? settleStretch(taking, source, stretch) : storeStretch(taking, source, stretch, again);
      storing.catch(() => undefined); // whoever waits for it hears of it
    }
  } finally {
    // Also where reading failed: what was read before is as good as any.
    await storing;
  }
  await database.query(sql.source_complete, [DJANGO, source.name, new Date(clock.now())]);
}

interface Stretch {
  readonly rows: HostRow[];
  readonly last: string;
}

/** The rows of a source in long stretches, each read while the one before is being stored. */
async function* stretches(
  { deps, mapping, listener, signal, pages, taken }: Taking,
  look: HostLook,
  source: EventSource,
  watermark: string | null,
  takenBefore: boolean,
): AsyncGenerator<Stretch> {
  const { database, clock, projectZone, eventsKeepMonths } = deps;
  const tag = tagOf(DJANGO, source.name);
  // What was dropped for its age would be taken for new.
  const firstKept = takenBefore ? firstKeptDay(localDay(clock.now(), projectZone), eventsKeepMonths) : -Infinity;
  let gathered: HostRow[] = [];
  let after = watermark;
  for (;;) {
    signal.throwIfAborted();
    const { events, last } = await eventsAfter(look, mapping, source, after, pages.rows);
    if (last === null) break;
    after = last;
    const read = await readHostRows(database, events, { mapping, source, tag, now: clock.now() });
    for (const refusal of read.refused) listener.refuse(refusal);
    taken.later += read.later;
    const kept = firstKept === -Infinity ? read.rows : read.rows.filter((row) => isKept(row, firstKept));
    gathered = gathered.length === 0 ? kept : gathered.concat(kept);
    if (gathered.length < pages.stretch) continue;
    yield { rows: gathered, last };
    gathered = [];
  }
  if (after !== watermark && after !== null) yield { rows: gathered, last: after };
}

async function storeStretch(taking: Taking, source: EventSource, stretch: Stretch, again: boolean): Promise<void> {
  const { deps, listener, signal, taken, store } = taking;
  const { rows, last } = stretch;
  const stored = await store(rows, {
    listener,
    signal,
    again,
    onStored(count) {
      taken.rows += count;
      listener.went(source.name, count);
    },
  });
  taken.stored += stored;
  await deps.database.query(sql.source_advance, [DJANGO, source.name, last, rows.length]);
}

/** As storeStretch, of a source that was taken by another mapping: the same row may have had another time then, and moves. */
async function settleStretch(taking: Taking, source: EventSource, { rows, last }: Stretch): Promise<void> {
  const { deps, listener, taken } = taking;
  const ours = await deps.database.query<KnownEvent>(sql.events_found, [
    rows.map(({ user_id }) => user_id),
    rows.map(({ event }) => event.id),
  ]);
  const theirs = new Map(rows.map((row) => [keyOf(row.user_id, row.event.id), row]));
  const { stored } = await settle(taking, theirs, ours, 'part');
  taken.rows += rows.length;
  taken.stored += stored;
  listener.went(source.name, rows.length);
  await deps.database.query(sql.source_advance, [DJANGO, source.name, last, rows.length]);
}
