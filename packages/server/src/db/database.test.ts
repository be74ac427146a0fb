import { expect, test } from 'vitest';
import { openTestDatabase } from '../../test/database.ts';
import { openDatabase } from './database.ts';

const { connectionString } = await openTestDatabase();

test('a connection that dies while it is lent out is an error of the next statement, not of the process', async () => {
  const told: string[] = [];
  const database = openDatabase({
    connectionString,
    applicationName: 'dying',
    connections: 2,
    statementTimeoutMs: 5_000,
    onError: (error) => told.push(error.message),
  });
  const lost = database.session(async (client) => {
    const ended = new Promise((resolve) => client.once('end', resolve));
    const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    await database.session((other) => other.query('SELECT pg_terminate_backend($1)', [rows[0]?.pid]));
    await ended;
    await client.query('SELECT 1');
  });
  await expect(lost).rejects.toThrow('not queryable');
  expect(database.counts()).toEqual({ total: 1, idle: 1, waiting: 0 });
  await database.close();
  expect(told).toEqual([]);
});
