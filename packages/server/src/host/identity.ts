import type { IncomingHttpHeaders } from 'node:http';
import type { Who } from '@retention/domain/contract/endpoint';
import type { Clock } from '../clock.ts';
import { ApiError } from '../http/errors.ts';
import { createLogins, type LoginRules } from './login.ts';
import { bearerToken, cookieToken, hasProof, isSameSecret, LOGIN_COOKIE, USER_COOKIE } from './proof.ts';
import { createTokens, type Identity, type TokenRules } from './token.ts';

/** Who calls, by what the contract asks of them; null where nobody in particular does. */
export type Guard = (headers: IncomingHttpHeaders) => Identity | null | Promise<Identity>;

export interface Guards extends Readonly<Record<Who, Guard>> {
  readonly analyst: OwnerGuard;
}
export type OwnerGuard = (headers: IncomingHttpHeaders) => Identity | Promise<Identity>;

export interface IdentityRules extends TokenRules, LoginRules {}

/** One guard per kind of caller. Spec section 7. Each throws ApiError 401, 403 or 503. */
export function createGuards(rules: IdentityRules, clock: Clock): Guards {
  const tokens = createTokens(rules, clock);
  const logins = createLogins(rules, clock);

  function owner(allowed: (identity: Identity) => boolean, message: string): OwnerGuard {
    const check = (identity: Identity): Identity => {
      if (!allowed(identity)) throw ApiError.forbidden(message);
      return identity;
    };
    return (headers) => {
      const { kind, token } = ownerProof(headers);
      const identity = kind === 'login' ? logins.identify(token) : tokens.identify(token);
      return identity instanceof Promise ? identity.then(check) : check(identity);
    };
  }

  return {
    anyone: () => null,
    // A login to the dashboard is no user of the app: it is not looked at here.
    user: (headers) => tokens.identify(userProof(headers)),
    analyst: owner(
      ({ role }) => role === 'admin' || role === 'analyst',
      'This is for the owner: the token must carry "role": "admin" or "analyst"',
    ),
    admin: owner(
      ({ role }) => role === 'admin',
      'This changes something, and is for admins alone: the token must carry "role": "admin"',
    ),
    host: (headers) => {
      const key = bearerToken(headers);
      if (key === null) throw ApiError.unauthorized('Send the host key as "Authorization: Bearer <host key>"');
      if (!isSameSecret(key, rules.hostKey)) throw ApiError.unauthorized('The host key is wrong');
      return null;
    },
  };
}

function userProof(headers: IncomingHttpHeaders): string {
  const token = bearerToken(headers) ?? cookieToken(headers, USER_COOKIE);
  if (token !== null) return token;
  throw ApiError.unauthorized(
    `Send the user's token as "Authorization: Bearer <token>", or in the cookie ${USER_COOKIE.name} together with X-CSRFToken`,
  );
}

/**
 * What shows that the owner calls: a token of the host, or a login to the dashboard. Where a browser holds both cookies,
 * X-CSRFToken says which of them is meant. Throws ApiError 401 where there is neither, 403 without the CSRF token.
 */
export function ownerProof(headers: IncomingHttpHeaders): { readonly kind: 'token' | 'login'; readonly token: string } {
  const bearer = bearerToken(headers);
  if (bearer !== null) return { kind: 'token', token: bearer };
  const login = hasProof(headers, USER_COOKIE) ? null : cookieToken(headers, LOGIN_COOKIE);
  if (login !== null) return { kind: 'login', token: login };
  const token = cookieToken(headers, USER_COOKIE);
  if (token !== null) return { kind: 'token', token };
  throw ApiError.unauthorized(
    'This is for the owner: log in to the dashboard, or send a token of the host as "Authorization: Bearer <token>"',
  );
}
