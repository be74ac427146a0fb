import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DAY_MS, formatDay, formatInstant, parseDay, parseInstant, utcDay } from './day.ts';

describe('parseDay', () => {
  it.each([
    ['1970-01-01', 0],
    ['1969-12-31', -1],
    ['2024-01-15', 19_737],
    ['2024-02-29', 19_782],
    ['2000-02-29', 11_016],
    ['0001-01-01', -719_162],
    ['9999-12-31', 2_932_896],
  ])('reads %s as day %i', (text, day) => {
    expect(parseDay(text)).toBe(day);
  });

  it.each([
    ['2023-02-29', 'no leap year'],
    ['1900-02-29', 'a century that is no leap year'],
    ['2024-02-30', 'a date beyond the month'],
    ['2024-04-31', 'a date beyond a short month'],
    ['2024-00-10', 'month 0'],
    ['2024-13-01', 'month 13'],
    ['2024-01-00', 'date 0'],
    ['0000-01-01', 'year 0'],
    ['10000-01-01', 'five digits of a year'],
    ['2024-1-5', 'no leading zeros'],
    ['2024-01-15T00:00:00Z', 'a time'],
    ['2024-01-15\n', 'a line break behind'],
    [' 2024-01-15', 'a space before'],
    ['', 'nothing'],
  ])('refuses %j: %s', (text) => {
    expect(parseDay(text)).toBeNull();
  });

  it('gives back every day that formatDay writes', () => {
    fc.assert(
      fc.property(fc.integer({ min: -719_162, max: 2_932_896 }), (day) => {
        expect(parseDay(formatDay(day))).toBe(day);
      }),
    );
  });
});

describe('utcDay', () => {
  it.each([
    [0, 0],
    [-1, -1],
    [DAY_MS - 1, 0],
    [DAY_MS, 1],
    [-DAY_MS, -1],
    [-DAY_MS - 1, -2],
  ])('puts instant %i on day %i', (instant, day) => {
    expect(utcDay(instant)).toBe(day);
  });
});

describe('formatInstant', () => {
  it.each([
    ['2024-01-15T10:30:00Z'],
    ['2024-01-15T10:30:00.001Z'],
    ['0001-01-02T00:00:00Z'],
    ['9999-12-30T23:59:59.999Z'],
  ])('writes %s as it was read', (text) => {
    const instant = parseInstant(text);
    expect(typeof instant === 'number' ? formatInstant(instant) : instant).toBe(text);
  });
});

describe('parseInstant', () => {
  it.each([
    ['2024-01-15T10:30:00Z', Date.UTC(2024, 0, 15, 10, 30)],
    ['2024-01-15T10:30Z', Date.UTC(2024, 0, 15, 10, 30)],
    ['2024-01-15t10:30:00z', Date.UTC(2024, 0, 15, 10, 30)],
    ['2024-01-15 10:30:00Z', Date.UTC(2024, 0, 15, 10, 30)],
    ['2024-01-15T10:30:00+00:00', Date.UTC(2024, 0, 15, 10, 30)],
    ['2024-01-15T10:30:00-00:00', Date.UTC(2024, 0, 15, 10, 30)],
    ['2024-01-15T10:30:00+03:00', Date.UTC(2024, 0, 15, 7, 30)],
    ['2024-01-15T10:30:00+0300', Date.UTC(2024, 0, 15, 7, 30)],
    ['2024-01-15T10:30:00+03', Date.UTC(2024, 0, 15, 7, 30)],
    ['2024-01-15T10:30:00-03:30', Date.UTC(2024, 0, 15, 14, 0)],
    ['2024-01-15T10:30:00+05:45', Date.UTC(2024, 0, 15, 4, 45)],
    ['2024-01-15T00:30:00+14:00', Date.UTC(2024, 0, 14, 10, 30)],
    ['2024-01-15T10:30:00+18:00', Date.UTC(2024, 0, 14, 16, 30)],
    ['2024-01-15T10:30:00-18:00', Date.UTC(2024, 0, 16, 4, 30)],
    ['2024-02-29T12:00:00Z', Date.UTC(2024, 1, 29, 12)],
    ['2016-12-31T23:59:60Z', Date.UTC(2017, 0, 1)],
    ['2024-01-15T10:30:00.1Z', Date.UTC(2024, 0, 15, 10, 30, 0, 100)],
    ['2024-01-15T10:30:00,25Z', Date.UTC(2024, 0, 15, 10, 30, 0, 250)],
    ['2024-01-15T10:30:00.001Z', Date.UTC(2024, 0, 15, 10, 30, 0, 1)],
    ['2024-01-15T10:30:00.0009Z', Date.UTC(2024, 0, 15, 10, 30)],
    ['2024-01-15T10:30:00.999999999Z', Date.UTC(2024, 0, 15, 10, 30, 0, 999)],
    ['1969-12-31T23:59:59.999Z', -1],
    ['0001-01-02T00:00:00Z', Date.parse('0001-01-02T00:00:00Z')],
    ['9999-12-30T23:59:59.999Z', Date.parse('9999-12-30T23:59:59.999Z')],
  ])('reads %s', (text, instant) => {
    expect(parseInstant(text)).toBe(instant);
  });

  it.each(['2024-01-15T10:30:00', '2024-01-15T10:30', '2024-01-15 10:30:00.123', '2016-12-31T23:59:60'])(
    'says of %s that only the zone is missing',
    (text) => {
      expect(parseInstant(text)).toBe('no-zone');
    },
  );

  it.each([
    ['no date, and no zone either', '2024-02-30T10:30:00'],
    ['no time, and no zone either', '2024-01-15T25:00:00'],
    ['a date alone', '2024-01-15'],
    ['a date with a zone', '2024-01-15Z'],
    ['February 29 without a leap year', '2023-02-29T10:30:00Z'],
    ['hour 24', '2024-01-15T24:00:00Z'],
    ['minute 60', '2024-01-15T10:60:00Z'],
    ['second 61', '2024-01-15T10:30:61Z'],
    ['an offset above 18:00', '2024-01-15T10:30:00+18:01'],
    ['an offset below −18:00', '2024-01-15T10:30:00-19:00'],
    ['an offset with minute 60', '2024-01-15T10:30:00+03:60'],
    ['an offset of one digit', '2024-01-15T10:30:00+3'],
    ['a name for a zone', '2024-01-15T10:30:00 Europe/Moscow'],
    ['a point without a fraction', '2024-01-15T10:30:00.Z'],
    ['ten digits of a fraction', '2024-01-15T10:30:00.1234567890Z'],
    ['two zones', '2024-01-15T10:30:00ZZ'],
    ['a line break behind', '2024-01-15T10:30:00Z\n'],
    ['year 0', '0000-01-15T10:30:00Z'],
    ['a day so early that the local day may fall into year 0', '0001-01-01T10:00:00Z'],
    ['a day so late that the local day may fall into year 10000', '9999-12-31T00:00:00Z'],
    ['an offset that leads beyond the last day', '9999-12-30T23:00:00-18:00'],
    ['an expanded year', '+002024-01-15T10:30:00Z'],
    ['the basic form', '20240115T103000Z'],
    ['a week date', '2024-W03-1T10:30:00Z'],
    ['a number', '1705314600000'],
    ['a word', 'now'],
    ['nothing', ''],
    ['other digits', '２０２４-01-15T10:30:00Z'],
    ['very much', '9'.repeat(100_000)],
  ])('refuses %s', (_, text) => {
    expect(parseInstant(text)).toBeNull();
  });

  it('agrees with Date.parse on every valid timestamp', () => {
    const twoDigits = (value: number): string => String(value).padStart(2, '0');
    const offset = fc.oneof(
      fc.constant('Z'),
      fc
        .record({ sign: fc.constantFrom('+', '-'), hours: fc.integer({ min: 0, max: 17 }), minutes: fc.nat(59) })
        .map(({ sign, hours, minutes }) => `${sign}${twoDigits(hours)}:${twoDigits(minutes)}`),
    );
    const text = fc
      .record({
        day: fc.integer({ min: -719_000, max: 2_932_000 }),
        time: fc.tuple(fc.nat(23), fc.nat(59), fc.nat(59)),
        fraction: fc.oneof(fc.constant(''), fc.stringMatching(/^\.\d{3}$/)),
        offset,
      })
      .map(({ day, time, fraction, offset: zone }) => {
        return `${formatDay(day)}T${time.map(twoDigits).join(':')}${fraction}${zone}`;
      });
    fc.assert(
      fc.property(text, (timestamp) => {
        expect(parseInstant(timestamp)).toBe(Date.parse(timestamp));
      }),
      { numRuns: 500 },
    );
  });

  it('never throws, whatever the text', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(0xffff)), (units) => {
        const text = String.fromCharCode(...units);
        expect(['number', 'string', 'object']).toContain(typeof parseInstant(text));
      }),
    );
  });
});
