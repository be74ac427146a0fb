import { expect, test } from 'vitest';
import { tellCompletion } from './told-today.ts';

test('a habit that is taken back and done again is told once a day', () => {
  const first = tellCompletion(null, 7, '2026-03-01');
  const again = tellCompletion(first.told, 7, '2026-03-01');
  const other = tellCompletion(again.told, 8, '2026-03-01');
  const tomorrow = tellCompletion(other.told, 7, '2026-03-02');
  expect([first, again, other, tomorrow].map(({ news }) => news)).toEqual([true, false, true, true]);
  expect(tomorrow.told).toEqual({ day: '2026-03-02', habit_ids: [7] });
});
