import type { EventSource, Mapping } from './mapping.ts';

const source = (name: string, type: EventSource['type'], table: string, at: string): EventSource => ({
  name,
  type,
  table,
  key: 'id',
  user_id: 'user_id',
  at,
  plus_minutes: 0,
  first_of_user: false,
  where: {},
  updated_at: null,
  metadata: {},
  until: null,
});

/** What the made-up app of the tests (test/django-host.ts) is read by. */
export const HOST_MAPPING: Mapping = {
  kind: 'django',
  timezone: 'Europe/Moscow',
  people: [
    {
      name: 'users',
      table: 'users_user',
      user_id: 'id',
      latest_by: null,
      updated_at: null,
      facts: { email: 'email', first_name: 'first_name', joined_at: 'date_joined' },
      values: {},
      where: { is_active: true },
    },
    {
      name: 'profile',
      table: 'users_profile',
      user_id: 'user_id',
      latest_by: null,
      updated_at: 'updated_at',
      facts: { timezone: 'timezone', locale: 'language', telegram_chat_id: 'telegram_chat_id', xp: 'xp' },
      values: {},
      where: {},
    },
    {
      name: 'subscription',
      table: 'billing_subscription',
      user_id: 'user_id',
      latest_by: 'created_at',
      updated_at: 'updated_at',
      facts: {
        subscription_plan: 'plan',
        subscription_status: 'status',
        trial_started_at: 'trial_started_at',
        trial_ends_at: 'trial_ends_at',
        paid_since: 'paid_since',
        renewals: 'renewals',
      },
      values: {
        subscription_plan: { PREMIUM_MONTHLY: 'pro', BASIC: 'basic' },
        subscription_status: { trialing: 'trial', canceled: 'cancelled' },
      },
      where: {},
    },
  ],
  events: [
    { ...source('habits', 'habit_completed', 'habits_habitlog', 'completed_at'), metadata: { habit_id: 'habit_id' } },
    {
      ...source('journal', 'journal_entry', 'journal_journalentry', 'created_at'),
      updated_at: 'updated_at',
      metadata: { entry_id: 'id' },
    },
    {
      ...source('chat', 'ai_coach_message', 'chat_chatmessage', 'created_at'),
      where: { role: 'user' },
      metadata: { session_id: 'session_id' },
    },
    {
      ...source('goals', 'personal_goal_added', 'goals_goal', 'created_at'),
      metadata: { goal_id: 'id', sphere: 'sphere' },
    },
    {
      ...source('first_goal', 'first_goal_completed', 'goals_goal', 'completed_at'),
      first_of_user: true,
      metadata: { goal_id: 'id' },
    },
    {
      ...source('onboarding', 'onboarding_completed', 'users_user', 'date_joined'),
      user_id: 'id',
      plus_minutes: 60,
      where: { finish_onboarding: true },
    },
  ],
};
