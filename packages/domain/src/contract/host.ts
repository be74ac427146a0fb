import Type from 'typebox';
import { FACT_LIMITS } from '../facts.ts';
import { SUBSCRIPTION_PLANS, SUBSCRIPTION_STATUSES } from '../user.ts';
import { ADDRESSES } from './address.ts';
import { batchEndpoint } from './endpoint.ts';
import { batchResult, closed, count, instant, nullable, userId } from './field.ts';

function fact<S extends Parameters<typeof nullable>[0]>(schema: S) {
  return Type.Optional(nullable(schema));
}

const subscription = Type.Object(
  {
    plan: fact(Type.Enum(SUBSCRIPTION_PLANS)),
    status: fact(Type.Enum(SUBSCRIPTION_STATUSES)),
    trial_started_at: fact(instant('When the trial began.')),
    trial_ends_at: fact(instant('When it ends, or ended.')),
    paid_since: fact(instant('When they first paid.')),
    renewals: fact(count('How often they have renewed.')),
  },
  closed,
);

const user = Type.Object(
  {
    user_id: userId,
    email: fact(Type.String({ format: 'email', maxLength: FACT_LIMITS.email_characters })),
    first_name: fact(Type.String({ maxLength: FACT_LIMITS.name_characters })),
    joined_at: fact(instant('When they registered with the host.')),
    timezone: fact(Type.String({ description: 'IANA zone, like `Europe/Moscow`.' })),
    locale: fact(Type.String({ description: 'BCP 47, like `ru` or `en-GB`.' })),
    telegram_chat_id: fact(
      Type.Union([Type.Integer(), Type.String({ maxLength: FACT_LIMITS.chat_id_characters })], {
        description: 'Where the bot may write to them.',
      }),
    ),
    subscription: fact(subscription),
    xp: fact(count('Their XP with the host.')),
  },
  closed,
);

export const hostUsers = batchEndpoint({
  ...ADDRESSES.host_users,
  who: 'host',
  summary: 'Announce users',
  description:
    'Announces up to 1,000 users, or changes what is known of them. A key left out leaves what is stored, null clears it; of the same user twice the later keys win. Sending it again changes nothing. Good users are kept whatever their neighbours are, as with events.',
  body_bytes: FACT_LIMITS.batch_bytes,
  request: Type.Object({ users: Type.Array(user, { minItems: 1, maxItems: FACT_LIMITS.batch }) }),
  response: batchResult('users'),
  errors: [401],
  example: {
    request: {
      users: [
        {
          user_id: 123,
          email: 'user1@mail.ru',
          first_name: 'Иван',
          joined_at: '2024-01-03T08:15:00Z',
          timezone: 'Europe/Moscow',
          locale: 'ru',
          telegram_chat_id: 777000123,
          subscription: {
            plan: 'pro',
            status: 'trial',
            trial_started_at: '2024-01-10T00:00:00Z',
            trial_ends_at: '2024-01-17T00:00:00Z',
          },
          xp: 1250,
        },
        { user_id: 'b7f1', timezone: null },
      ],
    },
    response: { status: 'ok', processed: 2, errors: [] },
  },
});
