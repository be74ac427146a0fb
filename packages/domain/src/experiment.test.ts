import { describe, expect, it } from 'vitest';
import { compareGroups, differenceInterval, FEWEST_USERS, type Group } from './experiment.ts';

const group = (reached: number, users: number): Group => ({ users, reached });

describe('the interval', () => {
  // Newcombe 1998, table II, method 10.
  it.each([
    [56, 70, 48, 80, 0.0524, 0.3339],
    [9, 10, 3, 10, 0.1705, 0.809],
    [6, 7, 2, 7, 0.0582, 0.8062],
    [5, 56, 0, 29, -0.0381, 0.1926],
    [0, 10, 0, 20, -0.1611, 0.2775],
    [0, 10, 0, 10, -0.2775, 0.2775],
    [10, 10, 0, 20, 0.6791, 1],
    [10, 10, 0, 10, 0.6075, 1],
  ])('of %d of %d against %d of %d is the published one', (a, m, b, n, low, high) => {
    const interval = differenceInterval(group(a, m), group(b, n));
    expect(interval.low).toBeCloseTo(low, 4);
    expect(interval.high).toBeCloseTo(high, 4);
  });

  it('turns round with the groups, holds the difference, and stays within −1 and 1', () => {
    for (const users of [1, 2, 7, 100]) {
      for (const [first, second] of [0, 0.3, 1].flatMap((one) => [0, 0.5, 1].map((other) => [one, other] as const))) {
        const one = group(Math.round(first * users), users);
        const other = group(Math.round(second * 40), 40);
        const { low, high } = differenceInterval(one, other);
        const back = differenceInterval(other, one);
        expect([back.low, back.high]).toEqual([expect.closeTo(-high, 12), expect.closeTo(-low, 12)]);
        const difference = one.reached / one.users - other.reached / other.users;
        expect(low).toBeLessThanOrEqual(difference);
        expect(high).toBeGreaterThanOrEqual(difference);
        expect(low).toBeGreaterThanOrEqual(-1);
        expect(high).toBeLessThanOrEqual(1);
      }
    }
  });

  // Exact: every outcome of two binomials, weighed. The number of users is whole, so no interval covers 95 % everywhere.
  it.each([
    [900, 100],
    [450, 50],
    [270, 30],
    [900, 30],
    [100, 100],
    [30, 30],
  ])('covers the truth 95 times in 100 for groups of %d and %d, whatever the shares', (users, held) => {
    const coverages: number[] = [];
    for (const share of [0.01, 0.02, 0.05, 0.18, 0.3, 0.5, 0.8, 0.95, 0.99]) {
      for (const effect of [-0.05, 0, 0.02, 0.12]) {
        if (share + effect < 0 || share + effect > 1) continue;
        const covered = chance(users, share + effect, held, share, (one, other) => {
          const { low, high } = differenceInterval(one, other);
          return low <= effect + 1e-12 && effect - 1e-12 <= high;
        });
        coverages.push(covered);
        expect(covered, `${share} and ${effect}`).toBeGreaterThan(0.935);
      }
    }
    const mean = coverages.reduce((sum, coverage) => sum + coverage, 0) / coverages.length;
    expect(mean).toBeGreaterThan(0.945);
    expect(mean).toBeLessThan(0.975);
  });
});

describe('the verdict', () => {
  const compare = (treatment: Group, holdout: Group, more: object = {}) =>
    compareGroups({ treatment, holdout, holdout_share: 0.1, days: 10, ...more });

  it('is better or worse where the interval leaves out zero', () => {
    expect(compare(group(270, 900), group(18, 100))).toMatchObject({ verdict: 'better', days_needed: null });
    expect(compare(group(90, 900), group(30, 100))).toMatchObject({ verdict: 'worse', days_needed: null });
  });

  it('shows difference and interval', () => {
    const { difference, interval } = compare(group(270, 900), group(18, 100));
    expect(difference).toBeCloseTo(0.12, 12);
    expect(interval).toEqual({ low: expect.closeTo(0.02859, 5), high: expect.closeTo(0.1901, 5) });
  });

  it('is not enough where zero is within', () => {
    expect(compare(group(200, 900), group(20, 100))).toMatchObject({ verdict: 'not_enough' });
  });

  it('is not enough while a group is small, however clear it looks', () => {
    const clear = group(900, 900);
    expect(compare(clear, group(0, FEWEST_USERS - 1))).toMatchObject({ verdict: 'not_enough', days_needed: 1 });
    expect(compare(clear, group(0, FEWEST_USERS))).toMatchObject({ verdict: 'better' });
    expect(compare(group(FEWEST_USERS - 1, FEWEST_USERS - 1), group(0, 100))).toMatchObject({ verdict: 'not_enough' });
  });

  it.each([0, 1])('knows that at a holdout of %d there is nobody to compare with, whoever was before', (share) => {
    expect(compare(group(270, 900), group(0, 0), { holdout_share: share })).toEqual({
      difference: null,
      interval: null,
      verdict: 'no_holdout',
      days_needed: null,
    });
    expect(compare(group(270, 900), group(18, 100), { holdout_share: share })).toMatchObject({
      difference: expect.closeTo(0.12, 12),
      verdict: 'no_holdout',
      days_needed: null,
    });
  });

  it('has nothing to show where a group has nobody yet', () => {
    const nobody = { difference: null, interval: null, verdict: 'not_enough' };
    expect(compare(group(0, 0), group(0, 0))).toEqual({ ...nobody, days_needed: null });
    expect(compare(group(0, 9), group(0, 0))).toMatchObject(nobody);
    expect(compare(group(0, 0), group(0, 1))).toMatchObject(nobody);
  });
});

describe('the days that are needed', () => {
  const needed = (treatment: Group, holdout: Group, days: number, holdout_share = 0.1) =>
    compareGroups({ treatment, holdout, holdout_share, days }).days_needed;

  it.each<[string, Group, Group, number, number]>([
    ['5 points', group(207, 900), group(18, 100), 0.23, 0.18],
    ['5 points fewer', group(117, 900), group(18, 100), 0.13, 0.18],
    ['5 points near zero', group(63, 900), group(2, 100), 0.07, 0.02],
    ['3 points near one', group(882, 900), group(95, 100), 0.98, 0.95],
    ['2 points where none are seen', group(180, 900), group(20, 100), 0.202, 0.182],
  ])('would show %s in four of five cases', (_, treatment, holdout, share, held_share) => {
    const days = needed(treatment, holdout, 10) ?? 0;
    expect(days).toBeGreaterThan(0);
    const users = Math.round(treatment.users + days * 90);
    const held = Math.round(holdout.users + days * 10);
    const power = chance(users, share, held, held_share, (one, other) => {
      const { low, high } = differenceInterval(one, other);
      return share > held_share ? low > 0 : high < 0;
    });
    expect(power).toBeGreaterThan(0.75);
    expect(power).toBeLessThan(0.88);
  });

  it('are fewer at a faster pace', () => {
    const slow = needed(group(207, 900), group(18, 100), 20) ?? 0;
    const fast = needed(group(207, 900), group(18, 100), 10) ?? 0;
    expect(slow / fast).toBeCloseTo(2, 1);
  });

  it('are none where 2 points would have shown: if there is a difference, it is smaller', () => {
    expect(needed(group(40_000, 200_000), group(20_000, 100_000), 30)).toBe(0);
  });

  it('wait for both groups to be there', () => {
    // Nine are treated a day and one is held out: the 30th of those comes on the 30th day.
    expect(needed(group(9, 9), group(0, 1), 1)).toBe(29);
    expect(needed(group(90, 90), group(0, 10), 10)).toBe(20);
    expect(needed(group(500, 1000), group(0, 0), 1)).toBeGreaterThan(20);
  });

  it('are not known without a pace, nor said where they are more than ten years', () => {
    expect(needed(group(0, 0), group(0, 0), 30)).toBeNull();
    expect(needed(group(1, 2), group(0, 0), 30)).toBeNull();
    expect(needed(group(9, 10), group(0, 1), 0)).toBeNull();
  });
});

/** How likely it is that two groups with these shares come out so. */
function chance(
  users: number,
  share: number,
  held: number,
  held_share: number,
  so: (one: Group, other: Group) => boolean,
): number {
  const first = binomial(users, share);
  const second = binomial(held, held_share);
  let sum = 0;
  for (const [one, likely] of first.entries()) {
    if (likely < 1e-6) continue;
    for (const [other, also] of second.entries()) {
      if (also > 1e-6 && so(group(one, users), group(other, held))) sum += likely * also;
    }
  }
  return sum;
}

/** The probabilities of 0 to `n` of `n`. */
function binomial(n: number, share: number): number[] {
  if (share === 0 || share === 1) return Array.from({ length: n + 1 }, (_, k) => (k === n * share ? 1 : 0));
  let log = n * Math.log(1 - share);
  return Array.from({ length: n + 1 }, (_, k) => {
    const likely = Math.exp(log);
    log += Math.log((n - k) / (k + 1)) + Math.log(share / (1 - share));
    return likely;
  });
}
