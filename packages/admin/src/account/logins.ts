import { computed, shallowRef } from 'vue';
import { ask, type Response } from '../api/api.ts';
import type { Failure } from '../api/failure.ts';
import { usePolled } from '../api/polled.ts';

export type Login = Response<'sessions_get'>['sessions'][number];

/** The logins that are good now: an owner's list holds everybody's. */
export function useLogins(whose: 'own' | 'all') {
  const { shown, failure, load } = usePolled(
    () => '',
    () => ask('sessions_get', {}),
    30_000,
  );
  /** Whose login this very page is: an owner is sent everybody's. */
  const own = computed(() => shown.value?.sessions.find((login) => login.own) ?? null);
  const logins = computed<readonly Login[] | null>(() => {
    if (shown.value === null) return null;
    const all = shown.value.sessions.toSorted((one, other) => Number(other.own) - Number(one.own));
    return whose === 'all' || own.value === null ? all : all.filter(({ who }) => who === own.value?.who);
  });

  /** What is to end; asked about first. */
  const ending = shallowRef<readonly Login[] | null>(null);

  async function end(): Promise<Failure | null> {
    for (const { id } of ending.value ?? []) {
      const answer = await ask('session_revoke', { id });
      // Who has gone meanwhile is what was wanted.
      if (answer.outcome !== 'answered' && !(answer.outcome === 'refused' && answer.status === 404)) return answer;
    }
    return null;
  }

  return { logins, failure, load, ending, end };
}
