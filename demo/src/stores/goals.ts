import { useAnalyticsStore } from '@retention/vue';
import { defineStore } from 'pinia';
import { computed } from 'vue';
import type { Sphere } from '../../host-api.ts';
import { crossesHalf, isCompletion, isFirstCompletion } from '../goals/milestones.ts';
import { added } from './added.ts';
import { useAppStore } from './app.ts';

/** What a step on the way to a goal is worth saying: half of the way, or the whole. */
export type Milestone = 'half' | 'reached';

export const useGoalsStore = defineStore('goals', () => {
  const app = useAppStore();
  const analytics = useAnalyticsStore();
  const goals = computed(() => app.state?.goals ?? []);
  const open = computed(() => goals.value.filter(({ completed_at }) => completed_at === null));
  /** The latest first. */
  const done = computed(() =>
    goals.value
      .filter(({ completed_at }) => completed_at !== null)
      .toSorted((one, other) => (other.completed_at ?? '').localeCompare(one.completed_at ?? '')),
  );

  async function create(title: string, sphere: Sphere): Promise<boolean> {
    const before = goals.value;
    if (!(await app.change('goals/create', { title, sphere }))) return false;
    const goal = added(before, goals.value);
    if (goal !== undefined) analytics.track('personal_goal_added', { goal_id: goal.id, sphere: goal.sphere });
    return true;
  }

  let turn: Promise<unknown> = Promise.resolve();

  /** One after another: what a step crosses is judged by where the step before it has led. */
  function move(goal_id: number, progress: number): Promise<Milestone | null> {
    const moved = turn.then(() => moveNow(goal_id, progress));
    turn = moved;
    return moved;
  }

  async function moveNow(goal_id: number, progress: number): Promise<Milestone | null> {
    const before = app.state;
    if (!(await app.change('goals/progress', { goal_id, progress }))) return null;
    const after = app.state;
    if (before === null || after === null) return null;
    const was = before.goals.find(({ id }) => id === goal_id)?.progress ?? progress;
    const half = crossesHalf(was, progress);
    if (half) analytics.track('goal_progress_50', { goal_id, progress });
    if (isFirstCompletion(goal_id, before, after)) analytics.track('first_goal_completed', { goal_id });
    if (isCompletion(goal_id, before.goals, after.goals)) return 'reached';
    return half ? 'half' : null;
  }

  async function remove(goal_id: number): Promise<void> {
    await app.change('goals/delete', { goal_id });
  }

  return { goals, open, done, create, move, remove };
});
