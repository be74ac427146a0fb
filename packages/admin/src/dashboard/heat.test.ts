import { describe, expect, test } from 'vitest';
import { averageShare, heatOf, knownFrom, largestShare, type Cohort } from './heat.ts';

const none = { d1: null, d3: null, d7: null, d14: null, d30: null };
const cohort = (users: number, days: Partial<Cohort>): Cohort => ({
  cohort_date: '2024-01-01',
  users,
  ...none,
  ...days,
});

describe('the heat of the cohorts', () => {
  test('rises with the share and is strongest at the largest', () => {
    const heats = [0, 0.01, 0.1, 0.25, 0.5].map((share) => heatOf(share, 0.5));
    expect(heats).toEqual([0, 0.09, 0.28, 0.44, 0.62]);
    expect(heatOf(0.7, 0.5)).toBe(0.62);
    expect(heatOf(0, 0)).toBe(0);
  });

  test('has one scale for the whole table', () => {
    expect(largestShare([])).toBe(0);
    expect(largestShare([cohort(5, {}), cohort(5, { d1: 0.4, d7: 0.2 }), cohort(5, { d3: 0.5 })])).toBe(0.5);
  });
});

test('the average weighs each cohort by its people and leaves out what is not over', () => {
  const cohorts = [cohort(100, { d7: 0.2 }), cohort(300, { d7: 0.4 }), cohort(1000, {}), cohort(0, { d7: null })];
  expect(averageShare(cohorts, 'd7')).toBeCloseTo(0.35);
  expect(averageShare(cohorts, 'd30')).toBeNull();
});

test.each([
  ['2024-01-08', 'day', 7, '2024-01-16'],
  ['2024-01-08', 'week', 7, '2024-01-22'],
  ['2024-02-01', 'month', 30, '2024-03-31'],
] as const)('the cohort of %s by %s knows its D%i from %s on', (cohort_date, granularity, n, day) => {
  expect(knownFrom(cohort_date, granularity, n)).toBe(day);
});
