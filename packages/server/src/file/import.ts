import type { Columns } from './columns.ts';
import type { FileOptions } from './options.ts';
import { persist, type Kept, type PersistOptions, type Taken } from './persist.ts';
import { createProgress, type Screen } from '../progress.ts';
import { describeReached } from './progress.ts';
import { openRefused } from './refused.ts';
import { readRows, type Row, type Values } from './rows.ts';
import { openSource, UnreadableFile, type Source } from './source.ts';
import { printSummary, type Summary } from './summary.ts';

/** What to do with rows. */
export interface RowImport<T> {
  /** What a row says, null where it is none of those that are taken, or the reason why it is refused. */
  read(values: Values): T | string | null;
  /** Stores rows durably; see PersistOptions. */
  readonly store: PersistOptions<T>['store'];
  /** Rows stored in one transaction. */
  readonly chunkRows: number;
  /**
   * Which of the chunks being gathered a row goes to, a small whole number: rows of one person in one chunk cost less
   * than spread over many, and transactions of different people need not wait for each other.
   */
  chunkOf?(item: T): number;
  /** Transactions at a time: one computes while the other waits for the disk. 1 where the order of rows matters. */
  readonly lanes: number;
}

/** What to do with the rows of a file. */
export interface FileImport<T> extends RowImport<T> {
  readonly columns: Omit<Columns, 'renamed'>;
}

/** Rows from wherever they come. */
export interface RowSource {
  /** What to call it in a summary. */
  readonly name: string;
  /** A block at a time; throws UnreadableFile where it makes no sense to go on. */
  blocks(say: (text: string) => void): AsyncGenerator<Row[]>;
  /** Bytes read so far, and all there are, null where nobody knows. */
  reached(): { readonly bytes: number; readonly total: number | null };
}

export interface ImportTools {
  readonly signal: AbortSignal;
  readonly screen: Screen;
  print(line: string): void;
  /** How long the database may be away. */
  readonly patienceMs?: number;
}

const AGAIN = 'Run the same command again: what is stored already is known, and it goes on from there';

/** Imports a file; see importRows. */
export async function importFile<T>(
  file: string,
  options: FileOptions,
  job: FileImport<T>,
  tools: ImportTools,
): Promise<Summary> {
  let source: Source | null = null;
  const rows: RowSource = {
    name: file,
    async *blocks(say) {
      source = await openSource(file, tools.signal);
      const columns = { ...job.columns, renamed: options.column };
      const onIgnored = (names: readonly string[]): void => say(`Ignored, being none of ours: ${names.join(', ')}`);
      yield* readRows(source, { columns, format: options.format ?? null, onIgnored });
    },
    reached: () => ({ bytes: source?.read() ?? 0, total: source?.total ?? null }),
  };
  return importRows(rows, options, job, tools);
}

/**
 * Imports rows of any number in constant memory. What cannot be taken is refused row by row and stops nothing. Throws
 * where they cannot be read to their end, the database stays away, or not one row could be taken; what was stored
 * until then stays.
 */
export async function importRows<T>(
  source: RowSource,
  options: Pick<FileOptions, 'refused' | 'json'>,
  job: RowImport<T>,
  tools: ImportTools,
): Promise<Summary> {
  const { signal, screen, print } = tools;
  const refused = await openRefused(source.name, options.refused);
  const progress = createProgress(screen);
  const { say } = progress;
  const start = performance.now();
  const tally = { read: 0, stored: 0, known: 0, left_out: 0 };
  const lanes = createLanes(job.lanes, async (rows: readonly Taken<T>[]) => {
    const refuse: PersistOptions<T>['refuse'] = ({ line, input }, reason) => refused.add({ line, reason, input });
    const patience = tools.patienceMs === undefined ? {} : { patienceMs: tools.patienceMs };
    const { stored, known } = await persist(rows, { store: job.store, refuse, say, signal, ...patience });
    tally.stored += stored;
    tally.known += known;
  });
  const chunks = new Map<number, Taken<T>[]>();
  function gather(row: Taken<T>): readonly Taken<T>[] | null {
    const key = job.chunkOf?.(row.item) ?? 0;
    const chunk = chunks.get(key);
    if (chunk === undefined) chunks.set(key, [row]);
    else if (chunk.push(row) >= job.chunkRows) {
      chunks.delete(key);
      return chunk;
    }
    return null;
  }

  let failure: unknown = null;
  try {
    for await (const rows of source.blocks(say)) {
      for (const { line, input, values, fault } of rows) {
        tally.read++;
        const item = values === null ? (fault ?? '') : job.read(values);
        if (typeof item === 'string') {
          refused.add({ line, reason: item, input });
          continue;
        }
        if (item === null) {
          tally.left_out++;
          continue;
        }
        const full = gather({ line, input, item });
        if (full !== null) await lanes.take(full);
        if (signal.aborted) break;
      }
      await refused.flush();
      if (signal.aborted) break;
      const reached = { rows: tally.read, refused: refused.count, ...source.reached() };
      progress.show((seconds) => describeReached(reached, seconds));
    }
  } catch (error) {
    failure = error;
  }
  try {
    // Good rows before the place where the file breaks are as good as any.
    const readable = failure === null || failure instanceof UnreadableFile;
    for (const chunk of chunks.values()) if (readable && !signal.aborted) await lanes.take(chunk);
    await lanes.drain();
  } catch (error) {
    failure ??= error;
  }
  await refused.close();
  progress.end();

  // Stopped on purpose: that the file could not be read on is no news.
  if (signal.aborted && !lanes.broken) failure = null;
  const seconds = (performance.now() - start) / 1000;
  const summary: Summary = {
    file: source.name,
    ...tally,
    refused,
    seconds,
    finished: failure === null && !signal.aborted,
  };
  printSummary(summary, options.json === true, print);
  if (failure !== null) throw explained(failure, tally.read);
  if (signal.aborted) say(`Interrupted. ${AGAIN}.`);
  else if (tally.read > 0 && refused.count === tally.read) {
    const [first] = refused.examples;
    throw new Error(`None of the ${tally.read} rows could be taken. The first, line ${first?.line}: ${first?.reason}`);
  }
  return summary;
}

function explained(failure: unknown, read: number): Error {
  const message = failure instanceof Error ? failure.message : String(failure);
  if (!(failure instanceof UnreadableFile)) return new Error(`Stopped: ${message}. ${AGAIN}`, { cause: failure });
  if (read === 0) return failure;
  return new Error(`${message}. The rows before are imported; with the file repaired, import it again`, {
    cause: failure,
  });
}

interface Lanes<C> {
  /** Resolves when a lane has taken the chunk. Throws what broke a lane before. */
  take(chunk: C): Promise<void>;
  /** Resolves when all lanes are done. Throws what broke one. */
  drain(): Promise<void>;
  readonly broken: boolean;
}

function createLanes<C>(most: number, work: (chunk: C) => Promise<void>): Lanes<C> {
  const running = new Set<Promise<void>>();
  const failures: unknown[] = [];
  function check(): void {
    if (failures.length > 0) throw failures[0];
  }
  return {
    async take(chunk) {
      while (running.size >= most) await Promise.race(running);
      check();
      const lane: Promise<void> = work(chunk)
        .catch((error: unknown) => void failures.push(error))
        .finally(() => running.delete(lane));
      running.add(lane);
    },
    async drain() {
      await Promise.all(running);
      check();
    },
    get broken() {
      return failures.length > 0;
    },
  };
}

export type { Kept, Taken };
