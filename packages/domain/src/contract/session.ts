import Type from 'typebox';
import { ADDRESSES } from './address.ts';
import { endpoint } from './endpoint.ts';
import { closed, done, instant, nothing } from './field.ts';

/** The dashboard's own login. The answer sets an HttpOnly cookie, and one to be repeated as `X-CSRFToken`. */

const session = Type.Object({
  role: Type.Enum(['admin', 'analyst'], { description: 'An analyst only reads.' }),
  user_id: Type.String({ description: 'Who is logged in; `admin` for the built-in account.' }),
  expires_at: instant('When the login ends.'),
});

const exampleSession = { role: 'admin', user_id: 'admin', expires_at: '2024-01-15T22:30:00Z' } as const;

export const sessionCreate = endpoint({
  ...ADDRESSES.session_create,
  who: 'anyone',
  summary: 'Log in',
  description:
    'Logs in to the dashboard, with the password of the built-in account or a token of the host that carries `"role": "admin"` or `"analyst"`. Give one of the two.',
  request: Type.Object(
    {
      password: Type.Optional(Type.String({ minLength: 1, maxLength: 1000, description: 'Of the built-in account.' })),
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
  who: 'anyone',
  summary: 'Log out',
  description: 'Ends the login of this browser. Harmless where nobody is logged in.',
  request: nothing,
  response: done,
  errors: [403],
  example: { request: {}, response: { status: 'ok' } },
});
