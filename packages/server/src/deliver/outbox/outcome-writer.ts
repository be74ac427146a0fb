import { setTimeout as wait } from 'node:timers/promises';
import type { Carrier as CarrierName } from '@retention/domain/channel';
import type { Instant } from '@retention/domain/day';
import type { Clock } from '../../clock.ts';
import { isConflict, isConnectionLost, type Database } from '../../db/database.ts';
import type { Logger } from '../../logger.ts';
import type { Settled } from './settle.ts';
import { sql } from './statements.ts';

/** Writes what has become of deliveries: what ends while one group is written makes the next. */
export interface OutcomeWriter {
  add(settled: Settled): void;
  /** Nobody sends through this channel before then, in no process. */
  pause(until: Instant): void;
  /** Resolves when everything that was added is written. */
  drain(): Promise<void>;
}

export interface OutcomeWriterDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly channel: CarrierName;
  readonly worker: string;
}

const MOST_TOGETHER = 500;
const FIRST_REST_MS = 50;
const LONGEST_REST_MS = 1_000;

/**
 * While the database is away an outcome is kept and tried again, for as long as it takes: it is what has happened, and
 * forgetting it would leave a message in doubt.
 */
export function createOutcomeWriter({ database, clock, logger, channel, worker }: OutcomeWriterDeps): OutcomeWriter {
  const waiting: Settled[] = [];
  let pausedUntil: Instant | null = null;
  let running: Promise<void> | null = null;

  async function run(): Promise<void> {
    // What is added in this turn of the loop belongs together.
    await new Promise(setImmediate);
    while (waiting.length > 0 || pausedUntil !== null) {
      const until = pausedUntil;
      pausedUntil = null;
      if (until !== null) await writePause(until);
      const group = waiting.splice(0, MOST_TOGETHER);
      if (group.length > 0) await writeGroup(group);
    }
    running = null;
  }

  async function writePause(until: Instant): Promise<void> {
    try {
      await insist(() => database.query(sql.pace_take, [channel, new Date(until)]));
    } catch (error) {
      logger.error({ err: error, channel }, 'the pause a provider wants could not be written');
    }
  }

  async function writeGroup(group: readonly Settled[]): Promise<void> {
    const write = async () => database.query(sql.outcome_write, [textOf(group), worker, new Date(clock.now())]);
    try {
      await insist(write);
    } catch (error) {
      const [first] = group;
      if (group.length === 1 && first !== undefined) {
        // Its lease ends, and it is then listed as not known.
        logger.error({ err: error, channel, delivery: first.id }, 'what became of a delivery could not be written');
        return;
      }
      // One of them is more than the database takes: let it not spoil the others.
      for (const settled of group) await writeGroup([settled]);
    }
  }

  /** Until the database has answered. Throws what trying again does not mend. */
  async function insist(work: () => Promise<unknown>): Promise<void> {
    for (let rest = FIRST_REST_MS; ; rest = Math.min(rest * 2, LONGEST_REST_MS)) {
      try {
        await work();
        return;
      } catch (error) {
        if (!isConnectionLost(error) && !isConflict(error)) throw error;
        if (rest === FIRST_REST_MS) {
          logger.warn({ err: error, channel }, 'what became of deliveries cannot be written now: it is tried again');
        }
      }
      await wait(rest);
    }
  }

  function begin(): void {
    running ??= run();
  }

  return {
    add(settled) {
      waiting.push(settled);
      begin();
    },
    pause(until) {
      pausedUntil = Math.max(pausedUntil ?? until, until);
      begin();
    },
    async drain() {
      for (let last = running; last !== null; last = running) await last;
    },
  };
}

function textOf(group: readonly Settled[]): string {
  return JSON.stringify(
    group.map((settled) => ({
      ...settled,
      next_at: new Date(settled.next_at),
      sent_at: settled.sent_at === null ? null : new Date(settled.sent_at),
    })),
  );
}
