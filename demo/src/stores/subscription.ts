import { useAnalyticsStore } from '@retention/vue';
import { defineStore } from 'pinia';
import { computed } from 'vue';
import type { Changed } from '../../host-api.ts';
import type { Reply } from '../api/ask.ts';
import { daysLeft } from '../subscription/days-left.ts';
import { useAppStore } from './app.ts';

export type PaidPlan = 'basic' | 'pro';

export const useSubscriptionStore = defineStore('subscription', () => {
  const app = useAppStore();
  const analytics = useAnalyticsStore();
  const subscription = computed(() => app.state?.subscription ?? null);
  /** Local days until the trial ends, 0 on its last one; null without a trial. */
  const trial_days = computed(() => {
    const { state } = app;
    if (state === null || state.subscription.status !== 'trial' || state.subscription.trial_ends_at === null)
      return null;
    return daysLeft(state.now, state.subscription.trial_ends_at, state.session.timezone);
  });
  /** One trial for everybody, before anything else. */
  const trial_possible = computed(() => subscription.value?.status === 'none');

  const startTrial = (plan: PaidPlan) => app.change('subscription/start-trial', { plan });
  const cancel = () => app.change('subscription/cancel', {});

  /** A refusal comes back: it is about the code, and is told beside it. */
  function pay(plan: PaidPlan, code: string): Promise<Reply<Changed>> {
    return app.attempt('subscription/pay', { plan, ...(code !== '' && { code }) });
  }

  async function invite(channel: string): Promise<boolean> {
    const worked = await app.change('referrals/create', { channel });
    if (worked) analytics.track('referral_sent', { channel });
    return worked;
  }

  return { subscription, trial_days, trial_possible, startTrial, cancel, pay, invite };
});
