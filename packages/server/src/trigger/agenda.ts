import type { Instant } from '@retention/domain/day';
import type { Standing } from '@retention/domain/occasion';
import { nextLook } from '@retention/domain/speak';
import { TRIGGER_TYPES, triggerDefinition } from '@retention/domain/trigger';
import { milestoneAwards } from '@retention/domain/xp';
import type { Transaction } from '../db/database.ts';
import { loadStatements } from '../db/statement.ts';

export const agendaSql = loadStatements(new URL('agenda.sql', import.meta.url), [
  'agenda_note',
  'agenda_take',
  'agenda_due',
  'agenda_after',
  'agenda_add',
  'agenda_by_key_only',
  'users_count',
  'users_after',
]);

/** The types that something a person does may settle. */
const SETTLED_TYPES = TRIGGER_TYPES.filter((type) => triggerDefinition(type).expires.when !== undefined);

/** Notes when to look at people who have just been judged anew, in the same transaction. */
export async function noteAgenda(
  transaction: Transaction,
  standings: readonly Standing[],
  now: Instant,
): Promise<void> {
  if (standings.length === 0) return;
  const user_ids = standings.map(({ user_id }) => user_id);
  const look_ats = standings.map((standing) => asDate(nextLook(standing, now)));
  const milestones = standings.map((standing) => milestoneAwards(standing).length);
  await transaction.query(agendaSql.agenda_note, [user_ids, look_ats, milestones, SETTLED_TYPES, new Date(now)]);
}

/** Notes when to look at each of these people. */
export async function addToAgenda(transaction: Transaction, looks: ReadonlyMap<string, Instant>): Promise<void> {
  if (looks.size === 0) return;
  await transaction.query(agendaSql.agenda_add, [[...looks.keys()], Array.from(looks.values(), asDate)]);
}

function asDate(at: Instant | null): Date | null {
  return at === null ? null : new Date(at);
}
