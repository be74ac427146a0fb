import { localDay, type Day, type Instant } from './day.ts';
import type { SubscriptionPlan, SubscriptionStatus } from './user.ts';

/** A subscription as it stood on some day. */
export interface Subscription {
  readonly subscription_plan: SubscriptionPlan;
  readonly subscription_status: SubscriptionStatus;
}

/** What the host has said of a subscription by now. */
export interface SubscriptionFacts extends Subscription {
  readonly trial_started_at: Instant | null;
  readonly trial_ends_at: Instant | null;
  readonly paid_since: Instant | null;
  readonly renewals: number;
}

const NONE: Subscription = { subscription_plan: 'free', subscription_status: 'none' };

/** Whether a subscription is one somebody pays for: active, and of a plan that costs something. */
export function isPaying({ subscription_plan, subscription_status }: Subscription): boolean {
  return subscription_status === 'active' && subscription_plan !== 'free';
}

/** How far somebody has come towards paying, by what the host has said by now. Spec section 5, funnel. */
export interface Conversion {
  /** Local days; null where it is not known when, or has not happened. */
  readonly trial_started_on: Day | null;
  readonly paid_on: Day | null;
  readonly started_trial: boolean;
  readonly converted_paid: boolean;
  readonly renewed: boolean;
}

export function conversionOf(facts: SubscriptionFacts, zone: string): Conversion {
  const { subscription_status, trial_started_at, paid_since, renewals } = facts;
  return {
    trial_started_on: trial_started_at === null ? null : localDay(trial_started_at, zone),
    paid_on: paid_since === null ? null : localDay(paid_since, zone),
    started_trial: trial_started_at !== null || subscription_status === 'trial',
    converted_paid: paid_since !== null || isPaying(facts) || renewals > 0,
    renewed: renewals > 0,
  };
}

/**
 * What today's facts tell of a past day that nobody judged while it was the present: paid for from `paid_since` on,
 * tried from `trial_started_at` to `trial_ends_at`. What has ended meanwhile left no trace of how long it lasted, and
 * counts as not paid.
 */
export function subscriptionOn(facts: SubscriptionFacts, zone: string, day: Day): Subscription {
  const { subscription_plan, subscription_status, trial_started_at, trial_ends_at, paid_since } = facts;
  const from = (at: Instant | null): boolean => at === null || localDay(at, zone) <= day;
  const stands: Subscription = { subscription_plan, subscription_status };
  const paying = isPaying(facts);
  if (paying && from(paid_since)) return stands;
  if (!paying && subscription_status !== 'trial' && paid_since !== null && from(paid_since)) return stands;
  const tried = trial_started_at !== null || subscription_status === 'trial';
  if (tried && from(trial_started_at) && (trial_ends_at === null || localDay(trial_ends_at, zone) >= day)) {
    return { subscription_plan, subscription_status: 'trial' };
  }
  return NONE;
}
