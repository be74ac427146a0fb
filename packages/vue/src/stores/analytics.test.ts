import { createPinia, setActivePinia } from 'pinia';
import { describe, expect, test, vi } from 'vitest';
import { analyticsApi } from '../services/analytics-api.ts';
import { retentionApi } from '../services/retention-api.ts';
import { triggersApi } from '../services/triggers-api.ts';
import { useAnalyticsStore } from './analytics.ts';
import { openPage, settled } from './stores.fixture.ts';

describe('who is here', () => {
  test('what is tracked belongs to who has started', () => {
    const { analytics, server, start } = openPage();
    start(7);
    analytics.track('journal_entry', { entry_id: 1 });
    analyticsApi.track('session_start');
    expect(analytics.user_id).toBe('7');
    expect(server.tracked).toEqual([
      [7, 'journal_entry', { entry_id: 1 }],
      [7, 'session_start'],
    ]);
  });

  test('starting again as the same person changes nothing', () => {
    const { server, start } = openPage();
    start(7);
    start('7');
    expect(server.closed).toEqual([]);
  });

  test('starting as another person stops for the first', () => {
    const { analytics, server, start } = openPage();
    start(7);
    start(8);
    analytics.track('session_start');
    expect(server.closed).toEqual(['7']);
    expect(server.tracked).toEqual([[8, 'session_start']]);
  });

  test('what comes before the first start waits for it, up to a hundred', () => {
    const { analytics, server } = openPage();
    for (let entry_id = 0; entry_id < 103; entry_id++) analytics.track('journal_entry', { entry_id });
    expect(analytics.queued()).toBe(100);
    const onWarning = vi.fn<(message: string) => void>();
    analytics.start({ user_id: 7, onWarning, createRetention: (options) => server.createRetention(options) });
    expect(server.tracked).toHaveLength(100);
    expect(server.tracked.at(-1)).toEqual([7, 'journal_entry', { entry_id: 99 }]);
    expect(onWarning.mock.calls.join()).toContain('3 events');
  });

  test('what comes after a stop is nobody’s, and least of all the next person’s', async () => {
    const { analytics, server, start } = openPage();
    start(7);
    await analytics.stop();
    analytics.track('session_start');
    start(8);
    expect(server.closed).toEqual(['7']);
    expect(server.tracked).toEqual([]);
  });

  test('nobody is told that events of somebody else were delivered', async () => {
    const { retention, server, start } = openPage();
    start(7);
    const { deliver } = server;
    start(8);
    await settled();
    const asked = server.profiles_asked;
    vi.useFakeTimers();
    deliver(1);
    vi.advanceTimersByTime(5_000);
    vi.useRealTimers();
    expect(server.profiles_asked).toBe(asked);
    expect(retention.loading).toBe(false);
  });

  test('on a server nothing happens', async () => {
    setActivePinia(createPinia());
    const analytics = useAnalyticsStore();
    analytics.start({ user_id: 7 });
    expect(analytics.user_id).toBe(null);
    await analytics.flush();
    await analytics.stop();
  });

  test('without anybody the services answer that nobody is there', async () => {
    expect(await retentionApi.profile()).toMatchObject({ outcome: 'unreachable' });
    expect(await retentionApi.report()).toMatchObject({ outcome: 'unreachable' });
    expect(await triggersApi.pending()).toMatchObject({ outcome: 'unreachable' });
    expect(await triggersApi.dismiss(1, 'snoozed')).toMatchObject({ outcome: 'unreachable' });
    expect(analyticsApi.queued()).toBe(0);
    await analyticsApi.flush();
    triggersApi.watch(() => undefined)();
  });
});
