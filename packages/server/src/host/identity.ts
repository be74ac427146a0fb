import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { Who } from '@retention/domain/contract/endpoint';
import type { Clock } from '../clock.ts';
import { ApiError } from '../http/errors.ts';
import { createTokens, type Identity, type TokenRules } from './token.ts';

/** Who calls, by what the contract asks of them; null where nobody in particular does. */
export type Guard = (headers: IncomingHttpHeaders) => Identity | null | Promise<Identity>;
export type Guards = Readonly<Record<Who, Guard>>;

export interface IdentityRules extends TokenRules {
  readonly hostKey: string | null;
}

/** The cookie a host may keep the user's token in; HttpOnly, so it proves nothing without the CSRF token. */
export const TOKEN_COOKIE = 'retention_token';
/** Django's names, so that a Django host needs to add nothing. */
export const CSRF_COOKIE = 'csrftoken';
const CSRF_HEADER = 'x-csrftoken';

/** One guard per kind of caller. Spec section 7. Each throws ApiError 401, 403 or 503. */
export function createGuards(rules: IdentityRules, clock: Clock): Guards {
  const tokens = createTokens(rules, clock);
  const hostKey = rules.hostKey === null ? null : digest(rules.hostKey);

  function identify(headers: IncomingHttpHeaders): Identity | Promise<Identity> {
    return tokens.identify(bearer(headers.authorization) ?? cookieToken(headers));
  }

  function whoMay(allowed: (identity: Identity) => boolean, message: string): Guard {
    const check = (identity: Identity): Identity => {
      if (!allowed(identity)) throw ApiError.forbidden(message);
      return identity;
    };
    return (headers) => {
      const identity = identify(headers);
      return identity instanceof Promise ? identity.then(check) : check(identity);
    };
  }

  return {
    anyone: () => null,
    user: identify,
    analyst: whoMay(
      ({ role }) => role === 'admin' || role === 'analyst',
      'This is for the owner: the token must carry "role": "admin" or "analyst"',
    ),
    admin: whoMay(
      ({ role }) => role === 'admin',
      'This changes something, and is for admins alone: the token must carry "role": "admin"',
    ),
    host: ({ authorization }) => {
      const key = bearer(authorization);
      if (hostKey === null) throw ApiError.unauthorized('This server has no host key: none can be accepted');
      if (key === null) throw ApiError.unauthorized('Send the host key as "Authorization: Bearer <host key>"');
      if (!timingSafeEqual(digest(key), hostKey)) throw ApiError.unauthorized('The host key is wrong');
      return null;
    },
  };
}

/** Hashes have one length and say nothing of where two texts part: comparing them takes one and the same time. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

function bearer(authorization: string | undefined): string | null {
  if (authorization === undefined || !/^bearer /i.test(authorization)) return null;
  return authorization.slice('bearer '.length).trim();
}

function cookieToken(headers: IncomingHttpHeaders): string {
  const cookies = headers.cookie ?? '';
  const token = cookie(cookies, TOKEN_COOKIE);
  if (token === null) {
    throw ApiError.unauthorized(
      `Send the user's token as "Authorization: Bearer <token>", or in the cookie ${TOKEN_COOKIE} together with X-CSRFToken`,
    );
  }
  const header = headers[CSRF_HEADER];
  const expected = cookie(cookies, CSRF_COOKIE);
  if (typeof header !== 'string' || header === '') {
    throw ApiError.forbidden(
      `X-CSRFToken is missing: with a cookie session send the cookie ${CSRF_COOKIE} in that header`,
    );
  }
  if (expected === null) throw ApiError.forbidden(`The cookie ${CSRF_COOKIE} is missing: X-CSRFToken must repeat it`);
  if (!timingSafeEqual(digest(header), digest(expected))) {
    throw ApiError.forbidden(`X-CSRFToken is not the cookie ${CSRF_COOKIE}: send its value as it is`);
  }
  return token;
}

/** The value of the first cookie of that name; null where there is none, or an empty one. */
function cookie(header: string, name: string): string | null {
  for (const pair of header.split(';')) {
    const at = pair.indexOf('=');
    if (at < 0 || pair.slice(0, at).trim() !== name) continue;
    const value = pair
      .slice(at + 1)
      .trim()
      .replace(/^"(.*)"$/, '$1');
    return value === '' ? null : value;
  }
  return null;
}
