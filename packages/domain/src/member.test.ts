import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { memberOf, monthlySteps, type MemberFacts } from './member.ts';

const facts: MemberFacts = {
  user_id: 'anna',
  registered_on: 100,
  zone: 'UTC',
  subscription_plan: 'free',
  subscription_status: 'none',
  trial_started_at: null,
  trial_ends_at: null,
  paid_since: null,
  renewals: 0,
};
const activeOn = ({ d1, d3, d7, d14, d30 }: ReturnType<typeof memberOf>): boolean[] => [d1, d3, d7, d14, d30];

describe('memberOf', () => {
  it.each<[string, number[], boolean[], number | null]>([
    ['never', [], [false, false, false, false, false], null],
    ['on the day itself', [100], [false, false, false, false, false], 0],
    ['on day 1', [100, 101], [true, false, false, false, false], 1],
    ['on day 2 alone', [102], [false, false, false, false, false], 2],
    [
      'around each day, never on it',
      [100, 102, 104, 106, 108, 113, 115, 129, 131],
      [false, false, false, false, false],
      31,
    ],
    ['on every one', [101, 103, 107, 114, 130], [true, true, true, true, true], 30],
    ['before the registration alone', [93], [false, false, false, false, false], -7],
  ])('active %s', (_, days, expected, last) => {
    const member = memberOf(facts, days, '');
    expect(activeOn(member)).toEqual(expected);
    expect(member.last_active_day).toBe(last);
  });

  it('without a registration is active on no day of a cohort', () => {
    const member = memberOf({ ...facts, registered_on: null }, [1, 7, 30], 'UTC');
    expect(activeOn(member)).toEqual([false, false, false, false, false]);
    expect(member).toMatchObject({ registered_on: null, last_active_day: null, zone: 'UTC' });
  });
});

describe('monthlySteps', () => {
  it.each<[string, number[], [number, number][]]>([
    ['nothing', [], []],
    [
      'one day counts for itself and 29 more',
      [100],
      [
        [100, 1],
        [130, -1],
      ],
    ],
    [
      'a day within it carries on',
      [100, 110],
      [
        [100, 1],
        [140, -1],
      ],
    ],
    [
      'the day right after it carries on',
      [100, 130],
      [
        [100, 1],
        [160, -1],
      ],
    ],
    [
      'a day later begins anew',
      [100, 131],
      [
        [100, 1],
        [130, -1],
        [131, 1],
        [161, -1],
      ],
    ],
  ])('%s', (_, days, expected) => {
    expect(monthlySteps(days).map(({ day, change }) => [day, change])).toEqual(expected);
  });

  it('summed up to a day say whether there is an active day among the 30 that end with it', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(300), { maxLength: 20 }), fc.nat(340), (unsorted, day) => {
        const days = unsorted.toSorted((one, other) => one - other);
        const sum = monthlySteps(days).reduce((total, step) => total + (step.day <= day ? step.change : 0), 0);
        expect(sum).toBe(days.some((active) => active <= day && active > day - 30) ? 1 : 0);
      }),
    );
  });
});
