import { formatDay, instantAt, localDay, type Day, type Instant } from '@retention/domain/day';
import type { Clock } from './clock.ts';
import type { Database } from './db/database.ts';
import { loadStatements } from './db/statement.ts';
import type { Logger } from './logger.ts';

/** Something to be done once a day. */
export interface Duty {
  /** Of its row in the table `duty`. Never changes. */
  readonly name: string;
  /** `HH:MM` on the wall clock of the project's zone. */
  readonly at: string;
  /**
   * Does the duty of that day of the project's zone. It may be interrupted by the signal, a crash, or an error, and is
   * then called for the same day again: doing it twice must do no harm.
   */
  run(day: Day, signal: AbortSignal): Promise<void>;
}

export interface TimetableDeps {
  readonly database: Database;
  readonly clock: Clock;
  /** The project's zone. */
  readonly zone: string;
  readonly duties: readonly Duty[];
  readonly logger: Logger;
  /** How often the clock is looked at. */
  readonly everyMs?: number;
}

export interface Timetable {
  /** Looks at the clock now and from now on. */
  start(): void;
  /** Does what is due. Never rejects: what failed is logged, and due again at the next look. */
  tick(): Promise<void>;
  /** Tells a running duty to stop and waits for it. */
  stop(): Promise<void>;
}

const statements = loadStatements(new URL('timetable.sql', import.meta.url), ['duty_done', 'duty_finish']);

/** First key of the advisory locks of duties; the second is the hash of the name. */
const DUTY = 7_235_004;

/**
 * Does each duty once a day, however many processes share the database. What passed while everything was down is
 * caught up once, for the latest day that is due: a duty looks at the data, not at how often it was missed.
 */
export function createTimetable(deps: TimetableDeps): Timetable {
  const { clock, zone, duties, logger, everyMs = 30_000 } = deps;
  const stopping = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | null = null;

  async function lookAtAll(): Promise<void> {
    for (const duty of duties) {
      if (stopping.signal.aborted) return;
      const day = dueDay(duty, clock.now(), zone);
      try {
        await runIfDue(deps, duty, day, stopping.signal);
      } catch (error) {
        if (stopping.signal.aborted) return;
        logger.error({ err: error, duty: duty.name, day: formatDay(day) }, 'a duty failed: it is tried again');
      }
    }
  }

  function tick(): Promise<void> {
    running ??= lookAtAll().finally(() => {
      running = null;
    });
    return running;
  }

  return {
    tick,
    start() {
      timer ??= setInterval(() => void tick(), everyMs).unref();
      void tick();
    },
    async stop() {
      clearInterval(timer);
      stopping.abort();
      await running;
    },
  };
}

/** The latest day whose minute has come. */
export function dueDay({ at }: Pick<Duty, 'at'>, now: Instant, zone: string): Day {
  const [hour = Number.NaN, minute = Number.NaN] = at.split(':').map(Number);
  const today = localDay(now, zone);
  return now >= instantAt(today, hour * 60 + minute, zone) ? today : today - 1;
}

async function runIfDue(deps: TimetableDeps, duty: Duty, day: Day, stopping: AbortSignal): Promise<void> {
  const { database, clock, logger } = deps;
  if (await isDone(database, duty, day)) return;
  await database.session(async (client) => {
    // Its lock goes with the connection: another process may begin, so this one has to end.
    const lost = new AbortController();
    const lose = (): void => lost.abort(new Error('the connection that held the lock of this duty was lost'));
    client.once('error', lose);
    const { rows } = await client.query<{ locked: boolean }>(
      'SELECT pg_try_advisory_lock($1, hashtext($2)) AS locked',
      [DUTY, duty.name],
    );
    if (rows[0]?.locked !== true) return;
    try {
      // The one that held the lock before may have done it meanwhile.
      if (await isDone(database, duty, day)) return;
      logger.info({ duty: duty.name, day: formatDay(day) }, 'a duty begins');
      const signal = AbortSignal.any([stopping, lost.signal]);
      await duty.run(day, signal);
      signal.throwIfAborted();
      await database.query(statements.duty_finish, [duty.name, formatDay(day), new Date(clock.now())]);
      logger.info({ duty: duty.name, day: formatDay(day) }, 'a duty is done');
    } finally {
      client.off('error', lose);
      if (!lost.signal.aborted) await client.query('SELECT pg_advisory_unlock($1, hashtext($2))', [DUTY, duty.name]);
    }
  });
}

async function isDone(database: Database, duty: Duty, day: Day): Promise<boolean> {
  const [row] = await database.query<{ done_for: Day }>(statements.duty_done, [duty.name]);
  return row !== undefined && row.done_for >= day;
}
