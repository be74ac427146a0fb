import { setTimeout as wait } from 'node:timers/promises';
import { WEBHOOK } from '@retention/domain/channel';
import type { Instant } from '@retention/domain/day';
import type { Clock } from '../../clock.ts';
import type { Database } from '../../db/database.ts';
import type { Logger } from '../../logger.ts';
import { LEASE_MS, SEND_TIMEOUT_MS, type Outcome } from '../carrier.ts';
import { claim, ClaimInDoubt, type Claim, type Claimed } from './claim.ts';
import type { Counters } from './counters.ts';
import { createOutcomeWriter } from './outcome-writer.ts';
import type { Route } from './route.ts';
import { pauseOf, putBack, settle, type UnderWay } from './settle.ts';

/** Takes what is due through one channel, and sends it. */
export interface Worker {
  readonly channel: string;
  /** Begins to take what is due, if it is not at it. */
  wake(): void;
  /** Takes what is due until there is no more; `patient`: also what a rate makes wait for a moment. */
  take(patient: boolean): Promise<void>;
  /** Resolves when nothing is under way and everything is written. Answers how many were sent off since the last time. */
  settled(): Promise<number>;
  /** Takes nothing more. */
  stop(): void;
}

export interface WorkerDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly counters: Counters;
  readonly route: Route;
  /** Who this is; no two are ever called the same. */
  readonly name: string;
  readonly projectZone: string;
  readonly random: () => number;
}

/** A carrier that keeps no word about its time is not waited for longer. */
const PATIENCE_MS = SEND_TIMEOUT_MS + 5_000;
/** What could not be sent so long after it was taken is put back: sending has to end before the lease does. */
const TOO_LATE_MS = LEASE_MS - PATIENCE_MS - 5_000;
/** While few lanes are free, they are filled this often. */
const FILL_MS = 100;
/** A search that found nothing, since all that is due waits to be judged, rests so many times as long as it took. */
const REST = 19;
/** A worker that has to wait longer than this for its turn looks again later. */
const MOMENT_MS = 1_000;

export function createWorker(deps: WorkerDeps): Worker {
  const { database, clock, logger, counters, route, name: worker, projectZone, random } = deps;
  const { channel, lanes, per_second } = route;
  const writer = createOutcomeWriter({ database, clock, logger, channel, worker });
  const stopping = new AbortController();
  const underWay = new Set<Promise<void>>();
  /** Resolves when a lane has become free. */
  let freed = Promise.withResolvers<void>();
  let taking: Promise<void> | null = null;
  let pausedUntil: Instant = -Infinity;
  let restUntil = -Infinity;
  let carried = 0;

  async function take(patient: boolean): Promise<void> {
    while (!stopping.signal.aborted) {
      await room();
      const most = lanes - underWay.size;
      const start = performance.now();
      const { seen, taken, free_at } = await claimUpTo(most);
      const at = performance.now();
      if (seen === 0 && free_at === null) restUntil = at + REST * (at - start);
      for (const claimed of taken) sendOff(claimed, at);
      if (free_at === null) {
        if (seen < most) return;
        continue;
      }
      const turn = free_at - clock.now();
      if (!patient || turn > MOMENT_MS) return;
      await wait(Math.max(1, turn), undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  }

  async function claimUpTo(most: number): Promise<Claim> {
    try {
      return await claim(database, { channel, worker, now: clock.now(), projectZone, most, per_second });
    } catch (error) {
      if (!(error instanceof ClaimInDoubt)) throw error;
      // Where they were taken, they are given back: not a word of them has left.
      for (const claimed of error.taken) writer.add(putBack(wayOf(claimed), clock.now()));
      throw error.cause;
    }
  }

  function wayOf({ user_id, id, attempts, zone, expires_at }: Claimed): UnderWay {
    const toHost = channel === WEBHOOK;
    return { user_id, id, attempt: attempts + 1, zone: toHost ? null : zone, expires_at: toHost ? null : expires_at };
  }

  /** Waits until half of the lanes are free, or one of them is after some while: taking one by one costs the database more. */
  async function room(): Promise<void> {
    const enough = (): boolean => underWay.size <= lanes / 2;
    const since = performance.now();
    const some = (): boolean => underWay.size < lanes && performance.now() - since >= FILL_MS;
    if (enough()) return;
    const timer = setTimeout(() => freed.resolve(), FILL_MS);
    while (!enough() && !some()) {
      await freed.promise;
      freed = Promise.withResolvers();
    }
    clearTimeout(timer);
  }

  function sendOff(claimed: Claimed, takenAt: number): void {
    const sending = carry(claimed, takenAt).finally(() => {
      underWay.delete(sending);
      freed.resolve();
    });
    underWay.add(sending);
    carried++;
  }

  async function carry(claimed: Claimed, takenAt: number): Promise<void> {
    const way = wayOf(claimed);
    const delay = claimed.delay_ms - (performance.now() - takenAt);
    if (delay > 0) await wait(delay, undefined, { signal: stopping.signal }).catch(() => undefined);
    // Asked to stop, or to pause, or frozen for so long that the lease may end: nothing has been handed over yet.
    const late = performance.now() - takenAt > TOO_LATE_MS;
    const paused = pausedUntil > clock.now();
    if (stopping.signal.aborted || paused || late) {
      writer.add(putBack(way, paused ? pausedUntil : clock.now()));
      return;
    }
    const start = performance.now();
    const outcome = await send(claimed);
    const now = clock.now();
    const pause = pauseOf(outcome);
    if (pause > 0 && now + pause > pausedUntil) {
      pausedUntil = now + pause;
      writer.pause(pausedUntil);
    }
    const settled = settle(way, outcome, now, random);
    writer.add(settled);
    const told = settled.status === 'waiting' ? 'retried' : settled.status;
    if (told !== 'sending' && told !== 'cancelled') counters.ended(channel, told, (performance.now() - start) / 1_000);
    if (outcome.outcome !== 'sent') {
      logger.debug({ channel, delivery: way.id, ...outcome, status: settled.status }, 'a delivery was not taken');
    }
  }

  async function send(claimed: Claimed): Promise<Outcome> {
    const over = new AbortController();
    try {
      return await Promise.race([
        route.send(claimed),
        wait(PATIENCE_MS, { outcome: 'uncertain', answer: 'no answer within the time' } as const, {
          signal: over.signal,
        }),
      ]);
    } catch (error) {
      logger.error({ err: error, channel, delivery: claimed.id }, 'a message could not be made');
      return { outcome: 'unreachable', answer: 'the message could not be made', pause_s: null };
    } finally {
      over.abort();
    }
  }

  return {
    channel,
    take,
    wake() {
      if (stopping.signal.aborted || performance.now() < restUntil) return;
      taking ??= take(true)
        .catch((error: unknown) => {
          if (!stopping.signal.aborted) logger.error({ err: error, channel }, 'deliveries could not be taken');
        })
        .finally(() => {
          taking = null;
        });
    },
    async settled() {
      await taking;
      while (underWay.size > 0) await Promise.all(underWay);
      await writer.drain();
      const since = carried;
      carried = 0;
      return since;
    },
    stop: () => stopping.abort(),
  };
}
