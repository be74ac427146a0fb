import { ref, shallowRef } from 'vue';
import { callRetention } from '../api/retention.ts';

type Preferences = Extract<Awaited<ReturnType<typeof askPreferences>>, { outcome: 'answered' }>['body'];
const askPreferences = () => callRetention('preferences_get', {});

/** What the person wants to hear of, and where: kept by the retention system, not by this app. */
export function useMessages() {
  const preferences = shallowRef<Preferences | null>(null);
  const failed = ref(false);

  async function load(): Promise<void> {
    const answer = await askPreferences();
    failed.value = answer.outcome !== 'answered';
    if (answer.outcome === 'answered') preferences.value = answer.body;
  }

  /** Turns one of them; shown at once, and as it was where it could not be kept. */
  async function turn(kind: 'channels' | 'types', name: string, on: boolean): Promise<void> {
    const before = preferences.value;
    if (before === null) return;
    const channels = before.channels.map((one) => (kind === 'channels' && one.channel === name ? { ...one, on } : one));
    const types = before.types.map((one) => (kind === 'types' && one.type === name ? { ...one, on } : one));
    preferences.value = { channels, types };
    const answer = await callRetention('preferences_set', {
      channels_off: channels.filter((one) => !one.on).map(({ channel }) => channel),
      types_off: types.filter((one) => !one.on).map(({ type }) => type),
    });
    failed.value = answer.outcome !== 'answered';
    if (failed.value) preferences.value = before;
  }

  return { preferences, failed, load, turn };
}
