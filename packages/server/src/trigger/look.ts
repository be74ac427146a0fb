import type { Instant } from '@retention/domain/day';
import { speak } from '@retention/domain/speak';
import type { TriggerType } from '@retention/domain/trigger';
import type { Clock } from '../clock.ts';
import type { Database, Queryable } from '../db/database.ts';
import type { Logger } from '../logger.ts';
import { agendaSql } from './agenda.ts';
import { brakeIfTooMany } from './brake.ts';
import { readSettings } from './settings.ts';
import { readSituations, type Circumstances, type Known } from './situation.ts';
import { writeSpoken, type Written } from './write.ts';

export interface LookDeps extends Pick<Circumstances, 'configured' | 'readStandings'> {
  readonly database: Database;
  readonly clock: Clock;
}

export interface LookOptions {
  /** Stops between two chunks. */
  readonly signal?: AbortSignal;
  /** Told after each chunk how many people were looked at. */
  readonly onProgress?: (people: number) => void;
}

export interface Looked extends Written {
  readonly people: number;
  /** Types of which this evaluation matched too many: what they made waits for approval. */
  readonly braked: readonly TriggerType[];
}

/** People looked at in one transaction. */
const CHUNK = 2_000;
/** Key of the advisory lock under which one bulk look runs: it alone lets messages leave, so caps hold. */
export const LOOKING = 7_235_012;

/**
 * Looks at everybody whose moment has come, and says what there is to say: makes triggers, hands messages to the outbox,
 * records what is held back. One process does it at a time; where another does, nothing is done, and null answered. May be
 * interrupted anywhere: each chunk is a transaction, and a trigger exists once. Spec section 6.
 */
export function lookAtDue(deps: LookDeps, options: LookOptions = {}): Promise<Looked | null> {
  return deps.database.session(async (client) => {
    const { rows } = await client.query<{ locked: boolean }>('SELECT pg_try_advisory_lock($1) AS locked', [LOOKING]);
    if (rows[0]?.locked !== true) return null;
    try {
      return await lookAtAll(deps, options);
    } finally {
      await client.query('SELECT pg_advisory_unlock($1)', [LOOKING]);
    }
  });
}

async function lookAtAll(deps: LookDeps, { signal, onProgress }: LookOptions): Promise<Looked> {
  const { database } = deps;
  const now = deps.clock.now();
  const circumstances = { ...deps, now, settings: await readSettings(database) };
  const braked = await brakeIfTooMany(database, now, () => countMatches(database, circumstances, signal));
  // What was braked now is known to the judgement as what waits already is.
  const settings = braked.length === 0 ? circumstances.settings : await readSettings(database);
  const total = { people: 0, made: 0, released: 0 };
  for (;;) {
    signal?.throwIfAborted();
    const chunk = await lookAtChunk(database, { ...circumstances, settings });
    if (chunk === null) return { ...total, braked };
    total.people += chunk.people;
    total.made += chunk.made;
    total.released += chunk.released;
    onProgress?.(total.people);
  }
}

function lookAtChunk(
  database: Database,
  circumstances: Circumstances,
): Promise<(Written & { readonly people: number }) | null> {
  const { now, settings } = circumstances;
  return database.transaction(async (transaction) => {
    await transaction.query(agendaSql.agenda_by_key_only);
    // Taken first: what is noted after this statement stays noted, and what was noted before it is seen by those below.
    const taken = await transaction.query<{ user_id: string }>(agendaSql.agenda_take, [new Date(now), CHUNK]);
    if (taken.length === 0) return null;
    const people = taken.map(({ user_id }) => user_id);
    const known = await readSituations(transaction, people, circumstances);
    const spoken = known.map((situation) => ({ known: situation, verdict: speak(situation) }));
    const written = await writeSpoken(transaction, spoken, { now, settings });
    return { ...written, people: people.length };
  });
}

/** How many triggers of each type a look would make now, without making them. */
async function countMatches(
  database: Queryable,
  circumstances: Circumstances,
  signal: AbortSignal | undefined,
): Promise<Map<TriggerType, number>> {
  const matches = new Map<TriggerType, number>();
  for await (const known of situationsUntil(database, circumstances.now, circumstances)) {
    signal?.throwIfAborted();
    for (const { type, mode, run_id } of speak(known).made) {
      if (mode === 'live' && run_id === null) matches.set(type, (matches.get(type) ?? 0) + 1);
    }
  }
  return matches;
}

/** Everybody to be looked at by a moment, as they stand at the moment of the circumstances. Writes nothing. */
export function situationsUntil(database: Queryable, until: Instant, circumstances: Circumstances) {
  return situations(database, circumstances, (after) =>
    database.query(agendaSql.agenda_after, [new Date(until), after, CHUNK]),
  );
}

/** Everybody, as they stand at the moment of the circumstances. Writes nothing. */
export function allSituations(database: Queryable, circumstances: Circumstances) {
  return situations(database, circumstances, (after) => database.query(agendaSql.users_after, [after, CHUNK]));
}

async function* situations(
  database: Queryable,
  circumstances: Circumstances,
  read: (after: string) => Promise<{ readonly user_id: string }[]>,
): AsyncGenerator<Known> {
  for (let rows = await read(''); rows.length > 0;) {
    const user_ids = rows.map(({ user_id }) => user_id);
    yield* await readSituations(database, user_ids, circumstances);
    rows = await read(user_ids.at(-1) ?? '');
  }
}

/** How often the server looks who is due. */
const EVERY_MS = 5_000;

/** Looks now and again from `start` to `stop`. What fails is logged and tried again. */
export function createLooking(deps: LookDeps & { readonly logger: Logger }) {
  const stopping = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let running = Promise.resolve();

  async function look(): Promise<void> {
    try {
      const looked = await lookAtDue(deps, { signal: stopping.signal });
      if (looked !== null && looked.braked.length > 0) {
        deps.logger.warn({ types: looked.braked }, 'an evaluation matched too many: it waits for approval');
      }
    } catch (error) {
      if (stopping.signal.aborted) return;
      deps.logger.error({ err: error }, 'who is due could not be looked at: it is tried again');
    }
    if (!stopping.signal.aborted) timer = setTimeout(begin, EVERY_MS).unref();
  }

  function begin(): void {
    running = look();
  }

  return {
    start: begin,
    /** Stops after the chunk at hand. */
    stop(): Promise<void> {
      stopping.abort();
      clearTimeout(timer);
      return running;
    },
  };
}
