import { expect, test } from 'vitest';
import { shadowOf } from './in-shadow.ts';

test('names what is in shadow, in one order', () => {
  const types = [
    { type: 'win_back', mode: 'shadow' },
    { type: 'monthly_report', mode: 'live' },
    { type: 'streak_at_risk', mode: 'off' },
    { type: 'inactivity_3_days', mode: 'shadow' },
  ] as const;
  expect(shadowOf({ types })).toEqual(['inactivity_3_days', 'win_back']);
});
