import type { FastifyReply, FastifyRequest } from 'fastify';
import { ROLES } from '@retention/domain/contract/accounts';
import type { Contract } from '@retention/domain/contract/contract';
import { formatInstant, type Instant } from '@retention/domain/day';
import type { Clock } from '../clock.ts';
import type { Audit } from '../db/audit.ts';
import { oneOf } from '../db/names.ts';
import { ApiError } from '../http/errors.ts';
import type { Accounts } from './account.ts';
import { KNOWN_COOKIE, type Attempts, type Limit } from './attempts.ts';
import { clientName } from './client-name.ts';
import type { OwnerGuard } from './identity.ts';
import { BUILT_IN, type Logins, type Proven } from './login.ts';
import { LOGIN_COOKIE, loginToken } from './proof.ts';
import { createRefusals, type Reason } from './refusal.ts';
import type { Identity } from './token.ts';

export interface SessionsDeps {
  readonly logins: Logins;
  readonly accounts: Pick<Accounts, 'prove'>;
  /** Lets pass who may read the dashboard. */
  readonly team: OwnerGuard;
  readonly attempts: Attempts;
  /** How many refused attempts are written into the audit. */
  readonly refusals: Limit;
  readonly audit: Audit;
  readonly clock: Clock;
  /** Whose attempts are counted. */
  readonly addressOf: (request: FastifyRequest) => string;
  /** Whether the browser speaks TLS, to us or to the proxy before us. */
  readonly isHttps: (request: FastifyRequest) => boolean;
}

type Asked = Contract['session_create']['request'];
type Session = Contract['session_get']['response'];

interface Caller {
  readonly reply: FastifyReply;
}

/** Logging in to the dashboard, and out of it. Spec section 7. */
export function createSessions(deps: SessionsDeps) {
  const { logins, accounts, team, attempts, audit, clock } = deps;
  const refused = createRefusals({ limit: deps.refusals, audit, clock });

  /** Who proves to be somebody of the team by a password or a token. Throws ApiError 401, 403 and 429. */
  async function prove({ login, password, token }: Asked): Promise<Proven> {
    if (token !== undefined) {
      const { user_id, role, expires_at: until } = await team({ authorization: `Bearer ${token}` });
      // The guard lets nobody else pass.
      const known = oneOf(ROLES, role) ?? 'analyst';
      return { kind: 'token', user_id, role: known, until, password_hash: null };
    }
    if (login !== undefined) return accounts.prove(login, password ?? '');
    if (await logins.isPassword(password ?? '')) {
      return { kind: 'owner', user_id: BUILT_IN, role: 'owner', until: Infinity, password_hash: null };
    }
    throw ApiError.unauthorized(
      'The password is wrong: it is RETENTION_ADMIN_PASSWORD, or the one that the first start has shown. Where it is lost, take the line RETENTION_ADMIN_PASSWORD out of secrets.json and start again: another one is shown',
    );
  }

  async function begin(body: Asked, request: FastifyRequest, name: string | null) {
    const who = await prove(body);
    if (logins.end(who.until) <= clock.now()) {
      // Clocks may differ by a little, so that a token passes that has just run out: there is nothing left to log in for.
      throw ApiError.unauthorized('The token has expired: get a new one');
    }
    await audit.record({ ...actorOf(who), action: 'session_create', outcome: 'begun' });
    const login = await logins.begin(who, clientName(request.headers['user-agent']));
    if (login === null) throw ApiError.unauthorized('The account has changed just now: log in again');
    if (name !== null) attempts.succeeded(name);
    return { who, login };
  }

  return {
    /** Throws ApiError 401, 403, 422 and 429. */
    async create({ body, reply }: Caller & { readonly body: Asked }) {
      const { request } = reply;
      refuseUnclear(body);
      refuseForeign(request);
      const name = body.token === undefined ? nameOf(body) : null;
      const attempt = { address: deps.addressOf(request), name, headers: request.headers };
      const refuse = (reason: Reason): Promise<void> => refused({ reason, by: byOf(body) });
      const seconds = attempts.take(attempt, clock.now());
      if (seconds > 0) {
        await refuse('too_many');
        throw ApiError.tooManyRequests(`Too many attempts to log in: wait ${seconds} s and try again`, seconds);
      }
      const { who, login } = await begin(body, request, name).catch(async (error: unknown) => {
        if (error instanceof ApiError && error.status < 429) await refuse(error.status === 403 ? 'role' : 'wrong');
        throw error;
      });
      const left = Math.floor((login.expires_at - clock.now()) / 1000);
      setCookies(reply, { ...login, seconds: left, known: name === null ? null : attempts.mark(name) });
      return shown(who, login.expires_at);
    },

    get({ caller }: { readonly caller: Identity | null }): Promise<Session> {
      if (caller === null) throw ApiError.unauthorized('Nobody is logged in');
      const { user_id, role, kind, expires_at } = caller;
      // A token of the host may be good for ever: it is shown as good for as long as a login made with it now would be.
      return Promise.resolve(shown({ user_id, role, kind }, logins.end(expires_at)));
    },

    /** Throws ApiError 403 where there is a login and the CSRF token is missing or wrong. */
    async delete({ reply }: Caller) {
      const { headers } = reply.request;
      const token = loginToken(headers);
      const caller = token === null || token === '' ? null : await endedOr(logins.identify(token));
      if (caller !== null && caller.session !== null) {
        await audit.record({ ...actorOf(caller), action: 'session_delete', outcome: 'begun' });
        await logins.close(caller.session);
      }
      setCookies(reply, { token: '', csrf: '', seconds: 0, known: null });
      return { status: 'ok' as const };
    },
  };

  interface Cookies {
    readonly token: string;
    readonly csrf: string;
    /** How long the browser is to keep both; 0 removes them. A duration: the browser's clock is not ours. */
    readonly seconds: number;
    /** What shows later that this browser was here; null: nothing new. */
    readonly known: string | null;
  }

  function setCookies(reply: FastifyReply, { token, csrf, seconds, known }: Cookies): void {
    const secure = deps.isHttps(reply.request) ? '; Secure' : '';
    const both = `Path=/; Max-Age=${seconds}; SameSite=Strict${secure}`;
    reply.header('set-cookie', [
      `${LOGIN_COOKIE.name}=${token}; ${both}; HttpOnly`,
      `${LOGIN_COOKIE.csrf}=${csrf}; ${both}`,
      ...(known === null
        ? []
        : [`${KNOWN_COOKIE}=${known}; Path=/api/; Max-Age=${KNOWN_SECONDS}; SameSite=Strict${secure}; HttpOnly`]),
    ]);
  }
}

/** Half a year. */
const KNOWN_SECONDS = 180 * 86_400;

function actorOf({ kind, user_id, role }: Pick<Identity, 'kind' | 'user_id' | 'role'>) {
  return {
    actor: kind,
    login: kind === 'account' ? user_id : null,
    actor_id: kind === 'token' ? user_id : null,
    role,
  };
}

/** Small letters and capital ones are the same; null: the built-in owner. No account has an empty login. */
function nameOf({ login }: Asked): string {
  return login === undefined ? '' : login.trim().normalize('NFC').toLowerCase();
}

function byOf({ token, login }: Asked): Identity['kind'] {
  if (token !== undefined) return 'token';
  return login === undefined ? 'owner' : 'account';
}

async function endedOr(identity: Promise<Identity>): Promise<Identity | null> {
  try {
    return await identity;
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) return null;
    throw error;
  }
}

function refuseUnclear({ login, password, token }: Asked): void {
  if ((password === undefined) === (token === undefined)) {
    const error = 'Give "password" or "token", and only one of them';
    throw ApiError.unprocessable(error, [{ field: password === undefined ? 'password' : 'token', error }]);
  }
  if (login !== undefined && token !== undefined) {
    const error = 'A token says who it is: leave "login" out';
    throw ApiError.unprocessable(error, [{ field: 'login', error }]);
  }
}

const OWN_PAGES: readonly unknown[] = ['none', 'same-origin'];

function hostOf(origin: string): string | null {
  return URL.canParse(origin) ? new URL(origin).host : null;
}

/** A page of another site could log a browser in as somebody else, who then reads what is done there. */
function refuseForeign({ headers }: FastifyRequest): void {
  const { origin, host } = headers;
  const from = headers['sec-fetch-site'];
  // A browser that does not say where a page is from says at least its origin.
  const isOwn = from === undefined ? origin === undefined || hostOf(origin) === host : OWN_PAGES.includes(from);
  if (isOwn) return;
  throw ApiError.forbidden('Only a page of this server logs in to its dashboard');
}

function shown({ user_id, role, kind }: Pick<Identity, 'user_id' | 'role' | 'kind'>, expires_at: Instant): Session {
  // The guard lets nobody else pass.
  return { role: oneOf(ROLES, role) ?? 'analyst', kind, user_id, expires_at: formatInstant(expires_at) };
}
