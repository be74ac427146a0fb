import Type from 'typebox';
import { ADDRESSES } from './address.ts';
import { endpoint } from './endpoint.ts';
import { count, day, nothing, nullable } from './field.ts';

const percent = Type.Integer({ minimum: 0, maximum: 100 });

export const monthlyReport = endpoint({
  ...ADDRESSES.monthly_report,
  who: 'user',
  summary: 'Monthly report',
  description:
    'The calling user’s latest finished month of 30 lifecycle days, in their language: what they did, what they achieved, how it compares. 404 before the first month is over; its message says, in their language, on which local day it will be.',
  request: nothing,
  response: Type.Object({
    month: Type.Integer({ minimum: 1, description: 'Which month since registration.' }),
    period: Type.Object({ start: day('First local day.'), end: day('Last local day, included.') }),
    stats: Type.Object({
      total_actions: count('Events of their own doing.'),
      habits_completed: count('Habits completed.'),
      journal_entries: count('Journal entries.'),
      goals_progress: Type.Integer({
        minimum: 0,
        maximum: 100,
        description: 'Percent of the goal that came furthest.',
      }),
      streak_max: count('The longest streak, in days.'),
      xp_earned: count('XP earned in the month, by the totals the host has told; 0 where it has told none.'),
      features_used: Type.Integer({ minimum: 0, maximum: 6, description: 'Of the 6 features.' }),
    }),
    achievements: Type.Array(
      Type.Object({
        id: Type.String(),
        title: Type.String(),
        description: Type.String(),
        icon: Type.String({ description: 'A name the app has a picture for, like `fire`.' }),
      }),
    ),
    comparison: Type.Object({
      vs_last_month: Type.Object({
        actions: nullable(Type.String(), 'Like `+15%`; null without a month before, or where nothing was done in it.'),
        streak: nullable(Type.String(), 'Like `+5 дней`; null without a month before.'),
      }),
      vs_average_user: Type.Object({
        percentile: nullable(
          percent,
          'Better than that percent of the other users who did anything in those days; null where they are fewer than 20, or not counted yet.',
        ),
      }),
    }),
  }),
  errors: [401, 403, 404, 422, 429],
  example: {
    request: {},
    response: {
      month: 2,
      period: { start: '2024-01-31', end: '2024-02-29' },
      stats: {
        total_actions: 47,
        habits_completed: 32,
        journal_entries: 8,
        goals_progress: 100,
        streak_max: 18,
        xp_earned: 1250,
        features_used: 5,
      },
      achievements: [
        { id: 'fire_streak', title: 'Огненный стрик', description: '14 дней подряд', icon: 'fire' },
        { id: 'goal_completed', title: 'Цель достигнута', description: 'Цель выполнена на 100%', icon: 'target' },
      ],
      comparison: {
        vs_last_month: { actions: '+15%', streak: '+5 дней' },
        vs_average_user: { percentile: 75 },
      },
    },
  },
});
