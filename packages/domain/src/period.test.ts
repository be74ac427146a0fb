import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { date } from './activity.fixture.ts';
import { formatDay } from './day.ts';
import {
  cohortEnd,
  cohortStart,
  cohortStarts,
  dayHasEnded,
  GRANULARITIES,
  periodDays,
  previousPeriod,
  registrationsReaching,
  windowEnding,
  type Granularity,
  type Period,
} from './period.ts';

const period = (from: string, to: string): Period => ({ from: date(from), to: date(to) });

describe('periods', () => {
  it.each([
    ['one day', period('2024-01-01', '2024-01-01'), 1, period('2023-12-31', '2023-12-31')],
    ['a January', period('2024-01-01', '2024-01-31'), 31, period('2023-12-01', '2023-12-31')],
    ['a March', period('2024-03-01', '2024-03-31'), 31, period('2024-01-30', '2024-02-29')],
  ])('%s has its length and as long a one before it', (_, given, days, previous) => {
    expect(periodDays(given)).toBe(days);
    expect(previousPeriod(given)).toEqual(previous);
  });

  it('the window of a day is 30 days, that day included', () => {
    expect(windowEnding(date('2024-01-31'))).toEqual(period('2024-01-02', '2024-01-31'));
  });
});

describe('cohorts', () => {
  it.each<[Granularity, string, string, string]>([
    ['day', '2024-01-15', '2024-01-15', '2024-01-15'],
    ['week', '2024-01-15', '2024-01-15', '2024-01-21'],
    ['week', '2024-01-21', '2024-01-15', '2024-01-21'],
    ['week', '2024-01-22', '2024-01-22', '2024-01-28'],
    ['week', '2024-12-31', '2024-12-30', '2025-01-05'],
    ['week', '1970-01-01', '1969-12-29', '1970-01-04'],
    ['week', '1969-12-28', '1969-12-22', '1969-12-28'],
    ['month', '2024-02-01', '2024-02-01', '2024-02-29'],
    ['month', '2024-02-29', '2024-02-01', '2024-02-29'],
    ['month', '2024-01-31', '2024-01-01', '2024-01-31'],
    ['month', '2023-12-31', '2023-12-01', '2023-12-31'],
  ])('of a %s: %s belongs to %s – %s', (granularity, day, start, end) => {
    const found = cohortStart(date(day), granularity);
    expect([formatDay(found), formatDay(cohortEnd(found, granularity))]).toEqual([start, end]);
  });

  it.each<[Granularity, Period, string[]]>([
    ['day', period('2024-01-30', '2024-02-01'), ['2024-01-30', '2024-01-31', '2024-02-01']],
    ['week', period('2024-01-01', '2024-01-15'), ['2024-01-01', '2024-01-08', '2024-01-15']],
    ['week', period('2024-01-02', '2024-01-14'), ['2024-01-08']],
    ['week', period('2024-01-02', '2024-01-07'), []],
    ['month', period('2024-01-02', '2024-03-01'), ['2024-02-01', '2024-03-01']],
  ])('of a %s: those that begin in a period, no others', (granularity, given, starts) => {
    expect(cohortStarts(given, granularity).map(formatDay)).toEqual(starts);
  });

  it('every day belongs to one cohort, and the next one begins when it ends', () => {
    fc.assert(
      fc.property(fc.integer({ min: -20_000, max: 40_000 }), fc.constantFrom(...GRANULARITIES), (day, granularity) => {
        const start = cohortStart(day, granularity);
        const end = cohortEnd(start, granularity);
        expect(start <= day && day <= end).toBe(true);
        expect(cohortStart(start, granularity)).toBe(start);
        expect(cohortStart(end, granularity)).toBe(start);
        expect(cohortStart(end + 1, granularity)).toBe(end + 1);
      }),
    );
  });
});

describe('days after registration', () => {
  const registered_on = date('2024-01-01');

  it.each([
    [7, '2024-01-07', false],
    [7, '2024-01-08', false],
    [7, '2024-01-09', true],
    [0, '2024-01-01', false],
    [0, '2024-01-02', true],
  ])('day %i has ended on %s: %s', (n, today, ended) => {
    expect(dayHasEnded(registered_on, n, date(today))).toBe(ended);
  });

  it.each<[string, string, Period | null]>([
    ['all of the period is over', '2024-02-01', period('2023-12-25', '2024-01-24')],
    ['its last day is still running', '2024-01-31', period('2023-12-25', '2024-01-23')],
    ['it has just begun', '2024-01-01', null],
    ['its first day is over', '2024-01-02', period('2023-12-25', '2023-12-25')],
    ['it lies ahead', '2023-12-01', null],
  ])('day 7 within a period: %s', (_, today, registrations) => {
    expect(registrationsReaching(period('2024-01-01', '2024-01-31'), 7, date(today))).toEqual(registrations);
  });
});
