import { describe, expect, it } from 'vitest';
import { createRetention } from './index.ts';
import { createLedger, createWorld } from './world.fixture.ts';

describe('tracking', () => {
  it('gathers for two seconds what belongs together, and sends it in one request that needs no preflight', async () => {
    const ledger = createLedger();
    const world = createWorld(ledger);
    const { retention, delivered } = world.open();
    retention.track('session_start');
    await world.advance(1_000);
    retention.track('habit_completed', { habit_id: 12, streak: 3 });
    expect(retention.queued()).toBe(2);
    await world.advance(1_000);
    expect(retention.queued()).toBe(0);
    expect(delivered).toEqual([2]);
    expect(world.shelf.size).toBe(0);
    const [request] = world.requests;
    expect(request).toMatchObject({
      path: '/api/rest/front/analytics/events/batch/',
      headers: { 'content-type': 'text/plain;charset=UTF-8' },
      keepalive: true,
    });
    expect(Object.keys(request?.headers ?? {})).toEqual(['content-type']);
    expect(ledger.batches).toEqual([
      {
        events: [
          { id: expect.any(String), type: 'session_start', timestamp: '2024-01-15T10:30:00.000Z' },
          {
            id: expect.any(String),
            type: 'habit_completed',
            timestamp: '2024-01-15T10:30:01.000Z',
            metadata: { habit_id: 12, streak: 3 },
          },
        ],
        timezone: 'Europe/Moscow',
        sent_at: '2024-01-15T10:30:02.000Z',
        user_id: '7',
        token: 'token',
      },
    ]);
  });

  it('sends at most 100 events and 60 KiB at a time, in the order of tracking', async () => {
    const ledger = createLedger();
    const world = createWorld(ledger);
    const { retention } = world.open();
    for (let streak = 0; streak < 250; streak++) retention.track('habit_completed', { streak });
    for (let streak = 250; streak < 290; streak++) {
      retention.track('habit_completed', { streak, habit_id: 'ы'.repeat(1_500) });
    }
    await retention.flush();
    expect(ledger.batches.slice(0, 2).map(({ events }) => events.length)).toEqual([100, 100]);
    expect(world.requests.every(({ body }) => Buffer.byteLength(body) <= 60 * 1024)).toBe(true);
    expect(ledger.numbers()).toEqual(Array.from({ length: 290 }, (_, index) => index));
  });

  it.each([
    ['a cycle', cyclic()],
    ['a number JSON has no word for', { habit_id: 1n as unknown as number }],
    ['too much', { habit_id: 'x'.repeat(4_097) }],
  ])('drops metadata that cannot be sent with a warning, and never throws: %s', async (_, metadata) => {
    const ledger = createLedger();
    const world = createWorld(ledger);
    const { retention, warnings } = world.open();
    retention.track('habit_completed', metadata);
    await world.advance(3_000);
    expect(world.requests).toEqual([]);
    expect(warnings).toEqual(['Retention: dropped habit_completed: its metadata must be JSON of at most 4096 bytes']);
  });

  it('keeps metadata as it was when it was tracked', async () => {
    const ledger = createLedger();
    const world = createWorld(ledger);
    const { retention } = world.open();
    const metadata = { streak: 1 };
    retention.track('habit_completed', metadata);
    metadata.streak = 2;
    await retention.flush();
    expect(ledger.numbers()).toEqual([1]);
  });

  it('sends what an earlier page has left, and nothing of anybody else', async () => {
    const ledger = createLedger();
    const world = createWorld(ledger);
    world.shelf.set('retention/7/nonsense', 'of the host');
    for (const user_id of [8, '7/8', 7]) {
      const tab = world.open({ user_id });
      tab.retention.track('habit_completed', { streak: Number(user_id) });
      tab.kill();
    }
    world.shelf.set('retention/7/00000000-0000-7000-8000-000000000000', '{"broken');
    const { retention } = world.open();
    await world.advance(3_000);
    expect(ledger.numbers()).toEqual([7]);
    expect(retention.queued()).toBe(0);
    expect([...world.shelf.keys()].map((key) => key.split('/').slice(0, -1).join('/'))).toEqual([
      'retention/7',
      'retention/8',
      'retention/7/8',
    ]);
  });

  it('does nothing on a server, and says so to whoever asks', async () => {
    const retention = createRetention({ user_id: 7, token: () => 'token' });
    retention.track('session_start');
    retention.watchTriggers(() => undefined)();
    await retention.flush();
    await retention.close();
    expect(retention.queued()).toBe(0);
    for (const answer of await Promise.all([
      retention.profile(),
      retention.triggers(),
      retention.report(),
      retention.dismiss(1, 'snoozed'),
      retention.call('push_key', {}),
    ])) {
      expect(answer).toEqual({ outcome: 'unreachable', reason: 'there is no page' });
    }
  });
});

describe('storage', () => {
  it.each([
    ['refused', 0],
    ['full', 100],
  ])('%s: memory serves, the rest works', async (_, quota) => {
    const ledger = createLedger();
    const world = createWorld({ ...ledger, quota });
    world.open();
    const { retention } = world.open();
    for (let streak = 0; streak < 5; streak++) retention.track('habit_completed', { streak });
    expect(retention.queued()).toBe(5);
    // Nobody else can see it: the page does not wait for the one that leads.
    await world.advance(2_000);
    expect(ledger.numbers()).toEqual([0, 1, 2, 3, 4]);
  });

  it('is used again when there is room again', async () => {
    const ledger = createLedger();
    const world = createWorld({ ...ledger, quota: 10 });
    const { retention } = world.open();
    retention.track('habit_completed', { streak: 1 });
    world.setQuota(10_000);
    retention.track('habit_completed', { streak: 2 });
    expect(world.shelf.size).toBe(1);
    await retention.flush();
    expect(ledger.numbers()).toEqual([1, 2]);
  });
});

function cyclic(): { habit_id: number } {
  const metadata = { habit_id: 1, self: {} };
  metadata.self = metadata;
  return metadata;
}
