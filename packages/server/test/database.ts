import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { afterAll, inject } from 'vitest';
import { openDatabase, type Database } from '../src/db/database.ts';
import { testClock, type TestClock } from './clock.ts';

export interface TestDatabase {
  readonly database: Database;
  readonly connectionString: string;
  readonly clock: TestClock;
}

export interface TestDatabaseOptions {
  /** Where the clock stands at first. */
  readonly now?: string;
  readonly connections?: number;
}

/**
 * A database of its own for one test file: migrated, empty, dropped at the end. Call it at the top of the file:
 *
 *     const { database, clock } = await openTestDatabase({ now: '2024-01-15T10:30:00Z' });
 *
 * A connection that was not given back, or is still open when everything has been closed, fails the file.
 */
export async function openTestDatabase(options: TestDatabaseOptions = {}): Promise<TestDatabase> {
  const template = new URL(inject('templateUrl'));
  const name = `test_${randomBytes(6).toString('hex')}`;
  await administer(`CREATE DATABASE ${name} TEMPLATE ${template.pathname.slice(1)}`);
  const url = new URL(template);
  url.pathname = name;
  const connectionString = url.href;
  const lost: Error[] = [];
  const database = openDatabase({
    connectionString,
    applicationName: 'test',
    connections: options.connections ?? 8,
    statementTimeoutMs: 15_000,
    onError: (error) => lost.push(error),
  });
  afterAll(async () => {
    const { total, idle, waiting } = database.counts();
    await database.close();
    const open = await connectionsTo(name);
    await administer(`DROP DATABASE ${name} WITH (FORCE)`);
    if (total > idle || waiting > 0)
      throw new Error(`${total - idle} connections not given back, ${waiting} waited for`);
    if (open.length > 0) throw new Error(`connections left open: ${open.join(', ')}`);
    if (lost.length > 0) throw new Error(`connections lost: ${lost.map(({ message }) => message).join(', ')}`);
  });
  return { database, connectionString, clock: testClock(options.now ?? '2024-01-15T10:30:00Z') };
}

/** Who is still connected; PostgreSQL takes a moment to notice that somebody left. */
async function connectionsTo(name: string): Promise<string[]> {
  let open: string[] = [];
  for (let attempt = 0; attempt < 40; attempt++) {
    const rows = await administer<{ application_name: string }>(
      `SELECT application_name FROM pg_stat_activity WHERE datname = '${name}'`,
    );
    open = rows.map(({ application_name }) => application_name);
    if (open.length === 0) break;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  return open;
}

/** Runs a statement beside the template, which must have no connections while it is copied. */
async function administer<R extends pg.QueryResultRow>(text: string): Promise<R[]> {
  const url = new URL(inject('templateUrl'));
  url.pathname = 'postgres';
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  try {
    const { rows } = await client.query<R>(text);
    return rows;
  } finally {
    await client.end();
  }
}
