import { emptyDay, type ActiveDay } from './activity.ts';
import { DAY_MS, parseDay, parseInstant, type Day, type Instant } from './day.ts';

/** An active day for tests: one action at noon UTC, and whatever else is said. */
export function activeDay(day: Day, said: Partial<ActiveDay> = {}): ActiveDay {
  return { ...emptyDay(day), actions: 1, last_active_at: day * DAY_MS + DAY_MS / 2, ...said };
}

/** A day written as a date. */
export function date(text: string): Day {
  const day = parseDay(text);
  if (day === null) throw new Error(`${text} is no date`);
  return day;
}

/** An instant written in ISO 8601. */
export function at(text: string): Instant {
  const instant = parseInstant(text);
  if (typeof instant !== 'number') throw new Error(`${text} is no instant`);
  return instant;
}
