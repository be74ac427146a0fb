import { ref, shallowRef, watch, type Ref } from 'vue';
import { ask } from '../api/api.ts';
import type { Failure } from '../api/failure.ts';
import { auditRequest, type AuditQuery } from './audit-query.ts';
import type { AuditRow } from './audit-text.ts';

/** The rows of a query, the latest first, a page more at each press: what is read does not move under the eyes. */
export function useAuditRows(query: Ref<AuditQuery>) {
  const rows = shallowRef<readonly AuditRow[] | null>(null);
  const next = ref<number | null>(null);
  const failure = shallowRef<Failure | null>(null);
  const waiting = ref(false);
  let latest = 0;

  async function load(before: number | null): Promise<void> {
    const mine = ++latest;
    waiting.value = true;
    const answer = await ask('audit_get', auditRequest(query.value, before));
    if (mine !== latest) return;
    waiting.value = false;
    failure.value = answer.outcome === 'answered' ? null : answer;
    if (answer.outcome !== 'answered') return;
    rows.value = before === null ? answer.body.rows : [...(rows.value ?? []), ...answer.body.rows];
    next.value = answer.body.next;
  }

  /** Where the page that failed would have begun. */
  let asked: number | null = null;
  const from = (before: number | null): Promise<void> => load((asked = before));
  watch(
    () => JSON.stringify(query.value),
    () => from(null),
    { immediate: true },
  );
  return { rows, next, failure, waiting, retry: () => load(asked), more: () => from(next.value) };
}
