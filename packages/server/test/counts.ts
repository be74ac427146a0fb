import { expect } from 'vitest';
import { localDay } from '@retention/domain/day';
import { catchUp, type CatchUpDeps } from '../src/catch-up.ts';
import type { Database } from '../src/db/database.ts';
import { rebuild } from '../src/rebuild.ts';

/** Everything that is counted, as text; sums that came out at nothing are the same as no row. */
export async function storedCounts(database: Database): Promise<string[]> {
  const tables = [
    `SELECT 'member', m::text FROM member AS m`,
    `SELECT 'cohort', c::text FROM cohort AS c WHERE users <> 0`,
    `SELECT 'day', d::text FROM daily_count AS d WHERE (dau, mau_change, started_trial, converted_paid) <> (0, 0, 0, 0)`,
    `SELECT 'snapshot', s::text FROM snapshot_count AS s WHERE change <> 0`,
    `SELECT 'closed', (date, dau, mau, new_users, d1_retention, d7_retention, d30_retention, started_trial,
       converted_paid, churned, segment_enthusiast, segment_quiet, segment_test_driver, segment_returned,
       segment_new)::text FROM daily_metrics`,
    `SELECT 'span', s::text FROM profile_snapshot AS s`,
  ];
  const text = `SELECT * FROM (${tables.join(' UNION ALL ')}) AS counts ("table", row) ORDER BY 1, 2`;
  const { rows } = await database.session((client) => client.query<{ table: string; row: string }>(text));
  return rows.map(({ table, row }) => `${table} ${row}`);
}

/** What was counted bit by bit must be what counting everything anew from the stored days gives. */
export async function expectCountsToHold(deps: CatchUpDeps): Promise<string[]> {
  await catchUp(deps, { wait: true });
  const counted = await storedCounts(deps.database);
  const today = localDay(deps.clock.now(), deps.projectZone);
  const changed = await rebuild(deps, { from: today - 10, to: today - 1 });
  const anew = await storedCounts(deps.database);
  // Days that nobody had closed are closed now.
  const known = new Set(counted);
  const isNewDay = (row: string): boolean => row.startsWith('closed ') && !known.has(row);
  expect(anew.filter((row) => !isNewDay(row))).toEqual(counted);
  return changed.map(String);
}
