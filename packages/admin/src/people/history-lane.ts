import { formatDay, parseDay } from '@retention/domain/day';

/** Days through which something about a person stayed the same, and where they lie on the strip. */
export interface Stretch<Value> {
  readonly value: Value;
  /** First and last local day, both included. */
  readonly from: string;
  readonly to: string;
  readonly days: number;
  /** Parts of the whole strip, 0–1. */
  readonly start: number;
  readonly width: number;
}

interface Span {
  readonly since: string;
  readonly until: string | null;
}

/**
 * One lane of the strip: spans one after another, those with an equal value joined. A span without an end reaches to
 * `today`; spans that meet no day of the calendar are left out.
 */
export function laneOf<Of extends Span, Value>(
  history: readonly Of[],
  today: string,
  valueOf: (span: Of) => Value,
): Stretch<Value>[] {
  const last = parseDay(today);
  const begin = parseDay(history[0]?.since ?? '');
  if (last === null || begin === null) return [];
  const joined: { value: Value; from: number; end: number }[] = [];
  for (const span of history) {
    const from = parseDay(span.since);
    const end = span.until === null ? last + 1 : parseDay(span.until);
    if (from === null || end === null || end <= from) continue;
    const value = valueOf(span);
    const before = joined.at(-1);
    if (before !== undefined && before.value === value && before.end === from) before.end = end;
    else joined.push({ value, from, end });
  }
  const whole = Math.max(1, ...joined.map(({ end }) => end - begin));
  return joined.map(({ value, from, end }) => ({
    value,
    from: formatDay(from),
    to: formatDay(end - 1),
    days: end - from,
    start: (from - begin) / whole,
    width: (end - from) / whole,
  }));
}
