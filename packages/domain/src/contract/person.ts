import Type from 'typebox';
import { CHURN_FACTORS, CHURN_RISK_NAMES } from '../churn-risk.ts';
import { PAYING_ACTIVITY_NAMES } from '../paying.ts';
import { SEGMENT_NAMES } from '../segment.ts';
import { SIGNALS } from '../signal.ts';
import { SUBSCRIPTION_PLANS, SUBSCRIPTION_STATUSES } from '../user.ts';
import { ADDRESSES } from './address.ts';
import { endpoint } from './endpoint.ts';
import { closed, contact, count, day, instant, nullable, userId } from './field.ts';
import { profile, profileGet } from './profile.ts';

/** One person as the owner sees them: what users themselves never see is in here. */

export const adminUser = endpoint({
  ...ADDRESSES.admin_user,
  who: 'analyst',
  summary: 'One user',
  description: 'Who a user is, as of this moment: facts of the host, profile, the reasons of the risk, and the days.',
  request: Type.Object({ user_id: userId }, closed),
  response: Type.Object({
    id: userId,
    email: contact(),
    first_name: nullable(Type.String()),
    timezone: Type.String({ description: 'The zone their days are in.' }),
    locale: nullable(Type.String()),
    registered_on: nullable(day('Local day of registration.')),
    telegram_linked: Type.Boolean(),
    xp: Type.Integer(),
    subscription: Type.Object({
      plan: Type.Enum(SUBSCRIPTION_PLANS),
      status: Type.Enum(SUBSCRIPTION_STATUSES),
      trial_started_at: nullable(instant('')),
      trial_ends_at: nullable(instant('')),
      paid_since: nullable(instant('')),
      renewals: count(''),
    }),
    today: day('Their local today.'),
    profile,
    churn_risk_score: Type.Integer({ minimum: 0, maximum: 100 }),
    churn_risk_reasons: Type.Array(
      Type.Object({
        factor: Type.Enum(Object.keys(CHURN_FACTORS)),
        points: Type.Integer({ minimum: 1, maximum: 100, description: 'What it adds to the score.' }),
        value: nullable(Type.Integer(), 'The number it looked at.'),
      }),
    ),
    signals: Type.Array(Type.Enum(Object.keys(SIGNALS))),
    days_inactive: count('Local days since the last active one.'),
    streak: count('Days in a row with a habit.'),
    return_count: count('How often they came back after more than 7 days.'),
    longest_inactive_period: count('Days.'),
    avg_session_duration: count('Seconds.'),
    active_days: Type.Array(
      Type.Object({
        day: day('A local day.'),
        actions: count('Events of their own doing.'),
        completions: count('Of them, things completed.'),
      }),
      { description: 'Their active days among the last 371, ascending.' },
    ),
    history: Type.Array(
      Type.Object({
        since: day('From the end of this day on.'),
        until: nullable(day('Up to the end of the day before.'), 'Null: to this day.'),
        segment: Type.Enum(SEGMENT_NAMES),
        churn_risk: Type.Enum(CHURN_RISK_NAMES),
        paying: nullable(Type.Enum(PAYING_ACTIVITY_NAMES), 'Null where they did not pay.'),
      }),
      { description: 'Segment and risk at the end of each past day, as spans, ascending.' },
    ),
  }),
  errors: [401, 403, 404, 422, 429],
  example: {
    request: { user_id: 123 },
    response: {
      id: 123,
      email: 'user1@mail.ru',
      first_name: 'Иван',
      timezone: 'Europe/Moscow',
      locale: 'ru',
      registered_on: '2024-01-03',
      telegram_linked: true,
      xp: 120,
      subscription: {
        plan: 'pro',
        status: 'trial',
        trial_started_at: '2024-01-10T10:00:00Z',
        trial_ends_at: '2024-01-17T10:00:00Z',
        paid_since: null,
        renewals: 0,
      },
      today: '2024-01-15',
      profile: profileGet.example.response,
      churn_risk_score: 25,
      churn_risk_reasons: [{ factor: 'inactivity', points: 20, value: 5 }],
      signals: ['zero_ai_interactions'],
      days_inactive: 5,
      streak: 0,
      return_count: 0,
      longest_inactive_period: 5,
      avg_session_duration: 310,
      active_days: [{ day: '2024-01-10', actions: 12, completions: 3 }],
      history: [
        { since: '2024-01-03', until: '2024-01-10', segment: 'new_user', churn_risk: 'low', paying: null },
        { since: '2024-01-10', until: null, segment: 'test_driver', churn_risk: 'medium', paying: null },
      ],
    },
  },
});

export const adminUserEvents = endpoint({
  ...ADDRESSES.admin_user_events,
  who: 'analyst',
  summary: 'What a user did',
  description: 'The events of a user, the latest first, a page at a time.',
  request: Type.Object(
    {
      user_id: userId,
      before: Type.Optional(
        Type.String({
          maxLength: 100,
          description: 'What the page before said under `next`; left out: from the latest.',
        }),
      ),
      per_page: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, description: '50 by default.' })),
    },
    closed,
  ),
  response: Type.Object({
    events: Type.Array(
      Type.Object({
        id: Type.String({ format: 'uuid' }),
        type: Type.String(),
        occurred_at: instant('When it was done.'),
        received_at: instant('When it arrived.'),
        local_day: day('The day it belongs to.'),
        metadata: nullable(Type.Object({})),
      }),
    ),
    next: nullable(Type.String(), 'To be sent as `before` for the next page; null: there is none.'),
  }),
  errors: [401, 403, 404, 422, 429],
  example: {
    request: { user_id: 123, per_page: 50 },
    response: {
      events: [
        {
          id: '6f1c0a52-6b1c-4c4e-9f7e-0c8f1b7a9d10',
          type: 'habit_completed',
          occurred_at: '2024-01-10T10:30:00Z',
          received_at: '2024-01-10T10:30:02Z',
          local_day: '2024-01-10',
          metadata: { habit_id: 123, streak: 5 },
        },
      ],
      next: null,
    },
  },
});
