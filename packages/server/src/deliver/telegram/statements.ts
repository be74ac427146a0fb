import { loadStatements } from '../../db/statement.ts';

export const sql = loadStatements(new URL('telegram.sql', import.meta.url), [
  'telegram_token_recent',
  'telegram_token_add',
  'telegram_token_known',
  'telegram_bind',
  'telegram_people',
  'telegram_start',
  'telegram_stop',
  'telegram_blocked',
  'telegram_unblocked',
  'telegram_pressed',
]);
