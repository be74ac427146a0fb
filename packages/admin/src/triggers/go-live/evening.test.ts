import { expect, test } from 'vitest';
import { eveningOf, isNear, momentOf } from './evening.ts';

const at = (text: string) => Date.parse(text);

test.each([
  ['2024-06-12T09:00:00Z', 'Europe/Moscow', 0, '2024-06-12T20:59:00Z'],
  // It is the 13th already where the project is.
  ['2024-06-12T22:00:00Z', 'Europe/Moscow', 0, '2024-06-13T20:59:00Z'],
  ['2024-06-12T09:00:00Z', 'Europe/Moscow', 1, '2024-06-13T20:59:00Z'],
  // The clocks go forward in that night.
  ['2024-03-30T12:00:00Z', 'Europe/Berlin', 1, '2024-03-31T21:59:00Z'],
])('at %s in %s the evening %i days on is %s', (now, zone, days, evening) => {
  expect(eveningOf(at(now), zone, days)).toBe(at(evening));
});

test('the last minute of the day is over: it is asked for as now', () => {
  const now = at('2024-06-12T20:59:30Z');
  expect(momentOf('today', now, 'Europe/Moscow')).toBe(now);
});

test.each([
  [-120_000, false],
  [-30_000, true],
  [31 * 86_400_000, true],
  [31 * 86_400_000 + 1, false],
])('%i ms from now: %s', (ms, near) => {
  expect(isNear(1_700_000_000_000 + ms, 1_700_000_000_000)).toBe(near);
});
