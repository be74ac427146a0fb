import { instantAt, localDay, localMinute, type Instant } from './day.ts';

/** Nothing leaves from this minute of the local day … */
export const QUIET_FROM_MINUTE = 22 * 60;
/** … until this one of the next. Spec section 6. */
export const QUIET_UNTIL_MINUTE = 9 * 60;

/** Whether the wall clock of the person shows 22:00 or later, or earlier than 09:00. */
export function isQuiet(at: Instant, zone: string): boolean {
  const minute = localMinute(at, zone);
  return minute >= QUIET_FROM_MINUTE || minute < QUIET_UNTIL_MINUTE;
}

/** The first moment from `at` on at which something may leave: `at` itself, or the next local 09:00. */
export function allowedFrom(at: Instant, zone: string): Instant {
  if (!isQuiet(at, zone)) return at;
  const today = localDay(at, zone);
  const day = localMinute(at, zone) < QUIET_UNTIL_MINUTE ? today : today + 1;
  const morning = instantAt(day, QUIET_UNTIL_MINUTE, zone);
  // Of a day that a zone skips there is no morning: the next day's.
  return isQuiet(morning, zone) ? allowedFrom(morning, zone) : morning;
}
