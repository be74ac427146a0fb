import type { Database } from '../db/database.ts';
import { sql } from './statements.ts';

/**
 * Empties a database that holds a demo which was interrupted, so that it can begin anew. `own`: the ids of its people.
 * Throws, and leaves everything as it is, where there is anybody else. What the owner has set stays.
 */
export async function clearDemo(database: Database, own: readonly string[]): Promise<void> {
  await database.transaction(async (transaction) => {
    const [row] = await transaction.query<{ strangers: number }>(sql.demo_strangers, [own]);
    const strangers = row?.strangers ?? 0;
    if (strangers > 0) {
      throw new Error(
        `A demo was interrupted here, and ${strangers} other people are in this database: it is left alone`,
      );
    }
    await transaction.query(sql.demo_clear);
  });
}
