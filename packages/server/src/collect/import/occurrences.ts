import { createOccurrenceFile, type OccurrenceFile } from './occurrence-file.ts';

/**
 * How often has each row come so far? Rows are known by 64 bits of a digest of what they say.
 *
 * Exact for a file of any length in bounded memory: 12 bytes for each slot of a table that is 35 to 70 % full, doubling
 * up to MOST_SLOTS, 100 MB (150 MB while it doubles). The 5.9 million different rows it then holds go to a temporary
 * file, and all that follow are counted there: 17 to 34 bytes of disk for each, and about 10 µs. Two of 100 million
 * different rows share their 64 bits with a probability of 0.03 %; then the later one gets the id of a second occurrence,
 * an id like any other; only in a file of another order it would be the other one's.
 */
export interface Occurrences {
  /** Counts one more row of these 64 bits. Answers how many there were before. */
  add(high: number, low: number): number;
  close(): void;
}

const FIRST_SLOTS = 2 ** 14;
const MOST_SLOTS = 2 ** 23;
const FULL = 0.7;

export function createOccurrences(mostSlots = MOST_SLOTS): Occurrences {
  let table = new OccurrenceTable(Math.min(FIRST_SLOTS, mostSlots));
  let file: OccurrenceFile | null = null;
  return {
    add(high, low) {
      if (file === null && table.used >= table.slots * FULL) {
        if (table.slots < mostSlots) table = table.doubled();
        else {
          file = createOccurrenceFile(table);
          table = new OccurrenceTable(1);
        }
      }
      return file === null ? table.add(high, low, 1) : file.add(high, low);
    },
    close: () => file?.close(),
  };
}

/** Open addressing over flat arrays: a Map would take ten times the memory. */
export class OccurrenceTable {
  readonly slots: number;
  used = 0;
  readonly #highs: Uint32Array;
  readonly #lows: Uint32Array;
  /** 0 marks a free slot. */
  readonly #counts: Uint32Array;

  /** `slots` is a power of two. */
  constructor(slots: number) {
    this.slots = slots;
    this.#highs = new Uint32Array(slots);
    this.#lows = new Uint32Array(slots);
    this.#counts = new Uint32Array(slots);
  }

  /** Counts `more` of them. Answers how many there were before. */
  add(high: number, low: number, more: number): number {
    const last = this.slots - 1;
    for (let slot = low & last; ; slot = (slot + 1) & last) {
      const count = this.#counts[slot] ?? 0;
      if (count === 0) {
        this.used++;
        this.#highs[slot] = high;
        this.#lows[slot] = low;
      } else if (this.#highs[slot] !== high || this.#lows[slot] !== low) continue;
      this.#counts[slot] = count + more;
      return count;
    }
  }

  each(visit: (high: number, low: number, count: number) => void): void {
    for (let slot = 0; slot < this.slots; slot++) {
      const count = this.#counts[slot] ?? 0;
      if (count > 0) visit(this.#highs[slot] ?? 0, this.#lows[slot] ?? 0, count);
    }
  }

  doubled(): OccurrenceTable {
    const larger = new OccurrenceTable(this.slots * 2);
    this.each((high, low, count) => larger.add(high, low, count));
    return larger;
  }
}
