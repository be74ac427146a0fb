import type { Database, Transaction } from '../db/database.ts';
import { quoted } from '../db/quoted.ts';
import { loadStatements } from '../db/statement.ts';

const sql = loadStatements(new URL('statistics.sql', import.meta.url), [
  'statistics_metadata',
  'statistics_holding',
  'statistics_can_be_cleared',
  'statistics_clear',
]);

interface HoldingRow {
  readonly schema: string;
  readonly table_name: string;
  readonly column_name: string;
  readonly inherited: boolean;
}

/** What the events of these people carry, of which the planner remembers something. */
export async function rememberedMetadata(transaction: Transaction, user_ids: readonly string[]): Promise<string[]> {
  const rows = await transaction.query<{ text: string }>(sql.statistics_metadata, [user_ids]);
  return rows.map(({ text }) => text);
}

/**
 * The planner keeps the commonest values of each column, and some between them: takes a new sample of those columns in which
 * one of these texts still stands although its rows are gone. PostgreSQL before 18 keeps the old sample of a table that has
 * become empty, until something is in it again.
 */
export async function forgetStatistics(database: Database, texts: readonly string[]): Promise<void> {
  const rows = await database.query<HoldingRow>(sql.statistics_holding, [texts]);
  if (rows.length === 0) return;
  const [can] = await database.query<{ possible: boolean }>(sql.statistics_can_be_cleared);
  if (can?.possible === true) {
    for (const { schema, table_name, column_name, inherited } of rows) {
      await database.query(sql.statistics_clear, [schema, table_name, column_name, inherited]);
    }
  }
  const tables = Map.groupBy(rows, ({ schema, table_name }) => `${quoted(schema)}.${quoted(table_name)}`);
  await database.session(async (client) => {
    for (const [table, columns] of tables) {
      const names = [...new Set(columns.map(({ column_name }) => quoted(column_name)))];
      await client.query(`ANALYZE ${table} (${names.join(', ')})`);
    }
  });
}
