import { randomBytes } from 'node:crypto';
import { closeSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { OccurrenceTable } from './occurrences.ts';

/** The part of `Occurrences` that no longer fits into memory: a hash table of pages in a temporary file. */
export interface OccurrenceFile {
  add(high: number, low: number): number;
  close(): void;
}

const PAGE_BYTES = 4096;
/** high, low and count of a row, four bytes each; a count of 0 marks the free end of a page. */
const ENTRY_BYTES = 12;
const PAGE_WORDS = PAGE_BYTES / 4;
const ENTRY_WORDS = ENTRY_BYTES / 4;
const PAGE_ENTRIES = Math.floor(PAGE_BYTES / ENTRY_BYTES);
/** So full, one page in 10¹¹ overflows by chance; and one that does only makes the file double early. */
const FULL = 0.7;
/** Pages written in one go. */
const BLOCK_PAGES = 1024;

/** Moves a table into a file. */
export function createOccurrenceFile(table: OccurrenceTable): OccurrenceFile {
  // At most half as full as it may be, so that it need not grow at once.
  let bits = 1;
  while (2 ** bits * PAGE_ENTRIES * (FULL / 2) < table.used) bits++;
  let file = openTemporary();
  let used = table.used;
  writeAll(file.descriptor, bits, (first, pages) => {
    table.each((high, low, count) => {
      const page = pageOf(high, bits) - first;
      if (page >= 0 && page < pages.count) pages.add(page, high, low, count);
    });
  });
  const page = new Pages(1);

  function double(): void {
    const larger = openTemporary();
    const old = new Pages(1);
    writeAll(larger.descriptor, bits + 1, (first, pages) => {
      for (let half = 0; half < pages.count; half += 2) {
        old.read(file.descriptor, (first + half) / 2);
        old.each((high, low, count) => pages.add(pageOf(high, bits + 1) - first, high, low, count));
      }
    });
    file.close();
    file = larger;
    bits++;
  }

  return {
    add(high, low) {
      if (used >= 2 ** bits * PAGE_ENTRIES * FULL) double();
      for (;;) {
        const number = pageOf(high, bits);
        page.read(file.descriptor, number);
        const entry = page.find(high, low);
        if (entry < PAGE_ENTRIES) {
          const before = page.countAt(entry);
          if (before === 0) used++;
          page.put(entry, high, low, before + 1);
          page.writeEntry(file.descriptor, number, entry);
          return before;
        }
        double();
      }
    },
    close: () => file.close(),
  };
}

/** The first bits of a digest number its page: doubling the pages parts each into two neighbours. */
function pageOf(high: number, bits: number): number {
  return high >>> (32 - bits);
}

/** Writes all pages a block at a time, each as `fill` fills it. */
function writeAll(descriptor: number, bits: number, fill: (first: number, pages: Pages) => void): void {
  const total = 2 ** bits;
  const pages = new Pages(Math.min(BLOCK_PAGES, total));
  for (let first = 0; first < total; first += pages.count) {
    pages.clear();
    fill(first, pages);
    pages.write(descriptor, first);
  }
}

/** Some neighbouring pages in memory. */
class Pages {
  readonly count: number;
  readonly #words: Uint32Array;
  /** The same memory. */
  readonly #bytes: Uint8Array;

  constructor(count: number) {
    this.count = count;
    this.#words = new Uint32Array(count * PAGE_WORDS);
    this.#bytes = new Uint8Array(this.#words.buffer);
  }

  clear(): void {
    this.#words.fill(0);
  }

  read(descriptor: number, first: number): void {
    readSync(descriptor, this.#bytes, 0, this.#bytes.length, first * PAGE_BYTES);
  }

  write(descriptor: number, first: number): void {
    writeFully(descriptor, this.#bytes, first * PAGE_BYTES);
  }

  /** Where in a page the row is, or could be put: PAGE_ENTRIES where the page is full without it. */
  find(high: number, low: number, page = 0): number {
    const words = this.#words;
    let at = page * PAGE_WORDS;
    for (let entry = 0; entry < PAGE_ENTRIES; entry++, at += ENTRY_WORDS) {
      if ((words[at] === high && words[at + 1] === low) || words[at + 2] === 0) return entry;
    }
    return PAGE_ENTRIES;
  }

  countAt(entry: number): number {
    return this.#words[entry * ENTRY_WORDS + 2] ?? 0;
  }

  put(entry: number, high: number, low: number, count: number, page = 0): void {
    const at = page * PAGE_WORDS + entry * ENTRY_WORDS;
    this.#words[at] = high;
    this.#words[at + 1] = low;
    this.#words[at + 2] = count;
  }

  /** Adds a row that is not there yet. */
  add(page: number, high: number, low: number, count: number): void {
    const entry = this.find(high, low, page);
    if (entry === PAGE_ENTRIES) throw new RangeError('rows whose digests are too much alike to be counted apart');
    this.put(entry, high, low, count, page);
  }

  writeEntry(descriptor: number, page: number, entry: number): void {
    const at = entry * ENTRY_BYTES;
    writeFully(descriptor, this.#bytes.subarray(at, at + ENTRY_BYTES), page * PAGE_BYTES + at);
  }

  each(visit: (high: number, low: number, count: number) => void): void {
    const words = this.#words;
    for (let at = 0; at < PAGE_ENTRIES * ENTRY_WORDS; at += ENTRY_WORDS) {
      const count = words[at + 2] ?? 0;
      if (count === 0) return;
      visit(words[at] ?? 0, words[at + 1] ?? 0, count);
    }
  }
}

interface Temporary {
  readonly descriptor: number;
  close(): void;
}

/** Counting wrongly would store events twice: what cannot be written stops the import. */
function writeFully(descriptor: number, bytes: Uint8Array, position: number): void {
  try {
    let done = 0;
    while (done < bytes.length) done += writeSync(descriptor, bytes, done, bytes.length - done, position + done);
  } catch (error) {
    throw noRoom(error);
  }
}

function openTemporary(): Temporary {
  const path = join(tmpdir(), `retention-import-${randomBytes(8).toString('hex')}`);
  let descriptor: number;
  try {
    descriptor = openSync(path, 'wx+', 0o600);
  } catch (error) {
    throw noRoom(error);
  }
  // Gone from the folder at once, so that no crash leaves it behind; where an open file cannot go, it goes when closed.
  const remove = (): void => rmSync(path, { force: true });
  let removed = false;
  try {
    remove();
    removed = true;
  } catch {}
  return {
    descriptor,
    close() {
      closeSync(descriptor);
      if (!removed) remove();
    },
  };
}

function noRoom(error: unknown): Error {
  const reason = error instanceof Error ? error.message : String(error);
  const advice = 'set TMPDIR to a folder with room for 34 bytes for each row of the file';
  return new Error(`Identical rows could not be counted in ${tmpdir()} (${reason}): ${advice}`, { cause: error });
}
