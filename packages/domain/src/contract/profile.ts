import Type from 'typebox';
import { CHURN_RISK_NAMES } from '../churn-risk.ts';
import { SEGMENT_NAMES } from '../segment.ts';
import { ADDRESSES } from './address.ts';
import { endpoint } from './endpoint.ts';
import { count, instant, nothing, nullable, share } from './field.ts';

const milestoneId = Type.Integer({ minimum: 0, maximum: 3 });

export const profile = Type.Object({
  lifecycle_day: Type.Integer({ description: 'Local days since registration; 0 on the day itself.' }),
  segment: Type.Enum(SEGMENT_NAMES, { description: 'For the logic of the app; never to be shown to the user.' }),
  segment_label: Type.String({ description: 'The segment in the language of the person.' }),
  churn_risk: Type.Enum(CHURN_RISK_NAMES, { description: 'For the logic of the app; never to be shown to the user.' }),
  retention_score: Type.Integer({ minimum: 0, maximum: 100, description: 'Higher is better.' }),
  metrics: Type.Object({
    days_active_30: Type.Integer({ minimum: 0, maximum: 30, description: 'Active days of the 30 ending today.' }),
    feature_diversity: share('Of the 6 features, the share used in those days.'),
    completion_rate: share('Of those active days, the share with something completed.'),
    last_active_at: nullable(instant('The latest event of their own doing.'), 'Null while there is none.'),
  }),
  journey: Type.Object({
    current_milestone: nullable(milestoneId, 'The first unfinished milestone; null when all are done.'),
    completed_milestones: Type.Array(milestoneId, { maxItems: 4 }),
    next_milestone: nullable(
      Type.Object({
        id: milestoneId,
        title: Type.String(),
        description: Type.String({ description: 'The task, in the language of the person.' }),
        xp_bonus: count('What completing it gives.'),
        progress: count('How much of the task is done.'),
        target: count('How much of it there is.'),
      }),
      'The task of the current milestone; null when all are done.',
    ),
    milestones: Type.Array(
      Type.Object({
        id: milestoneId,
        title: Type.String(),
        days: Type.String({ description: 'Days of the journey it belongs to, like `4-7`.' }),
        completed: Type.Boolean(),
      }),
      { minItems: 4, maxItems: 4 },
    ),
  }),
});

export const profileGet = endpoint({
  ...ADDRESSES.profile_get,
  who: 'user',
  summary: 'Get the profile',
  description:
    'The calling user’s progress, metrics and journey, as of this moment: an event acknowledged a moment ago is in it. A user nobody has heard of yet has the profile of their first day.',
  request: nothing,
  response: profile,
  errors: [401, 403, 422, 429],
  example: {
    request: {},
    response: {
      lifecycle_day: 12,
      segment: 'test_driver',
      segment_label: 'Тест-драйвер',
      churn_risk: 'medium',
      retention_score: 45,
      metrics: {
        days_active_30: 8,
        feature_diversity: 0.5,
        completion_rate: 0.6,
        last_active_at: '2024-01-15T10:30:00Z',
      },
      journey: {
        current_milestone: 2,
        completed_milestones: [0, 1],
        next_milestone: {
          id: 2,
          title: 'Развитие',
          description: 'Заполни дневник 3 раза',
          xp_bonus: 50,
          progress: 1,
          target: 3,
        },
        milestones: [
          { id: 0, title: 'Первые шаги', days: '1-3', completed: true },
          { id: 1, title: 'Исследователь', days: '4-7', completed: true },
          { id: 2, title: 'Развитие', days: '8-14', completed: false },
          { id: 3, title: 'Итоги месяца', days: '22-30', completed: false },
        ],
      },
    },
  },
});
