import { expect, test } from 'vitest';
import { dayWith } from '../summary/summary.fixture.ts';
import { funnelSteps, notReached, notReachedText } from './funnel.ts';

test('each step has its share of the registered and of the step before', () => {
  const funnel = {
    registered: 1000,
    activated_d1: 450,
    active_d7: 225,
    started_trial: 90,
    converted_paid: 45,
    renewed: 0,
  };
  expect(funnelSteps(funnel).map(({ of_registered }) => of_registered)).toEqual([1, 0.45, 0.225, 0.09, 0.045, 0]);
  expect(funnelSteps(funnel).map((step) => step.of_step_before)).toEqual([null, 0.45, 0.5, 0.4, 0.5, 0]);
});

test('a step larger than the one before it, and nobody at all', () => {
  const funnel = { registered: 10, activated_d1: 0, active_d7: 2, started_trial: 1, converted_paid: 3, renewed: 3 };
  expect(funnelSteps(funnel).map((step) => step.of_step_before)).toEqual([null, 0, null, 0.5, null, 1]);
  const nobody = { registered: 0, activated_d1: 0, active_d7: 0, started_trial: 0, converted_paid: 0, renewed: 0 };
  expect(funnelSteps(nobody).every((step) => step.of_registered === null && step.of_step_before === null)).toBe(true);
});

/** Days from 1 to 10 January: each 10 new users, and on each day 7 the same who came 7 days before. */
const days = Array.from({ length: 10 }, (_, at) => `2024-01-${String(at + 1).padStart(2, '0')}`).flatMap((date) =>
  dayWith({ new_users: 10, d7: date < '2024-01-10' ? [4, 10] : [0, 0] }).map((day) => ({ ...day, date })),
);

test('whose day 7 is not over yet, in a period that ends today', () => {
  // Those of 1 and 2 January had it on 8 and 9 January.
  expect(notReached(7, { days, today: '2024-01-10' })).toBe(80);
  expect(notReached(7, { days: days.slice(-5), today: '2024-01-10' })).toBe(50);
});

test.each([
  ['2024-01-11', 'some'],
  ['2024-01-17', 'some'],
  ['2024-01-18', 0],
])('in a period that ended before %s it is not told how many', (today, expected) => {
  expect(notReached(7, { days, today })).toBe(expected);
});

test('that is said in words', () => {
  expect(notReachedText(7, 80, 100, 'ru')).toBe('у 80 из 100 день 7 ещё не прошёл');
  expect(notReachedText(1, 'some', 100, 'en')).toBe('day 1 is not over for everybody');
  expect(notReachedText(1, 0, 100, 'ru')).toBeNull();
});
