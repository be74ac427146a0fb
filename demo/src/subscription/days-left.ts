import { dayIn } from '../text/date.ts';

/** Local days from `now` until the day of an instant: 0 on its very day, and when it is over. */
export function daysLeft(now: string, until: string, zone: string): number {
  const days = (Date.parse(dayIn(until, zone)) - Date.parse(dayIn(now, zone))) / DAY_MS;
  return Math.max(0, days);
}

const DAY_MS = 86_400_000;
