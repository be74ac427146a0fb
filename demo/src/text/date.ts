import { tag } from './language.ts';

/** Days (`2026-03-01`, without a zone) and instants as people read them. */

/** `1 марта`, `1 March`. */
export function dayText(day: string): string {
  return inUtc(day, { day: 'numeric', month: 'long' });
}

/** `вс, 1 мар.`, `Sun, 1 Mar`. */
export function dayShort(day: string): string {
  return inUtc(day, { weekday: 'short', day: 'numeric', month: 'short' });
}

/** `воскресенье, 1 марта`, `Sunday, 1 March`. */
export function dayFull(day: string): string {
  return inUtc(day, { weekday: 'long', day: 'numeric', month: 'long' });
}

/** An instant on the clock of a zone: `1 марта, 14:30`. */
export function momentText(instant: string, zone: string): string {
  return new Intl.DateTimeFormat(tag(), {
    day: 'numeric',
    month: 'long',
    hour: '2-digit',
    minute: '2-digit',
    timeZone: zone,
  }).format(new Date(instant));
}

/** The day of an instant in a zone: `1 марта`. */
export function dayOfMoment(instant: string, zone: string): string {
  return new Intl.DateTimeFormat(tag(), { day: 'numeric', month: 'long', timeZone: zone }).format(new Date(instant));
}

/** The same day so many days later (or, below zero, earlier). */
export function shiftDay(day: string, days: number): string {
  const at = new Date(`${day}T00:00:00Z`);
  at.setUTCDate(at.getUTCDate() + days);
  return at.toISOString().slice(0, 10);
}

/** The day of an instant in a zone: `2026-03-01`. */
export function dayIn(instant: string, zone: string): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: zone }).format(new Date(instant));
}

/** The hour, 0–23, on the clock of a zone. */
export function hourIn(instant: string, zone: string): number {
  return Number(
    new Intl.DateTimeFormat('en-GB', { hour: '2-digit', hourCycle: 'h23', timeZone: zone }).format(new Date(instant)),
  );
}

function inUtc(day: string, options: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(tag(), { ...options, timeZone: 'UTC' }).format(new Date(`${day}T00:00:00Z`));
}
