import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { ApiError } from '../http/errors.ts';

/** How a request proves who calls: by a bearer token, or by a cookie together with its CSRF token. */

/** An HttpOnly cookie that proves something only together with `X-CSRFToken`, which repeats the cookie `csrf`. */
export interface ProofCookie {
  readonly name: string;
  readonly csrf: string;
}

/** The cookie a host may keep the user's token in. Django's name beside it: a Django host needs to add nothing. */
export const USER_COOKIE: ProofCookie = { name: 'retention_token', csrf: 'csrftoken' };
/** The dashboard's own login. */
export const LOGIN_COOKIE: ProofCookie = { name: 'retention_admin', csrf: 'retention_admin_csrf' };

const CSRF_HEADER = 'x-csrftoken';

/** What repeats the cookie `csrf`, and where it stood. */
export interface Repeated {
  readonly name: string;
  readonly value: unknown;
}

/** What the header X-CSRFToken says. */
export function csrfHeader(headers: IncomingHttpHeaders): Repeated {
  return { name: 'X-CSRFToken', value: headers[CSRF_HEADER] };
}

/** The token after `Bearer`; null where the header is missing or says something else. */
export function bearerToken({ authorization }: IncomingHttpHeaders): string | null {
  if (authorization === undefined || !/^bearer /i.test(authorization)) return null;
  return authorization.slice('bearer '.length).trim();
}

/** The value of the cookie; null where there is none. Throws ApiError 403 where its CSRF token is missing or wrong. */
export function cookieToken(
  headers: IncomingHttpHeaders,
  { name, csrf }: ProofCookie,
  repeated: Repeated = csrfHeader(headers),
): string | null {
  const token = cookieValue(headers, name);
  if (token === null) return null;
  const { value } = repeated;
  if (typeof value !== 'string' || value === '') {
    throw ApiError.forbidden(`${repeated.name} is missing: with a cookie session send the cookie ${csrf} in it`);
  }
  const expected = cookieValue(headers, csrf);
  if (expected === null) throw ApiError.forbidden(`The cookie ${csrf} is missing: ${repeated.name} must repeat it`);
  if (!isSameSecret(value, expected)) {
    throw ApiError.forbidden(`${repeated.name} is not the cookie ${csrf}: send its value as it is`);
  }
  return token;
}

/** Random bytes of the token of a login. */
export const LOGIN_TOKEN_BYTES = 32;
const LOGIN_TOKEN = /^[\w-]{43}$/;

/**
 * What the pages of a login repeat. It follows from the token of that login, which no page can read: the one of another
 * login is worth nothing, and whoever plants a cookie of that name (a neighbour under the same domain) gains nothing.
 */
export function csrfOf(token: string): string {
  return createHmac('sha256', token).update('retention: what repeats a login').digest('base64url');
}

/**
 * The token of the login to the dashboard; null where there is none, '' where no login looks like what is there. Throws
 * ApiError 403 where its CSRF token is missing or wrong.
 */
export function loginToken(headers: IncomingHttpHeaders): string | null {
  const token = cookieValue(headers, LOGIN_COOKIE.name);
  if (token === null) return null;
  const { name, value } = csrfHeader(headers);
  if (typeof value !== 'string' || value === '') {
    throw ApiError.forbidden(`${name} is missing: with a login send the cookie ${LOGIN_COOKIE.csrf} in it`);
  }
  if (!LOGIN_TOKEN.test(token)) return '';
  if (isSameSecret(value, csrfOf(token))) return token;
  throw ApiError.forbidden(`${name} is not the one of this login: send the cookie ${LOGIN_COOKIE.csrf} as it is`);
}

/** Whether the headers prove something, or try to. A cookie alone proves nothing: any page can have it sent. */
export function hasProofHeader(headers: IncomingHttpHeaders): boolean {
  return bearerToken(headers) !== null || (headers[CSRF_HEADER] ?? '') !== '';
}

/** Whether both halves of the proof are there. */
export function hasProof(headers: IncomingHttpHeaders, { name, csrf }: ProofCookie): boolean {
  const header = headers[CSRF_HEADER];
  const expected = cookieValue(headers, csrf);
  if (cookieValue(headers, name) === null || expected === null) return false;
  return typeof header === 'string' && isSameSecret(header, expected);
}

/** Hashes have one length and say nothing of where two texts part: comparing them takes one and the same time. */
export function isSameSecret(given: string, expected: string): boolean {
  return timingSafeEqual(digest(given), digest(expected));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

/** The value of the first cookie of that name; null where there is none, or an empty one. */
export function cookieValue({ cookie = '' }: IncomingHttpHeaders, name: string): string | null {
  for (const pair of cookie.split(';')) {
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
