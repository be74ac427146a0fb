import type { Text } from './text.ts';

export const CHANNELS = ['in_app', 'push', 'telegram', 'email'] as const;
export type Channel = (typeof CHANNELS)[number];

/** From the most urgent on. */
export const PRIORITIES = ['high', 'medium', 'low'] as const;
export type Priority = (typeof PRIORITIES)[number];

/** What makes two moments the same occasion: a trigger exists once per person, type and period key. */
export type Occasion = 'last_active_day' | 'local_day' | 'trial_end' | 'person' | 'month_number';

/** When a trigger that was not acted upon loses its sense; the earliest of those given. */
export interface Expiry {
  /** Local days after it was made. */
  readonly after_days?: number;
  readonly at?: 'local_midnight' | 'trial_end';
  /** What the person does that settles it. */
  readonly when?: 'active' | 'habit_completed' | 'paid';
}

/** One trigger type: all that is known of it stands in its row. Spec section 6. */
export interface TriggerDefinition {
  readonly label: Text;
  readonly priority: Priority;
  /** Where it speaks; `in_app` waits for the person to come. */
  readonly channels: readonly Channel[];
  /** Tried where none of the outbound channels above reaches the person. */
  readonly fallback_channels: readonly Channel[];
  /** How it looks in the app; null where it never shows there. */
  readonly how: 'modal' | 'toast' | null;
  readonly once_per: Occasion;
  readonly expires: Expiry;
  /** The share of people who match but get nothing, 0–1, unless the owner sets another. */
  readonly holdout: number;
  /** XP that comes with it. */
  readonly xp_bonus: number;
}

export const TRIGGERS = {
  inactivity_3_days: {
    label: { ru: 'Неактивность 3 дня', en: 'Inactive for 3 days' },
    priority: 'high',
    channels: ['push', 'telegram', 'in_app'],
    fallback_channels: ['email'],
    how: 'modal',
    once_per: 'last_active_day',
    expires: { when: 'active' },
    holdout: 0.1,
    xp_bonus: 0,
  },
  streak_at_risk: {
    label: { ru: 'Стрик под угрозой', en: 'Streak at risk' },
    priority: 'high',
    channels: ['telegram', 'push', 'in_app'],
    fallback_channels: [],
    how: 'toast',
    once_per: 'local_day',
    expires: { at: 'local_midnight', when: 'habit_completed' },
    holdout: 0.1,
    xp_bonus: 0,
  },
  trial_expiring: {
    label: { ru: 'Trial заканчивается', en: 'Trial is ending' },
    priority: 'high',
    channels: ['in_app', 'telegram', 'email'],
    fallback_channels: [],
    how: 'modal',
    once_per: 'trial_end',
    expires: { at: 'trial_end', when: 'paid' },
    holdout: 0,
    xp_bonus: 0,
  },
  first_week_completed: {
    label: { ru: 'Первая неделя завершена', en: 'First week completed' },
    priority: 'medium',
    channels: ['in_app'],
    fallback_channels: [],
    how: 'toast',
    once_per: 'person',
    expires: { after_days: 7 },
    holdout: 0,
    xp_bonus: 50,
  },
  monthly_report: {
    label: { ru: 'Месячный отчёт', en: 'Monthly report' },
    priority: 'medium',
    channels: ['in_app'],
    fallback_channels: [],
    how: 'modal',
    once_per: 'month_number',
    expires: { after_days: 14 },
    holdout: 0,
    xp_bonus: 0,
  },
  win_back: {
    label: { ru: 'Win-back', en: 'Win-back' },
    priority: 'medium',
    channels: ['email'],
    fallback_channels: [],
    how: null,
    once_per: 'last_active_day',
    expires: { after_days: 14 },
    holdout: 0.1,
    xp_bonus: 0,
  },
} as const satisfies Record<string, TriggerDefinition>;

export type TriggerType = keyof typeof TRIGGERS;
export const TRIGGER_TYPES = Object.keys(TRIGGERS) as readonly TriggerType[];

export function isTriggerType(name: string): name is TriggerType {
  return Object.hasOwn(TRIGGERS, name);
}

/** The definition of a type, with every optional mark readable. */
export function triggerDefinition(type: TriggerType): TriggerDefinition {
  return TRIGGERS[type];
}
