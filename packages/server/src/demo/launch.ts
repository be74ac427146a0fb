import { isOutbound } from '@retention/domain/channel';
import { instantAt, localDay, type Instant } from '@retention/domain/day';
import type { Standing } from '@retention/domain/occasion';
import { TRIGGER_TYPES, triggerDefinition, type TriggerType } from '@retention/domain/trigger';
import type { Queryable } from '../db/database.ts';
import { byType, type Settings } from '../trigger/settings.ts';
import { sql } from './statements.ts';

/** For so many days the owner of a demo has let the triggers speak. */
const SPOKEN_DAYS = 45;
/** In the forenoon, as one begins such a thing. */
const LAUNCH_MINUTE = 10 * 60;
/** The owner thinks for so long about an evaluation that waits for approval. */
const DECIDED_AFTER_MS = 40 * 60_000;
/** The blast brake. Spec section 6. */
const BRAKE_SHARE = 0.2;
const BRAKE_PEOPLE = 100;

/** When the triggers began to speak. */
export function launchedAt(now: Instant, projectZone: string): Instant {
  return instantAt(localDay(now, projectZone) - SPOKEN_DAYS, LAUNCH_MINUTE, projectZone);
}

/** Which types match these people at a moment at which nothing was said to them yet. */
export function matchesAt(at: Instant, standings: Iterable<Standing>): Map<TriggerType, number> {
  const matches = new Map<TriggerType, number>();
  for (const standing of standings) {
    for (const type of TRIGGER_TYPES) {
      const { occasion, data } = triggerDefinition(type);
      const found = occasion(standing);
      if (found === null || found.from > at || (found.until !== null && found.until <= at)) continue;
      if (data(standing) !== null) matches.set(type, (matches.get(type) ?? 0) + 1);
    }
  }
  return matches;
}

/**
 * The first evaluation meets everybody who left in all the time before, and the brake holds what matches too many of so many
 * users. The owner lets what only waits in the app go, and declines what would be sent. Answers the settings under which that
 * evaluation runs.
 */
export async function brakeLaunch(
  database: Queryable,
  at: Instant,
  { matches, users }: { readonly matches: ReadonlyMap<TriggerType, number>; readonly users: number },
  settings: Settings,
): Promise<Settings> {
  const runs = new Map<TriggerType, number>();
  for (const [type, matched] of matches) {
    if (matched <= Math.max(BRAKE_PEOPLE, users * BRAKE_SHARE)) continue;
    const decision = triggerDefinition(type).channels.some(isOutbound) ? 'declined' : 'approved';
    const values = [type, matched, users, decision, new Date(at), new Date(at + DECIDED_AFTER_MS)];
    const [run] = await database.query<{ id: number }>(sql.demo_run, values);
    if (run !== undefined) runs.set(type, run.id);
  }
  return { ...settings, types: byType((type) => ({ ...settings.types[type], braked_run: runs.get(type) ?? null })) };
}
