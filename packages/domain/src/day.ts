/**
 * Local days and zones. Spec section 2: all days are local days, calendar arithmetic on dates, never 24-hour windows.
 *
 * A `Day` is a whole number: days since 1970-01-01. The difference of two days is a subtraction, and the calendar
 * has no hours to lose at a DST change. On the wire and in tables a day is written `YYYY-MM-DD` (`formatDay`).
 * An `Instant` is a number of milliseconds since 1970-01-01T00:00:00Z.
 */
export type Day = number;
export type Instant = number;

export const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

const DAY_PATTERN = /^(\d{4})-(\d{2})-(\d{2})$/;

/** `2024-01-15` → 19737; null for anything that is not a date of the calendar, years 0001–9999. */
export function parseDay(text: string): Day | null {
  const match = DAY_PATTERN.exec(text);
  if (match === null) return null;
  return dayOf(Number(match[1]), Number(match[2]), Number(match[3]));
}

/** 19737 → `2024-01-15`. */
export function formatDay(day: Day): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

/** The UTC date of an instant as a `Day`. */
export function utcDay(instant: Instant): Day {
  return Math.floor(instant / DAY_MS);
}

function dayOf(year: number, month: number, date: number): Day | null {
  const valid = year > 0 && month >= 1 && month <= 12 && date >= 1 && date <= monthLength(year, month);
  return valid ? utcInstant(year, month, date) / DAY_MS : null;
}

function monthLength(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

function utcInstant(year: number, month: number, date: number): Instant {
  // Date.UTC takes the years 0–99 for 1900–1999.
  return year >= 100 ? Date.UTC(year, month - 1, date) : new Date(0).setUTCFullYear(year, month - 1, date);
}

const INSTANT_PATTERN =
  /^(\d{4})-(\d{2})-(\d{2})[Tt ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?([Zz]|[+-]\d{2}(?::?\d{2})?)$/;

/** A day inside the years 0001–9999, so that the local day of every instant has a year of four digits in every zone. */
const EARLIEST: Instant = utcInstant(1, 1, 2);
const LATEST: Instant = utcInstant(9999, 12, 31);

/**
 * An ISO 8601 timestamp with an explicit zone (`Z` or an offset up to ±18:00) as an `Instant`, fractions of a
 * millisecond cut off. `'no-zone'` when only the zone is missing; null for everything else. A leap second (`:60`) is the
 * second after it, as everywhere in POSIX time. From 0001-01-02 to 9999-12-30.
 */
export function parseInstant(text: string): Instant | 'no-zone' | null {
  if (text.length > 40) return null;
  const instant = readInstant(text);
  return instant === null && readInstant(`${text}Z`) !== null ? 'no-zone' : instant;
}

function readInstant(text: string): Instant | null {
  const match = INSTANT_PATTERN.exec(text);
  if (match === null) return null;
  const hour = Number(match[4]);
  const minute = Number(match[5]);
  const second = match[6] === undefined ? 0 : Number(match[6]);
  if (hour > 23 || minute > 59 || second > 60) return null;
  const day = dayOf(Number(match[1]), Number(match[2]), Number(match[3]));
  const offset = offsetOf(match[8] ?? 'Z');
  if (day === null || offset === null) return null;
  const milliseconds = match[7] === undefined ? 0 : Number(match[7].slice(0, 3).padEnd(3, '0'));
  const instant = day * DAY_MS + (hour * 60 + minute - offset) * MINUTE_MS + second * 1000 + milliseconds;
  return instant >= EARLIEST && instant < LATEST ? instant : null;
}

function offsetOf(text: string): number | null {
  if (text === 'Z' || text === 'z') return 0;
  const hours = Number(text.slice(1, 3));
  const minutes = text.length > 3 ? Number(text.slice(-2)) : 0;
  if (hours > 18 || minutes > 59 || (hours === 18 && minutes > 0)) return null;
  return (text.startsWith('-') ? -1 : 1) * (hours * 60 + minutes);
}

/** 1705314600000 → `2024-01-15T10:30:00Z`, with milliseconds only where there are some. */
export function formatInstant(instant: Instant): string {
  return new Date(instant).toISOString().replace('.000Z', 'Z');
}

interface Zone {
  readonly wallClock: Intl.DateTimeFormat;
  /** UTC day → offset in ms where it is one and the same all that day, else null: ask the wall clock. */
  readonly offsets: Map<number, number | null>;
}

const zones = new Map<string, Zone>();
/** More than IANA has; names are free in upper and lower case, and may come from outside. */
const MOST_ZONES = 1_000;
/** About 27 years of days: enough to import a long history without asking twice, and a bound on memory. */
const MOST_OFFSETS = 10_000;

function openZone(name: string): Zone {
  const known = zones.get(name);
  if (known !== undefined) return known;
  const wallClock = new Intl.DateTimeFormat('en-US', {
    timeZone: name,
    calendar: 'gregory',
    hourCycle: 'h23',
    era: 'short',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  const zone: Zone = { wallClock, offsets: new Map() };
  if (zones.size >= MOST_ZONES) zones.clear();
  zones.set(name, zone);
  return zone;
}

/** Whether the name is an IANA zone this runtime knows. Offsets (`+03:00`) are not zones: they know no DST. */
export function isZone(name: string): boolean {
  if (name.length > 64 || !/^[A-Za-z]/.test(name)) return false;
  try {
    openZone(name);
    return true;
  } catch {
    return false;
  }
}

function wallOffset(zone: Zone, instant: Instant): number {
  let year = 0;
  let month = 0;
  let date = 0;
  let hour = 0;
  let minute = 0;
  let second = 0;
  let beforeChrist = false;
  for (const { type, value } of zone.wallClock.formatToParts(instant)) {
    if (type === 'year') year = Number(value);
    else if (type === 'month') month = Number(value);
    else if (type === 'day') date = Number(value);
    else if (type === 'hour') hour = Number(value);
    else if (type === 'minute') minute = Number(value);
    else if (type === 'second') second = Number(value);
    else if (type === 'era') beforeChrist = value.startsWith('B');
  }
  const wall = utcInstant(beforeChrist ? 1 - year : year, month, date) + ((hour * 60 + minute) * 60 + second) * 1000;
  return wall - Math.floor(instant / 1000) * 1000;
}

function offsetAt(instant: Instant, name: string): number {
  const zone = openZone(name);
  const day = utcDay(instant);
  let offset = zone.offsets.get(day);
  if (offset === undefined) {
    if (zone.offsets.size >= MOST_OFFSETS) zone.offsets.clear();
    const atStart = wallOffset(zone, day * DAY_MS);
    offset = atStart === wallOffset(zone, (day + 1) * DAY_MS) ? atStart : null;
    zone.offsets.set(day, offset);
  }
  return offset ?? wallOffset(zone, instant);
}

/** The date on the wall of a person in that zone at that instant. Throws RangeError for an unknown zone. */
export function localDay(instant: Instant, zone: string): Day {
  return Math.floor((instant + offsetAt(instant, zone)) / DAY_MS);
}

/** Minutes since local midnight on the wall clock, 0–1439. */
export function localMinute(instant: Instant, zone: string): number {
  const wall = instant + offsetAt(instant, zone);
  return Math.floor((wall - Math.floor(wall / DAY_MS) * DAY_MS) / MINUTE_MS);
}

/**
 * The first instant at which the wall clock of the zone shows that day and at least that minute (0–1439). Where the
 * minute is skipped (DST forward, or a whole day as in Apia 2011-12-30) it is the instant of the jump; where it comes
 * twice (DST back) it is the first time.
 */
export function instantAt(day: Day, minute: number, zone: string): Instant {
  const wall = day * DAY_MS + minute * MINUTE_MS;
  // No zone is a day away from UTC: these two offsets are the one before and the one after any change nearby.
  const before = offsetAt(wall - DAY_MS, zone);
  const after = offsetAt(wall + DAY_MS, zone);
  if (offsetAt(wall - before, zone) === before) return wall - before;
  if (offsetAt(wall - after, zone) === after) return wall - after;
  // The minute is skipped: the jump lies between the two, and halving finds it.
  let early = wall - after;
  let late = wall - before;
  while (late - early > 1) {
    const middle = Math.floor((early + late) / 2);
    if (offsetAt(middle, zone) === before) early = middle;
    else late = middle;
  }
  return late;
}
