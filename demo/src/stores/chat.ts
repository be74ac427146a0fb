import { useAnalyticsStore } from '@retention/vue';
import { defineStore } from 'pinia';
import { computed, ref } from 'vue';
import { currentSession } from '../coach/chat-session.ts';
import { thinkingTime } from '../coach/thinking-time.ts';
import { useAppStore } from './app.ts';

export const useChatStore = defineStore('chat', () => {
  const app = useAppStore();
  const analytics = useAnalyticsStore();
  /** What has been written and is on its way. */
  const sending = ref<string | null>(null);
  /** The coach takes a moment to answer; messages after this one are not shown yet. */
  const shown_until = ref(Infinity);
  const all = computed(() => (app.state?.chat ?? []).toSorted((one, other) => one.id - other.id));
  const messages = computed(() => all.value.filter(({ id, from }) => id <= shown_until.value || from === 'person'));
  const typing = computed(() => sending.value !== null || shown_until.value !== Infinity);

  async function send(text: string): Promise<boolean> {
    if (typing.value) return false;
    sending.value = text;
    shown_until.value = all.value.at(-1)?.id ?? 0;
    const worked = await app.change('chat/send', { text });
    sending.value = null;
    if (worked) {
      const session = currentSession(all.value);
      if (session !== undefined) analytics.track('ai_coach_message', session);
      await new Promise((resolve) => setTimeout(resolve, thinkingTime(all.value.at(-1)?.text ?? '')));
    }
    shown_until.value = Infinity;
    return worked;
  }

  return { messages, sending, typing, send };
});
