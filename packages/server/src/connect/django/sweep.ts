import { createAudit } from '../../db/audit.ts';
import { PEOPLE, DJANGO, sql, type ConnectionRow, type SourceRow } from './connections.ts';
import { compareEvents, type Comparing } from './compare.ts';
import type { ConnectDeps } from './deps.ts';
import type { HostDatabase } from './host-database.ts';
import type { Mapping } from './mapping.ts';
import { storePeople } from './people.ts';
import { peopleAfter, peopleOf } from './read.ts';
import { createHostRowStore, type Listener } from './store.ts';
import { isWhole } from './take.ts';

/** What is remembered of a round of comparing in this process alone: begun anew elsewhere, it is found again. */
export interface Round {
  /** Who of ours the host does not have; null: nobody was looked for yet. */
  gone: string[] | null;
}

export interface SweepOptions {
  readonly round: Round;
  readonly listener: Listener;
  readonly signal: AbortSignal;
  /** How long it may take before it stops between two pages; it goes on there next time. */
  readonly most_ms: number;
  /** Erase who is gone, however many they are. */
  readonly confirmErasure: boolean;
}

export interface Swept {
  people: number;
  stored: number;
  removed: number;
  erased: number;
  /** So many are gone that nobody was erased. */
  held: number | null;
  /** Whether the round is over. */
  finished: boolean;
}

const PAGE = 500;
const PAGE_OF_OURS = 2_000;
const ERASED_AT_ONCE = 200;

/** The host may tell us of somebody before it commits them itself, or before a replica has them. */
const MAY_BE_ON_THE_WAY_MS = 15 * 60_000;

/** More than these at once look like a wrong database, or a table that is being restored; so does more than half of a few. */
const HELD = { people: 20, share: 0.05, of_few: 0.5 } as const;

/**
 * Compares everybody with the host, a page of people after the other: facts that differ are told anew, rows that are gone
 * or moved there are removed or moved here, and when all have been seen, people who are gone there are erased. The
 * place is remembered; a round may take days, and any number of processes.
 */
export async function sweep(
  deps: ConnectDeps,
  host: HostDatabase,
  mapping: Mapping,
  options: SweepOptions,
): Promise<Swept> {
  const { database, clock } = deps;
  const { round, listener, signal, most_ms } = options;
  const sources = await database.query<SourceRow>(sql.sources_read, [DJANGO]);
  const whole = new Set(sources.filter(isWhole(mapping)).map(({ source }) => source));
  const named = new Set([PEOPLE, ...mapping.events.map(({ name }) => name)]);
  const forgotten = sources.map(({ source }) => source).filter((source) => !named.has(source));
  const comparing: Comparing = {
    deps,
    mapping,
    sources: mapping.events.filter(({ name }) => whole.has(name)),
    forgotten,
    store: createHostRowStore(deps),
    listener,
    signal,
  };
  const swept: Swept = { people: 0, stored: 0, removed: 0, erased: 0, held: null, finished: false };
  const [connection] = await database.query<ConnectionRow>(sql.connection_read, [DJANGO]);
  let place = placeOf(connection?.swept_after ?? null);
  // Who was gone is not known any more where another process has looked for them: that is done quickly once more.
  if (place.of === 'ours' && round.gone === null) place = { of: 'ours', after: '' };
  const start = performance.now();
  for (;;) {
    signal.throwIfAborted();
    const next =
      place.of === 'theirs'
        ? await compareTheirs(comparing, host, place.after, swept)
        : await findGone(deps, host, mapping, place.after, round);
    if (next === null && place.of === 'ours') break;
    place = next === null ? { of: 'ours', after: '' } : { of: place.of, after: next };
    await database.query(sql.connection_swept_up_to, [DJANGO, `${place.of}:${place.after ?? ''}`]);
    if (performance.now() - start >= most_ms) return swept;
  }
  await eraseGone(deps, host, mapping, options, swept);
  for (const source of forgotten) await database.query(sql.source_forget, [DJANGO, source]);
  await database.query(sql.connection_swept, [DJANGO, new Date(clock.now()), swept.held]);
  return { ...swept, finished: true };
}

/** First the host's people in the order of their key, then ours in the order of user_id. */
interface Place {
  readonly of: 'theirs' | 'ours';
  readonly after: string | null;
}

function placeOf(text: string | null): Place {
  if (text === null) return { of: 'theirs', after: null };
  return text.startsWith('ours:') ? { of: 'ours', after: text.slice(5) } : { of: 'theirs', after: text.slice(7) };
}

/** Compares the next page of the host's people. Answers where to go on; null: there was nobody more. */
function compareTheirs(
  comparing: Comparing,
  host: HostDatabase,
  after: string | null,
  swept: Swept,
): Promise<string | null> {
  const { deps, mapping, listener } = comparing;
  return host.look(async (look) => {
    const { people, last } = await peopleAfter(look, mapping, after, PAGE);
    if (people.length > 0) {
      const { refused } = await storePeople(deps, people, mapping.timezone);
      for (const refusal of refused) listener.refuse(refusal);
      const settled = await compareEvents(
        comparing,
        look,
        people.map(({ user_id }) => user_id),
      );
      swept.people += people.length;
      swept.stored += settled.stored;
      swept.removed += settled.removed;
      comparing.listener.went(PEOPLE, people.length);
    }
    return last;
  });
}

/** Looks who of the next page of ours the host does not have. Answers where to go on; null: there was nobody more. */
async function findGone(
  { database, clock }: ConnectDeps,
  host: HostDatabase,
  mapping: Mapping,
  after: string | null,
  round: Round,
): Promise<string | null> {
  const before = new Date(clock.now() - MAY_BE_ON_THE_WAY_MS);
  const rows = await database.query<{ user_id: string }>(sql.announced_after, [after ?? '', before, PAGE_OF_OURS]);
  const ours = rows.map(({ user_id }) => user_id);
  if (after === '' || round.gone === null) round.gone = [];
  if (ours.length > 0) round.gone.push(...(await absent(host, mapping, ours)));
  return ours.at(-1) ?? null;
}

async function absent(host: HostDatabase, mapping: Mapping, user_ids: readonly string[]): Promise<string[]> {
  const there = new Set<string>();
  await host.look(async (look) => {
    for (let at = 0; at < user_ids.length; at += PAGE_OF_OURS) {
      const people = await peopleOf(look, mapping, user_ids.slice(at, at + PAGE_OF_OURS));
      for (const { user_id } of people) there.add(user_id);
    }
  });
  return user_ids.filter((user_id) => !there.has(user_id));
}

async function eraseGone(
  deps: ConnectDeps,
  host: HostDatabase,
  mapping: Mapping,
  { round, confirmErasure, signal }: SweepOptions,
  swept: Swept,
): Promise<void> {
  const { database, clock, personHash } = deps;
  const audit = createAudit(deps);
  // A round takes its time: who is there again meanwhile is not gone.
  const gone = await absent(host, mapping, round.gone ?? []);
  round.gone = null;
  const [counted] = await database.query<{ people: number }>(sql.announced_count);
  const people = counted?.people ?? 0;
  const most = Math.max(Math.min(HELD.people, HELD.of_few * people), HELD.share * people);
  if (gone.length > most && !confirmErasure) {
    swept.held = gone.length;
    return;
  }
  for (let at = 0; at < gone.length; at += ERASED_AT_ONCE) {
    signal.throwIfAborted();
    const some = gone.slice(at, at + ERASED_AT_ONCE);
    await database.query(sql.gone_note, [DJANGO, some.map(personHash), new Date(clock.now())]);
    for (const user_id of some) {
      const detail = { connection: DJANGO, reason: 'gone from the app' };
      await audit.record({ actor: 'host', action: 'user_erase', user_id, detail, outcome: 'begun' });
    }
    swept.erased += await deps.erasePeople(some, signal);
  }
}
