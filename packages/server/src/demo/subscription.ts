import { DAY_MS, instantAt, type Day, type Instant } from '@retention/domain/day';
import type { PersonFacts } from '@retention/domain/facts';
import type { Character } from './character.ts';
import type { Random } from './random.ts';

/** What somebody will do about the paid plans, should they live to see it. Days are days since registration. */
export interface SubscriptionPlan {
  readonly plan: 'basic' | 'pro';
  readonly trial_day: number;
  /** 7–14 days. */
  readonly trial_days: number;
  /** Months paid for, 0: the trial was enough. */
  readonly months: number;
  /** They stop using it and go on paying: the owner's «мёртвые души». */
  readonly forgetful: boolean;
}

const TRIAL_LENGTHS: readonly (readonly [days: number, weight: number])[] = [
  [7, 6],
  [10, 1],
  [14, 3],
];
const MONTH_DAYS = 30;
const FORGETFUL = 0.08;

/** Null for those who never try. */
export function subscriptionPlanOf({ tries, pays, renews }: Character, random: Random): SubscriptionPlan | null {
  if (!random.chance(tries)) return null;
  const trial_day = Math.min(14, 1 + Math.floor(random.exponential(4)));
  const trial_days = random.weighted(TRIAL_LENGTHS);
  const plan = random.chance(0.6) ? 'basic' : 'pro';
  if (!random.chance(pays)) return { plan, trial_day, trial_days, months: 0, forgetful: false };
  const forgetful = random.chance(FORGETFUL);
  let months = forgetful ? random.whole(2, 4) : 1;
  while (random.chance(renews)) months++;
  return { plan, trial_day, trial_days, months, forgetful };
}

/** The day since registration on which what was paid for ends; 0 where nothing was. */
export function paidUntil({ trial_day, trial_days, months }: SubscriptionPlan): number {
  return months === 0 ? 0 : trial_day + trial_days + months * MONTH_DAYS;
}

type SubscriptionFacts = Pick<
  PersonFacts,
  'subscription_plan' | 'subscription_status' | 'trial_started_at' | 'trial_ends_at' | 'paid_since' | 'renewals'
>;

const NONE: SubscriptionFacts = {
  subscription_plan: 'free',
  subscription_status: 'none',
  trial_started_at: null,
  trial_ends_at: null,
  paid_since: null,
  renewals: 0,
};

/** What the host says of it as of `now`. */
export function subscriptionFacts(
  planned: SubscriptionPlan | null,
  { registered_on, zone, now }: { readonly registered_on: Day; readonly zone: string; readonly now: Instant },
  random: Random,
): SubscriptionFacts {
  if (planned === null) return NONE;
  const trial_started_at = instantAt(registered_on + planned.trial_day, random.whole(9 * 60, 22 * 60), zone);
  if (trial_started_at > now) return NONE;
  const trial_ends_at = trial_started_at + planned.trial_days * DAY_MS;
  // Some pay while the trial still runs, some think for a day.
  const first_payment = trial_ends_at + Math.round(random.between(-2, 1) * DAY_MS);
  const { plan, months } = planned;
  const trial = { ...NONE, subscription_plan: plan, trial_started_at, trial_ends_at };
  const over = random.chance(0.55) ? 'cancelled' : 'expired';
  if (months === 0 || first_payment > now) {
    return { ...trial, subscription_status: now < trial_ends_at ? 'trial' : over };
  }
  const month = Math.floor((now - first_payment) / (MONTH_DAYS * DAY_MS));
  return {
    ...trial,
    subscription_status: month < months ? 'active' : over,
    paid_since: first_payment,
    renewals: Math.min(month, months - 1),
  };
}
