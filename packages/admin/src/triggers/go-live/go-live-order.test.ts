import { TRIGGER_TYPES } from '@retention/domain/trigger';
import { expect, test } from 'vitest';
import { STEPS } from './go-live-order.ts';

test('every type stands in exactly one step: a streak first, a win-back last', () => {
  const order = STEPS.flatMap(({ types }) => types);
  expect(order.toSorted()).toEqual([...TRIGGER_TYPES].toSorted());
  expect(order.slice(0, 2)).toEqual(['streak_at_risk', 'first_week_completed']);
  expect(order.at(-1)).toBe('win_back');
});
