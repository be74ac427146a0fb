import type { Database } from '../db/database.ts';
import { restoreSql } from './statements.ts';

/**
 * The same database, in which names without a schema mean the tables of that schema: whatever works on the tables of ours
 * works on those of a backup that are not in their place yet.
 */
export function inSchema(database: Database, schema: string): Database {
  const transaction: Database['transaction'] = (work, isolation) =>
    database.transaction(async (transaction) => {
      await transaction.query(restoreSql.restore_schema, [schema]);
      return work(transaction);
    }, isolation);
  return {
    ...database,
    transaction,
    query: (statement, values) => transaction(({ query }) => query(statement, values)),
    session: (work) =>
      database.session(async (client) => {
        const { rows } = await client.query<{ search_path: string }>('SHOW search_path');
        await client.query(`SET search_path TO ${schema}`);
        try {
          return await work(client);
        } finally {
          // Where the connection is in a transaction that failed, it cannot be said, and is rolled back with it.
          const before = rows[0]?.search_path ?? 'public';
          await client.query('ROLLBACK').catch(() => undefined);
          await client.query(`SET search_path TO ${before}`).catch(() => undefined);
        }
      }),
  };
}
