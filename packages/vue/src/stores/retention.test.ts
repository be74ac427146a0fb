import { afterEach, describe, expect, test, vi } from 'vitest';
import { answered, profile, refused, REPORT, UNREACHABLE } from '../client.fixture.ts';
import { openPage, settled } from './stores.fixture.ts';

afterEach(() => {
  vi.useRealTimers();
});

describe('the profile', () => {
  test('is there after the login', async () => {
    const { retention, start } = openPage();
    expect(retention.journey).toBe(null);
    start(7);
    expect(retention.loading).toBe(true);
    await settled();
    expect(retention.loading).toBe(false);
    expect(retention.lifecycle_day).toBe(12);
    expect(retention.journey?.current_milestone).toBe(1);
  });

  test('is asked for once after several deliveries', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const { retention, server, start } = openPage();
    start(7);
    await settled();
    server.profile = () => answered(profile([0, 1], 13));
    server.deliver(3);
    vi.advanceTimersByTime(100);
    server.deliver(2);
    vi.advanceTimersByTime(1_000);
    await settled();
    expect(server.profiles_asked).toBe(2);
    expect(retention.lifecycle_day).toBe(13);
  });

  test('that does not come leaves the one before, and a reason', async () => {
    const { retention, server, start } = openPage();
    start(7);
    await settled();
    server.profile = () => UNREACHABLE;
    await retention.loadProfile();
    expect(retention.lifecycle_day).toBe(12);
    expect(retention.failure?.message.ru).toContain('Нет связи');
    expect(retention.failure?.message.en).toContain('No connection');
    server.profile = () => answered(profile());
    await retention.loadProfile();
    expect(retention.failure).toBe(null);
  });

  test('of the latest question counts, whichever answer comes last', async () => {
    const { retention, server, start } = openPage();
    start(7);
    await settled();
    const slow = Promise.withResolvers<ReturnType<typeof answered<ReturnType<typeof profile>>>>();
    server.profile = () => slow.promise;
    const first = retention.loadProfile();
    server.profile = () => answered(profile([0], 14));
    await retention.loadProfile();
    slow.resolve(answered(profile([0], 13)));
    await first;
    expect(retention.lifecycle_day).toBe(14);
  });

  test('of who was here before is forgotten, and so is what was on its way', async () => {
    const { analytics, retention, server, start } = openPage();
    start(7);
    await settled();
    await retention.openReport();
    const slow = Promise.withResolvers<ReturnType<typeof answered<ReturnType<typeof profile>>>>();
    server.profile = () => slow.promise;
    const late = retention.loadProfile();
    await analytics.stop();
    slow.resolve(answered(profile([0, 1, 2])));
    await late;
    const { profile: nobody, journey, celebrated, report, report_state, loading, failure } = retention;
    expect({ nobody, journey, celebrated, report, report_state, loading, failure }).toEqual({
      nobody: null,
      journey: null,
      celebrated: null,
      report: null,
      report_state: 'closed',
      loading: false,
      failure: null,
    });
  });
});

describe('a celebration', () => {
  test('is held for a milestone completed since, once', async () => {
    const { retention, server, start } = openPage();
    start(7);
    await settled();
    expect(retention.celebrated).toBe(null);
    server.profile = () => answered(profile([0, 1]));
    await retention.loadProfile();
    expect(retention.celebrated).toEqual({ milestone_id: 1, title: 'M1', xp: 50 });
    await retention.loadProfile();
    expect(retention.celebrated).not.toBe(null);
    retention.endCelebration();
    await retention.loadProfile();
    expect(retention.celebrated).toBe(null);
  });
});

describe('the monthly report', () => {
  test('is loaded and opened', async () => {
    const { retention, start } = openPage();
    start(7);
    const opening = retention.openReport();
    expect(retention.report_state).toBe('opening');
    await opening;
    expect(retention.report).toEqual(REPORT);
    expect(retention.report_state).toBe('open');
    retention.closeReport();
    expect(retention.report_state).toBe('closed');
  });

  test.each([
    ['before the first month is over', refused(404), false, 'первый месяц'],
    ['when nobody answers', UNREACHABLE, true, 'Нет связи'],
    ['when the server cannot now', refused(503), true, 'чуть позже'],
    ['when the login is over', refused(401), true, 'Войди'],
  ])('is not opened %s, and it is said why', async (_, answer, retryable, words) => {
    const { retention, server, start } = openPage();
    start(7);
    server.report = () => answer;
    await retention.openReport();
    expect(retention.report_state).toBe('closed');
    expect(retention.report_failure?.retryable).toBe(retryable);
    expect(retention.report_failure?.message.ru).toContain(words);
    server.report = () => answered(REPORT);
    await retention.openReport();
    expect(retention.report_failure).toBe(null);
    expect(retention.report_state).toBe('open');
  });
});
