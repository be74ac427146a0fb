import { DAY_MS, formatInstant, parseInstant } from '@retention/domain/day';
import { describe, expect, test } from 'vitest';
import { asField, fromField, isAhead, momentOf, momentsAhead, readMoment, writeMoment } from './dry-run-moment.ts';

function instant(text: string): number {
  const value = parseInstant(text);
  if (typeof value !== 'number') throw new Error(`no instant: ${text}`);
  return value;
}
const noon = instant('2024-01-15T09:00:00Z');
const evening = instant('2024-01-15T18:00:00Z');
const MOSCOW = 'Europe/Moscow';

describe('the moments one press away', () => {
  test('are on the clock of the browser', () => {
    expect(formatInstant(momentOf('today_20', noon, MOSCOW))).toBe('2024-01-15T17:00:00Z');
    expect(formatInstant(momentOf('tomorrow_09', noon, MOSCOW))).toBe('2024-01-16T06:00:00Z');
    expect(momentOf('now', noon, MOSCOW)).toBe(noon);
  });

  test('are those that lie ahead', () => {
    expect(momentsAhead(noon, MOSCOW)).toEqual(['now', 'today_20', 'tomorrow_09']);
    expect(momentsAhead(evening, MOSCOW)).toEqual(['now', 'tomorrow_09']);
  });
});

describe('the moment of an address', () => {
  test.each([
    ['today_20', 'today_20'],
    ['2024-01-20T12:00:00Z', instant('2024-01-20T12:00:00Z')],
    ['2024-01-14T12:00:00Z', 'now'],
    ['2024-03-14T12:00:00Z', 'now'],
    ['soon', 'now'],
    [undefined, 'now'],
    [['now'], 'now'],
  ])('%j', (at, moment) => {
    expect(readMoment(at, noon, MOSCOW)).toBe(moment);
  });

  test('that has passed meanwhile is now', () => {
    expect(readMoment('today_20', evening, MOSCOW)).toBe('now');
  });

  test('comes back from what is written', () => {
    const at = noon + 5 * DAY_MS;
    expect(readMoment(writeMoment(at), noon, MOSCOW)).toBe(at);
    expect(writeMoment('tomorrow_09')).toBe('tomorrow_09');
  });
});

test('a field of the browser is the wall clock of its zone', () => {
  expect(asField(noon, MOSCOW)).toBe('2024-01-15T12:00');
  expect(fromField('2024-01-15T12:00', MOSCOW)).toBe(noon);
  expect(fromField('', MOSCOW)).toBe(null);
  expect(fromField('2024-01-15', MOSCOW)).toBe(null);
});

test('31 days and no more lie ahead', () => {
  expect(isAhead(noon, noon)).toBe(true);
  expect(isAhead(noon + 31 * DAY_MS, noon)).toBe(true);
  expect(isAhead(noon + 31 * DAY_MS + 1, noon)).toBe(false);
  expect(isAhead(noon - DAY_MS, noon)).toBe(false);
});
