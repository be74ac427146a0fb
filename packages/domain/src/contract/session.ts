import Type from 'typebox';
import { ROLES } from './accounts.ts';
import { ADDRESSES } from './address.ts';
import { endpoint } from './endpoint.ts';
import { closed, done, instant, nothing } from './field.ts';

/** The dashboard's own login. The answer sets an HttpOnly cookie, and one to be repeated as `X-CSRFToken`. */

const session = Type.Object({
  role: Type.Enum(ROLES, { description: 'An analyst only reads.' }),
  kind: Type.Enum(['owner', 'account', 'token'], {
    description: 'By the configured password, by an account, or by a token of the host.',
  }),
  user_id: Type.String({
    description: 'Who is logged in: the login, `owner` for the built-in account, or the user of the token.',
  }),
  expires_at: instant('When the login ends.'),
});

const exampleSession = { role: 'owner', kind: 'owner', user_id: 'owner', expires_at: '2024-01-15T22:30:00Z' } as const;

export const sessionCreate = endpoint({
  ...ADDRESSES.session_create,
  who: 'anyone',
  summary: 'Log in',
  description:
    'Logs in to the dashboard, with login and password of an account, the password of the built-in owner alone, or a token of the host that carries `"role": "analyst"`, `"admin"` or `"owner"`. Give a password or a token.',
  request: Type.Object(
    {
      login: Type.Optional(
        Type.String({ minLength: 1, maxLength: 100, description: 'Of an account; left out: the built-in owner.' }),
      ),
      password: Type.Optional(Type.String({ minLength: 1, maxLength: 1000, description: 'Of the account.' })),
      token: Type.Optional(Type.String({ minLength: 1, maxLength: 8000, description: 'Signed by the host.' })),
    },
    closed,
  ),
  response: session,
  errors: [401, 403, 422, 429],
  example: { request: { password: 'correct horse battery staple' }, response: exampleSession },
});

export const sessionGet = endpoint({
  ...ADDRESSES.session_get,
  who: 'analyst',
  summary: 'Who is logged in',
  description: 'Who the caller is to the dashboard; 401 where nobody is logged in.',
  request: nothing,
  response: session,
  errors: [401, 403, 422, 429],
  example: { request: {}, response: exampleSession },
});

export const sessionDelete = endpoint({
  ...ADDRESSES.session_delete,
  audit: 'session_delete',
  who: 'anyone',
  summary: 'Log out',
  description: 'Ends the login of this browser. Harmless where nobody is logged in.',
  request: nothing,
  response: done,
  errors: [403],
  example: { request: {}, response: { status: 'ok' } },
});
