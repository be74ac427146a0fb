import { setTimeout as pause } from 'node:timers/promises';
import { isConflict, isConnectionLost, sqlState } from '../db/database.ts';

/** A row on its way into the database, with what is needed to refuse it still. */
export interface Taken<T> {
  readonly line: number;
  readonly input: string;
  readonly item: T;
}

export interface Kept {
  readonly stored: number;
  /** Known from before: they changed nothing. */
  readonly known: number;
}

export interface Stored<T> extends Kept {
  /** The reason why a row was not taken after all; null: it was. Left out: all were. */
  readonly refusalOf?: (item: T) => string | null;
}

export interface PersistOptions<T> {
  /** Stores these rows durably, or throws and may be asked again; `again` when an earlier attempt may have stored some. */
  readonly store: (items: readonly T[], again: boolean) => Promise<Stored<T>>;
  readonly refuse: (row: Taken<T>, reason: string) => void;
  readonly say: (text: string) => void;
  readonly signal: AbortSignal;
  readonly patienceMs?: number;
}

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5_000;
const PATIENCE_MS = 60_000;

/**
 * Stores a chunk of rows, as often as it takes: a database that is away for up to a minute costs nothing but time, and a
 * row it cannot hold costs nobody but itself. Throws where the database stays away, or refuses for another reason.
 */
export async function persist<T>(rows: readonly Taken<T>[], options: PersistOptions<T>): Promise<Kept> {
  const { store, refuse, say, signal, patienceMs = PATIENCE_MS } = options;
  const items = rows.map(({ item }) => item);
  let pauseMs = FIRST_PAUSE_MS;
  let away = 0;
  for (let again = false; ; again = true) {
    try {
      const { refusalOf, ...kept } = await store(items, again);
      for (const row of refusalOf === undefined ? [] : rows) {
        const reason = refusalOf?.(row.item) ?? null;
        if (reason !== null) refuse(row, reason);
      }
      return kept;
    } catch (error) {
      if (isRowsFault(error)) return halve(rows, error, options, refuse);
      if (!isConnectionLost(error) && !isConflict(error)) throw error;
      if (away >= patienceMs || signal.aborted) throw error;
      if (!again) say(`The database cannot be reached or is busy (${messageOf(error)}): trying again`);
      // Interrupted while waiting: one more attempt, and then it is over.
      await pause(pauseMs, undefined, { signal }).catch(() => undefined);
      away += pauseMs;
      pauseMs = Math.min(LONGEST_PAUSE_MS, pauseMs * 2);
    }
  }
}

/** Finds the rows the database cannot hold. Halving makes that cheap where there are few. */
async function halve<T>(
  rows: readonly Taken<T>[],
  error: unknown,
  options: PersistOptions<T>,
  refuse: PersistOptions<T>['refuse'],
): Promise<Kept> {
  const [first] = rows;
  if (first !== undefined && rows.length === 1) {
    refuse(first, `The database cannot hold it: ${messageOf(error)}`);
    return { stored: 0, known: 0 };
  }
  const middle = Math.ceil(rows.length / 2);
  const one = await persist(rows.slice(0, middle), options);
  const other = await persist(rows.slice(middle), options);
  return { stored: one.stored + other.stored, known: one.known + other.known };
}

/** Data exceptions and broken constraints: the fault of a row, not of the database. */
function isRowsFault(error: unknown): boolean {
  return /^(?:22|23|54)/.test(sqlState(error) ?? '');
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
