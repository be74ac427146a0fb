/** What an app may say of a person: the flat columns of `import users` (host/import-users.ts). */
export const FACTS = [
  'email',
  'first_name',
  'joined_at',
  'timezone',
  'locale',
  'telegram_chat_id',
  'xp',
  'subscription_plan',
  'subscription_status',
  'trial_started_at',
  'trial_ends_at',
  'paid_since',
  'renewals',
] as const;
export type Fact = (typeof FACTS)[number];
