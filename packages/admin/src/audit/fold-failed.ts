import type { AuditRow } from './audit-text.ts';

/**
 * Rows, the latest first, with what failed told once: a row `failed` takes in the nearest row `begun` before it of the same
 * action, actor and person, which would else read as a success. What was asked for stands in the row that was begun alone.
 */
export function foldFailed(rows: readonly AuditRow[]): AuditRow[] {
  const waiting = new Map<string, AuditRow[]>();
  const begun_of = new Map<number, AuditRow>();
  const folded = new Set<number>();
  for (const row of rows) {
    const failures = waiting.get(keyOf(row)) ?? [];
    if (row.outcome === 'failed') {
      waiting.set(keyOf(row), [...failures, row]);
      continue;
    }
    const failure = failures.pop();
    if (failure === undefined) continue;
    begun_of.set(failure.id, row);
    folded.add(row.id);
  }
  return rows
    .filter(({ id }) => !folded.has(id))
    .map((row) => ({ ...row, detail: { ...begun_of.get(row.id)?.detail, ...row.detail } }));
}

function keyOf({ action, actor, who, role, user_id, person_hash }: AuditRow): string {
  return JSON.stringify([action, actor, who, role, person_hash ?? user_id]);
}
