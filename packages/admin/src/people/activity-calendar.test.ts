import { expect, test } from 'vitest';
import { calendarOf, levelOf } from './activity-calendar.ts';

test('a year ends with the week of today and begins on a Monday', () => {
  // 2024-01-15 is a Monday.
  const calendar = calendarOf([{ day: '2024-01-10', actions: 12, completions: 3 }], '2024-01-15', 53);
  expect(calendar.days[0]).toMatchObject({ day: '2023-01-16', week: 0, weekday: 0 });
  expect(calendar.days.at(-1)).toMatchObject({ day: '2024-01-15', week: 52, weekday: 0 });
  expect(calendar.days).toHaveLength(52 * 7 + 1);
  expect(calendar.days.find(({ day }) => day === '2024-01-10')).toMatchObject({ level: 4, weekday: 2, completions: 3 });
  expect(calendar.days_active).toBe(1);
});

test('a Sunday closes its week', () => {
  const calendar = calendarOf([], '2024-01-14', 2);
  expect(calendar.days.map(({ day }) => day)).toHaveLength(14);
  expect(calendar.days.at(-1)).toMatchObject({ week: 1, weekday: 6 });
});

test('months add up what their days hold', () => {
  const active = [
    { day: '2023-12-31', actions: 2, completions: 1 },
    { day: '2024-01-01', actions: 3, completions: 0 },
    { day: '2024-01-02', actions: 4, completions: 2 },
    { day: '1999-01-01', actions: 9, completions: 9 },
  ];
  const { months } = calendarOf(active, '2024-01-03', 2);
  expect(months).toEqual([
    { month: '2023-12', week: 0, days_active: 1, actions: 2, completions: 1 },
    { month: '2024-01', week: 1, days_active: 2, actions: 7, completions: 2 },
  ]);
});

test.each([
  [0, 0],
  [1, 1],
  [2, 1],
  [3, 2],
  [5, 2],
  [6, 3],
  [10, 3],
  [11, 4],
  [900, 4],
])('%i actions are level %i', (actions, level) => {
  expect(levelOf(actions)).toBe(level);
});

test('a today that is no day gives an empty calendar', () => {
  expect(calendarOf([], 'soon', 53).days).toEqual([]);
});

test('days before the registration are marked, unless something was done on them', () => {
  const active = [{ day: '2024-01-09', actions: 1, completions: 0 }];
  const { days } = calendarOf(active, '2024-01-14', 1, '2024-01-11');
  expect(days.map(({ before }) => before)).toEqual([true, false, true, false, false, false, false]);
});
