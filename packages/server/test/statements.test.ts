import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { parseStatements, type Column } from '../src/db/statement.ts';
import { openTestDatabase } from './database.ts';
import { describeStatement } from './describe.ts';

const { database } = await openTestDatabase();
const source = fileURLToPath(new URL('../src/', import.meta.url));
const files = globSync('**/*.sql', { cwd: source }).filter((file) => !file.includes('migrations/'));
const statements = files
  .toSorted()
  .flatMap((file) =>
    parseStatements(readFileSync(`${source}${file}`, 'utf8')).map((statement) => ({ file, ...statement })),
  );

test.for(statements)('$file: $name is what its header says', async ({ name, text, params, columns }) => {
  expect(name).toMatch(/^[a-z][a-z_0-9]*$/);
  await database.session(async (client) => {
    const said = await describeStatement(client, text);
    const spelt = async (declared: readonly Column[]): Promise<string[]> => {
      const { rows } = await client.query<{ types: string[] }>('SELECT $1::regtype[]::text[] AS types', [
        declared.map(({ type }) => type),
      ]);
      return rows[0]?.types ?? [];
    };
    expect(
      said.params.map(({ type }) => type),
      'params',
    ).toEqual(await spelt(params));
    expect(
      said.columns.map((column) => column.name),
      'columns',
    ).toEqual(columns.map((column) => column.name));
    expect(
      said.columns.map(({ type }) => type),
      'types of columns',
    ).toEqual(await spelt(columns));
  });
});

test('no two statements share a name: it is the name they are prepared under', () => {
  const names = statements.map(({ name }) => name);
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
});
