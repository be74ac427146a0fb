import { shiftDay } from '../text/date.ts';

/** Days are `YYYY-MM-DD` on the person's own calendar; arithmetic is on dates and never on 24-hour spans. */

/** How many days `to` lies after `from`; negative where it lies before. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00Z`) - Date.parse(`${from}T00:00Z`)) / 86_400_000);
}

/** Today and the six days after it. */
export function weekFrom(today: string): string[] {
  return Array.from({ length: 7 }, (_, ahead) => shiftDay(today, ahead));
}

/** The day of an instant on the wall calendar of a zone. */
export function dayOf(instant: string, timezone: string): string {
  // Swedish writes dates as ISO does.
  return new Intl.DateTimeFormat('sv', { timeZone: timezone }).format(new Date(instant));
}

/** The time of an instant on the wall clock of a zone: `09:05`. */
export function timeOf(instant: string, timezone: string): string {
  return new Intl.DateTimeFormat('ru', { timeZone: timezone, hour: '2-digit', minute: '2-digit' }).format(
    new Date(instant),
  );
}
