import { describe, expect, it } from 'vitest';
import { parseInstant } from './day.ts';
import { conversionOf, isPaying, subscriptionOn, type SubscriptionFacts } from './subscription.ts';

const day = (number: number): number => number * 86_400_000 + 12 * 3_600_000;
const free: SubscriptionFacts = {
  subscription_plan: 'free',
  subscription_status: 'none',
  trial_started_at: null,
  trial_ends_at: null,
  paid_since: null,
  renewals: 0,
};
const trial: SubscriptionFacts = {
  ...free,
  subscription_plan: 'pro',
  subscription_status: 'trial',
  trial_started_at: day(100),
  trial_ends_at: day(107),
};
const paying: SubscriptionFacts = { ...trial, subscription_status: 'active', paid_since: day(105) };

describe('isPaying', () => {
  it.each<[SubscriptionFacts['subscription_plan'], SubscriptionFacts['subscription_status'], boolean]>([
    ['pro', 'active', true],
    ['basic', 'active', true],
    ['free', 'active', false],
    ['pro', 'trial', false],
    ['pro', 'cancelled', false],
    ['pro', 'expired', false],
    ['pro', 'none', false],
  ])('a subscription %s that is %s: %s', (subscription_plan, subscription_status, expected) => {
    expect(isPaying({ subscription_plan, subscription_status })).toBe(expected);
  });
});

describe('subscriptionOn a past day', () => {
  it.each<[string, SubscriptionFacts, number, string]>([
    ['nothing said', free, 100, 'none'],
    ['the day before the trial', trial, 99, 'none'],
    ['the first day of the trial', trial, 100, 'trial'],
    ['the last day of the trial', trial, 107, 'trial'],
    ['the day after the trial', trial, 108, 'none'],
    ['a trial nobody said the days of', { ...trial, trial_started_at: null, trial_ends_at: null }, 5, 'trial'],
    ['on trial before paying', paying, 104, 'trial'],
    ['the first paid day', paying, 105, 'active'],
    [
      'paid, nobody said since when',
      { ...free, subscription_plan: 'basic', subscription_status: 'active' },
      5,
      'active',
    ],
    ['cancelled after paying', { ...paying, subscription_status: 'cancelled' }, 106, 'cancelled'],
    ['cancelled later, on trial then', { ...paying, subscription_status: 'cancelled' }, 101, 'trial'],
    ['expired without paying, on trial then', { ...trial, subscription_status: 'expired' }, 101, 'trial'],
    ['expired without paying, afterwards', { ...trial, subscription_status: 'expired' }, 110, 'none'],
  ])('%s', (_, facts, on, status) => {
    expect(subscriptionOn(facts, 'UTC', on).subscription_status).toBe(status);
  });

  it('turns at the midnight of the person', () => {
    const paid_since = parseInstant('2024-01-15T22:00:00Z');
    if (typeof paid_since !== 'number') throw new Error('no instant');
    const facts: SubscriptionFacts = { ...paying, trial_started_at: null, trial_ends_at: null, paid_since };
    const on = Math.floor(paid_since / 86_400_000);
    expect(subscriptionOn(facts, 'Europe/London', on).subscription_status).toBe('active');
    expect(subscriptionOn(facts, 'Europe/Moscow', on).subscription_status).toBe('none');
    expect(subscriptionOn(facts, 'Europe/Moscow', on + 1).subscription_status).toBe('active');
    expect(conversionOf(facts, 'Europe/Moscow').paid_on).toBe(on + 1);
  });
});

describe('conversionOf', () => {
  it.each<[string, Partial<SubscriptionFacts>, [boolean, boolean, boolean]]>([
    ['nothing', {}, [false, false, false]],
    ['on trial', { subscription_status: 'trial' }, [true, false, false]],
    ['a trial that is over', { trial_started_at: day(1), subscription_status: 'expired' }, [true, false, false]],
    ['paid without a trial', { paid_since: day(1) }, [false, true, false]],
    [
      'paying, nobody said since when',
      { subscription_plan: 'pro', subscription_status: 'active' },
      [false, true, false],
    ],
    ['active on a free plan', { subscription_status: 'active' }, [false, false, false]],
    ['renewed and left', { renewals: 1, subscription_status: 'cancelled' }, [false, true, true]],
  ])('%s', (_, facts, [started_trial, converted_paid, renewed]) => {
    expect(conversionOf({ ...free, ...facts }, 'UTC')).toMatchObject({ started_trial, converted_paid, renewed });
  });
});
