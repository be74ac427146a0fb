import { defineStore } from 'pinia';
import { computed, ref } from 'vue';
import type { Plan } from '../../host-api.ts';
import { leftOver, weekOf } from '../plans/week.ts';
import { removed } from '../plans/words.ts';
import { say } from '../text/language.ts';
import { added } from './added.ts';
import { useAppStore } from './app.ts';
import { useToastStore } from './toast.ts';

export const usePlansStore = defineStore('plans', () => {
  const app = useAppStore();
  const toasts = useToastStore();
  const today = computed(() => app.state?.today ?? '');
  /** Already on another day, or gone, before the backend has said so. */
  const leaving = ref<ReadonlySet<number>>(new Set());
  const plans = computed(() => (app.state?.plans ?? []).filter(({ id }) => !leaving.value.has(id)));
  const week = computed(() => (today.value === '' ? [] : weekOf(plans.value, today.value)));
  const left_over = computed(() => leftOver(plans.value, today.value));

  /** The plan that it has become; null where it was refused. */
  async function add(title: string, day: string): Promise<Plan | null> {
    const before = app.state?.plans ?? [];
    if (!(await app.change('plans/create', { title, day }))) return null;
    return added(before, app.state?.plans ?? []) ?? null;
  }

  function check(plan_id: number, done: boolean): Promise<boolean> {
    return app.change('plans/done', { plan_id, done });
  }

  /** What was still open can be taken back, as a new plan that is the same. What was done has earned what it earned. */
  async function remove(plan: Plan): Promise<boolean> {
    const worked = await without(plan.id, () => app.change('plans/delete', { plan_id: plan.id }));
    if (worked) toasts.note(say(removed(plan.title)), plan.done ? undefined : () => add(plan.title, plan.day));
    return worked;
  }

  function move(plan: Plan, day: string): Promise<boolean> {
    return without(plan.id, () => app.change('plans/move', { plan_id: plan.id, day }));
  }

  async function without<Result>(plan_id: number, act: () => Promise<Result>): Promise<Result> {
    leaving.value = new Set([...leaving.value, plan_id]);
    try {
      return await act();
    } finally {
      leaving.value = new Set([...leaving.value].filter((id) => id !== plan_id));
    }
  }

  return { today, week, left_over, add, check, remove, move };
});
