import { DAY_MS, instantAt, localDay, type Instant } from '@retention/domain/day';

/** The last minute of a day on the clock of a zone; `days` after the one that is now. */
export function eveningOf(now: Instant, zone: string, days = 0): Instant {
  return instantAt(localDay(now, zone) + days, 23 * 60 + 59, zone);
}

/** The moments one press away. */
export const EVENINGS = ['today', 'tomorrow'] as const;
export type Evening = (typeof EVENINGS)[number];

/** A moment chosen, as an instant that the server takes: a minute that has begun is asked for as now. */
export function momentOf(chosen: Evening | Instant, now: Instant, zone: string): Instant {
  if (typeof chosen === 'number') return Math.max(chosen, now);
  return Math.max(eveningOf(now, zone, chosen === 'today' ? 0 : 1), now);
}

/** Whether the server looks that far. */
export function isNear(instant: Instant, now: Instant): boolean {
  return instant >= now - 60_000 && instant <= now + 31 * DAY_MS;
}
