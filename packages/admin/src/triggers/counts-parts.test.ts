import { expect, test } from 'vitest';
import { fatesOf } from './counts-parts.ts';
import { countsWith } from './types.fixture.ts';

test('every match has one fate, and fates of nobody are left out', () => {
  const counts = countsWith({ matched: 10, sent: 6, held: 3, waiting: 1, seen: 4 });
  const parts = fatesOf(counts);
  expect(parts).toEqual([
    { fate: 'sent', count: 6 },
    { fate: 'waiting', count: 1 },
    { fate: 'held', count: 3 },
  ]);
  expect(parts.reduce((sum, { count }) => sum + count, 0)).toBe(counts.matched);
});
