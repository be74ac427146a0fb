import pg from 'pg';
import { parseDay, type Day } from '@retention/domain/day';
import { scriptOf, sendScript, type Step } from './script.ts';
import type { Statement } from './statement.ts';

export type Row = Record<string, unknown>;

/** A connection, or the pool: what runs one statement. */
export interface Queryable {
  /** Runs a named statement, prepared once per connection; the rows are as its header declares. */
  query<R extends object = Row>(statement: Statement, values?: readonly unknown[]): Promise<R[]>;
}

/** A connection inside BEGIN … COMMIT. */
export interface Transaction extends Queryable {
  /** Several statements in one round trip; the rows of the last. */
  together<R extends object = Row>(statements: readonly Exclude<Step, { copy: string }>[]): Promise<R[]>;
  /** Sends bytes as `COPY … FROM STDIN`. */
  copyIn(command: string, bytes: Uint8Array): Promise<void>;
  /** These last steps and COMMIT, in one round trip. Nothing may follow. */
  commit(steps: readonly Step[]): Promise<void>;
}

/** `repeatable read`: all statements see the database as it was at the first. */
export type Isolation = 'read committed' | 'repeatable read';

export interface Database extends Queryable {
  /**
   * Runs `work` between BEGIN and COMMIT. An error of `work`, of the database or of the connection rolls back and is
   * thrown on; a connection that failed is closed, never reused. An error while committing leaves the outcome unknown.
   */
  transaction<T>(work: (transaction: Transaction) => Promise<T>, isolation?: Isolation): Promise<T>;
  /** A connection of its own for as long as `work` runs: advisory locks, cursors, COPY TO. */
  session<T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T>;
  /** Connections open, idle and waited for. */
  counts(): { readonly total: number; readonly idle: number; readonly waiting: number };
  close(): Promise<void>;
}

export interface DatabaseOptions {
  readonly connectionString: string;
  readonly applicationName: string;
  /** Most connections. */
  readonly connections: number;
  /** A statement that takes longer is given up and its connection closed; 0 = no bound. */
  readonly statementTimeoutMs: number;
  /** Told of errors of idle connections. */
  readonly onError: (error: Error) => void;
}

const { builtins } = pg.types;

/** PostgreSQL's ids of these types; pg names only the scalar ones. */
const INT4_ARRAY: number = 1007;
const INT8_ARRAY: number = 1016;
const DATE_ARRAY: number = 1182;

/**
 * Days as `Day`, instants as `Instant`, bigint as number (counts stay far below 2^53), alone and in arrays. The
 * rest as pg reads it.
 */
const parsers = new Map<number, (text: string) => unknown>([
  [builtins.DATE, (text) => parseDay(text)],
  [builtins.TIMESTAMPTZ, (text) => Date.parse(text.includes(' ') ? `${text.replace(' ', 'T')}:00` : text)],
  [builtins.INT8, Number],
  [INT4_ARRAY, parseIntegers],
  [INT8_ARRAY, parseIntegers],
  [DATE_ARRAY, parseDays],
]);

/** `{1,-2,3}` without nulls. Written out, because a refresh reads millions of them. */
function parseIntegers(text: string): number[] {
  const values: number[] = [];
  let value = 0;
  let sign = 1;
  for (let at = 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 45) sign = -1;
    else if (code >= 48 && code <= 57) value = value * 10 + code - 48;
    else if (text.length > 2) {
      values.push(sign * value);
      value = 0;
      sign = 1;
    }
  }
  return values;
}

/** `{2024-01-15,2024-01-16}` without nulls. */
function parseDays(text: string): Day[] {
  return text.length === 2
    ? []
    : text
        .slice(1, -1)
        .split(',')
        .map((day) => parseDay(day) ?? Number.NaN);
}

/** Opens a pool. Nothing is connected until the first statement. */
export function openDatabase(options: DatabaseOptions): Database {
  const pool = new pg.Pool({
    connectionString: options.connectionString,
    application_name: options.applicationName,
    max: options.connections,
    idleTimeoutMillis: 0,
    connectionTimeoutMillis: 10_000,
    query_timeout: options.statementTimeoutMs,
    keepAlive: true,
    // Instants are read and written as UTC, whatever zone the process or the server is in.
    options: '-c TimeZone=UTC -c DateStyle=ISO -c client_min_messages=warning',
    types: { getTypeParser: typeParser },
  });
  let closing = false;
  // While closing, PostgreSQL may be faster than we are: what is not needed any more is not lost.
  pool.on('error', (error) => closing || options.onError(error));
  // A connection may die at any moment, also between being opened and being handed out: the next statement throws it.
  // Unheard, the event would end the process.
  pool.on('connect', (client) => client.on('error', () => undefined));
  return {
    query: (statement, values) => run(pool, statement, values),
    session: (work) => withClient(pool, work),
    transaction: (work, isolation) => withClient(pool, (client) => transact(client, work, isolation)),
    counts: () => ({ total: pool.totalCount, idle: pool.idleCount, waiting: pool.waitingCount }),
    close() {
      closing = true;
      return pool.end();
    },
  };
}

/** pg's own parsers; what they give is to be looked at before it is believed. */
const others: { getTypeParser(oid: number, format: 'text'): (text: string) => unknown } = pg.types;

function typeParser(oid: number): (text: string) => unknown {
  return parsers.get(oid) ?? others.getTypeParser(oid, 'text');
}

async function run<R extends object>(
  client: pg.Pool | pg.ClientBase,
  { name, text }: Statement,
  values: readonly unknown[] = [],
): Promise<R[]> {
  const result = await client.query<R>({ name, text, values: [...values] });
  return result.rows;
}

/** BEGIN travels with the first statement, COMMIT with the last where `commit` is used. */
async function transact<T>(
  client: pg.PoolClient,
  work: (transaction: Transaction) => Promise<T>,
  isolation: Isolation = 'read committed',
): Promise<T> {
  // What is the default need not be said.
  const beginning = isolation === 'read committed' ? 'BEGIN' : `BEGIN ISOLATION LEVEL ${isolation}`;
  let begun = false;
  let committed = false;
  const begin = async (): Promise<void> => {
    if (!begun) await client.query(beginning);
    begun = true;
  };
  const result = await work({
    async query(statement, values) {
      await begin();
      return run(client, statement, values);
    },
    async together<R extends object>(statements: readonly Exclude<Step, { copy: string }>[]) {
      const script = await scriptOf(client, statements);
      const text = [...(begun ? [] : [beginning]), ...script].join(';\n');
      begun = true;
      // One result for each command of the text.
      const results = [await client.query<R>(text)].flat();
      return results.at(-1)?.rows ?? [];
    },
    async copyIn(copy, bytes) {
      await begin();
      await sendScript(client, [{ copy, bytes }], copy);
    },
    async commit(steps) {
      const script = await scriptOf(client, steps);
      await begin();
      await sendScript(client, steps, [...script, 'COMMIT'].join(';\n'));
      committed = true;
    },
  });
  if (begun && !committed) await client.query('COMMIT');
  return result;
}

async function withClient<T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  try {
    const result = await work(client);
    client.release(false);
    return result;
  } catch (error) {
    if (isConnectionLost(error)) client.release(true);
    else
      await client.query('ROLLBACK').then(
        () => client.release(false),
        () => client.release(true),
      );
    throw error;
  }
}

/** SQLSTATE of an error PostgreSQL reported, else undefined. */
export function sqlState(error: unknown): string | undefined {
  return error instanceof pg.DatabaseError ? error.code : undefined;
}

/**
 * Whether the database could not be reached, went away, or is out of room: the same work may succeed later.
 * Classes 08 (connection), 53 (resources), 57P (operator intervention), and every error without an SQLSTATE.
 */
export function isConnectionLost(error: unknown): boolean {
  const state = sqlState(error);
  return state === undefined
    ? error instanceof Error && !(error instanceof TypeError || error instanceof RangeError)
    : /^(?:08|53|57P)/.test(state);
}

/** Serialization failure, deadlock, lock timeout: nobody's fault, the same work succeeds when tried again. */
export function isConflict(error: unknown): boolean {
  return ['40001', '40P01', '55P03'].includes(sqlState(error) ?? '');
}
