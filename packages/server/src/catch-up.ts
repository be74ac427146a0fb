import { localDay, type Day, type Instant } from '@retention/domain/day';
import type { Clock } from './clock.ts';
import { isConnectionLost, type Database, type Transaction } from './db/database.ts';
import { loadStatements } from './db/statement.ts';
import type { Logger } from './logger.ts';
import { countPeople } from './measure/count.ts';
import { reopenDays } from './measure/daily-metrics.ts';
import { judgePeople, JUDGING } from './profile/judge.ts';
import { readPeople, sql as profileSql, type KnownPerson } from './profile/people.ts';
import { standingOf } from './standing.ts';
import { noteAgenda } from './trigger/agenda.ts';

const sql = loadStatements(new URL('catch-up.sql', import.meta.url), ['change_take', 'change_of', 'change_left']);

export interface CatchUpDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly projectZone: string;
}

export interface CatchUpOptions {
  /** Told after each chunk how many people it was. */
  readonly onProgress?: (people: number) => void;
  /** Stops between two chunks. */
  readonly signal?: AbortSignal;
  /** Takes no more than one chunk of so many changes; left out: all there are. */
  readonly most?: number;
  /** Waits while somebody else judges people; else nothing is done then. */
  readonly wait?: boolean;
}

/** Changes taken in one transaction, about. */
const CHUNK = 20_000;
/** How many changes a reader of the dashboard waits for: a fraction of a second. */
const MOMENT = 2_000;
/** Waiting changes are counted up to here. */
const MOST_COUNTED = 1_000_000;

/**
 * What has changed since, once: takes the rows of `change`, judges those people anew from the earliest day that was
 * touched, counts them, and closes reopened days again, all in one transaction. What it takes it has counted, and what it
 * has not taken is counted nowhere: a crash in between loses nothing and counts nothing twice. Answers how many people
 * it took. Any number of processes may call it; one at a time works.
 */
export function catchUp(deps: CatchUpDeps, options: CatchUpOptions = {}): Promise<number> {
  return deps.database.session(async (client) => {
    const lock = options.wait === true ? 'pg_advisory_lock' : 'pg_try_advisory_lock';
    const { rows } = await client.query<{ locked: boolean | '' }>(`SELECT ${lock}($1) AS locked`, [JUDGING]);
    if (rows[0]?.locked === false) return 0;
    try {
      let people = 0;
      let after = '';
      for (;;) {
        options.signal?.throwIfAborted();
        // Repeatable read: what is stored meanwhile is seen by none of the statements, and is left in `change`.
        const taken = await deps.database.transaction(
          (transaction) => takeChunk(transaction, deps, after, options.most ?? CHUNK),
          'repeatable read',
        );
        if (taken === null) return people;
        people += taken.people;
        after = taken.last;
        options.onProgress?.(people);
        if (options.most !== undefined) return people;
      }
    } finally {
      await client.query('SELECT pg_advisory_unlock($1)', [JUDGING]);
    }
  });
}

/**
 * For readers of the dashboard: catches up as far as a moment allows, and answers how many changes are left, counted up
 * to a million. Whoever asks while one runs waits for the next, which all of them share: it knows whatever was stored
 * before they asked.
 */
export function createCatchUp(deps: CatchUpDeps & { readonly logger: Logger }): () => Promise<number> {
  let running: Promise<number> | null = null;
  let next: Promise<number> | null = null;
  const run = (): Promise<number> => {
    next = null;
    const own = catchUpForMoment(deps).finally(() => {
      if (running === own) running = null;
    });
    return (running = own);
  };
  return () => {
    if (running === null) return run();
    return (next ??= running.then(run, run));
  };
}

async function catchUpForMoment(deps: CatchUpDeps & { readonly logger: Logger }): Promise<number> {
  if ((await changesLeft(deps.database, 1)) === 0) return 0;
  try {
    await catchUp(deps, { most: MOMENT });
  } catch (error) {
    if (isConnectionLost(error)) throw error;
    // What was counted before is still right, and how much is missing is said.
    deps.logger.error({ err: error }, 'what has changed could not be counted');
  }
  return changesLeft(deps.database, MOST_COUNTED);
}

async function changesLeft(database: Database, most: number): Promise<number> {
  const [row] = await database.query<{ changes: number }>(sql.change_left, [most]);
  return row?.changes ?? 0;
}

interface ChangeRow {
  readonly user_id: string;
  readonly day: Day | null;
  readonly gained: boolean;
}

/** What has changed of one person. */
export interface Changed {
  /** The earliest day to be judged anew. */
  readonly from: Day;
  readonly gained: ReadonlySet<Day>;
  /** Days that are counted, and are none of theirs any more; left out: none. */
  readonly lost?: ReadonlySet<Day>;
}

async function takeChunk(
  transaction: Transaction,
  { clock, projectZone }: CatchUpDeps,
  after: string,
  most: number,
): Promise<{ readonly people: number; readonly last: string } | null> {
  const rows = await transaction.query<ChangeRow>(sql.change_take, [after, most]);
  if (rows.length === 0) return null;
  const now = clock.now();
  const today = localDay(now, projectZone);
  const changes = changesOf(rows, today);
  await transaction.query(profileSql.by_key_only);
  const user_ids = [...changes.keys()];
  const people = await readPeople(transaction, user_ids, projectZone);
  const nothing: Changed = { from: today, gained: new Set() };
  const first = await settle(transaction, people, { now, today }, ({ user_id }) => changes.get(user_id) ?? nothing);
  if (first < today) await reopenDays(transaction, first, { now, projectZone });
  return { people: people.length, last: user_ids.reduce((last, id) => (bytewise(id, last) > 0 ? id : last), after) };
}

/** What rows of `change` say of each person. */
function changesOf(rows: readonly ChangeRow[], today: Day): Map<string, Changed> {
  const changes = new Map<string, { from: Day; readonly gained: Set<Day> }>();
  for (const { user_id, day, gained } of rows) {
    let changed = changes.get(user_id);
    if (changed === undefined) changes.set(user_id, (changed = { from: today, gained: new Set() }));
    if (day !== null && day < changed.from) changed.from = day;
    if (day !== null && gained) changed.gained.add(day);
  }
  return changes;
}

const NONE: ReadonlySet<Day> = new Set();

/** Takes what waits of these people, and answers it for each; whoever has taken it counts it. */
export async function takeChanges(
  transaction: Transaction,
  user_ids: readonly string[],
  today: Day,
): Promise<Map<string, Changed>> {
  return changesOf(await transaction.query<ChangeRow>(sql.change_of, [user_ids]), today);
}

/** Judges and counts these people anew, and notes when to look whether to speak to them. Answers the first day of which a figure may have changed; Infinity: none. */
export async function settle(
  transaction: Transaction,
  people: readonly KnownPerson[],
  { now, today }: { readonly now: Instant; readonly today: Day },
  changedOf: (person: KnownPerson) => Changed,
): Promise<Day> {
  const judged = await judgePeople(transaction, people, { now, today, from: (person) => changedOf(person).from });
  const counted = await countPeople(
    transaction,
    people.map((person) => {
      const { gained, lost = NONE } = changedOf(person);
      return { ...person, gained, lost };
    }),
  );
  await noteAgenda(
    transaction,
    people.map((person) => standingOf(person, now)),
    now,
  );
  return Math.min(judged ?? Infinity, counted ?? Infinity);
}

/** How often the server looks for what has changed; after much work it rests so many times as long as that took. */
const EVERY_MS = 10_000;
const REST = 19;

/** Catches up now and again from `start` to `stop`. What fails is logged and tried again. */
export function createCatchUpLoop(deps: CatchUpDeps & { readonly logger: Logger }) {
  const stopping = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let running = Promise.resolve();

  async function look(): Promise<void> {
    const start = performance.now();
    try {
      await catchUp(deps, { signal: stopping.signal });
    } catch (error) {
      if (stopping.signal.aborted) return;
      deps.logger.error({ err: error }, 'what has changed could not be counted: it is tried again');
    }
    // Whoever changes much is not served worse for it: a twentieth of the time is enough, and the more comes together, the
    // less there is to do for each.
    const rest = Math.max(EVERY_MS, REST * (performance.now() - start));
    if (!stopping.signal.aborted) timer = setTimeout(begin, rest).unref();
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

/** The order of PostgreSQL's COLLATE "C". */
function bytewise(one: string, other: string): number {
  return Buffer.compare(Buffer.from(one), Buffer.from(other));
}
