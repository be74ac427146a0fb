import { setTimeout as wait } from 'node:timers/promises';
import { isConflict, isConnectionLost, sqlState } from '../db/database.ts';
import { WAS_ERASED } from '../db/person-hash.ts';
import type { Batch, Stored } from './store.ts';

/**
 * Group commit: requests that arrive while a transaction runs share the next one, so that many small batches cost little
 * more than few large ones. Nothing waits for company: an idle lane takes what is there.
 *
 * Bounded in every direction. More than `maxQueuedBytes` of waiting batches: refused at once. Longer than `maxWaitMs`
 * without an answer from the database: refused, also when the outcome is not known yet; the sender sends again, and the
 * ids of the events make that harmless.
 */
export interface GroupCommit {
  /**
   * Resolves when the batch is durable; rejects with `Overloaded` when the database cannot keep up, with `ErasedPerson`
   * where nothing may be stored of them.
   */
  submit(batch: Batch, bytes: number): Promise<void>;
  /** Batches and bytes not yet answered. */
  waiting(): { readonly batches: number; readonly bytes: number };
  /** Resolves when everything taken has been answered. */
  drain(): Promise<void>;
}

export interface GroupCommitOptions {
  /** Stores a group durably; `again` when an earlier attempt may have stored some of it. */
  readonly store: (batches: readonly Batch[], again: boolean) => Promise<Stored>;
  /** Told of every failed attempt. */
  readonly onFailure: (error: unknown, batches: number) => void;
  readonly onCommit: (stored: Stored, batches: number) => void;
  /** Transactions at a time: one computes while the other waits for the disk. */
  readonly lanes?: number;
  readonly maxGroupEvents?: number;
  readonly maxQueuedBytes?: number;
  readonly maxWaitMs?: number;
}

/** The database cannot keep up, or cannot be reached: the same request may succeed later. */
export class Overloaded extends Error {
  readonly retryAfterSeconds: number;

  constructor(message: string, retryAfterSeconds: number) {
    super(message);
    this.name = 'Overloaded';
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** The person was erased: nothing is stored of them, however often it is sent. */
export class ErasedPerson extends Error {
  constructor() {
    super(WAS_ERASED);
    this.name = 'ErasedPerson';
  }
}

interface Waiting {
  readonly batch: Batch;
  readonly bytes: number;
  readonly deadline: number;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
  answered: boolean;
}

const RETRY_AFTER_SECONDS = 2;
const SWEEP_MS = 100;
const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 1_000;

export function createGroupCommit(options: GroupCommitOptions): GroupCommit {
  const { lanes = 2, maxGroupEvents = 4_000, maxQueuedBytes = 16 * 1024 * 1024, maxWaitMs = 5_000 } = options;
  const queue: Waiting[] = [];
  const open = new Set<Waiting>();
  let openBytes = 0;
  let busyLanes = 0;
  let pauseMs = 0;
  /** Runs only while somebody waits. */
  let sweep: NodeJS.Timeout | null = null;
  let drained: (() => void)[] = [];

  function answer(waiting: Waiting, error?: Error): void {
    if (waiting.answered) return;
    waiting.answered = true;
    open.delete(waiting);
    openBytes -= waiting.bytes;
    if (error === undefined) waiting.resolve();
    else waiting.reject(error);
    if (open.size === 0) for (const done of drained.splice(0)) done();
  }

  // Elapsed time, not the time of day: a clock that jumps must not refuse everybody.
  function refuseLate(): void {
    const now = performance.now();
    for (const waiting of open) {
      if (waiting.deadline > now) break; // in the order of arrival, and all wait equally long
      answer(
        waiting,
        new Overloaded(`The events could not be stored within ${maxWaitMs / 1000} s`, RETRY_AFTER_SECONDS),
      );
    }
    sweep = open.size > 0 ? setTimeout(refuseLate, SWEEP_MS) : null;
  }

  function takeGroup(): Waiting[] {
    const group: Waiting[] = [];
    let events = 0;
    while (queue.length > 0 && (group.length === 0 || events < maxGroupEvents)) {
      const next = queue.shift();
      if (next === undefined || next.answered) continue;
      group.push(next);
      events += next.batch.events.length;
    }
    return group;
  }

  function startLanes(): void {
    while (busyLanes < lanes && queue.length > 0) {
      busyLanes++;
      void runLane();
    }
  }

  async function runLane(): Promise<void> {
    try {
      for (let group = takeGroup(); group.length > 0; group = takeGroup()) await commit(group, false);
    } finally {
      busyLanes--;
    }
  }

  /** Answers every batch of the group, however often it takes. */
  async function commit(group: readonly Waiting[], again: boolean): Promise<void> {
    const wanted = group.filter((waiting) => !waiting.answered);
    if (wanted.length === 0) return;
    try {
      const stored = await options.store(
        wanted.map(({ batch }) => batch),
        again,
      );
      pauseMs = 0;
      options.onCommit(stored, wanted.length);
      for (const waiting of wanted) {
        if (stored.erased.has(waiting.batch.user_id)) answer(waiting, new ErasedPerson());
        else answer(waiting);
      }
    } catch (error) {
      if (!again && sqlState(error) === UNIQUE_VIOLATION) return commit(wanted, true);
      options.onFailure(error, wanted.length);
      if (isConnectionLost(error) || isConflict(error)) {
        pauseMs = Math.min(LONGEST_PAUSE_MS, pauseMs * 2 || FIRST_PAUSE_MS);
        await wait(pauseMs);
        return commit(wanted, true);
      }
      if (wanted.length > 1) {
        // One of them is more than the database can take: let it not spoil the others.
        for (const waiting of wanted) await commit([waiting], true);
      } else {
        for (const waiting of wanted) answer(waiting, error instanceof Error ? error : new Error(String(error)));
      }
    }
  }

  return {
    submit(batch, bytes) {
      if (openBytes + bytes > maxQueuedBytes && open.size > 0) {
        return Promise.reject(new Overloaded('Too many events are waiting to be stored', RETRY_AFTER_SECONDS));
      }
      return new Promise((resolve, reject) => {
        const deadline = performance.now() + maxWaitMs;
        const waiting: Waiting = { batch, bytes, deadline, resolve, reject, answered: false };
        open.add(waiting);
        openBytes += bytes;
        queue.push(waiting);
        sweep ??= setTimeout(refuseLate, SWEEP_MS);
        // After the requests that were read in the same turn have been queued too.
        if (busyLanes < lanes) setImmediate(startLanes);
      });
    },
    waiting: () => ({ batches: open.size, bytes: openBytes }),
    drain: () =>
      new Promise((resolve) => {
        if (open.size === 0) resolve();
        else drained.push(resolve);
      }),
  };
}

const UNIQUE_VIOLATION = '23505';
