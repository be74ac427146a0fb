import { expect, test } from 'vitest';
import { daysLeft } from './days-left.ts';

test.for([
  ['2026-03-08T10:00:00Z', 7, 'a week'],
  ['2026-03-04T20:59:00Z', 3, 'more than three times 24 hours, but three days'],
  ['2026-03-04T21:00:00Z', 4, 'midnight in Moscow'],
  ['2026-03-01T20:00:00Z', 0, 'today'],
  ['2026-02-20T10:00:00Z', 0, 'over'],
] as const)('until %s: %i days, %s', ([until, days]) => {
  expect(daysLeft('2026-03-01T10:00:00Z', until, 'Europe/Moscow')).toBe(days);
});
