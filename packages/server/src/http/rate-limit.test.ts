import { expect, it } from 'vitest';
import { createRateLimit } from './rate-limit.ts';

const NOW = Date.UTC(2024, 0, 15);

it.each([1, 7, 600, 100_000])('lets %i requests through at once, and not one more', (perMinute) => {
  const limit = createRateLimit(perMinute);
  let waited = 0;
  for (let request = 0; request < perMinute; request++) waited += limit.take('1', NOW);
  expect(waited).toBe(0);
  expect(limit.take('1', NOW)).toBe(Math.ceil(60 / perMinute));
  expect(limit.take('2', NOW)).toBe(0);
});

it('gives back what time earns', () => {
  const limit = createRateLimit(60);
  for (let request = 0; request < 60; request++) limit.take('1', NOW);
  expect(limit.take('1', NOW + 900)).toBe(1);
  expect(limit.take('1', NOW + 1000)).toBe(0);
  expect(limit.take('1', NOW + 1000)).toBe(1);
  expect(limit.take('1', NOW + 62_000)).toBe(0);
});

it('forgets nobody who is still busy', () => {
  const limit = createRateLimit(1);
  expect(limit.take('busy', NOW)).toBe(0);
  for (let user = 0; user < 49_999; user++) limit.take(String(user), NOW);
  expect(limit.take('busy', NOW)).toBe(60);
});
