import { expect, test } from 'vitest';
import { DAYS, plural } from './plural.ts';

test.for([
  [0, 'дней', 'days'],
  [1, 'день', 'day'],
  [2, 'дня', 'days'],
  [5, 'дней', 'days'],
  [11, 'дней', 'days'],
  [14, 'дней', 'days'],
  [21, 'день', 'days'],
  [22, 'дня', 'days'],
  [112, 'дней', 'days'],
  [1001, 'день', 'days'],
] as const)('%i %s, %s', ([count, ru, en]) => {
  expect(plural(count, DAYS, 'ru')).toBe(ru);
  expect(plural(count, DAYS, 'en')).toBe(en);
});
