import type { Contract } from '@retention/domain/contract/contract';
import { MILESTONES, renderJourney } from '@retention/domain/journey';
import { renderMessage, SAMPLE_DATA } from '@retention/domain/message';
import { ACHIEVEMENT_NAMES, ACHIEVEMENTS } from '@retention/domain/achievement';
import { TRIGGERS, type TriggerType } from '@retention/domain/trigger';
import type { Locale } from '@retention/domain/user';

export type MonthlyReport = Contract['monthly_report']['response'];
type Trigger = Contract['triggers_pending']['response']['triggers'][number];
export type Journey = Contract['profile_get']['response']['journey'];

export function journeyWith(completed: readonly number[], progress: number, locale: Locale): Journey {
  const next = MILESTONES.find(({ id }) => !completed.includes(id));
  const journey = renderJourney(
    {
      current_milestone: next?.id ?? null,
      completed_milestones: completed,
      next_milestone:
        next === undefined ? null : { id: next.id, xp_bonus: next.xp_bonus, progress, target: next.target },
    },
    locale,
  );
  // As it comes over the wire.
  return JSON.parse(JSON.stringify(journey)) as Journey;
}

/** Every state of the widget: its name, the day, what is completed, how far the next is. */
export const JOURNEYS: readonly (readonly [
  name: string,
  day: number,
  completed: readonly number[],
  progress: number,
])[] = [
  ['journey', 12, [0, 1], 1],
  ['journey-first-day', 0, [], 0],
  ['journey-out-of-order', 9, [0, 2], 2],
  ['journey-many-parts', 27, [0, 1, 2], 13],
  ['journey-all-done', 24, [0, 1, 2, 3], 0],
  ['journey-last-day', 30, [0, 1, 2], 19],
  ['journey-over', 41, [0, 1], 1],
  ['journey-over-all-done', 41, [0, 1, 2, 3], 0],
];

/** A trigger as the server sends it; its data hold what must not reach the screen. */
export function triggerOf(type: TriggerType, locale: Locale): Trigger {
  const { title, text, action } = renderMessage(type, SAMPLE_DATA[type], locale);
  return {
    id: 456,
    type,
    type_label: TRIGGERS[type].label[locale],
    priority: TRIGGERS[type].priority,
    data: { ...SAMPLE_DATA[type], segment: 'quiet_user', churn_risk: 'critical', retention_score: 7 },
    title,
    message: text,
    how: TRIGGERS[type].how ?? 'toast',
    action,
    created_at: '2024-01-15T20:00:00Z',
  };
}

export const TOASTS = ['streak_at_risk', 'first_week_completed'] as const satisfies readonly TriggerType[];
export const MODALS = [
  'inactivity_3_days',
  'trial_expiring',
  'monthly_report',
] as const satisfies readonly TriggerType[];

const NOTHING = {
  total_actions: 0,
  habits_completed: 0,
  journal_entries: 0,
  goals_progress: 0,
  streak_max: 0,
  xp_earned: 0,
  features_used: 0,
};

/** Every kind of month. */
export function reports(locale: Locale): Readonly<Record<string, MonthlyReport>> {
  const period = { start: '2024-02-01', end: '2024-03-01' };
  const achievements = ACHIEVEMENT_NAMES.map((id) => {
    const { title, description, icon } = ACHIEVEMENTS[id];
    return { id, title: title[locale], description: description[locale], icon };
  });
  const unknown = { id: 'x', title: locale === 'ru' ? 'Новое' : 'New', description: '', icon: 'constructor' };
  const days = locale === 'ru' ? 'дней' : 'days';
  return {
    report: {
      month: 1,
      period: { start: '2024-01-01', end: '2024-01-30' },
      stats: {
        total_actions: 147,
        habits_completed: 62,
        journal_entries: 8,
        goals_progress: 65,
        streak_max: 18,
        xp_earned: 1250,
        features_used: 5,
      },
      achievements: achievements.filter(({ id }) =>
        ['fire_streak', 'habit_master', 'journal_keeper', 'explorer'].includes(id),
      ),
      comparison: { vs_last_month: { actions: null, streak: null }, vs_average_user: { percentile: 75 } },
    },
    'report-everything': {
      month: 12,
      period,
      stats: {
        total_actions: 12_345,
        habits_completed: 1_021,
        journal_entries: 151,
        goals_progress: 100,
        streak_max: 365,
        xp_earned: 123_456,
        features_used: 6,
      },
      achievements: [...achievements, unknown],
      comparison: { vs_last_month: { actions: '+15%', streak: `+5 ${days}` }, vs_average_user: { percentile: 100 } },
    },
    'report-fell': {
      month: 2,
      period,
      stats: { ...NOTHING, total_actions: 3, journal_entries: 1, xp_earned: 20 },
      achievements: achievements.filter(({ id }) => id === 'comeback'),
      comparison: { vs_last_month: { actions: '−80%', streak: `−13 ${days}` }, vs_average_user: { percentile: 12 } },
    },
    'report-nothing': {
      month: 3,
      period,
      stats: NOTHING,
      achievements: [],
      comparison: { vs_last_month: { actions: null, streak: '0' }, vs_average_user: { percentile: 0 } },
    },
  };
}
