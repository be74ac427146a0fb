import type { Day } from '@retention/domain/day';
import type { Random } from './random.ts';

/** Monday 0 … Sunday 6. */
export function weekdayOf(day: Day): number {
  // Day 0 was a Thursday.
  return (((day + 3) % 7) + 7) % 7;
}

/** How active people are on a weekday, Monday first: a habits app is left alone on Saturday. */
const ACTIVITY = [1.1, 1.09, 1.06, 1.04, 0.97, 0.78, 0.9] as const;

/** What a weekday makes of the chance to be active. */
export function onWeekday(chance: number, day: Day): number {
  return Math.min(0.97, chance * (ACTIVITY[weekdayOf(day)] ?? 1));
}

/**
 * When people pick up the phone: a morning and an evening. Ends early enough for what begins to end on the same day: the
 * plan of a life says on which days somebody is active, and midnight must not add one.
 */
export const CLOCK_HOURS: readonly (readonly [hour: number, weight: number])[] = [
  [6, 2],
  [7, 6],
  [8, 8],
  [9, 7],
  [10, 5],
  [11, 4],
  [12, 5],
  [13, 5],
  [14, 4],
  [15, 3],
  [16, 3],
  [17, 4],
  [18, 6],
  [19, 8],
  [20, 10],
  [21, 10],
  [22, 6],
];

/** A minute of the day, 0–1439, in one of these hours. */
export function minuteOf(hours: typeof CLOCK_HOURS, random: Random): number {
  return random.weighted(hours) * 60 + random.whole(0, 49);
}
