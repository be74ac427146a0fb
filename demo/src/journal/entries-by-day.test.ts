import { expect, test } from 'vitest';
import type { JournalEntry } from '../../host-api.ts';
import { entriesByDay, promptOf } from './entries-by-day.ts';

const entry = (id: number, created_at: string): JournalEntry => ({ id, text: `entry ${id}`, mood: 'calm', created_at });

test('entries stand under the day on which they were written where the person is, the latest first', () => {
  const entries = [
    entry(1, '2024-06-09T20:00:00Z'),
    entry(2, '2024-06-09T21:30:00Z'),
    entry(3, '2024-06-10T08:00:00Z'),
  ];
  const ids = (timezone: string) =>
    entriesByDay(entries, timezone).map(({ day, entries: of }) => [day, of.map(({ id }) => id)]);
  expect(ids('Europe/Moscow')).toEqual([
    ['2024-06-10', [3, 2]],
    ['2024-06-09', [1]],
  ]);
  expect(ids('UTC')).toEqual([
    ['2024-06-10', [3]],
    ['2024-06-09', [2, 1]],
  ]);
  expect(entriesByDay([], 'UTC')).toEqual([]);
});

test('each day begins with the next prompt, and another one is always another', () => {
  expect(promptOf('2024-06-11', 0, 7)).toBe((promptOf('2024-06-10', 0, 7) + 1) % 7);
  const all = Array.from({ length: 7 }, (_, skipped) => promptOf('2024-06-10', skipped, 7));
  expect(new Set(all).size).toBe(7);
});
