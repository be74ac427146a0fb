import { readMigrations, type Migration } from '../db/migrate.ts';

/**
 * The tables of ours, by name and without partitions, as the migrations make them: the database may be shared with somebody
 * whose tables are none of our business.
 */
export function ownTables(migrations: readonly Migration[] = readMigrations()): string[] {
  const names = new Set(['migration']);
  for (const { text } of migrations) {
    for (const [, made, dropped, old, renamed] of text.matchAll(CHANGES)) {
      if (made !== undefined) names.add(made);
      names.delete(dropped ?? old ?? '');
      if (renamed !== undefined) names.add(renamed);
    }
  }
  return [...names].toSorted();
}

/** A migration begins each statement on a line of its own. */
const CHANGES =
  /^(?:CREATE TABLE (?:IF NOT EXISTS )?(\w+)|DROP TABLE (?:IF EXISTS )?(\w+)|ALTER TABLE (\w+) RENAME TO (\w+))/gm;
