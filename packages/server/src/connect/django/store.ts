import { createRowStore } from '../../collect/import/store-rows.ts';
import { createPartitions } from '../../db/partition.ts';
import { groupOf } from '../../file/group.ts';
import { persist } from '../../file/persist.ts';
import type { ConnectDeps } from './deps.ts';
import type { HostRow, Refusal } from './host-row.ts';

/** Rows in one transaction, about: beyond it nothing is gained, and people are locked for longer. */
const CHUNK_ROWS = 5_000;
/** Transactions at a time: one computes while the other waits for the disk. */
const LANES = 2;

export interface Listener {
  /** Told of each row that cannot be taken. */
  refuse(refusal: Refusal): void;
  /** Told in a sentence what a person should know meanwhile. */
  say(text: string): void;
  /** Told now and again of so many people or rows more that have been gone through. */
  went(source: string, rows: number): void;
}

export interface StoreHostRowsOptions {
  readonly listener: Listener;
  readonly signal: AbortSignal;
  /** Whether some may be stored already. */
  readonly again: boolean;
  /** Told after each transaction of how many rows it was. */
  readonly onStored?: (rows: number) => void;
}

/** Stores rows of the host durably, the rows of one person together. Throws when the signal is aborted, between two chunks. */
export type StoreHostRows = (rows: readonly HostRow[], options: StoreHostRowsOptions) => Promise<number>;

export function createHostRowStore(deps: ConnectDeps): StoreHostRows {
  const { database, clock, projectZone, personHash } = deps;
  const store = createRowStore({ database, partitions: createPartitions(database), projectZone, personHash });
  return async (rows, { listener, signal, again, onStored }) => {
    let sum = 0;
    await inLanes(chunksOf(rows), signal, async (chunk) => {
      const { stored } = await persist(chunk, {
        store: async (items, attempted) => {
          const { stored, repeated } = await store(items, clock.now(), again || attempted);
          return { stored, known: repeated };
        },
        refuse: ({ input, item }, reason) => listener.refuse({ source: item.event.type, reason, input }),
        say: listener.say,
        signal,
      });
      sum += stored;
      onStored?.(chunk.length);
    });
    return sum;
  };
}

/** One person is in one chunk: what is told of them costs once, and transactions need not wait for each other. */
function chunksOf(rows: readonly HostRow[]): HostRow[][] {
  const groups = Math.ceil(rows.length / CHUNK_ROWS);
  const chunks: HostRow[][] = Array.from({ length: groups }, () => []);
  for (const row of rows) chunks[groupOf(row.user_id, groups)]?.push(row);
  return chunks.filter((chunk) => chunk.length > 0);
}

async function inLanes<T>(items: readonly T[], signal: AbortSignal, work: (item: T) => Promise<void>): Promise<void> {
  const queue = [...items];
  const lane = async (): Promise<void> => {
    try {
      for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
        signal.throwIfAborted();
        await work(next);
      }
    } catch (error) {
      queue.length = 0;
      throw error;
    }
  };
  // All of them are waited for: whoever goes on must know what is stored.
  const ended = await Promise.allSettled(Array.from({ length: LANES }, lane));
  for (const end of ended) if (end.status === 'rejected') throw end.reason;
}
