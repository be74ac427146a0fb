import { expect, test } from 'vitest';
import type { Plan } from '../../host-api.ts';
import { dayBeside, leftOver, weekOf } from './week.ts';

const plan = (id: number, day: string, done = false): Plan => ({ id, title: `plan ${id}`, day, done });
const TODAY = '2024-06-10';

test('the week ahead has seven days, with what is open before what is done', () => {
  const week = weekOf([plan(1, TODAY, true), plan(2, TODAY), plan(3, '2024-06-16'), plan(4, '2024-06-17')], TODAY);
  expect(week.map(({ day }) => day)).toEqual([
    '2024-06-10',
    '2024-06-11',
    '2024-06-12',
    '2024-06-13',
    '2024-06-14',
    '2024-06-15',
    '2024-06-16',
  ]);
  expect(week.flatMap(({ plans }) => plans.map(({ id }) => id))).toEqual([2, 1, 3]);
});

test('what days gone by have left open', () => {
  const plans = [plan(3, '2024-06-09'), plan(1, '2024-06-08'), plan(2, '2024-06-08', true), plan(4, TODAY)];
  expect(leftOver(plans, TODAY).map(({ id }) => id)).toEqual([1, 3]);
});

test.each([
  [TODAY, -1, null],
  [TODAY, 1, '2024-06-11'],
  ['2024-06-16', 1, null],
  ['2024-06-16', -1, '2024-06-15'],
  ['2024-06-03', 1, TODAY],
  ['2024-06-03', -1, null],
] as const)('a plan of %s moved by %i goes to %s', (day, by, expected) => {
  expect(dayBeside(plan(1, day), by, TODAY)).toBe(expected);
});
