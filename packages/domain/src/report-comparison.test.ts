import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { activeDay } from './activity.fixture.ts';
import { actionsIn, LEAST_OTHERS, percentileOf, xpEarned, type XpDay } from './report-comparison.ts';

const MONTH = { start: 100, end: 129 };

function told(...days: [day: number, xp: number][]): XpDay[] {
  return days.map(([day, xp]) => ({ day, xp }));
}

describe('the XP earned in a month', () => {
  it.each<[string, XpDay[], month: number, earned: number]>([
    ['nothing was ever told', [], 1, 0],
    ['nothing was ever told, later', [], 2, 0],
    ['told only afterwards', told([130, 500]), 1, 0],
    ['a first month begins with 0', told([105, 200]), 1, 200],
    ['a first month takes the last total', told([100, 50], [129, 300], [130, 400]), 1, 300],
    ['a first month, already known before', told([99, 80], [110, 200]), 1, 120],
    ['a later month is a difference', told([99, 1000], [110, 1300]), 2, 300],
    ['of the last total before', told([10, 5], [60, 900], [101, 950], [128, 1300]), 2, 400],
    ['a later month in which nothing changed', told([60, 900]), 2, 0],
    ['a later month without a total before begins with its first', told([103, 700], [120, 1000]), 2, 300],
    ['a later month with one total and none before', told([103, 700]), 2, 0],
    ['a later month that begins with a total of 0', told([100, 0], [120, 1000]), 2, 1000],
    ['XP that was spent', told([99, 1000], [110, 400]), 2, 0],
    ['XP that was spent in a first month', told([101, 1000], [110, 0]), 1, 0],
    ['the first day and the last are part of it', told([100, 10], [129, 20]), 1, 20],
  ])('%s', (_, days, month, earned) => {
    expect(xpEarned(days, MONTH, month)).toBe(earned);
  });

  it('is never negative, and no more than the largest total', () => {
    const days = fc.uniqueArray(fc.tuple(fc.integer({ min: 60, max: 150 }), fc.nat(5_000)), {
      selector: ([day]) => day,
    });
    fc.assert(
      fc.property(days, fc.integer({ min: 1, max: 4 }), (pairs, month) => {
        const sorted = told(...pairs.toSorted(([one], [other]) => one - other));
        const earned = xpEarned(sorted, MONTH, month);
        expect(earned).toBeGreaterThanOrEqual(0);
        expect(earned).toBeLessThanOrEqual(Math.max(0, ...sorted.map(({ xp }) => xp)));
      }),
    );
  });
});

describe('actionsIn', () => {
  it('adds up the days of the period, both ends included', () => {
    const days = [99, 100, 129, 130].map((day, place) => activeDay(day, { actions: 10 ** place }));
    expect(actionsIn(days, MONTH)).toBe(110);
    expect(actionsIn([], MONTH)).toBe(0);
  });
});

describe('the percentile', () => {
  it.each<[string, [people: number, fewer: number, own_actions: number], total: number, percentile: number | null]>([
    ['19 others are too few', [20, 10, 5], 5, null],
    ['20 others are enough', [21, 10, 5], 5, 50],
    ['nobody', [0, 0, 0], 0, null],
    ['20 others, and nothing done', [20, 0, 0], 0, 0],
    ['19 others, and nothing done', [19, 0, 0], 0, null],
    ['the best of all', [101, 100, 500], 500, 100],
    ['the last of all', [101, 0, 1], 1, 0],
    ['rounded down', [1001, 759, 47], 47, 75],
    ['nearly all is not all', [1001, 999, 47], 47, 99],
    ['who did less in the days counted is not behind themself', [101, 51, 30], 47, 50],
    ['who did nothing in the days counted is not among them', [100, 50, 0], 47, 50],
    ['who did more in the days counted is among those ahead', [101, 50, 60], 47, 50],
    ['a count that does not know of them yet', [21, 0, 3], 47, 0],
    ['a count older than what they did', [21, 21, 47], 47, 100],
  ])('%s', (_, [people, fewer, own_actions], total, percentile) => {
    expect(percentileOf({ people, fewer, own_actions }, total)).toBe(percentile);
  });

  it('is the share of the others who did less, counted one by one', () => {
    const actions = fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(actions, ([own = 1, ...others]) => {
        const all = [own, ...others];
        const fewer = all.filter((did) => did < own).length;
        const share = (100 * others.filter((did) => did < own).length) / others.length;
        expect(percentileOf({ people: all.length, fewer, own_actions: own }, own)).toBe(
          others.length < LEAST_OTHERS ? null : Math.floor(share),
        );
      }),
    );
  });
});
