import { erase, type EraseDeps } from '../erase.ts';
import { sql } from './statements.ts';

/** People looked at in one statement. */
const CHUNK = 10_000;

/**
 * Erases again what was being written at the very moment somebody was erased, or has come in by a way that asks nobody: a
 * backup, rows written by hand. Answers how many of those who were erased something was found about.
 */
export async function eraseWhatCameIn(deps: EraseDeps, signal?: AbortSignal): Promise<number> {
  const { database, personHash } = deps;
  if ((await database.query(sql.erased_any)).length === 0) return 0;
  let people = 0;
  for (let after = ''; ;) {
    signal?.throwIfAborted();
    const rows = await database.query<{ user_id: string }>(sql.erased_candidates, [after, CHUNK]);
    const last = rows.at(-1)?.user_id;
    if (last === undefined) return people;
    after = last;
    const byHash = new Map(rows.map(({ user_id }) => [personHash(user_id), user_id]));
    const erased = await database.query<{ person_hash: string }>(sql.erase_known, [[...byHash.keys()]]);
    const user_ids = erased.flatMap(({ person_hash }) => byHash.get(person_hash) ?? []);
    if (user_ids.length > 0) await erase(deps, user_ids, signal);
    people += user_ids.length;
  }
}
