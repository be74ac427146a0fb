import type { Measures } from './measures.ts';
import type { Text } from './text.ts';

/** The part of the measures that signals look at. */
export type SignalMeasures = Pick<
  Measures,
  'lifecycle_day' | 'days_active_30' | 'days_active_first_3' | 'ai_messages' | 'streak_broken_day' | 'on_trial'
>;

/** A signal is derived from what is known of a person; no client sends it. Spec section 3, for the owner only. */
export interface SignalDefinition {
  /** What it predicts. */
  readonly group: 'purchase' | 'churn';
  readonly label: Text;
  readonly holds: (measures: SignalMeasures) => boolean;
}

/** A broken streak is early up to this lifecycle day: the seed's "first week" for risk. */
const EARLY_LAST_DAY = 7;
/** A trial with fewer active days in 30 is low engagement: less than one a week. */
const TRIAL_ACTIVE_DAYS = 4;

export const SIGNALS = {
  ai_messages_over_3: {
    group: 'purchase',
    label: { ru: 'Больше 3 сообщений AI-коучу', en: 'More than 3 messages to the AI coach' },
    holds: (measures) => measures.ai_messages > 3,
  },
  inactivity_first_3_days: {
    group: 'churn',
    label: { ru: 'Ни одного действия за первые 3 дня', en: 'Nothing done in the first 3 days' },
    // Known once local days 0–2 have ended.
    holds: (measures) => measures.lifecycle_day >= 3 && measures.days_active_first_3 === 0,
  },
  streak_broken_early: {
    group: 'churn',
    label: { ru: 'Сломал стрик на первой неделе', en: 'Broke a streak in the first week' },
    holds: (measures) => measures.streak_broken_day !== null && measures.streak_broken_day <= EARLY_LAST_DAY,
  },
  zero_ai_interactions: {
    group: 'churn',
    label: { ru: 'Ни разу не написал AI-коучу', en: 'Never wrote to the AI coach' },
    holds: (measures) => measures.ai_messages === 0,
  },
  trial_low_engagement: {
    group: 'churn',
    label: { ru: 'Пробный период и меньше 4 активных дней из 30', en: 'On trial with fewer than 4 active days of 30' },
    holds: (measures) => measures.on_trial && measures.days_active_30 < TRIAL_ACTIVE_DAYS,
  },
} as const satisfies Record<string, SignalDefinition>;

export type Signal = keyof typeof SIGNALS;
export const SIGNAL_NAMES = Object.keys(SIGNALS) as readonly Signal[];

/** The signals that hold, in the order of SIGNALS. Spec section 3. */
export function signalsOf(measures: SignalMeasures): Signal[] {
  const signals: Signal[] = [];
  for (const signal of SIGNAL_NAMES) if (SIGNALS[signal].holds(measures)) signals.push(signal);
  return signals;
}
