import type { AuditAction, AuditActor } from '@retention/domain/contract/audit-action';
import { formatInstant, type Instant } from '@retention/domain/day';
import type { Clock } from '../clock.ts';
import type { Queryable } from './database.ts';
import type { PersonHash } from './person-hash.ts';
import { loadStatements } from './statement.ts';

const sql = loadStatements(new URL('audit.sql', import.meta.url), ['audit_write', 'audit_page']);

/** In what capacity somebody acts, and who they are. */
export interface AuditedActor {
  readonly actor: AuditActor;
  /** The login of an account. */
  readonly login?: string | null;
  /** The user of whom a token of the host speaks. Kept as a keyed hash. */
  readonly actor_id?: string | null;
  readonly role?: string | null;
}

export interface AuditEntry extends AuditedActor {
  readonly action: AuditAction;
  /** Whom it is about. Kept as a keyed hash. */
  readonly user_id?: string | null;
  /** What was asked for: nothing in it may name a person or hold a secret. */
  readonly detail?: Readonly<Record<string, unknown>>;
  /** `begun`: it is about to be done; `failed`: it was not. */
  readonly outcome: 'begun' | 'failed';
}

export interface AuditRow {
  readonly id: number;
  readonly at: Instant;
  readonly actor: string;
  readonly who: string | null;
  readonly role: string | null;
  readonly action: string;
  /** Null where nobody, or where they were erased since. */
  readonly user_id: string | null;
  readonly person_hash: string | null;
  readonly detail: object;
  readonly outcome: string;
}

export interface AuditFilter {
  readonly action: AuditAction | null;
  /** Also of somebody who was erased: the hash is the same. */
  readonly user_id: string | null;
  /** Only rows before this one. */
  readonly before: number | null;
  /** Most rows. */
  readonly most: number;
}

export interface Audit {
  /** Writes a row, before what it speaks of is done: whatever throws here must keep it from being done. */
  record(entry: AuditEntry): Promise<void>;
  /** The latest rows first. */
  page(filter: AuditFilter): Promise<AuditRow[]>;
}

export interface AuditDeps {
  readonly database: Queryable;
  readonly clock: Clock;
  readonly personHash: PersonHash;
}

/**
 * Who did what: rows that are only added, which a trigger of the database holds to. People stand in it by their keyed hash
 * alone, so that nothing need be rewritten when one is erased; who is behind a hash is told by `audit_subject`, for as long
 * as they are there.
 */
export function createAudit({ database, clock, personHash }: AuditDeps): Audit {
  const hashOf = (user_id: string | null): string | null => (user_id === null ? null : personHash(user_id));
  return {
    async record({ actor, login = null, actor_id = null, role = null, action, user_id = null, detail = {}, outcome }) {
      await database.query(sql.audit_write, [
        formatInstant(clock.now()),
        actor,
        login,
        actor_id,
        hashOf(actor_id),
        role,
        action,
        // Whoever was erased by what failed afterwards is not named anew.
        outcome === 'begun' ? user_id : null,
        hashOf(user_id),
        JSON.stringify(detail),
        outcome,
      ]);
    },
    page: ({ action, user_id, before, most }) =>
      database.query<AuditRow>(sql.audit_page, [action, hashOf(user_id), before, most]),
  };
}

/** Writes down what is about to be done on the command line, and about whom: then `tools` must know the hash of people. */
export function auditCommand(
  tools: Omit<AuditDeps, 'personHash'> & Partial<AuditDeps>,
  action: AuditAction,
  detail: Readonly<Record<string, unknown>>,
  user_id: string | null = null,
): Promise<void> {
  const audit = createAudit({ personHash: nobody, ...tools });
  return audit.record({ actor: 'command', action, user_id, detail, outcome: 'begun' });
}

function nobody(): never {
  throw new Error('whom the audit speaks of must be hashed: give personHash');
}
