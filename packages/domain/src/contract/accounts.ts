import Type from 'typebox';
import { ADDRESSES } from './address.ts';
import { endpoint } from './endpoint.ts';
import { closed, done, instant, nothing, nullable, rowId } from './field.ts';

/** Who may look at the dashboard, and who is logged in. */

/** Roles of the dashboard, from the least to the most allowed. */
export const ROLES = ['analyst', 'admin', 'owner'] as const;
export type DashboardRole = (typeof ROLES)[number];

/** Bounds of what an account is made of; characters. */
export const ACCOUNT_LIMITS = { login: 100, password_least: 12, password: 1000 } as const;

const login = Type.String({
  minLength: 2,
  maxLength: ACCOUNT_LIMITS.login,
  pattern: '^[\\p{L}\\p{N}][\\p{L}\\p{N}@._+-]*$',
  description: 'Letters, digits and @ . _ + -; small and capital letters are the same.',
});
const password = Type.String({
  minLength: ACCOUNT_LIMITS.password_least,
  maxLength: ACCOUNT_LIMITS.password,
  description: 'Kept by scrypt alone.',
});
const role = Type.Enum(ROLES, {
  description:
    'An analyst reads and sees no contacts, an admin changes, an owner keeps the accounts and reads the audit.',
});

const account = Type.Object({
  login: Type.String(),
  role,
  disabled_at: nullable(instant('Since when they cannot log in.')),
  created_at: instant('When the account was made.'),
  seen_at: nullable(instant('When one of their logins was last used.'), 'Null: never.'),
});

const exampleAccount = {
  login: 'masha@example.com',
  role: 'analyst',
  disabled_at: null,
  created_at: '2024-01-10T09:00:00Z',
  seen_at: '2024-01-15T10:12:00Z',
} as const;

export const accountsGet = endpoint({
  ...ADDRESSES.accounts_get,
  who: 'owner',
  summary: 'Accounts',
  description: 'Who may log in to the dashboard besides the built-in owner, by login.',
  request: nothing,
  response: Type.Object({ accounts: Type.Array(account) }),
  errors: [401, 403, 422, 429],
  example: { request: {}, response: { accounts: [exampleAccount] } },
});

export const accountCreate = endpoint({
  ...ADDRESSES.account_create,
  who: 'owner',
  audit: 'account_create',
  summary: 'Make an account',
  description: 'Makes an account; 409 where the login is taken. Without a password one is made up, and told this once.',
  request: Type.Object({ login, role, password: Type.Optional(password) }, closed),
  response: Type.Object({
    account,
    password: nullable(Type.String(), 'The one that was made up; null where one was given.'),
  }),
  errors: [401, 403, 409, 422, 429],
  example: {
    request: { login: 'masha@example.com', role: 'analyst' },
    response: { account: exampleAccount, password: 'kx7m-p2qd-w9fa-3hnc-u6te' },
  },
});

export const accountSet = endpoint({
  ...ADDRESSES.account_set,
  who: 'owner',
  audit: 'account_set',
  summary: 'Change an account',
  description:
    'Changes the role, shuts the account or opens it again, or gives it a new password (`new_password`: true makes one up). Each ends its logins. 404 where there is no such account.',
  request: Type.Object(
    {
      login,
      role: Type.Optional(role),
      disabled: Type.Optional(Type.Boolean()),
      new_password: Type.Optional(Type.Union([Type.Literal(true), password])),
    },
    closed,
  ),
  response: Type.Object({
    account,
    password: nullable(Type.String(), 'The one that was made up; null where none was.'),
  }),
  errors: [401, 403, 404, 422, 429],
  example: {
    request: { login: 'masha@example.com', disabled: true },
    response: { account: { ...exampleAccount, disabled_at: '2024-01-15T10:30:00Z' }, password: null },
  },
});

export const passwordSet = endpoint({
  ...ADDRESSES.password_set,
  who: 'analyst',
  audit: 'password_set',
  summary: 'Change the own password',
  description:
    'Of the account that is logged in; its other logins end. 409 for the built-in owner and for logins by a token: their secret is elsewhere.',
  request: Type.Object(
    {
      password: Type.String({ minLength: 1, maxLength: ACCOUNT_LIMITS.password, description: 'The present one.' }),
      new_password: password,
    },
    closed,
  ),
  response: done,
  errors: [401, 403, 409, 422, 429],
  example: {
    request: { password: 'kx7m-p2qd-w9fa-3hnc-u6te', new_password: 'correct horse battery staple' },
    response: { status: 'ok' },
  },
});

const loginRow = Type.Object({
  id: rowId,
  who: Type.String({ description: 'The login, `owner` for the built-in account, or the user of the host’s token.' }),
  role,
  client: Type.String({ description: 'What the browser calls itself.' }),
  created_at: instant('When they logged in.'),
  seen_at: instant('When it was last used.'),
  expires_at: instant('When it ends by itself.'),
  own: Type.Boolean({ description: 'Whether it is the one that asks.' }),
});

export const sessionsGet = endpoint({
  ...ADDRESSES.sessions_get,
  who: 'analyst',
  summary: 'Logins',
  description: 'The logins that are good now, the latest first: an owner sees everybody’s, others their own.',
  request: nothing,
  response: Type.Object({ sessions: Type.Array(loginRow) }),
  errors: [401, 403, 422, 429],
  example: {
    request: {},
    response: {
      sessions: [
        {
          id: 17,
          who: 'masha@example.com',
          role: 'analyst',
          client: 'Firefox on Linux',
          created_at: '2024-01-15T08:00:00Z',
          seen_at: '2024-01-15T10:12:00Z',
          expires_at: '2024-01-15T20:00:00Z',
          own: false,
        },
      ],
    },
  },
});

export const sessionRevoke = endpoint({
  ...ADDRESSES.session_revoke,
  who: 'analyst',
  audit: 'session_revoke',
  summary: 'End a login',
  description: 'Ends a login at once: an owner anybody’s, others their own. 404 where it is not theirs, or has ended.',
  request: Type.Object({ id: rowId }, closed),
  response: done,
  errors: [401, 403, 404, 422, 429],
  example: { request: { id: 17 }, response: { status: 'ok' } },
});
