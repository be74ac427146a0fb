import { expect, test } from 'vitest';
import { hourIn } from '../text/date.ts';
import { greeting } from './greeting.ts';

test.for([
  [4, 'Доброй ночи'],
  [5, 'Доброе утро'],
  [11, 'Доброе утро'],
  [12, 'Добрый день'],
  [18, 'Добрый вечер'],
  [22, 'Добрый вечер'],
  [23, 'Доброй ночи'],
] as const)('at %i: %s', ([hour, text]) => {
  expect(greeting(hour).ru).toBe(text);
});

test('the hour is that of the person', () => {
  expect(hourIn('2026-03-01T22:30:00Z', 'Europe/Moscow')).toBe(1);
  expect(hourIn('2026-03-01T22:30:00Z', 'America/New_York')).toBe(17);
  expect(hourIn('2026-03-01T00:10:00Z', 'UTC')).toBe(0);
});
