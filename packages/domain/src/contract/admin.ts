import Type from 'typebox';
import { CHURN_RISK_NAMES } from '../churn-risk.ts';
import { SEGMENT_NAMES } from '../segment.ts';
import { SUBSCRIPTION_STATUSES } from '../user.ts';
import { ADDRESSES } from './address.ts';
import { endpoint } from './endpoint.ts';
import { closed, contact, count, day, instant, nullable, share, userId } from './field.ts';

function part(description: string) {
  return Type.Object(
    { count: count('Users.'), percent: Type.Number({ minimum: 0, maximum: 100, description: 'Of all in the block.' }) },
    { description },
  );
}

/** Null until the day has ended for everybody it speaks of. */
function dn(description: string) {
  return nullable(share(description));
}

function change(description: string) {
  return nullable(Type.Number({ description }));
}

export const adminMetrics = endpoint({
  ...ADDRESSES.admin_metrics,
  who: 'analyst',
  summary: 'Metrics',
  description:
    'The figures of the dashboard for a period. `overview`, `segments`, `churn_risk` and `paying_users` speak of `date_to`; changes compare with the period of equal length before. A dN that has not ended for every member is null.',
  request: Type.Object(
    {
      date_from: day('First day of the period.'),
      date_to: day('Last day of the period.'),
      granularity: Type.Optional(
        Type.Enum(['day', 'week', 'month'], { description: 'Of cohorts; weeks are ISO weeks and the default.' }),
      ),
      mode: Type.Optional(
        Type.Enum(['on', 'on_or_after'], { description: 'Active on the day (default), or on it or later.' }),
      ),
    },
    closed,
  ),
  response: Type.Object({
    overview: Type.Object({
      dau: count('Users active on the day.'),
      dau_change: change('Percent.'),
      mau: count('Users active in the 30 days ending with it.'),
      mau_change: change('Percent.'),
      d7_retention: dn('Of users whose day 7 fell in the period, the share active on it.'),
      d7_change: change('Percentage points.'),
      d30_retention: dn('The same for day 30.'),
      d30_change: change('Percentage points.'),
    }),
    cohorts: Type.Array(
      Type.Object({
        cohort_date: day('First day of the cohort.'),
        users: count('Registered in it.'),
        d1: dn('Active on day 1.'),
        d3: dn('Active on day 3.'),
        d7: dn('Active on day 7.'),
        d14: dn('Active on day 14.'),
        d30: dn('Active on day 30.'),
      }),
    ),
    funnel: Type.Object({
      registered: count('In the period.'),
      activated_d1: count('Of them, active on day 1.'),
      active_d7: count('Of them, active on day 7.'),
      started_trial: count('Of them, started a trial.'),
      converted_paid: count('Of them, ever paid.'),
      renewed: count('Of them, renewed.'),
    }),
    segments: Type.Object({
      enthusiast: part('Энтузиаст'),
      quiet_user: part('Тихий пользователь'),
      test_driver: part('Тест-драйвер'),
      returned: part('Вернувшийся'),
      new_user: part('Новый пользователь'),
    }),
    churn_risk: Type.Object({
      critical: part('60 points and more, and the churned.'),
      high: part('40 points and more.'),
      medium: part('20 points and more.'),
      low: part('Fewer.'),
    }),
    paying_users: Type.Object({
      total: count('Paying on `date_to`.'),
      active: part('3 active days or more in the last 7.'),
      inactive: part('1 or 2.'),
      dead: part('None.'),
    }),
  }),
  errors: [401, 403, 422, 429],
  example: {
    request: { date_from: '2024-01-01', date_to: '2024-01-31' },
    response: {
      overview: {
        dau: 1234,
        dau_change: 5.2,
        mau: 5678,
        mau_change: 3.1,
        d7_retention: 0.23,
        d7_change: -2,
        d30_retention: 0.12,
        d30_change: 1.5,
      },
      cohorts: [
        { cohort_date: '2024-01-01', users: 150, d1: 0.45, d3: 0.32, d7: 0.23, d14: 0.18, d30: null },
        { cohort_date: '2024-01-08', users: 180, d1: 0.48, d3: 0.35, d7: 0.25, d14: 0.2, d30: null },
      ],
      funnel: {
        registered: 1000,
        activated_d1: 450,
        active_d7: 230,
        started_trial: 80,
        converted_paid: 40,
        renewed: 25,
      },
      segments: {
        enthusiast: { count: 150, percent: 15 },
        quiet_user: { count: 350, percent: 35 },
        test_driver: { count: 250, percent: 25 },
        returned: { count: 100, percent: 10 },
        new_user: { count: 150, percent: 15 },
      },
      churn_risk: {
        critical: { count: 50, percent: 5 },
        high: { count: 150, percent: 15 },
        medium: { count: 300, percent: 30 },
        low: { count: 500, percent: 50 },
      },
      paying_users: {
        total: 234,
        active: { count: 156, percent: 67 },
        inactive: { count: 52, percent: 22 },
        dead: { count: 26, percent: 11 },
      },
    },
  },
});

export const atRiskUsers = endpoint({
  ...ADDRESSES.at_risk_users,
  who: 'analyst',
  summary: 'Users at risk',
  description: 'Users by segment and churn risk, the longest inactive first, a page at a time.',
  request: Type.Object(
    {
      segment: Type.Optional(nullable(Type.Enum(SEGMENT_NAMES), 'Only this segment; null or left out: any.')),
      churn_risk: Type.Optional(nullable(Type.Enum(CHURN_RISK_NAMES), 'Only this risk; null or left out: any.')),
      page: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000, description: 'From 1; 1 by default.' })),
      per_page: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, description: '20 by default.' })),
    },
    closed,
  ),
  response: Type.Object({
    users: Type.Array(
      Type.Object({
        id: userId,
        email: contact(),
        first_name: nullable(Type.String()),
        segment: Type.Enum(SEGMENT_NAMES),
        churn_risk: Type.Enum(CHURN_RISK_NAMES),
        lifecycle_day: Type.Integer(),
        last_active_at: nullable(instant('The latest event of their own doing.'), 'Null while there is none.'),
        days_inactive: count('Local days since.'),
        subscription_status: Type.Enum(SUBSCRIPTION_STATUSES),
      }),
    ),
    total: count('Users on all pages.'),
    page: Type.Integer({ minimum: 1 }),
    pages: count('How many pages there are.'),
  }),
  errors: [401, 403, 422, 429],
  example: {
    request: { segment: null, churn_risk: 'high', page: 1, per_page: 20 },
    response: {
      users: [
        {
          id: 123,
          email: 'user1@mail.ru',
          first_name: 'Иван',
          segment: 'test_driver',
          churn_risk: 'high',
          lifecycle_day: 15,
          last_active_at: '2024-01-10T10:30:00Z',
          days_inactive: 5,
          subscription_status: 'trial',
        },
      ],
      total: 150,
      page: 1,
      pages: 8,
    },
  },
});
