import pg from 'pg';
import { hostFailure, HostError, type Address } from './host-failure.ts';

export { HostError } from './host-failure.ts';

/** A database that is read and never written: the host's. */
export interface HostDatabase {
  /**
   * Runs `work` inside one READ ONLY, REPEATABLE READ transaction: all its statements see the host as it was at the
   * first. Keep it short: while it is open the host cannot clean up what it deletes. What the host refuses is thrown as
   * a HostError, in words an owner understands and without the password; errors of `work` are thrown on.
   */
  look<T>(work: (look: HostLook) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

export interface HostLook {
  /** Booleans, small integers and arrays of text as such; everything else, bigint too, as PostgreSQL writes it. */
  rows(text: string, values?: readonly unknown[]): Promise<Record<string, unknown>[]>;
}

/** Idle connections are given back: the host has few of them. */
const CONNECTIONS = 4;
const IDLE_MS = 10_000;
const CONNECT_MS = 10_000;

/**
 * SET LOCAL and no SET, because behind a pooler the same connection is somebody else's afterwards. A lock that is waited
 * for would hold up everybody behind it, so it is not waited for long.
 */
const BEGIN = `BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
SET LOCAL TimeZone = 'UTC';
SET LOCAL DateStyle = 'ISO, YMD';
SET LOCAL extra_float_digits = 1;
SET LOCAL statement_timeout = '10min';
SET LOCAL lock_timeout = '10s'`;

const READ_ONLY = '-c default_transaction_read_only=on';

/**
 * Nothing is connected until the first look. `url` is read as Django's driver reads it:
 * `postgresql://user:password@host:5432/name?sslmode=require`. Throws HostError where it is none.
 */
export function openHostDatabase(url: string): HostDatabase {
  const target = readUrl(url);
  let pool = openPool(target.connectionString, READ_ONLY);

  async function connect(): Promise<pg.PoolClient> {
    const tried = pool;
    try {
      return await tried.connect();
    } catch (error) {
      // A pooler may know no options; every transaction says READ ONLY itself.
      if (!(error instanceof Error && /unsupported startup parameter/.test(error.message))) throw error;
      if (pool === tried) {
        pool = openPool(target.connectionString, undefined);
        await tried.end();
      }
      return pool.connect();
    }
  }

  return {
    async look(work) {
      const failed = (error: unknown): never => {
        throw hostFailure(error, target.address);
      };
      const client = await connect().catch(failed);
      let sound = false;
      try {
        await client.query(BEGIN).catch(failed);
        const result = await work({
          async rows(text, values = []) {
            const { rows } = await client.query<Record<string, unknown>>(text, [...values]).catch(failed);
            return rows;
          },
        });
        await client.query('COMMIT').catch(failed);
        sound = true;
        return result;
      } finally {
        if (!sound) sound = await client.query('ROLLBACK').then(isDone, isFailed);
        client.release(!sound);
      }
    },
    close: () => pool.end(),
  };
}

const isDone = (): boolean => true;
const isFailed = (): boolean => false;

function openPool(connectionString: string, options: string | undefined): pg.Pool {
  const pool = new pg.Pool({
    connectionString,
    application_name: 'retention connect',
    max: CONNECTIONS,
    idleTimeoutMillis: IDLE_MS,
    connectionTimeoutMillis: CONNECT_MS,
    keepAlive: true,
    types: { getTypeParser: parserOf },
    ...(options === undefined ? {} : { options }),
  });
  // An idle connection that dies is replaced by the next look; one at work throws there.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

const TEXT_ARRAY: number = 1009;
const { builtins } = pg.types;
const PARSED: ReadonlySet<number> = new Set([builtins.BOOL, builtins.INT2, builtins.INT4, TEXT_ARRAY]);
const asIs = (text: string): unknown => text;
/** pg's own parsers; what they give is to be looked at before it is believed. */
const parsers: { getTypeParser(oid: number, format: 'text'): (text: string) => unknown } = pg.types;

function parserOf(oid: number): (text: string) => unknown {
  return PARSED.has(oid) ? parsers.getTypeParser(oid, 'text') : asIs;
}

interface Target {
  readonly connectionString: string;
  readonly address: Address;
}

/** What Django's settings and their helpers write before `://` for PostgreSQL. */
const SCHEMES = /^(?:postgres(?:ql)?(?:\+\w+)?|postgis|pgsql|psql|timescale(?:gis)?):\/\//;

function readUrl(text: string): Target {
  const right = 'write postgresql://USER:PASSWORD@HOST:5432/DATABASE, with odd characters percent-encoded';
  if (!SCHEMES.test(text)) throw new HostError(`That is no URL of a PostgreSQL: ${right}`, false);
  let url: URL;
  let address: Address;
  try {
    url = new URL(text.replace(SCHEMES, 'postgresql://'));
    const { hostname, port, pathname, username, searchParams } = url;
    address = {
      host: decodeURIComponent(searchParams.get('host') ?? hostname),
      port: searchParams.get('port') ?? (port === '' ? '5432' : port),
      database: decodeURIComponent(pathname.slice(1)),
      user: decodeURIComponent(username),
    };
    // Read by pg below; said here because its own message would repeat the password.
    decodeURIComponent(url.password);
  } catch {
    throw new HostError(`The URL of the host's database cannot be read: ${right}`, false);
  }
  if (address.database === '') throw new HostError(`The URL names no database: ${right}`, false);
  // As psql and Django's driver read it: `require` encrypts, `verify-full` checks the certificate as well.
  const mode = url.searchParams.get('sslmode');
  if (mode === 'prefer' || mode === 'allow') url.searchParams.delete('sslmode');
  else if (mode !== null && mode !== 'no-verify') url.searchParams.set('uselibpqcompat', 'true');
  const theirs = url.searchParams.get('options');
  if (theirs !== null) url.searchParams.set('options', `${theirs} ${READ_ONLY}`);
  return { connectionString: url.href, address };
}
