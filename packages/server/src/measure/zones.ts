import { formatDay, localDay, type Instant } from '@retention/domain/day';
import type { Queryable } from '../db/database.ts';
import { sql } from './statements.ts';

/** The zones people live in, '' for the project's, and the local today of each as text: what a statement needs to know. */
export interface ZoneDays {
  readonly zones: readonly string[];
  readonly todays: readonly string[];
}

export async function readZoneDays(database: Queryable, now: Instant, projectZone: string): Promise<ZoneDays> {
  const rows = await database.query<{ zone: string }>(sql.zones);
  const zones = rows.map(({ zone }) => zone);
  const todays = zones.map((zone) => formatDay(localDay(now, zone === '' ? projectZone : zone)));
  return { zones, todays };
}
