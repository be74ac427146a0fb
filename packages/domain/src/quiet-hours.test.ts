import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { at } from './activity.fixture.ts';
import { formatInstant } from './day.ts';
import { allowedFrom, isQuiet } from './quiet-hours.ts';

describe('quiet hours', () => {
  it.each([
    ['2024-01-15T21:59:59.999+03:00', 'Europe/Moscow', false],
    ['2024-01-15T22:00:00+03:00', 'Europe/Moscow', true],
    ['2024-01-16T00:00:00+03:00', 'Europe/Moscow', true],
    ['2024-01-16T08:59:59.999+03:00', 'Europe/Moscow', true],
    ['2024-01-16T09:00:00+03:00', 'Europe/Moscow', false],
    ['2024-01-15T21:59:59+05:45', 'Asia/Kathmandu', false],
    ['2024-01-15T22:00:00+05:45', 'Asia/Kathmandu', true],
    ['2024-01-15T08:59:59+13:45', 'Pacific/Chatham', true],
    ['2024-01-15T09:00:00+13:45', 'Pacific/Chatham', false],
  ])('at %s in %s: %s', (text, zone, quiet) => {
    expect(isQuiet(at(text), zone)).toBe(quiet);
  });

  it.each([
    ['is the moment itself by day', 'Europe/Moscow', '2024-01-15T21:59:59+03:00', '2024-01-15T18:59:59Z'],
    ['is 09:00 itself', 'Europe/Moscow', '2024-01-15T09:00:00+03:00', '2024-01-15T06:00:00Z'],
    ['is the morning to come, from 22:00 on', 'Europe/Moscow', '2024-01-15T22:00:00+03:00', '2024-01-16T06:00:00Z'],
    ['is the same morning, from midnight on', 'Europe/Moscow', '2024-01-16T00:00:00+03:00', '2024-01-16T06:00:00Z'],
    [
      'comes an hour sooner where clocks go forward',
      'America/New_York',
      '2024-03-09T22:00:00-05:00',
      '2024-03-10T13:00:00Z',
    ],
    ['comes an hour later where they go back', 'America/New_York', '2024-11-02T22:00:00-04:00', '2024-11-03T14:00:00Z'],
    ['is on the wall of Berlin in spring', 'Europe/Berlin', '2024-03-31T01:59:59+01:00', '2024-03-31T07:00:00Z'],
    ['is on the wall of Berlin in autumn', 'Europe/Berlin', '2024-10-27T02:30:00+02:00', '2024-10-27T08:00:00Z'],
    ['is half an hour away at Lord Howe', 'Australia/Lord_Howe', '2024-10-05T22:00:00+10:30', '2024-10-05T22:00:00Z'],
    ['is the first 23:00 of two in Santiago', 'America/Santiago', '2024-04-06T23:30:00-03:00', '2024-04-07T13:00:00Z'],
    ['is the second 23:00 of two in Santiago', 'America/Santiago', '2024-04-06T23:30:00-04:00', '2024-04-07T13:00:00Z'],
    ['is after the midnight Santiago skips', 'America/Santiago', '2024-09-07T23:59:59-04:00', '2024-09-08T12:00:00Z'],
    ['is the day after the one that Apia skipped', 'Pacific/Apia', '2011-12-29T22:00:00-10:00', '2011-12-30T19:00:00Z'],
    ['knows quarters of an hour', 'Asia/Kathmandu', '2024-01-15T22:00:00+05:45', '2024-01-16T03:15:00Z'],
    ['knows Chatham', 'Pacific/Chatham', '2024-04-06T22:00:00+13:45', '2024-04-06T20:15:00Z'],
  ])('what may leave next %s', (_, zone, from, expected) => {
    expect(formatInstant(allowedFrom(at(from), zone))).toBe(expected);
  });

  it('put nothing off that may leave, and nothing further than the first moment that may', () => {
    const zones = ['America/New_York', 'Australia/Lord_Howe', 'America/Santiago', 'Asia/Kathmandu', 'Pacific/Chatham'];
    const moment = fc.integer({ min: at('2023-01-01T00:00:00Z'), max: at('2026-01-01T00:00:00Z') });
    fc.assert(
      fc.property(fc.constantFrom(...zones), moment, (zone, now) => {
        const allowed = allowedFrom(now, zone);
        expect(isQuiet(allowed, zone)).toBe(false);
        expect(allowed === now || isQuiet(now, zone)).toBe(true);
        if (allowed > now) expect(isQuiet(allowed - 1, zone)).toBe(true);
        expect(allowed - now).toBeLessThanOrEqual(12 * 3_600_000);
      }),
    );
  });
});
