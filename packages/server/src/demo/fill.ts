import { FACT_LIMITS } from '@retention/domain/facts';
import { storeEvents, type Batch } from '../collect/store.ts';
import type { Database } from '../db/database.ts';
import { createPartitions } from '../db/partition.ts';
import { createPersonHash } from '../db/person-hash.ts';
import { storeFacts } from '../host/facts-store.ts';
import { demoEvents } from './events.ts';
import { DEMO_DOMAIN } from './names.ts';
import type { DemoOptions, DemoPerson } from './person.ts';
import { sql } from './statements.ts';
import { toldXp } from './xp.ts';

/** What a database holds before it is filled. */
export type Found =
  | { readonly state: 'empty' }
  /** `demo_people`: those among them who are known to be made up, most of a demo's. */
  | { readonly state: 'used'; readonly people: number; readonly demo_people: number }
  /** A demo was interrupted here: so many of its people have nothing done yet. */
  | { readonly state: 'half-filled'; readonly people: number; readonly without_events: number };

interface FoundRow {
  readonly people: number;
  readonly demo_people: number;
  readonly without_events: number;
  readonly has_events: boolean;
}

export async function lookInto(database: Database): Promise<Found> {
  const [row] = await database.query<FoundRow>(sql.demo_found, [DEMO_DOMAIN]);
  if (row === undefined || (row.people === 0 && !row.has_events)) return { state: 'empty' };
  const { people, demo_people, without_events } = row;
  return demo_people > 0 && without_events > 0
    ? { state: 'half-filled', people, without_events }
    : { state: 'used', people, demo_people };
}

export interface FillDeps {
  readonly database: Database;
  /** Aborted: stops after the chunk at hand. */
  readonly signal: AbortSignal;
  readonly onProgress?: (reached: DemoFilled) => void;
}

export interface DemoFilled {
  /** People whose events are stored, … */
  readonly people: number;
  /** … out of so many. */
  readonly of: number;
  readonly events: number;
}

/** A demo begins with an empty database, from which nobody was erased: it matches nobody's hash. */
const personHash = createPersonHash('');

/** Events in one transaction, about. */
const CHUNK_EVENTS = 6_000;

/**
 * Fills an empty database with people and what they have done. First what the host knows of everybody, so that the
 * zones are known and a demo that was interrupted shows; then the events, person by person. Everything is stored, unless
 * it was interrupted: then `people` is less than `of`.
 */
export async function fillDemo(
  { database, signal, onProgress }: FillDeps,
  people: readonly DemoPerson[],
  options: DemoOptions,
): Promise<DemoFilled> {
  const { now, projectZone } = options;
  for (let at = 0; at < people.length && !signal.aborted; at += FACT_LIMITS.batch) {
    const batch = people.slice(at, at + FACT_LIMITS.batch);
    const facts = batch.map(({ user_id, facts: said }) => ({ user_id, said }));
    await storeFacts(database, facts, { now, zone: projectZone, personHash });
    await database.query(sql.demo_xp, [JSON.stringify(batch.flatMap((person) => toldXp(person, now)))]);
  }
  const partitions = createPartitions(database);
  let filled: DemoFilled = { people: 0, of: people.length, events: 0 };
  // While one chunk is stored the next is made.
  let storing: Promise<void> = Promise.resolve();
  for (const chunk of chunksOf(people, options)) {
    await storing;
    if (signal.aborted) break;
    const options = { received_at: now, projectZone, personHash, lookForKnown: false };
    storing = storeEvents(database, partitions, chunk, options).then(({ stored }) => {
      filled = { ...filled, people: filled.people + chunk.length, events: filled.events + stored };
      onProgress?.(filled);
    });
    // Awaited at the next turn: until then a failure is nobody's.
    storing.catch(() => undefined);
  }
  await storing;
  return filled;
}

/** Everybody's events, in pieces for one transaction each. */
function* chunksOf(people: readonly DemoPerson[], options: DemoOptions): Generator<Batch[]> {
  let chunk: Batch[] = [];
  let events = 0;
  for (const person of people) {
    const batch = { user_id: person.user_id, events: demoEvents(person, options), client_timezone: null };
    chunk.push(batch);
    events += batch.events.length;
    if (events < CHUNK_EVENTS) continue;
    yield chunk;
    chunk = [];
    events = 0;
  }
  if (chunk.length > 0) yield chunk;
}
