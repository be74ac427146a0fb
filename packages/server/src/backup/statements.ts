import { loadStatements } from '../db/statement.ts';

/** What a backup asks of the database. */
export const sql = loadStatements(new URL('backup.sql', import.meta.url), [
  'backup_tables',
  'backup_sequences',
  'backup_place',
]);

/** What has to be set right in what a backup brings back. */
export const restoreSql = loadStatements(new URL('restore.sql', import.meta.url), [
  'restore_schema',
  'restore_people_known',
  'restore_shadow',
  'restore_outbox',
  'restore_sessions',
  'restore_people_after',
  'restore_erased',
  'restore_erased_known',
  'restore_erased_keep',
]);
