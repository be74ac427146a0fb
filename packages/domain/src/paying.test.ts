import { describe, expect, it } from 'vitest';
import { payingActivityOf, type PayingActivity } from './paying.ts';
import type { Subscription } from './subscription.ts';

const pro: Subscription = { subscription_plan: 'pro', subscription_status: 'active' };

describe('payingActivityOf looks at the 7 days that end with the day', () => {
  it.each<[string, number[], PayingActivity]>([
    ['no day at all', [], 'dead'],
    ['a day just too early', [93], 'dead'],
    ['the first of the seven', [94], 'inactive'],
    ['the last of the seven', [100], 'inactive'],
    ['two of them', [94, 100], 'inactive'],
    ['three of them', [94, 97, 100], 'active'],
    ['three, but one too early', [93, 97, 100], 'inactive'],
    ['days after it', [101, 102, 103], 'dead'],
    ['two, and days after it', [99, 100, 101, 102], 'inactive'],
  ])('%s', (_, days, expected) => {
    expect(
      payingActivityOf(
        pro,
        days.map((day) => ({ day })),
        100,
      ),
    ).toBe(expected);
  });

  it('of those who pay alone', () => {
    const free: Subscription = { subscription_plan: 'free', subscription_status: 'none' };
    expect(payingActivityOf(free, [{ day: 100 }], 100)).toBeNull();
  });
});
