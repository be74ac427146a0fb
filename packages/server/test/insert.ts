import type { Database } from '../src/db/database.ts';

/** Puts rows into a table as they stand, past everything that usually writes it. Columns left out take their default. */
export async function insertRows(database: Database, table: string, rows: readonly object[]): Promise<void> {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  if (columns.length === 0) return;
  await database.session((client) =>
    client.query(
      `INSERT INTO ${table} (${columns.join()}) OVERRIDING SYSTEM VALUE
       SELECT ${columns.join()} FROM json_populate_recordset(null::public.${table}, $1)`,
      [JSON.stringify(rows)],
    ),
  );
}
