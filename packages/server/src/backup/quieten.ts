import type { Instant } from '@retention/domain/day';
import { MILESTONE_XP, TRIGGER_TYPES } from '@retention/domain/trigger';
import type { Database } from '../db/database.ts';
import type { PersonHash } from '../db/person-hash.ts';
import { restoreSql } from './statements.ts';

/** What was on its way when the backup was taken. */
export interface Quietened {
  /** Messages that waited: they were cancelled. */
  readonly cancelled: number;
  /** Messages that were being sent: nobody knows. */
  readonly uncertain: number;
}

const ANSWER = 'it was on its way when the backup was taken that has been restored: it may have been sent since';

/** Sees to it that nothing leaves by itself, and that nobody is logged in any more. */
export function quieten(database: Database, now: Instant): Promise<Quietened> {
  return database.transaction(async (transaction) => {
    const at = new Date(now);
    await transaction.query(restoreSql.restore_shadow, [[...TRIGGER_TYPES, MILESTONE_XP], at]);
    await transaction.query(restoreSql.restore_sessions, [at]);
    const [quietened] = await transaction.query<Quietened>(restoreSql.restore_outbox, [at, ANSWER]);
    return quietened ?? { cancelled: 0, uncertain: 0 };
  });
}

/** People looked at at a time. */
const PEOPLE = 10_000;

/** Who was erased, by the hashes of one key. */
export interface Erased {
  readonly hashes: ReadonlySet<string>;
  readonly personHash: PersonHash;
}

/** The people in these tables who were erased, by any of the lists. */
export async function peopleErased(database: Database, lists: readonly Erased[]): Promise<string[]> {
  const some = lists.filter(({ hashes }) => hashes.size > 0);
  const found: string[] = [];
  if (some.length === 0) return found;
  for (let after = ''; ;) {
    const rows = await database.query<{ user_id: string }>(restoreSql.restore_people_after, [after, PEOPLE]);
    if (rows.length === 0) return found;
    for (const { user_id } of rows) {
      if (some.some(({ hashes, personHash }) => hashes.has(personHash(user_id)))) found.push(user_id);
    }
    after = rows.at(-1)?.user_id ?? after;
  }
}

export async function readErased(database: Database): Promise<Set<string>> {
  const rows = await database.query<{ person_hash: string }>(restoreSql.restore_erased);
  return new Set(rows.map(({ person_hash }) => person_hash));
}
