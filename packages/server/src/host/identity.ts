import type { IncomingHttpHeaders } from 'node:http';
import type { Who } from '@retention/domain/contract/endpoint';
import type { Clock } from '../clock.ts';
import { ApiError } from '../http/errors.ts';
import { loginEnded, type Logins } from './login.ts';
import {
  bearerToken,
  cookieToken,
  csrfHeader,
  hasProof,
  hasProofHeader,
  isSameSecret,
  loginToken,
  USER_COOKIE,
} from './proof.ts';
import { createTokens, reaches, type Identity, type TokenRules } from './token.ts';

/** Who calls, by what the contract asks of them; null where nobody in particular does. */
export type Guard = (headers: IncomingHttpHeaders) => Identity | null | Promise<Identity>;

export interface Guards extends Readonly<Record<Who, Guard>> {
  readonly analyst: OwnerGuard;
  readonly userInBody: BodyGuard;
}

/** For an endpoint that takes the proof of a user in the body, where the headers bring none. */
export interface BodyGuard {
  /** Whether the body has to be read before anything can be said. */
  awaits(headers: IncomingHttpHeaders): boolean;
  /** Who calls, by a body of which nothing is known yet. */
  identify(headers: IncomingHttpHeaders, body: unknown): Identity | Promise<Identity>;
}
export type OwnerGuard = (headers: IncomingHttpHeaders) => Identity | Promise<Identity>;

export interface IdentityRules extends TokenRules {
  readonly hostKey: string;
}

/**
 * One guard per kind of caller. Spec section 7. Each throws ApiError 401, 403 or 503. A token of the host is judged
 * without a look into the database, a login to the dashboard with one.
 */
export function createGuards(rules: IdentityRules, clock: Clock, logins: Pick<Logins, 'identify'>): Guards {
  const tokens = createTokens(rules, clock);

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
    userInBody: {
      awaits: (headers) => !hasProofHeader(headers),
      identify: (headers, body) => tokens.identify(bodyProof(headers, body)),
    },
    analyst: owner(
      ({ role }) => reaches(role, 'analyst'),
      'This is for the team: the token must carry "role": "analyst", "admin" or "owner"',
    ),
    admin: owner(
      ({ role }) => reaches(role, 'admin'),
      'This changes something, and is for admins: the token must carry "role": "admin" or "owner"',
    ),
    owner: owner(
      ({ role }) => reaches(role, 'owner'),
      'This is for the owner alone: the token must carry "role": "owner"',
    ),
    host: (headers) => {
      const key = bearerToken(headers);
      if (key === null) throw ApiError.unauthorized('Send the host key as "Authorization: Bearer <host key>"');
      if (!isSameSecret(key, rules.hostKey)) throw ApiError.unauthorized('The host key is wrong');
      return null;
    },
  };
}

const SEND_TOKEN = `Send the user's token as "Authorization: Bearer <token>", or in the cookie ${USER_COOKIE.name} together with X-CSRFToken`;

function userProof(headers: IncomingHttpHeaders): string {
  const token = bearerToken(headers) ?? cookieToken(headers, USER_COOKIE);
  if (token !== null) return token;
  throw ApiError.unauthorized(SEND_TOKEN);
}

/** Characters of a token in a body: as many as fit where it would else stand, among the headers. */
const LONGEST_TOKEN = 8000;

/**
 * The token in the body, else the one in the cookie where the body repeats the CSRF token. Throws ApiError 401 and 403.
 *
 * A page of another site can have a body sent, together with the cookie, and no browser asks first: what it cannot know is
 * the value to repeat. A neighbour under the same domain may have set that cookie itself, so a browser that says where
 * the page is from is held to it as well.
 */
function bodyProof(headers: IncomingHttpHeaders, body: unknown): string {
  const { token, csrf_token } = isObject(body) ? body : {};
  if (token !== undefined && token !== null) {
    if (typeof token !== 'string') throw ApiError.unauthorized('"token" must be text: the token of the user as it is');
    if (token.length <= LONGEST_TOKEN) return token;
    throw ApiError.unauthorized(`"token" is longer than ${LONGEST_TOKEN} characters: that is no token`);
  }
  const inBody = csrf_token !== undefined && csrf_token !== null;
  const repeated = inBody ? { name: '"csrf_token"', value: csrf_token } : csrfHeader(headers);
  const kept = cookieToken(headers, USER_COOKIE, repeated);
  if (kept === null) {
    throw ApiError.unauthorized(`${SEND_TOKEN}; where no header can be sent, as "token" in the body`);
  }
  if ((headers['sec-fetch-site'] ?? 'same-origin') !== 'same-origin') {
    throw ApiError.forbidden('A cookie session is for pages of this origin: from another one send the token itself');
  }
  return kept;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/**
 * What shows that somebody of the team calls: a token of the host, or a login to the dashboard. Where a browser holds both cookies,
 * X-CSRFToken says which of them is meant. Throws ApiError 401 where there is neither, 403 without the CSRF token.
 */
export function ownerProof(headers: IncomingHttpHeaders): { readonly kind: 'token' | 'login'; readonly token: string } {
  const bearer = bearerToken(headers);
  if (bearer !== null) return { kind: 'token', token: bearer };
  const login = hasProof(headers, USER_COOKIE) ? null : loginToken(headers);
  if (login === '') throw loginEnded();
  if (login !== null) return { kind: 'login', token: login };
  const token = cookieToken(headers, USER_COOKIE);
  if (token !== null) return { kind: 'token', token };
  throw ApiError.unauthorized(
    'This is for the team: log in to the dashboard, or send a token of the host as "Authorization: Bearer <token>"',
  );
}
