import type { Answer } from '@retention/domain/contract/client';
import { computed, onScopeDispose, ref, shallowRef, watch } from 'vue';
import type { Failure } from './failure.ts';

const REFRESH_MS = 15_000;

/**
 * What the server answers, kept fresh: asked for again when the key changes, every so often while the page is looked at,
 * and on `load`. What is shown stays until its successor has come, `stale` where it answers another key.
 */
export function usePolled<Body>(key: () => string, fetch: () => Promise<Answer<Body>>, every = REFRESH_MS) {
  const shown = shallowRef<Body | null>(null);
  const failure = shallowRef<Failure | null>(null);
  const of = ref<string | null>(null);
  let latest = 0;
  let text = '';
  let waiting = false;

  async function load(): Promise<void> {
    const mine = ++latest;
    const asked = key();
    waiting = true;
    const answer = await fetch();
    if (mine !== latest) return;
    waiting = false;
    if (answer.outcome !== 'answered') {
      failure.value = answer;
      return;
    }
    failure.value = null;
    of.value = asked;
    const next = JSON.stringify(answer.body);
    if (next === text) return;
    text = next;
    shown.value = answer.body;
  }

  const look = (): void => {
    if (!document.hidden && !waiting) void load();
  };
  watch(key, load, { immediate: true });
  const timer = setInterval(look, every);
  document.addEventListener('visibilitychange', look);
  onScopeDispose(() => {
    clearInterval(timer);
    document.removeEventListener('visibilitychange', look);
  });

  const stale = computed(() => shown.value !== null && of.value !== key());
  return { shown, failure, stale, load };
}
