import { useAnalyticsStore } from '@retention/vue';
import { defineStore } from 'pinia';
import { computed } from 'vue';
import type { Mood } from '../../host-api.ts';
import { added } from './added.ts';
import { useAppStore } from './app.ts';

export const useJournalStore = defineStore('journal', () => {
  const app = useAppStore();
  const analytics = useAnalyticsStore();
  const entries = computed(() => app.state?.journal ?? []);

  async function write(text: string, mood: Mood): Promise<boolean> {
    const before = entries.value;
    if (!(await app.change('journal/create', { text, mood }))) return false;
    const entry = added(before, entries.value);
    if (entry !== undefined) analytics.track('journal_entry', { entry_id: entry.id });
    return true;
  }

  async function remove(entry_id: number): Promise<void> {
    await app.change('journal/delete', { entry_id });
  }

  return { entries, write, remove };
});
