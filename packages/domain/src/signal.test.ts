import { describe, expect, it } from 'vitest';
import { SIGNAL_NAMES, SIGNALS, signalsOf, type Signal, type SignalMeasures } from './signal.ts';

/** Somebody who gives no signal at all. */
const nobody: SignalMeasures = {
  lifecycle_day: 10,
  days_active_30: 8,
  days_active_first_3: 2,
  ai_messages: 1,
  streak_broken_day: null,
  on_trial: false,
};

describe('signalsOf: each threshold at its value, below and above', () => {
  it.each<[string, Partial<SignalMeasures>, Signal[]]>([
    ['nothing special', {}, []],
    ['3 messages to the AI coach', { ai_messages: 3 }, []],
    ['4 messages to the AI coach', { ai_messages: 4 }, ['ai_messages_over_3']],
    ['no message to the AI coach', { ai_messages: 0 }, ['zero_ai_interactions']],
    ['idle, but day 2 is still running', { days_active_first_3: 0, lifecycle_day: 2 }, []],
    ['idle for the first 3 days', { days_active_first_3: 0, lifecycle_day: 3 }, ['inactivity_first_3_days']],
    ['active on 1 of the first 3 days', { days_active_first_3: 1, lifecycle_day: 3 }, []],
    ['a streak broken on day 0', { streak_broken_day: 0 }, ['streak_broken_early']],
    ['a streak broken on day 7', { streak_broken_day: 7 }, ['streak_broken_early']],
    ['a streak broken on day 8', { streak_broken_day: 8 }, []],
    ['a trial with 3 active days', { on_trial: true, days_active_30: 3 }, ['trial_low_engagement']],
    ['a trial with 4 active days', { on_trial: true, days_active_30: 4 }, []],
    ['3 active days without a trial', { days_active_30: 3 }, []],
    [
      'everything at once, in the order of SIGNALS',
      { ai_messages: 0, days_active_first_3: 0, streak_broken_day: 1, on_trial: true, days_active_30: 0 },
      ['inactivity_first_3_days', 'streak_broken_early', 'zero_ai_interactions', 'trial_low_engagement'],
    ],
  ])('%s', (_, said, signals) => {
    expect(signalsOf({ ...nobody, ...said })).toEqual(signals);
  });
});

describe('SIGNALS', () => {
  it('hold the four churn signals of the seed and the purchase signal', () => {
    expect(SIGNAL_NAMES.filter((signal) => SIGNALS[signal].group === 'churn')).toEqual([
      'inactivity_first_3_days',
      'streak_broken_early',
      'zero_ai_interactions',
      'trial_low_engagement',
    ]);
    expect(SIGNAL_NAMES.filter((signal) => SIGNALS[signal].group === 'purchase')).toEqual(['ai_messages_over_3']);
  });
});
