import { expect, test } from 'vitest';
import { beginsVisit } from './visit.ts';

const NOW = '2026-03-01T10:00:00Z';

test.for([
  [null, true, 'the first time in this browser'],
  ['2026-03-01T10:00:00Z', false, 'a reload'],
  ['2026-03-01T09:30:01Z', false, 'a pause'],
  ['2026-03-01T09:30:00Z', true, 'half an hour'],
  ['2026-02-27T10:00:00Z', true, 'another day'],
  ['what is that', true, 'a memory that cannot be read'],
] as const)('a visit after %s begins: %s, %s', ([last_seen, expected]) => {
  expect(beginsVisit(last_seen, NOW)).toBe(expected);
});
