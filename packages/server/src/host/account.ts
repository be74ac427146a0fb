import { ACCOUNT_LIMITS, ROLES } from '@retention/domain/contract/accounts';
import type { Contract } from '@retention/domain/contract/contract';
import { formatInstant, type Instant } from '@retention/domain/day';
import type { Clock } from '../clock.ts';
import type { Database } from '../db/database.ts';
import { oneOf } from '../db/names.ts';
import { loadStatements } from '../db/statement.ts';
import { ApiError } from '../http/errors.ts';
import type { Attempts } from './attempts.ts';
import { BUILT_IN, sql as sessionSql, type Proven } from './login.ts';
import { asKept, makePassword, type Passwords } from './password.ts';
import type { Identity } from './token.ts';

const sql = loadStatements(new URL('account.sql', import.meta.url), [
  'accounts_all',
  'account_find',
  'account_add',
  'account_change',
]);

export interface AccountsDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly passwords: Passwords;
  readonly attempts: Pick<Attempts, 'takeName' | 'succeeded'>;
}

type Account = Contract['accounts_get']['response']['accounts'][number];

interface AccountRow {
  readonly login: string;
  readonly role: string;
  readonly disabled_at: Instant | null;
  readonly created_at: Instant;
  readonly seen_at: Instant | null;
}

interface SecretRow extends Pick<AccountRow, 'login' | 'role' | 'disabled_at'> {
  readonly password_hash: string;
}

/** Accounts of the dashboard besides the built-in owner. Their passwords are kept by scrypt alone. */
export function createAccounts({ database, clock, passwords, attempts }: AccountsDeps) {
  const now = (): string => formatInstant(clock.now());

  async function find(login: string): Promise<SecretRow | null> {
    // No account holds this character, and PostgreSQL takes no text that does.
    if (login.includes('\0')) return null;
    const [row] = await database.query<SecretRow>(sql.account_find, [readLogin(login)]);
    return row ?? null;
  }

  return {
    /**
     * Who has this login and this password. Throws ApiError 401, with one answer and after one time for a login nobody has
     * and a password that is wrong; 429 where too many try.
     */
    async prove(login: string, password: string): Promise<Proven> {
      const account = await find(login);
      const right = await passwords.matches(password, account?.password_hash ?? null);
      const role = oneOf(ROLES, account?.role ?? null);
      if (!right || account === null || role === null || account.disabled_at !== null) {
        throw ApiError.unauthorized('There is no open account with this login and this password');
      }
      const { password_hash } = account;
      return { kind: 'account', user_id: account.login, role, until: Infinity, password_hash };
    },

    async list(): Promise<Contract['accounts_get']['response']> {
      return { accounts: (await database.query<AccountRow>(sql.accounts_all)).map(shown) };
    },

    /** Throws ApiError 409 where the login is taken. */
    async create({ body }: { readonly body: Contract['account_create']['request'] }) {
      const login = readLogin(body.login);
      const taken = ApiError.conflict(`The login ${login} is taken: choose another`);
      if (login === BUILT_IN) throw taken;
      const made = body.password === undefined ? makePassword() : null;
      const hash = await passwords.hash(made ?? longEnough('password', body.password ?? ''));
      const [row] = await database.query<{ created_at: Instant }>(sql.account_add, [login, body.role, hash, now()]);
      if (row === undefined) throw taken;
      const account = { login, role: body.role, disabled_at: null, created_at: row.created_at, seen_at: null };
      return { account: shown(account), password: made };
    },

    /** Ends the logins of the account with the change, in one transaction. Throws ApiError 404. */
    async set({ body }: { readonly body: Contract['account_set']['request'] }) {
      const { role = null, disabled = null, new_password = null } = body;
      const made = new_password === true ? makePassword() : null;
      const given = typeof new_password === 'string' ? longEnough('new_password', new_password) : null;
      const password = made ?? given;
      const hash = password === null ? null : await passwords.hash(password);
      const ends = role !== null || disabled === true || hash !== null;
      const login = readLogin(body.login);
      const account = await database.transaction(async (transaction) => {
        const [row] = await transaction.query<AccountRow>(sql.account_change, [login, role, disabled, hash, now()]);
        if (row === undefined) throw ApiError.notFound(`There is no account ${login}`);
        if (ends) await transaction.query(sessionSql.sessions_end_account, [login, now(), null]);
        return row;
      });
      attempts.succeeded(login);
      return { account: shown(account), password: made };
    },

    /** Throws ApiError 409 for who has no account, 422 where the present password is wrong, 429. */
    async setPassword(call: { readonly body: Contract['password_set']['request']; readonly caller: Identity | null }) {
      const { body, caller } = call;
      if (caller === null || caller.kind !== 'account') {
        throw ApiError.conflict(
          caller?.kind === 'owner'
            ? 'The password of the built-in owner is RETENTION_ADMIN_PASSWORD: change it there'
            : 'Whoever comes by a token of the host has no password here',
        );
      }
      const login = caller.user_id;
      const seconds = attempts.takeName(login, clock.now());
      if (seconds > 0) {
        throw ApiError.tooManyRequests(`Too many attempts: wait ${seconds} s and try again`, seconds);
      }
      const next = longEnough('new_password', body.new_password);
      const account = await find(login);
      if (!(await passwords.matches(body.password, account?.password_hash ?? null))) {
        const error = '"password" is not the present one';
        throw ApiError.unprocessable(error, [{ field: 'password', error }]);
      }
      attempts.succeeded(login);
      const hash = await passwords.hash(next);
      await database.transaction(async (transaction) => {
        await transaction.query(sql.account_change, [login, null, null, hash, now()]);
        await transaction.query(sessionSql.sessions_end_account, [login, now(), caller.session]);
      });
      return { status: 'ok' as const };
    },
  };
}

export type Accounts = ReturnType<typeof createAccounts>;

/** Small letters and capital ones are the same. */
function readLogin(login: string): string {
  return login.trim().normalize('NFC').toLowerCase();
}

/** Spaces around a password are not kept, and do not make it longer. Throws ApiError 422. */
function longEnough(field: string, password: string): string {
  if (asKept(password).length >= ACCOUNT_LIMITS.password_least) return password;
  const error = `"${field}" must be at least ${ACCOUNT_LIMITS.password_least} characters long`;
  throw ApiError.unprocessable(error, [{ field, error }]);
}

function shown({ login, role, disabled_at, created_at, seen_at }: AccountRow): Account {
  const text = (at: Instant | null): string | null => (at === null ? null : formatInstant(at));
  return {
    login,
    role: oneOf(ROLES, role) ?? 'analyst',
    disabled_at: text(disabled_at),
    created_at: formatInstant(created_at),
    seen_at: text(seen_at),
  };
}
