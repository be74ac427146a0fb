import { computed } from 'vue';
import { ask } from '../api/api.ts';
import { session } from './session.ts';

let asked = false;

/** Whether who is logged in may change something; an analyst only reads. False until it is known. */
export function useMayChange() {
  void learn();
  return computed(() => session.value?.role === 'admin');
}

/** Who comes back with a cookie has not said who they are: the server is asked, once. */
async function learn(): Promise<void> {
  if (asked || session.value !== null) return;
  asked = true;
  const answer = await ask('session_get', {});
  if (answer.outcome === 'answered') session.value = answer.body;
  asked = false;
}
