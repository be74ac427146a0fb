import { createPinia, disposePinia, setActivePinia } from 'pinia';
import { onTestFinished } from 'vitest';
import { fakeServer } from '../client.fixture.ts';
import { useAnalyticsStore } from './analytics.ts';
import { useRetentionStore } from './retention.ts';
import { useTriggersStore } from './triggers.ts';

/** A page of its own with a server of its own; nobody is logged in. */
export function openPage() {
  const pinia = createPinia();
  setActivePinia(pinia);
  const server = fakeServer();
  const page = {
    server,
    analytics: useAnalyticsStore(),
    triggers: useTriggersStore(),
    retention: useRetentionStore(),
    start: (user_id: string | number) =>
      page.analytics.start({ user_id, createRetention: (options) => server.createRetention(options) }),
  };
  onTestFinished(async () => {
    await page.analytics.stop();
    disposePinia(pinia);
  });
  return page;
}

/** Until every promise that can settle by itself has settled. */
export function settled(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
