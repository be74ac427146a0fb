import { defineStore } from 'pinia';
import { computed, ref } from 'vue';
import { changesBetween, MIDDLE, type Change, type Scores } from '../wheel/changes.ts';
import { useAppStore } from './app.ts';

export interface Saving {
  /** What it changed. */
  readonly changes: readonly Change[];
  /** When the scores before were given; null where there were none. */
  readonly since: string | null;
}

export const useWheelStore = defineStore('wheel', () => {
  const app = useAppStore();
  /** When the scores were given; null where nobody has given any. */
  const set_at = computed(() => app.state?.wheel.set_at ?? null);
  /** What to begin with: the scores given last, or the middle of everything. */
  const start = computed(() => {
    if (app.state === null) return null;
    return set_at.value === null ? MIDDLE : app.state.wheel.scores;
  });
  /** What was saved last since the page was opened. */
  const saving = ref<Saving | null>(null);

  async function save(marked: Scores): Promise<boolean> {
    const before = start.value;
    const since = set_at.value;
    const worked = await app.change('wheel/set', { scores: marked });
    if (worked && before !== null)
      saving.value = { changes: since === null ? [] : changesBetween(before, marked), since };
    return worked;
  }

  return { set_at, start, saving, save };
});
