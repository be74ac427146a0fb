import Type from 'typebox';
import { ADDRESSES } from './address.ts';
import { endpoint } from './endpoint.ts';
import { closed, count, userId } from './field.ts';

/** What is held about one person, and how it goes. Spec section 8; the same for the owner and for the host's backend. */

const person = Type.Object({ user_id: userId }, closed);

const everything = Type.Object(
  {
    user_id: userId,
    exported_at: Type.String({ format: 'date-time' }),
    person: Type.Object({}, { description: 'Who they are: facts of the host.' }),
    profile: Type.Object({}, { description: 'What is made of them as of now, segment and risk included.' }),
    events: Type.Array(Type.Object({}), { description: 'All that is kept of what they did, in the order of time.' }),
  },
  { description: 'Everything held about the person: these keys, and one for each further kind of row.' },
);

const erased = Type.Object({
  status: Type.Literal('ok'),
  erased: Type.Boolean({
    description: 'False where nothing was held about them; they are kept out from now on all the same.',
  }),
  events: count('Events that were held about them.'),
});

const exportText = {
  summary: 'Export a user',
  description: 'Everything held about one user, as JSON. Keys of push subscriptions and other secrets are left out.',
  request: person,
  response: everything,
  example: {
    request: { user_id: 123 },
    response: {
      user_id: 123,
      exported_at: '2024-01-15T10:30:00Z',
      person: { email: 'user1@mail.ru', first_name: 'Иван' },
      profile: { segment: 'test_driver', churn_risk: 'high' },
      events: [{ type: 'habit_completed', occurred_at: '2024-01-10T10:30:00Z', metadata: { habit_id: 123 } }],
    },
  },
};

const eraseText = {
  summary: 'Erase a user',
  description:
    'Removes everything held about a user, and counts every figure as if they had never been. It cannot be undone. What is sent for them later is refused; only a keyed hash says that they were erased.',
  request: person,
  response: erased,
  example: { request: { user_id: 123 }, response: { status: 'ok' as const, erased: true, events: 214 } },
};

export const userExport = endpoint({
  ...ADDRESSES.user_export,
  ...exportText,
  who: 'admin',
  audit: 'user_export',
  errors: [401, 403, 404, 422, 429],
});

export const userErase = endpoint({
  ...ADDRESSES.user_erase,
  ...eraseText,
  who: 'admin',
  audit: 'user_erase',
  errors: [401, 403, 422, 429],
});

export const hostUserExport = endpoint({
  ...ADDRESSES.host_user_export,
  ...exportText,
  who: 'host',
  audit: 'user_export',
  errors: [401, 404, 422],
});

export const hostUserErase = endpoint({
  ...ADDRESSES.host_user_erase,
  ...eraseText,
  who: 'host',
  audit: 'user_erase',
  errors: [401, 422],
});

export const hostUserAllow = endpoint({
  ...ADDRESSES.host_user_allow,
  who: 'host',
  audit: 'user_allow',
  summary: 'Let an erased user in again',
  description:
    'Somebody who was erased has come back under the same id: what is sent for them is taken again, from now on.',
  request: person,
  response: Type.Object({
    status: Type.Literal('ok'),
    erased: Type.Boolean({ description: 'Whether they had been erased.' }),
  }),
  errors: [401, 422],
  example: { request: { user_id: 123 }, response: { status: 'ok', erased: true } },
});
