import {
  DAY_MS,
  formatDay,
  formatInstant,
  instantAt,
  localDay,
  localMinute,
  parseDay,
  parseInstant,
  type Instant,
} from '@retention/domain/day';
import { zoned } from '../../file/options.ts';
import { HostError } from './host-database.ts';
import type { Reference } from './host-query.ts';
import type { ColumnKind } from './host-table.ts';

/** Noon of a date (`2024-01-15`) on the wall clock of a zone, as ISO 8601 with Z; what is no date as it stands. */
export function noonOf(date: string, zone: string): string {
  const day = parseDay(date);
  return day === null ? date : formatInstant(instantAt(day, 12 * 60, zone));
}

/**
 * A timestamp as PostgreSQL writes it (with TimeZone UTC) as ISO 8601 with Z: one without a zone is read on the wall
 * clock of `zone`, a date is its noon there. What is no instant of our calendar (`infinity`, before Christ) as it stands.
 */
export function isoOf(kind: ColumnKind, text: string, zone: string): string {
  if (kind === 'date') return noonOf(text, zone);
  if (kind === 'timestamptz') return text.replace(' ', 'T').replace(/\+00(?::?00)?$/, 'Z');
  return String(zoned(text.replace(' ', 'T'), zone));
}

export function plusMinutes(iso: string, minutes: number): string {
  const instant = minutes === 0 ? null : parseInstant(iso);
  return typeof instant === 'number' ? formatInstant(instant + minutes * 60_000) : iso;
}

/** A column of times. Throws HostError where it is none. */
export function asTime(reference: Reference): Reference {
  const { kind, type } = reference.column;
  if (kind === 'timestamptz' || kind === 'timestamp' || kind === 'date') return reference;
  throw new HostError(`${reference.name} is of type ${type}: a time must be timestamptz, timestamp or date`, false);
}

/** A change of clocks repeats no more than this. */
const REPEATED_MS = 3 * 3_600_000;

/**
 * An instant as text for a comparison in the column's own type: exact for timestamptz; for the others a little earlier or
 * later, since a wall clock may show the same time twice. Nothing is missed; what is too much is left out afterwards.
 */
export function boundFor(
  kind: ColumnKind,
  instant: Instant,
  zone: string,
  side: 'earliest' | 'nearest' | 'latest',
): string {
  if (kind === 'timestamptz') return formatInstant(instant);
  const sign = { earliest: -1, nearest: 0, latest: 1 }[side];
  const day = localDay(instant, zone);
  if (kind === 'date') return formatDay(day + sign);
  const minute = localMinute(instant, zone) + (side === 'latest' ? 1 : 0);
  return formatInstant(day * DAY_MS + minute * 60_000 + sign * REPEATED_MS).slice(0, -1);
}
