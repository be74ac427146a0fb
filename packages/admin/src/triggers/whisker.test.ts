import { expect, test } from 'vitest';
import { whiskerOf } from './whisker.ts';

test.each([
  { low: 0.03, high: 0.19, difference: 0.12 },
  { low: -0.36, high: -0.02, difference: -0.17 },
  { low: -0.1, high: 0.16, difference: 0.03 },
  { low: 0, high: 0, difference: 0 },
  { low: -1, high: 1, difference: 0 },
])('%j lies on the line in its order, with zero in sight', (effect) => {
  const { zero, low, high, dot, ticks } = whiskerOf(effect);
  for (const place of [zero, low, high, dot]) {
    expect(place).toBeGreaterThanOrEqual(0);
    expect(place).toBeLessThanOrEqual(1);
  }
  expect(low).toBeLessThanOrEqual(dot);
  expect(dot).toBeLessThanOrEqual(high);
  expect(Math.sign(dot - zero)).toBe(Math.sign(effect.difference));
  expect(ticks.length).toBeGreaterThan(0);
  expect(ticks.length).toBeLessThanOrEqual(6);
  expect(ticks.some(({ value }) => value === 0)).toBe(true);
  for (const { at } of ticks) expect(at >= 0 && at <= 1).toBe(true);
});
