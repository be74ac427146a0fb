import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { afterAll, inject } from 'vitest';
import { createDjangoHost, type DjangoHostOptions } from './django-host.ts';

export interface DjangoHost {
  /** Of a role that may do everything there: the app. */
  readonly connectionString: string;
  /** Of a role that may read the tables and nothing else. */
  readonly readerUrl: string;
  /** What the app does meanwhile. */
  query(text: string, values?: readonly unknown[]): Promise<Record<string, unknown>[]>;
}

/** No message may repeat it. */
export const READER_PASSWORD = 'correct-horse-7';

/** A Django app's database for one test file, dropped at the end. */
export async function openDjangoHost(options: DjangoHostOptions = {}): Promise<DjangoHost> {
  const name = `host_${randomBytes(6).toString('hex')}`;
  const reader = `reader_${name}`;
  const url = new URL(inject('templateUrl'));
  const administer = async (...statements: readonly string[]): Promise<void> => {
    const client = new pg.Client({ connectionString: withPath(url, 'postgres') });
    await client.connect();
    try {
      for (const statement of statements) await client.query(statement);
    } finally {
      await client.end();
    }
  };
  await administer(
    `CREATE DATABASE ${name} TEMPLATE template0`,
    `CREATE ROLE ${reader} LOGIN PASSWORD '${READER_PASSWORD}'`,
  );
  const connectionString = withPath(url, name);
  await createDjangoHost(connectionString, options);
  const app = new pg.Client({ connectionString });
  await app.connect();
  const schemas = await app.query<{ name: string }>(
    "SELECT nspname AS name FROM pg_namespace WHERE nspname NOT LIKE 'pg\\_%' AND nspname <> 'information_schema'",
  );
  for (const { name: schema } of schemas.rows) {
    await app.query(
      `GRANT USAGE ON SCHEMA ${schema} TO ${reader}; GRANT SELECT ON ALL TABLES IN SCHEMA ${schema} TO ${reader}`,
    );
  }
  afterAll(async () => {
    await app.end();
    await administer(`DROP DATABASE ${name} WITH (FORCE)`, `DROP ROLE ${reader}`);
  });
  const readerAddress = new URL(connectionString);
  readerAddress.username = reader;
  readerAddress.password = READER_PASSWORD;
  return {
    connectionString,
    readerUrl: readerAddress.href,
    async query(text, values = []) {
      const { rows } = await app.query<Record<string, unknown>>(text, [...values]);
      return rows;
    },
  };
}

function withPath(url: URL, database: string): string {
  const next = new URL(url);
  next.pathname = database;
  return next.href;
}
