import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { at, date } from './activity.fixture.ts';
import { DAY_MS, formatDay, formatInstant, instantAt, isZone, localDay, localMinute, type Instant } from './day.ts';

const MINUTE_MS = 60_000;

/** Zones and the days on which their clocks were set. */
const CHANGES: Record<string, readonly string[]> = {
  'America/New_York': ['2024-03-10', '2024-11-03', '1987-04-05'],
  'Europe/Berlin': ['2024-03-31', '2024-10-27', '1980-04-06'],
  'Australia/Lord_Howe': ['2024-04-07', '2024-10-06', '1981-03-01'],
  'America/Santiago': ['2024-04-07', '2024-09-08', '2022-09-11'],
  'Pacific/Apia': ['2011-12-30', '2011-12-31', '2011-09-24', '2012-04-01'],
  'Asia/Kathmandu': ['1986-01-01'],
  'Africa/Monrovia': ['1972-01-07'],
  'Pacific/Kiritimati': ['1994-12-31', '1995-01-01', '1979-10-01'],
  'America/St_Johns': ['2006-04-02', '2006-10-29', '1988-04-03', '1988-10-30', '2011-11-06'],
};

const zones = Object.keys(CHANGES);

/** The wall clock by another way than the code's own: `2024-01-15 10:30:00`, which sorts as time does. */
function wallClock(instant: Instant, zone: string): string {
  let format = wallClocks.get(zone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' });
    wallClocks.set(zone, format);
  }
  return format.format(instant);
}
const wallClocks = new Map<string, Intl.DateTimeFormat>();

const anyInstant = fc.integer({ min: at('1925-01-01T00:00:00Z'), max: at('2060-01-01T00:00:00Z') });
const anyMoment = fc.constantFrom(...zones).chain((zone) => {
  const nearChange = fc
    .tuple(fc.constantFrom(...(CHANGES[zone] ?? [])), fc.integer({ min: -2 * DAY_MS, max: 2 * DAY_MS }))
    .map(([day, distance]) => date(day) * DAY_MS + distance);
  return fc.record({ zone: fc.constant(zone), instant: fc.oneof(anyInstant, nearChange) });
});

describe('localDay and localMinute', () => {
  it('read what the wall clock shows, in every zone and around every change of clocks', () => {
    fc.assert(
      fc.property(anyMoment, ({ zone, instant }) => {
        const [day = '', time = ''] = wallClock(instant, zone).split(' ');
        const [hour, minute] = time.split(':').map(Number);
        expect(formatDay(localDay(instant, zone))).toBe(day);
        expect(localMinute(instant, zone)).toBe((hour ?? 0) * 60 + (minute ?? 0));
      }),
      { numRuns: 1000 },
    );
  });

  it.each([
    ['the last millisecond of a day', '2024-01-15T20:59:59.999Z', 'Europe/Moscow', '2024-01-15', 1439],
    ['the first millisecond of a day', '2024-01-15T21:00:00.000Z', 'Europe/Moscow', '2024-01-16', 0],
    ['before a spring change', '2024-03-10T06:59:59.999Z', 'America/New_York', '2024-03-10', 119],
    ['at a spring change', '2024-03-10T07:00:00Z', 'America/New_York', '2024-03-10', 180],
    ['before an autumn change', '2024-11-03T05:59:59.999Z', 'America/New_York', '2024-11-03', 119],
    ['at an autumn change', '2024-11-03T06:00:00Z', 'America/New_York', '2024-11-03', 60],
    ['before midnight is skipped', '2024-09-08T03:59:59.999Z', 'America/Santiago', '2024-09-07', 1439],
    ['when midnight is skipped', '2024-09-08T04:00:00Z', 'America/Santiago', '2024-09-08', 60],
    ['when the last hour of a day comes again', '2024-04-07T03:00:00Z', 'America/Santiago', '2024-04-06', 1380],
    ['half an hour of summer', '2024-10-05T15:30:00Z', 'Australia/Lord_Howe', '2024-10-06', 150],
    ['before a day is skipped', '2011-12-30T09:59:59.999Z', 'Pacific/Apia', '2011-12-29', 1439],
    ['after a day was skipped', '2011-12-30T10:00:00Z', 'Pacific/Apia', '2011-12-31', 0],
    ['before Kathmandu left +05:30', '1985-12-31T18:29:59Z', 'Asia/Kathmandu', '1985-12-31', 1439],
    ['after Kathmandu went to +05:45', '1985-12-31T18:30:00Z', 'Asia/Kathmandu', '1986-01-01', 15],
    ['an offset with seconds', '1972-01-06T00:44:29.999Z', 'Africa/Monrovia', '1972-01-05', 1439],
    ['an offset with seconds, a moment later', '1972-01-06T00:44:30Z', 'Africa/Monrovia', '1972-01-06', 0],
    ['the far east', '2024-01-15T10:00:00Z', 'Pacific/Kiritimati', '2024-01-16', 0],
  ])('%s', (_, instant, zone, day, minute) => {
    expect(formatDay(localDay(at(instant), zone))).toBe(day);
    expect(localMinute(at(instant), zone)).toBe(minute);
  });

  it('refuses an unknown zone', () => {
    expect(() => localDay(0, 'Mars/Olympus')).toThrow(RangeError);
  });
});

describe('instantAt', () => {
  it.each([
    ['an ordinary evening', '2024-01-15', 20 * 60, 'Europe/Moscow', '2024-01-15T17:00:00Z'],
    ['midnight', '2024-01-15', 0, 'Europe/Moscow', '2024-01-14T21:00:00Z'],
    ['a skipped minute becomes the jump', '2024-03-10', 150, 'America/New_York', '2024-03-10T07:00:00Z'],
    ['the first skipped minute is the jump', '2024-03-10', 120, 'America/New_York', '2024-03-10T07:00:00Z'],
    ['the minute before the jump', '2024-03-10', 119, 'America/New_York', '2024-03-10T06:59:00Z'],
    ['the minute after the skipped ones', '2024-03-10', 180, 'America/New_York', '2024-03-10T07:00:00Z'],
    ['of two, the first', '2024-11-03', 90, 'America/New_York', '2024-11-03T05:30:00Z'],
    ['the end of the hour that comes twice', '2024-11-03', 120, 'America/New_York', '2024-11-03T07:00:00Z'],
    ['a skipped midnight', '2024-09-08', 0, 'America/Santiago', '2024-09-08T04:00:00Z'],
    ['midnight after an hour that came twice', '2024-04-07', 0, 'America/Santiago', '2024-04-07T04:00:00Z'],
    ['an evening hour that comes twice', '2024-04-06', 1380, 'America/Santiago', '2024-04-07T02:00:00Z'],
    ['half an hour of summer', '2024-10-06', 135, 'Australia/Lord_Howe', '2024-10-05T15:30:00Z'],
    ['the last hour before a skipped day', '2011-12-29', 1380, 'Pacific/Apia', '2011-12-30T09:00:00Z'],
    ['the start of a skipped day', '2011-12-30', 0, 'Pacific/Apia', '2011-12-30T10:00:00Z'],
    ['the noon of a skipped day', '2011-12-30', 720, 'Pacific/Apia', '2011-12-30T10:00:00Z'],
    ['the end of a skipped day', '2011-12-30', 1439, 'Pacific/Apia', '2011-12-30T10:00:00Z'],
    ['the day after a skipped day', '2011-12-31', 0, 'Pacific/Apia', '2011-12-30T10:00:00Z'],
    ['a midnight of one minute past', '2006-04-02', 0, 'America/St_Johns', '2006-04-02T03:30:00Z'],
    ['a quarter of an hour skipped in Kathmandu', '1986-01-01', 10, 'Asia/Kathmandu', '1985-12-31T18:30:00Z'],
    ['seconds of an offset', '1972-01-06', 0, 'Africa/Monrovia', '1972-01-06T00:44:30Z'],
  ])('%s', (_, day, minute, zone, instant) => {
    expect(formatInstant(instantAt(date(day), minute, zone))).toBe(instant);
  });

  it('is the first instant whose wall clock has got there', () => {
    fc.assert(
      fc.property(anyMoment, fc.nat(1439), ({ zone, instant }, minute) => {
        const day = localDay(instant, zone);
        const wanted = formatInstant(day * DAY_MS + minute * MINUTE_MS)
          .replace('T', ' ')
          .slice(0, 19);
        const found = instantAt(day, minute, zone);
        expect(wallClock(found, zone) >= wanted).toBe(true);
        expect(wallClock(found - 1, zone) < wanted).toBe(true);
        for (let earlier = found - 15 * MINUTE_MS; earlier > found - DAY_MS; earlier -= 15 * MINUTE_MS) {
          expect(wallClock(earlier, zone) < wanted).toBe(true);
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('isZone', () => {
  it.each(['Europe/Moscow', 'America/Argentina/Buenos_Aires', 'UTC', 'Asia/Calcutta', 'europe/moscow'])(
    'knows %s',
    (name) => {
      expect(isZone(name)).toBe(true);
    },
  );

  it.each([
    '',
    '+03:00',
    '-05:00',
    'Mars/Olympus',
    'Europe/Moscow ',
    'a'.repeat(65),
    '__proto__',
    '3',
    'Европа/Москва',
  ])('does not take %j for a zone', (name) => {
    expect(isZone(name)).toBe(false);
  });
});
