import { loadStatements } from '../db/statement.ts';

export const sql = loadStatements(new URL('erase.sql', import.meta.url), [
  'erase_held',
  'erase_turn',
  'erase_lock',
  'erase_hold',
  'erase_days',
  'erase_texts',
  'erase_runs',
  'erase_remember',
  'erase_for_good',
  'erase_allow',
  'erase_known',
  'erased_any',
  'erased_candidates',
  'erase_rows',
]);
