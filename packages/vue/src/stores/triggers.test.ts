import { afterEach, describe, expect, test, vi } from 'vitest';
import { answered, DONE, inbox, refused, trigger, UNREACHABLE } from '../client.fixture.ts';
import { openPage, settled } from './stores.fixture.ts';

afterEach(() => {
  vi.useRealTimers();
});

/** Somebody is here, and the stream has told of these triggers. */
function openInbox(...ids: number[]) {
  const page = openPage();
  page.start(7);
  page.server.tell(inbox(...ids.map((id) => trigger(id))));
  const shown = () => page.triggers.triggers.map(({ id }) => id);
  return { ...page, shown };
}

test('the first of the server’s order is the one to show', () => {
  const { triggers } = openInbox(4, 2, 9);
  expect(triggers.current?.id).toBe(4);
});

describe('a reply', () => {
  test('counts before the server knows of it', async () => {
    const { triggers, shown, server } = openInbox(4, 2);
    const answer = Promise.withResolvers<typeof DONE>();
    server.dismiss = () => answer.promise;
    const dismissal = triggers.dismiss(trigger(4), 'snoozed', '2024-01-17T09:00:00Z');
    expect(shown()).toEqual([2]);
    answer.resolve(DONE);
    await dismissal;
    expect(server.dismissed).toEqual([[4, 'snoozed', '2024-01-17T09:00:00Z']]);
  });

  test('that is refused is taken back, and it is said why', async () => {
    const { triggers, shown, server } = openInbox(4, 2);
    server.dismiss = () => refused(403);
    await triggers.dismiss(trigger(4), 'not_interested');
    expect(shown()).toEqual([4, 2]);
    expect(triggers.refused?.failure.message.ru).toContain('не сохранился');
    triggers.clearRefused();
    expect(triggers.refused).toBe(null);
  });

  test('is taken back once: what is on the screen can always be closed', async () => {
    const { triggers, shown, server } = openInbox(4);
    server.dismiss = () => refused(403);
    await triggers.dismiss(trigger(4), 'snoozed');
    await triggers.dismiss(trigger(4), 'snoozed');
    expect(shown()).toEqual([]);
    expect(triggers.refused).toBe(null);
  });

  test.each([
    ['nobody answered', UNREACHABLE],
    ['the server could not', refused(503)],
    ['there were too many', refused(429)],
  ])('that got lost because %s is said again while the server still shows the trigger', async (_, answer) => {
    const { triggers, shown, server } = openInbox(4, 2);
    server.dismiss = () => answer;
    await triggers.dismiss(trigger(4), 'not_interested');
    expect(shown()).toEqual([2]);
    expect(triggers.refused).toBe(null);
    server.dismiss = () => DONE;
    server.tell(inbox(trigger(4), trigger(2)));
    await settled();
    expect(shown()).toEqual([2]);
    expect(server.dismissed).toEqual([
      [4, 'not_interested', undefined],
      [4, 'not_interested', undefined],
    ]);
    server.tell(inbox(trigger(4), trigger(2)));
    expect(server.dismissed).toHaveLength(2);
  });

  test('to what is gone is no failure', async () => {
    const { triggers, server } = openInbox(4);
    server.dismiss = () => refused(404);
    await triggers.dismiss(trigger(4), 'snoozed');
    expect(triggers.refused).toBe(null);
    expect(triggers.current).toBe(null);
  });

  test('that snoozes ends when the server shows the trigger anew', async () => {
    const { triggers, shown, server } = openInbox(4);
    await triggers.dismiss(trigger(4), 'snoozed');
    server.tell(inbox(trigger(4)));
    expect(shown(), 'not yet told of the reply').toEqual([]);
    server.tell(inbox());
    server.tell(inbox(trigger(4)));
    expect(shown(), 'a day later').toEqual([4]);
  });
});

describe('acting upon a trigger', () => {
  test('is tracked with the minutes it took, and completes it', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: new Date('2024-01-15T20:25:29Z') });
    const { triggers, server } = openInbox(4);
    await triggers.complete(trigger(4));
    expect(server.tracked).toEqual([[7, 'reminder_followed', { reminder_type: 'streak_at_risk', delay_minutes: 25 }]]);
    expect(server.dismissed).toEqual([[4, 'completed', undefined]]);
  });

  test('before its time, by a clock that is slow, took no time', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: new Date('2024-01-13T00:00:00Z') });
    const { triggers, server } = openInbox(4);
    await triggers.complete(trigger(4));
    expect(server.tracked).toMatchObject([[7, 'reminder_followed', { delay_minutes: 0 }]]);
  });

  test('twice counts once', async () => {
    const { triggers, server } = openInbox(4);
    await Promise.all([triggers.complete(trigger(4)), triggers.complete(trigger(4))]);
    expect(server.tracked).toHaveLength(1);
    expect(server.dismissed).toHaveLength(1);
  });

  test.each([
    ['taken', DONE],
    ['refused', refused(403)],
    ['lost', UNREACHABLE],
  ])('is never proposed again on this page, where the reply was %s', async (_, answer) => {
    const { triggers, shown, server } = openInbox(4);
    server.dismiss = () => answer;
    await triggers.complete(trigger(4));
    server.tell(inbox());
    server.tell(inbox(trigger(4)));
    await settled();
    expect(shown()).toEqual([]);
  });
});

describe('what there is to say', () => {
  test('is asked for when events were delivered', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const { shown, server } = openInbox(4);
    server.triggers = () => answered(inbox(trigger(5)));
    server.deliver(1);
    vi.advanceTimersByTime(1_000);
    await settled();
    expect(shown()).toEqual([5]);
  });

  test('in an answer older than a reply or the stream is not believed', async () => {
    const { triggers, shown, server } = openInbox(4);
    const slow = Promise.withResolvers<ReturnType<typeof answered<ReturnType<typeof inbox>>>>();
    server.triggers = () => slow.promise;
    const load = triggers.load();
    server.tell(inbox());
    slow.resolve(answered(inbox(trigger(4))));
    await load;
    expect(shown()).toEqual([]);
  });

  test('to somebody who has left is not said to the next one', async () => {
    const { triggers, shown, server, analytics, start } = openInbox(4);
    server.dismiss = () => refused(403);
    await triggers.dismiss(trigger(4), 'snoozed');
    const { tell } = server;
    await analytics.stop();
    expect(shown()).toEqual([]);
    expect(triggers.refused).toBe(null);
    start(8);
    tell(inbox(trigger(4)));
    expect(shown()).toEqual([]);
    server.tell(inbox(trigger(4)));
    expect(shown(), 'what was said to the first one is forgotten').toEqual([4]);
  });
});
