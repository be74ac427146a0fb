import { expect, test } from 'vitest';
import { dayOf, daysBetween, timeOf, weekFrom } from './calendar.ts';

test.each([
  ['2024-02-28', '2024-02-29', 1],
  ['2024-03-01', '2024-02-29', -1],
  ['2024-12-31', '2025-01-01', 1],
  ['2024-03-30', '2024-04-01', 2],
])('from %s to %s is %i days', (from, to, days) => {
  expect(daysBetween(from, to)).toBe(days);
});

test('the week ahead is today and six days', () => {
  expect(weekFrom('2024-12-29')).toEqual([
    '2024-12-29',
    '2024-12-30',
    '2024-12-31',
    '2025-01-01',
    '2025-01-02',
    '2025-01-03',
    '2025-01-04',
  ]);
});

test('an instant is a day and a time where the person is', () => {
  expect(dayOf('2024-06-10T21:30:00Z', 'Europe/Moscow')).toBe('2024-06-11');
  expect(dayOf('2024-06-10T21:30:00Z', 'America/New_York')).toBe('2024-06-10');
  expect(timeOf('2024-06-10T21:30:00Z', 'Asia/Kathmandu')).toBe('03:15');
  expect(timeOf('2024-06-10T21:00:00Z', 'Europe/Moscow')).toBe('00:00');
});
