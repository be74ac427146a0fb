import Type from 'typebox';
import { CHURN_RISK_NAMES } from '../churn-risk.ts';
import { METRIC_LISTS } from '../metrics.ts';
import { SEGMENT_NAMES } from '../segment.ts';
import { SUBSCRIPTION_PLANS, SUBSCRIPTION_STATUSES } from '../user.ts';
import { ADDRESSES } from './address.ts';
import { endpoint } from './endpoint.ts';
import { closed, contact, count, day, instant, nullable, userId } from './field.ts';

/** What a list of people can be sorted by; ties go by id. */
export const USER_SORTS = [
  'id',
  'email',
  'first_name',
  'registered_on',
  'last_active_at',
  'days_active_30',
  'retention_score',
  'churn_risk_score',
] as const;
export type UserSort = (typeof USER_SORTS)[number];

const chosen = {
  metric: Type.Enum(METRIC_LISTS, { description: 'Which number, as block.key of the metrics endpoint.' }),
  date_from: day('First day of the period.'),
  date_to: day('Last day of the period.'),
  granularity: Type.Optional(Type.Enum(['day', 'week', 'month'], { description: 'Of cohorts; default week.' })),
  mode: Type.Optional(Type.Enum(['on', 'on_or_after'], { description: 'Of cohorts; default on.' })),
  cohort_date: Type.Optional(
    day('First day of the cohort, for numbers of `cohorts`; left out: every cohort that begins in the period.'),
  ),
  search: Type.Optional(
    Type.String({ maxLength: 254, description: 'Only those whose id, e-mail or name contains this.' }),
  ),
  sort: Type.Optional(Type.Enum(USER_SORTS, { description: 'Default last_active_at.' })),
  order: Type.Optional(Type.Enum(['asc', 'desc'], { description: 'Default desc.' })),
};

export const metricUser = Type.Object({
  id: userId,
  email: contact(),
  first_name: nullable(Type.String()),
  registered_on: nullable(day('Local day of registration.')),
  last_active_at: nullable(instant('The latest event of their own doing.'), 'Null while there is none.'),
  segment: nullable(Type.Enum(SEGMENT_NAMES), 'As of now; null until judged.'),
  churn_risk: nullable(Type.Enum(CHURN_RISK_NAMES), 'As of now; null until judged.'),
  churn_risk_score: nullable(count('0–100.')),
  days_inactive: nullable(count('Local days since the last active one.')),
  days_active_30: nullable(count('0–30.')),
  retention_score: nullable(count('0–100, higher is better.')),
  subscription_plan: Type.Enum(SUBSCRIPTION_PLANS),
  subscription_status: Type.Enum(SUBSCRIPTION_STATUSES),
});

const example = {
  metric: 'cohorts.d7',
  date_from: '2024-01-01',
  date_to: '2024-01-31',
  cohort_date: '2024-01-08',
} as const;

export const metricUsers = endpoint({
  ...ADDRESSES.metric_users,
  who: 'analyst',
  summary: 'Users behind a number',
  description:
    'The users a number of the metrics endpoint counts, a page at a time. Without a search `total` is the number itself (of a share, the part that was active).',
  request: Type.Object(
    {
      ...chosen,
      page: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000, description: 'From 1; 1 by default.' })),
      per_page: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, description: '50 by default.' })),
    },
    closed,
  ),
  response: Type.Object({
    users: Type.Array(metricUser),
    total: count('Users on all pages.'),
    page: Type.Integer({ minimum: 1 }),
    pages: count('How many pages there are.'),
  }),
  errors: [401, 403, 422, 429],
  example: {
    request: { ...example, page: 1, per_page: 50 },
    response: {
      users: [
        {
          id: 123,
          email: 'user1@mail.ru',
          first_name: 'Иван',
          registered_on: '2024-01-09',
          last_active_at: '2024-01-16T10:30:00Z',
          segment: 'test_driver',
          churn_risk: 'high',
          churn_risk_score: 40,
          days_inactive: 5,
          days_active_30: 6,
          retention_score: 42,
          subscription_plan: 'free',
          subscription_status: 'trial',
        },
      ],
      total: 45,
      page: 1,
      pages: 1,
    },
  },
});

export const metricUsersCsv = endpoint({
  ...ADDRESSES.metric_users_csv,
  audit: 'metric_users_csv',
  who: 'analyst',
  summary: 'Users behind a number, as CSV',
  description: 'The same list whole, as CSV with a header line and the columns of the page.',
  produces: 'text/csv',
  request: Type.Object(chosen, closed),
  response: Type.String(),
  errors: [401, 403, 422, 429],
  example: { request: example, response: 'id,email,first_name\r\n123,user1@mail.ru,Иван\r\n' },
});
