import { defineStore } from 'pinia';
import { computed } from 'vue';
import type { ActivationTask } from '../../host-api.ts';
import type { Text } from '../text/plural.ts';
import { useAppStore } from './app.ts';

/** What the four tasks of the first week are called, and where they are done. */
const TASKS: Readonly<Record<ActivationTask['id'], { readonly title: Text; readonly to: string }>> = {
  habit: { title: { ru: 'Выполни первую привычку', en: 'Complete a first habit' }, to: '/habits' },
  goal: { title: { ru: 'Поставь цель', en: 'Set a goal' }, to: '/goals' },
  journal: { title: { ru: 'Напиши в дневник', en: 'Write in your journal' }, to: '/journal' },
  coach: { title: { ru: 'Поговори с коучем', en: 'Talk to the coach' }, to: '/coach' },
};

/** First Week Mission. */
export const useActivationStore = defineStore('activation', () => {
  const app = useAppStore();
  const tasks = computed(() => (app.state?.activation ?? []).map((task) => ({ ...task, ...TASKS[task.id] })));
  const done = computed(() => tasks.value.filter((task) => task.done).length);
  const complete = computed(() => tasks.value.length > 0 && done.value === tasks.value.length);
  return { tasks, done, complete };
});
