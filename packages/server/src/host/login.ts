import { createHash, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { ROLES, type DashboardRole } from '@retention/domain/contract/accounts';
import { formatInstant, type Instant } from '@retention/domain/day';
import type { Clock } from '../clock.ts';
import type { Queryable } from '../db/database.ts';
import { oneOf } from '../db/names.ts';
import type { PersonHash } from '../db/person-hash.ts';
import { loadStatements } from '../db/statement.ts';
import { ApiError } from '../http/errors.ts';
import { asKept, isBrokenHash, isPasswordHash, type Passwords } from './password.ts';
import { csrfOf, isSameSecret, LOGIN_TOKEN_BYTES } from './proof.ts';
import type { Identity } from './token.ts';

/** The login, and the name, of the account that every installation has. */
export const BUILT_IN = 'owner';

/** A working day and a little: whoever logs in in the morning is not thrown out at work. */
const LOGIN_MS = 12 * 3_600_000;
const SEEN_MS = 60_000;

export const sql = loadStatements(new URL('session.sql', import.meta.url), [
  'session_open',
  'session_open_account',
  'session_find',
  'session_seen',
  'session_end',
  'sessions_end_account',
  'sessions_end_password',
  'sessions_remove',
  'sessions_good',
  'session_revoke',
]);

export interface LoginRules {
  /** The password of the built-in owner, or its hash (host/password.ts). */
  readonly adminPassword: string;
  readonly hostKey: string;
}

export interface LoginsDeps {
  readonly database: Queryable;
  readonly clock: Clock;
  readonly personHash: PersonHash;
  readonly passwords: Passwords;
}

/** Who has proved to be somebody, and is to be let in. */
export interface Proven {
  readonly kind: Identity['kind'];
  /** The login of the account, or the user of the token; `owner` for the built-in account. */
  readonly user_id: string;
  readonly role: DashboardRole;
  /** When the proof itself ends. */
  readonly until: Instant;
  /** Of an account: what its password was compared with. */
  readonly password_hash: string | null;
}

export interface Login {
  /** What the browser keeps where no page can read it. */
  readonly token: string;
  /** What its pages repeat. */
  readonly csrf: string;
  readonly expires_at: Instant;
}

interface FoundRow {
  readonly id: number;
  readonly kind: string;
  readonly who: string | null;
  readonly role: string;
  readonly seen_at: Instant;
  readonly expires_at: Instant;
}

/**
 * Logins to the dashboard: rows of the table `session`, so that each can be ended at once in every process. The browser
 * keeps 256 random bits, of which the row holds the SHA-256 alone: who reads the table cannot log in with it.
 *
 * A login by the configured password holds a keyed hash of that password, so that another password ends it.
 */
export function createLogins({ adminPassword, hostKey }: LoginRules, deps: LoginsDeps) {
  const { database, clock, personHash, passwords } = deps;
  if (isBrokenHash(adminPassword)) {
    throw new Error(
      'RETENTION_ADMIN_PASSWORD begins like a hash, but is none: `retention hash-password` prints one, to be taken whole',
    );
  }
  const key = Buffer.from(hkdfSync('sha256', hostKey, '', 'retention: the password behind a login', 32));
  const proof = createHmac('sha256', key).update(adminPassword).digest('hex');

  /** When a login that begins now ends: after twelve hours, but not later than `latest`. Whole seconds. */
  function end(latest: Instant): Instant {
    return Math.floor(Math.min(clock.now() + LOGIN_MS, latest) / 1000) * 1000;
  }

  async function open(token: string, who: Proven, client: string, expires_at: Instant): Promise<boolean> {
    const token_hash = hashOf(token);
    const [now, until] = [formatInstant(clock.now()), formatInstant(expires_at)];
    const { kind, user_id, role, password_hash } = who;
    const rows =
      kind === 'account'
        ? await database.query(sql.session_open_account, [token_hash, user_id, password_hash, client, now, until])
        : await database.query(sql.session_open, [
            token_hash,
            kind,
            kind === 'token' ? personHash(user_id) : null,
            role,
            kind === 'owner' ? proof : null,
            client,
            now,
            until,
          ]);
    return rows.length > 0;
  }

  return {
    proof,
    end,

    /** Whether it is the password of the built-in owner. What is configured as it stands needs no hash to be compared. */
    isPassword: async (given: string): Promise<boolean> =>
      isPasswordHash(adminPassword)
        ? passwords.matches(given, adminPassword)
        : isSameSecret(asKept(given), asKept(adminPassword)),

    /** A login that begins now; its token has never been anywhere. Null where the account has changed meanwhile. */
    async begin(who: Proven, client: string): Promise<Login | null> {
      const token = randomBytes(LOGIN_TOKEN_BYTES).toString('base64url');
      const expires_at = end(who.until);
      if (!(await open(token, who, client, expires_at))) return null;
      await database.query(sql.sessions_remove, [formatInstant(clock.now())]);
      return { token, csrf: csrfOf(token), expires_at };
    },

    /** Throws ApiError 401 where it is no login, or none any more. */
    async identify(token: string): Promise<Identity> {
      const now = clock.now();
      const [row] = await database.query<FoundRow>(sql.session_find, [hashOf(token), formatInstant(now), proof]);
      const kind = oneOf(KINDS, row?.kind ?? null);
      const role = oneOf(ROLES, row?.role ?? null);
      if (row === undefined || kind === null || role === null) throw loginEnded();
      if (now - row.seen_at >= SEEN_MS) await database.query(sql.session_seen, [row.id, formatInstant(now)]);
      return { user_id: row.who ?? BUILT_IN, role, kind, session: row.id, expires_at: row.expires_at };
    },

    /** Ends it in every process. */
    async close(session: number): Promise<void> {
      await database.query(sql.session_end, [session, formatInstant(clock.now())]);
    },

    /** Ends what was begun with another configured password, also for processes that do not know of the new one. */
    async endForeign(): Promise<void> {
      await database.query(sql.sessions_end_password, [proof, formatInstant(clock.now())]);
    },
  };
}

export type Logins = ReturnType<typeof createLogins>;

const KINDS = ['owner', 'account', 'token'] as const;

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

export function loginEnded(): ApiError {
  return ApiError.unauthorized('The login has ended: log in again');
}
