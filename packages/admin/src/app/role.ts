import { computed } from 'vue';
import type { DashboardRole } from '@retention/domain/contract/accounts';
import { ask } from '../api/api.ts';
import { session } from './session.ts';

let asked = false;

/** The role of who is logged in; null until it is known. */
export function useRole() {
  void learn();
  return computed<DashboardRole | null>(() => session.value?.role ?? null);
}

/** Whether who is logged in may change something; an analyst only reads. False until it is known. */
export function useMayChange() {
  const role = useRole();
  return computed(() => role.value === 'admin' || role.value === 'owner');
}

/** Whether who is logged in keeps the accounts and reads the audit. False until it is known. */
export function useIsOwner() {
  const role = useRole();
  return computed(() => role.value === 'owner');
}

/** Whether e-mails and other addresses are shown; an analyst gets none. True until it is known. */
export function useSeesContacts() {
  const role = useRole();
  return computed(() => role.value !== 'analyst');
}

/** Who comes back with a cookie has not said who they are: the server is asked, once. */
async function learn(): Promise<void> {
  if (asked || session.value !== null) return;
  asked = true;
  const answer = await ask('session_get', {});
  if (answer.outcome === 'answered') session.value = answer.body;
  asked = false;
}
