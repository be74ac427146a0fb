import type { Database } from '../db/database.ts';
import type { PersonHash } from '../db/person-hash.ts';
import { sql } from './statements.ts';

/** In how many rows of which tables anything is held about somebody; tables that hold nothing are left out. */
export async function heldAbout(
  { database, personHash }: { readonly database: Database; readonly personHash: PersonHash },
  user_id: string,
): Promise<ReadonlyMap<string, number>> {
  const [row = {}] = await database.query<Record<string, number>>(sql.erase_held, [user_id, personHash(user_id)]);
  return new Map(Object.entries(row).filter(([, rows]) => rows > 0));
}
