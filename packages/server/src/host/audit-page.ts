import { AUDIT_ACTIONS, AUDIT_ACTORS } from '@retention/domain/contract/audit-action';
import type { Contract } from '@retention/domain/contract/contract';
import { formatInstant } from '@retention/domain/day';
import { readUserId, writeUserId } from '@retention/domain/user';
import type { Audit, AuditRow } from '../db/audit.ts';
import { oneOf } from '../db/names.ts';

const PER_PAGE = 50;

type Answer = Contract['audit_get']['response'];

/** The audit, for the owner to read. */
export function createAuditPage(audit: Pick<Audit, 'page'>) {
  return async ({ body }: { readonly body: Contract['audit_get']['request'] }): Promise<Answer> => {
    const { action = null, user_id = null, before = null, per_page = PER_PAGE } = body;
    // An id that nobody can have is asked for like any other: there is nothing about it.
    const about = user_id === null ? null : (readUserId(user_id) ?? '');
    const found = await audit.page({ action, user_id: about, before, most: per_page + 1 });
    const rows = found.slice(0, per_page);
    return { rows: rows.flatMap(shown), next: found.length > per_page ? (rows.at(-1)?.id ?? null) : null };
  };
}

function shown(row: AuditRow): Answer['rows'] {
  const { id, at, who, role, user_id, person_hash, detail } = row;
  const action = oneOf(AUDIT_ACTIONS, row.action);
  if (action === null) return [];
  return [
    {
      id,
      at: formatInstant(at),
      actor: oneOf(AUDIT_ACTORS, row.actor) ?? 'nobody',
      who,
      role,
      action,
      user_id: user_id === null ? null : writeUserId(user_id),
      person_hash,
      detail,
      outcome: row.outcome === 'failed' ? 'failed' : 'begun',
    },
  ];
}
