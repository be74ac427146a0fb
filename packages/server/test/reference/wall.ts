import { dayNumber, type DayNumber } from './calendar.ts';

/** What the clock on a person's wall shows. */
export interface Wall {
  readonly day: DayNumber;
  /** Since midnight, 0–1439. */
  readonly minute: number;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** What walls show in that zone at that instant, as the runtime writes it. */
export function wallIn(zone: string, instant: number): Wall {
  let format = formats.get(zone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' });
    formats.set(zone, format);
  }
  const [date = '', time = ''] = format.format(instant).split(' ');
  const [hours, minutes] = time.split(':');
  return { day: dayNumber(date), minute: Number(hours) * 60 + Number(minutes) };
}

/** From 22:00 to 09:00 nobody is disturbed. */
export function isQuiet({ minute }: Wall): boolean {
  return minute >= 22 * 60 || minute < 9 * 60;
}
