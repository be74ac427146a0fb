import { loadStatements } from '../db/statement.ts';

/** What a demo asks of the database besides what the rooms do. */
export const sql = loadStatements(new URL('demo.sql', import.meta.url), [
  'demo_found',
  'demo_xp',
  'demo_strangers',
  'demo_clear',
  'demo_browsers',
  'demo_wishes',
  'demo_doings',
  'demo_run',
  'demo_see',
  'demo_outbox',
  'demo_codes',
  'demo_code_renew',
  'demo_agenda_clear',
]);
