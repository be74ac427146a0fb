import { loadStatements } from '../../db/statement.ts';

/** What the outbox asks of the database. */
export const sql = loadStatements(new URL('outbox.sql', import.meta.url), [
  'outbox_look',
  'outbox_lapse',
  'pace_lock',
  'pace_open',
  'pace_take',
  'claim_by_key_only',
  'claim_due',
  'claim_turn',
  'claim_take',
  'outcome_write',
  'retry_read',
  'retry_write',
]);
