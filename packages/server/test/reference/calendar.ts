/**
 * The calendar of the reference: days are counted from 1970-01-01, as everywhere, but worked out by itself, from the
 * dates the runtime writes. Nothing here is shared with the product.
 */
export type DayNumber = number;

const DAY_MS = 24 * 60 * 60 * 1000;
const formats = new Map<string, Intl.DateTimeFormat>();

/** The date on the wall in that zone at that instant. Swedes write dates as ISO does. */
export function dayIn(zone: string, instant: number): DayNumber {
  let format = formats.get(zone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short' });
    formats.set(zone, format);
  }
  return dayNumber(format.format(instant));
}

/** The first millisecond at which the wall of that zone shows that day, or a later one where it is skipped. */
export function startOfDay(day: DayNumber, zone: string): number {
  let before = (day - 2) * DAY_MS;
  let after = (day + 2) * DAY_MS;
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (dayIn(zone, middle) < day) before = middle;
    else after = middle;
  }
  return after;
}

export function dayNumber(text: string): DayNumber {
  return Date.parse(`${text}T00:00:00Z`) / DAY_MS;
}

export function dayText(day: DayNumber): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

export function isMonday(day: DayNumber): boolean {
  return new Date(day * DAY_MS).getUTCDay() === 1;
}

export function isFirstOfMonth(day: DayNumber): boolean {
  return new Date(day * DAY_MS).getUTCDate() === 1;
}

/** Every day from one to another, both included. */
export function daysFrom(first: DayNumber, last: DayNumber): DayNumber[] {
  const days: DayNumber[] = [];
  for (let day = first; day <= last; day++) days.push(day);
  return days;
}
