import { isZone, parseInstant } from '@retention/domain/day';
import type { Locale } from '@retention/domain/user';
import { formatDuration } from './duration.ts';

const formats = new Map<string, Intl.DateTimeFormat>();

/** The time of day on the wall of a zone, `13:30`; in UTC where this browser does not know the zone. */
export function timeIn(instant: string, zone: string): string {
  let format = formats.get(zone);
  if (format === undefined) {
    const timeZone = isZone(zone) ? zone : 'UTC';
    format = new Intl.DateTimeFormat('ru-RU', { hour: '2-digit', minute: '2-digit', timeZone });
    formats.set(zone, format);
  }
  return format.format(new Date(instant));
}

/** Events that arrive within this time of each other came together, as an imported history does. */
const TOGETHER_MS = 60_000;

/** When most of the events arrived, where most of them came together; null where they came one by one. */
export function usualArrival(received: readonly string[]): number | null {
  const instants = received.map((at) => new Date(at).getTime()).toSorted((one, other) => one - other);
  const middle = instants[Math.floor(instants.length / 2)];
  if (middle === undefined || instants.length < 2) return null;
  const together = instants.filter((at) => Math.abs(at - middle) <= TOGETHER_MS);
  return together.length * 2 > instants.length ? middle : null;
}

/** Whether an event arrived together with most of the others: then when it arrived says nothing of it. */
export function cameWithMost(received_at: string, usual: number | null): boolean {
  return usual !== null && Math.abs(new Date(received_at).getTime() - usual) <= TOGETHER_MS;
}

/** So much later than it happened an event may arrive without being called late: clients send in batches. */
const LATE_MS = 10 * 60_000;

/** How much later an event arrived than it happened, in words; null where it came in time. */
export function lateness(occurred_at: string, received_at: string, locale: Locale): string | null {
  const occurred = parseInstant(occurred_at);
  const received = parseInstant(received_at);
  if (typeof occurred !== 'number' || typeof received !== 'number' || received - occurred < LATE_MS) return null;
  const hours = Math.floor((received - occurred) / 3_600_000);
  if (hours < 48) return formatDuration((received - occurred) / 1000, locale);
  return `${Math.floor(hours / 24)}\u00A0${locale === 'ru' ? 'дн.' : 'days'}`;
}
