import { useAnalyticsStore } from '@retention/vue';
import { defineStore } from 'pinia';
import { computed, ref, watch } from 'vue';
import type { Habit, State } from '../../host-api.ts';
import { readStreakMemory, streakNews } from '../habits/streak-memory.ts';
import { tellCompletion, type ToldToday } from '../habits/told-today.ts';
import { say } from '../text/language.ts';
import { remember, remembered } from '../text/memory.ts';
import { added } from './added.ts';
import { useAppStore } from './app.ts';
import { useToastStore } from './toast.ts';

export const useHabitsStore = defineStore('habits', () => {
  const app = useAppStore();
  const analytics = useAnalyticsStore();
  const toasts = useToastStore();

  const habits = computed(() => app.state?.habits ?? []);
  const done = computed(() => habits.value.filter(({ done_today }) => done_today).length);
  /** What those being ticked or unticked right now will be: they are shown so before the backend has answered. */
  const turning = ref<ReadonlyMap<number, boolean>>(new Map());
  const isDone = ({ id, done_today }: Habit): boolean => turning.value.get(id) ?? done_today;

  watch(
    () => app.state,
    (state) => {
      if (state !== null) tellStreaks(state);
    },
    { immediate: true },
  );

  /** Tells what has happened to the streaks, each thing once in this browser. */
  function tellStreaks({ session, habits: seen }: State): void {
    const key = `streaks.${session.user_id}`;
    const { broken, ten, memory } = streakNews(readStreakMemory(remembered(key)), seen);
    remember(key, JSON.stringify(memory));
    for (const streak_was of broken) analytics.track('streak_broken', { streak_was, type: 'habits' });
    for (const streak of ten) analytics.track('streak_milestone_10', { streak, type: 'habits' });
  }

  let told_today: ToldToday | null = null;

  async function complete({ id: habit_id }: Habit): Promise<void> {
    if (!(await app.change('habits/complete', { habit_id }))) return;
    const streak = habits.value.find(({ id }) => id === habit_id)?.streak ?? 1;
    const { news, told } = tellCompletion(told_today, habit_id, app.state?.today ?? '');
    told_today = told;
    if (!news) return;
    analytics.track('habit_completed', { habit_id, streak });
    // Not in the next batch but now: the journey on this very page moves.
    await analytics.flush();
  }

  /** Does today's, or takes it back. */
  async function turn(habit: Habit): Promise<void> {
    if (turning.value.has(habit.id)) return;
    turning.value = new Map([...turning.value, [habit.id, !habit.done_today]]);
    try {
      if (habit.done_today) await app.change('habits/undo', { habit_id: habit.id });
      else await complete(habit);
    } finally {
      turning.value = new Map([...turning.value].filter(([id]) => id !== habit.id));
    }
  }

  /** A habit out of a list of proposals is not one of their own making. */
  async function create(title: string, icon: string, own = true): Promise<boolean> {
    const before = habits.value;
    const worked = await app.change('habits/create', { title, icon });
    const created = added(before, habits.value);
    if (worked && own && created !== undefined) analytics.track('custom_habit_created', { habit_id: created.id });
    return worked;
  }

  async function forgive({ id: habit_id }: Habit): Promise<void> {
    if (await app.change('habits/amnesty', { habit_id })) toasts.note(say(FORGIVEN));
  }

  async function remove({ id: habit_id }: Habit): Promise<void> {
    await app.change('habits/delete', { habit_id });
  }

  return { habits, done, isDone, turn, create, forgive, remove };
});

const FORGIVEN = {
  ru: 'Пропуск прощён, серия продолжается',
  en: 'The missed day is forgiven, the streak goes on',
};
