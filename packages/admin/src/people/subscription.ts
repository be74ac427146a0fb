import type { SubscriptionPlan, SubscriptionStatus } from '@retention/domain/user';
import type { Locale } from '@retention/domain/user';
import { PLANS, STATUSES } from './words.ts';

/** A subscription in two words: `Pro, оплачена`; a dash where there never was one. */
export function subscriptionText(plan: SubscriptionPlan, status: SubscriptionStatus, locale: Locale): string {
  if (status === 'none') return plan === 'free' ? '–' : PLANS[plan][locale];
  return plan === 'free' ? STATUSES[status][locale] : `${PLANS[plan][locale]}, ${STATUSES[status][locale]}`;
}
