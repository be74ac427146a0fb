import { expect, test } from 'vitest';
import { eventDays } from './event-days.ts';

test('events are grouped by their day, in their order', () => {
  const events = ['2024-01-02', '2024-01-02', '2024-01-01', '2024-01-02'].map((local_day, id) => ({ local_day, id }));
  expect(eventDays(events).map(({ local_day, events }) => [local_day, events.map(({ id }) => id)])).toEqual([
    ['2024-01-02', [0, 1]],
    ['2024-01-01', [2]],
    ['2024-01-02', [3]],
  ]);
});
