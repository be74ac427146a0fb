import { readFileSync, readdirSync } from 'node:fs';
import { parseStatements, type Column } from '@retention/server/statement';
import { expect, test } from 'vitest';
import { describeStatement } from '../../packages/server/test/describe.ts';
import { openTestDatabase } from '../../packages/server/test/database.ts';
import { migrate } from './migrate.ts';

const { database } = await openTestDatabase();
await migrate(database);
const folder = new URL('.', import.meta.url);
const statements = readdirSync(folder)
  .filter((name) => name.endsWith('.sql'))
  .flatMap((file) => parseStatements(readFileSync(new URL(file, folder), 'utf8')));

test.for(statements)('$name is what its header says', async ({ name, text, params, columns }) => {
  expect(name).toMatch(/^op_[a-z_]+$/);
  await database.session(async (client) => {
    const said = await describeStatement(client, text);
    const spelt = async (declared: readonly Column[]): Promise<string[]> => {
      const { rows } = await client.query<{ types: string[] }>('SELECT $1::regtype[]::text[] AS types', [
        declared.map(({ type }) => type),
      ]);
      return rows[0]?.types ?? [];
    };
    expect(said.params.map(({ type }) => type)).toEqual(await spelt(params));
    expect(said.columns.map((column) => column.name)).toEqual(columns.map((column) => column.name));
    expect(said.columns.map(({ type }) => type)).toEqual(await spelt(columns));
  });
});

test('migrating again changes nothing', async () => {
  await migrate(database);
  await migrate(database);
  expect(statements.length).toBeGreaterThan(40);
});
