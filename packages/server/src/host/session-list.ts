import { ROLES } from '@retention/domain/contract/accounts';
import type { Contract } from '@retention/domain/contract/contract';
import { formatInstant, type Instant } from '@retention/domain/day';
import type { Clock } from '../clock.ts';
import type { Queryable } from '../db/database.ts';
import { oneOf } from '../db/names.ts';
import type { PersonHash } from '../db/person-hash.ts';
import { ApiError } from '../http/errors.ts';
import { BUILT_IN, sql, type Logins } from './login.ts';
import type { Identity } from './token.ts';

export interface SessionListDeps {
  readonly database: Queryable;
  readonly clock: Clock;
  readonly personHash: PersonHash;
  readonly logins: Pick<Logins, 'proof'>;
}

interface Call {
  readonly caller: Identity | null;
}

interface GoodRow {
  readonly id: number;
  readonly kind: string;
  readonly who: string | null;
  readonly role: string;
  readonly client: string;
  readonly created_at: Instant;
  readonly seen_at: Instant;
  readonly expires_at: Instant;
}

/** The logins that are good now, and ending them: an owner anybody's, others their own. */
export function createSessionList({ database, clock, personHash, logins }: SessionListDeps) {
  /** Whose logins somebody may see and end: `everybody`, else those of the account or of the user of the token. */
  function reach(caller: Identity | null): [everybody: boolean, login: string | null, person_hash: string | null] {
    if (caller === null) return [false, null, null];
    const { kind, user_id, role } = caller;
    return [role === 'owner', kind === 'account' ? user_id : null, kind === 'token' ? personHash(user_id) : null];
  }

  return {
    async list({ caller }: Call): Promise<Contract['sessions_get']['response']> {
      const values = [formatInstant(clock.now()), logins.proof, ...reach(caller)];
      const rows = await database.query<GoodRow>(sql.sessions_good, values);
      return {
        sessions: rows.map(({ id, who, role, client, created_at, seen_at, expires_at }) => ({
          id,
          who: who ?? BUILT_IN,
          role: oneOf(ROLES, role) ?? 'analyst',
          client,
          created_at: formatInstant(created_at),
          seen_at: formatInstant(seen_at),
          expires_at: formatInstant(expires_at),
          own: id === caller?.session,
        })),
      };
    },

    /** Throws ApiError 404. */
    async revoke({ body, caller }: Call & { readonly body: Contract['session_revoke']['request'] }) {
      const values = [body.id, formatInstant(clock.now()), ...reach(caller)];
      const ended = await database.query(sql.session_revoke, values);
      if (ended.length === 0) throw ApiError.notFound('There is no such login of yours, or it has ended');
      return { status: 'ok' as const };
    },
  };
}
