import type { Channel } from './channel.ts';
import { formatDay } from './day.ts';
import { FIRST_WEEK_DAYS } from './measures.ts';
import {
  eachLifecycleDays,
  firstWeekOf,
  inactiveFor,
  streakAtRisk,
  trialDaysRemaining,
  trialEndsWithin,
  type FindOccasion,
  type OccasionData,
  type Standing,
} from './occasion.ts';
import type { Text } from './text.ts';

/** From the most urgent on. */
export const PRIORITIES = ['high', 'medium', 'low'] as const;
export type Priority = (typeof PRIORITIES)[number];

/** When a trigger that was not acted upon loses its sense; the earliest of those given. */
export interface Expiry {
  /** Local days after it was made, at the same minute of the wall clock. */
  readonly after_days?: number;
  readonly at?: 'local_midnight' | 'trial_end';
  /** What the person does that settles it: the occasion is another one then. */
  readonly when?: 'active' | 'habit_completed' | 'paid';
}

/** What the owner wants to see of a group in the three days after: the measure a message is judged by. */
export const OUTCOMES = {
  back: { ru: 'вернулись за 72 часа', en: 'came back within 72 hours' },
  streak_kept: { ru: 'сохранили серию', en: 'kept the streak' },
  paid: { ru: 'оплатили', en: 'paid' },
} as const satisfies Record<string, Text>;
export type Outcome = keyof typeof OUTCOMES;
export const OUTCOME_NAMES = Object.keys(OUTCOMES) as readonly Outcome[];

/** One trigger type: all that is known of it stands in its row; its words in `message.ts`. Spec section 6. */
export interface TriggerDefinition {
  readonly label: Text;
  /** When it is due, in a sentence for the owner. */
  readonly due_when: Text;
  readonly priority: Priority;
  /** Where it speaks; `in_app` waits for the person to come. */
  readonly channels: readonly Channel[];
  /** Tried where none of the outbound channels above reaches the person. */
  readonly fallback_channels: readonly Channel[];
  /** How it looks in the app; null where it never shows there. */
  readonly how: 'modal' | 'toast' | null;
  readonly occasion: FindOccasion;
  /** What the message speaks of; null where it would say what is not so. */
  readonly data: (standing: Standing) => OccasionData | null;
  /** What of the person it then lacks, for the owner who sends it by hand. */
  readonly lacks: Text;
  readonly expires: Expiry;
  /** Shown in the app on the return that settles it, until the end of that local day. */
  readonly shown_on_return: boolean;
  /** The share of people who match but get nothing, 0–1, unless the owner sets another. */
  readonly holdout: number;
  /** What its effect is judged by. */
  readonly outcome: Outcome;
  /** XP that comes with it. */
  readonly xp_bonus: number;
  /** The single-use code that comes with it: percent off, and local days until it ends. */
  readonly code: { readonly percent: number; readonly days: number } | null;
}

/** 20:00 on the person's wall clock. */
const EVENING_MINUTE = 20 * 60;
/** Active days of the first week that complete it. */
const FIRST_WEEK_ACTIVE_DAYS = 5;
/** Lifecycle days of one report. */
const REPORT_DAYS = 30;

export const TRIGGERS = {
  inactivity_3_days: {
    label: { ru: 'Неактивность 3 дня', en: 'Inactive for 3 days' },
    due_when: {
      ru: 'Человек не заходит от 3 до 29 дней',
      en: 'The person has been away for 3 to 29 days',
    },
    priority: 'high',
    channels: ['push', 'telegram', 'in_app'],
    fallback_channels: ['email'],
    how: 'modal',
    occasion: inactiveFor(3, 30),
    data: ({ days_inactive }) => (days_inactive < 1 ? null : { days_inactive }),
    lacks: { ru: 'человек был активен сегодня', en: 'the person was active today' },
    expires: { when: 'active' },
    shown_on_return: true,
    holdout: 0.1,
    outcome: 'back',
    xp_bonus: 0,
    code: null,
  },
  streak_at_risk: {
    label: { ru: 'Стрик под угрозой', en: 'Streak at risk' },
    due_when: {
      ru: 'Серия от 3 дней, сегодня привычка не выполнена, у человека 20:00 или позже',
      en: 'A streak of 3 days or more, no habit done today, and 20:00 or later where the person is',
    },
    priority: 'high',
    channels: ['telegram', 'push', 'in_app'],
    fallback_channels: [],
    how: 'toast',
    occasion: streakAtRisk(3, EVENING_MINUTE),
    data: ({ streak, last_habit_on, day }) =>
      streak < 1 || last_habit_on === null || last_habit_on === day
        ? null
        : { streak, last_activity: formatDay(last_habit_on) },
    lacks: { ru: 'серии нет, или привычка сегодня уже выполнена', en: 'there is no streak, or a habit was done today' },
    expires: { at: 'local_midnight', when: 'habit_completed' },
    shown_on_return: false,
    holdout: 0.1,
    outcome: 'streak_kept',
    xp_bonus: 0,
    code: null,
  },
  trial_expiring: {
    label: { ru: 'Trial заканчивается', en: 'Trial is ending' },
    due_when: {
      ru: 'До конца пробного периода от 1 до 3 дней',
      en: 'The trial ends in 1 to 3 days',
    },
    priority: 'high',
    channels: ['in_app', 'telegram', 'email'],
    fallback_channels: [],
    how: 'modal',
    occasion: trialEndsWithin(3),
    data: (standing) => {
      const days_remaining = trialDaysRemaining(standing);
      return days_remaining === null
        ? null
        : { days_remaining, trial_end_date: formatDay(standing.day + days_remaining) };
    },
    lacks: { ru: 'пробный период не идёт', en: 'there is no trial that is still running' },
    expires: { at: 'trial_end', when: 'paid' },
    shown_on_return: false,
    holdout: 0,
    outcome: 'paid',
    xp_bonus: 0,
    code: null,
  },
  first_week_completed: {
    label: { ru: 'Первая неделя завершена', en: 'First week completed' },
    due_when: {
      ru: 'Прошло 7 дней с регистрации, в первые семь активных не меньше 5',
      en: '7 days since registration, of the first seven at least 5 active',
    },
    priority: 'medium',
    channels: ['in_app'],
    fallback_channels: [],
    how: 'toast',
    occasion: firstWeekOf(FIRST_WEEK_ACTIVE_DAYS, FIRST_WEEK_DAYS, 13),
    data: ({ lifecycle_day, days_active_first_week }) =>
      lifecycle_day < FIRST_WEEK_DAYS || days_active_first_week < FIRST_WEEK_ACTIVE_DAYS
        ? null
        : { days_active: days_active_first_week },
    lacks: {
      ru: 'первая неделя не прошла, или активных дней в ней меньше 5',
      en: 'the first week is not over, or had fewer than 5 active days',
    },
    expires: { after_days: 7 },
    shown_on_return: false,
    holdout: 0,
    outcome: 'back',
    xp_bonus: 50,
    code: null,
  },
  monthly_report: {
    label: { ru: 'Месячный отчёт', en: 'Monthly report' },
    due_when: {
      ru: 'Каждые 30 дней с регистрации',
      en: 'Every 30 days since registration',
    },
    priority: 'medium',
    channels: ['in_app'],
    fallback_channels: [],
    how: 'modal',
    occasion: eachLifecycleDays(REPORT_DAYS, 7),
    data: ({ lifecycle_day }) =>
      lifecycle_day < REPORT_DAYS ? null : { month_number: Math.floor(lifecycle_day / REPORT_DAYS) },
    lacks: { ru: 'первый месяц ещё не прошёл', en: 'the first month is not over' },
    expires: { after_days: 14 },
    shown_on_return: false,
    holdout: 0,
    outcome: 'back',
    xp_bonus: 0,
    code: null,
  },
  win_back: {
    label: { ru: 'Win-back', en: 'Win-back' },
    due_when: {
      ru: 'Человек не заходит 30 дней и дольше',
      en: 'The person has been away for 30 days or longer',
    },
    priority: 'medium',
    channels: ['email'],
    fallback_channels: [],
    how: null,
    occasion: inactiveFor(30, null),
    data: ({ days_inactive }) => (days_inactive < 1 ? null : { days_inactive }),
    lacks: { ru: 'человек был активен сегодня', en: 'the person was active today' },
    expires: { after_days: 14 },
    shown_on_return: false,
    holdout: 0.1,
    outcome: 'back',
    xp_bonus: 0,
    code: { percent: 30, days: 14 },
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

/** Whether a type speaks, only records, or is not evaluated. */
export const TRIGGER_MODES = ['live', 'shadow', 'off'] as const;
export type TriggerMode = (typeof TRIGGER_MODES)[number];

/** The switch beside those of the types: whether milestones of the journey bring XP. */
export const MILESTONE_XP = 'milestone_xp';

/** What a switch says that was never touched: it is live. */
export function readMode(text: string | null | undefined): TriggerMode {
  return TRIGGER_MODES.find((mode) => mode === text) ?? 'live';
}

/** Statuses of the seed. A trigger is `sent` from the first channel that took it on. */
export const TRIGGER_STATUSES = ['pending', 'sent', 'dismissed', 'expired'] as const;
export type TriggerStatus = (typeof TRIGGER_STATUSES)[number];

export const DISMISS_REASONS = ['snoozed', 'completed', 'not_interested'] as const;
export type DismissReason = (typeof DISMISS_REASONS)[number];
/** For how many days `not_interested` silences a type. */
export const MUTED_DAYS = 30;
/** When what was snoozed without a moment comes back, hours. */
export const SNOOZE_HOURS = 24;
