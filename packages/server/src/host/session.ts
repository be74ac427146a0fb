import { randomBytes } from 'node:crypto';
import { isIP } from 'node:net';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { decodeJwt } from 'jose';
import type { Contract } from '@retention/domain/contract/contract';
import { ROLES } from '@retention/domain/contract/accounts';
import { formatInstant, type Instant } from '@retention/domain/day';
import type { Clock } from '../clock.ts';
import { ApiError } from '../http/errors.ts';
import { ownerProof, type OwnerGuard } from './identity.ts';
import { BUILT_IN, type Logins } from './login.ts';
import { cookieToken, LOGIN_COOKIE } from './proof.ts';
import type { Identity, Role } from './token.ts';

export interface SessionsDeps {
  readonly logins: Logins;
  /** Lets pass who may read the dashboard. */
  readonly owner: OwnerGuard;
  /** How many seconds this address has to wait before its next attempt to log in; 0 for none. */
  readonly attempts: { take(address: string, now: Instant): number };
  readonly clock: Clock;
}

type Session = Contract['session_get']['response'];

interface Caller {
  readonly user_id: string;
  readonly role: Role | null;
  readonly reply: FastifyReply;
}

/** Logging in to the dashboard, and out of it. Spec section 7. */
export function createSessions({ logins, owner, attempts, clock }: SessionsDeps) {
  /** Who proves to be the owner by a password or a token, and until when the proof is good. */
  async function prove(body: Contract['session_create']['request']): Promise<[Identity, Instant]> {
    if (body.password !== undefined) {
      if (logins.isPassword(body.password)) return [BUILT_IN, Infinity];
      throw ApiError.unauthorized(
        'The password is wrong: it is RETENTION_ADMIN_PASSWORD, or the one that the first start has shown',
      );
    }
    const token = body.token ?? '';
    const identity = await owner({ authorization: `Bearer ${token}` });
    return [identity, endOf(token)];
  }

  return {
    /** Throws ApiError 401, 403, 422 and 429. */
    async create({
      body,
      reply,
    }: {
      readonly body: Contract['session_create']['request'];
      readonly reply: FastifyReply;
    }) {
      if ((body.password === undefined) === (body.token === undefined)) {
        const error = 'Give "password" or "token", and only one of them';
        throw ApiError.unprocessable(error, [{ field: body.password === undefined ? 'password' : 'token', error }]);
      }
      const seconds = attempts.take(clientAddress(reply.request), clock.now());
      if (seconds > 0) {
        throw ApiError.tooManyRequests(`Too many attempts to log in: wait ${seconds} s and try again`, seconds);
      }
      const [identity, until] = await prove(body);
      const { token, expires_at } = await logins.begin(identity, until);
      const left = Math.floor((expires_at - clock.now()) / 1000);
      // Clocks may differ by a little, so that a token passes that has just run out: there is nothing left to log in for.
      if (left <= 0) throw ApiError.unauthorized('The token has expired: get a new one');
      setCookies(reply, { token, csrf: randomBytes(24).toString('base64url'), seconds: left });
      return shown(identity, expires_at);
    },

    get({ user_id, role, reply }: Caller) {
      // A token of the host may be good for ever: it is shown as good for as long as a login made with it now would be.
      const { token } = ownerProof(reply.request.headers);
      return Promise.resolve(shown({ user_id, role: role ?? 'user' }, logins.end(endOf(token))));
    },

    /** Throws ApiError 403 where there is a login and the CSRF token is missing or wrong. */
    delete({ reply }: { readonly reply: FastifyReply }) {
      cookieToken(reply.request.headers, LOGIN_COOKIE);
      setCookies(reply, { token: '', csrf: '', seconds: 0 });
      return Promise.resolve({ status: 'ok' as const });
    },
  };
}

/** When a token that has been verified ends. */
function endOf(token: string): Instant {
  const { exp } = decodeJwt(token);
  return exp === undefined ? Infinity : exp * 1000;
}

function shown({ user_id, role }: Identity, expires_at: Instant): Session {
  // The guard lets nobody else pass.
  const known = ROLES.find((each) => each === role) ?? 'analyst';
  return { role: known, kind: user_id === 'owner' ? 'owner' : 'token', user_id, expires_at: formatInstant(expires_at) };
}

interface Cookies {
  readonly token: string;
  readonly csrf: string;
  /** How long the browser is to keep both; 0 removes them. A duration: the browser's clock is not ours. */
  readonly seconds: number;
}

function setCookies(reply: FastifyReply, { token, csrf, seconds }: Cookies): void {
  const both = `Path=/; Max-Age=${seconds}; SameSite=Strict${isHttps(reply.request) ? '; Secure' : ''}`;
  reply.header('set-cookie', [
    `${LOGIN_COOKIE.name}=${token}; ${both}; HttpOnly`,
    `${LOGIN_COOKIE.csrf}=${csrf}; ${both}`,
  ]);
}

/** Whether the browser speaks TLS, to us or to the proxy before us. Who claims it wrongly gets a cookie they cannot use. */
function isHttps({ headers, protocol }: FastifyRequest): boolean {
  const forwarded = [headers['x-forwarded-proto']].flat()[0]?.split(',')[0]?.trim().toLowerCase();
  return (forwarded ?? protocol) === 'https';
}

const LOOPBACK = /^(?:127\.|::1$|::ffff:127\.)/;

/**
 * Whose attempts are counted. Behind a proxy on this machine that is who the proxy says it heard: the last address of
 * X-Forwarded-For, which it has written itself. From anywhere else the header proves nothing.
 */
function clientAddress({ ip, headers }: FastifyRequest): string {
  const heard = [headers['x-forwarded-for']].flat().join(',').split(',').at(-1)?.trim() ?? '';
  return LOOPBACK.test(ip) && isIP(heard) !== 0 ? heard : ip;
}
