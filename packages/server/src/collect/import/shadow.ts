import type { Instant } from '@retention/domain/day';
import { MILESTONE_XP, TRIGGER_TYPES } from '@retention/domain/trigger';
import type { Database } from '../../db/database.ts';
import { loadStatements } from '../../db/statement.ts';

const sql = loadStatements(new URL('shadow.sql', import.meta.url), ['triggers_shadow']);

/** Before the first row of a history is stored: it must not speak to the people it is about. */
export async function shadowTriggers(database: Database, now: Instant): Promise<void> {
  await database.query(sql.triggers_shadow, [[...TRIGGER_TYPES, MILESTONE_XP], new Date(now)]);
}
