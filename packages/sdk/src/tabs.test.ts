import { describe, expect, it } from 'vitest';
import { createLedger, createWorld } from './world.fixture.ts';

describe('leaving', () => {
  it('sends at once what is its own when nobody looks any more', async () => {
    const ledger = createLedger();
    const world = createWorld(ledger);
    const tab = world.open();
    tab.retention.track('session_start');
    await tab.retention.flush();
    tab.retention.track('habit_completed', { streak: 1 });
    tab.leave();
    // Nothing waits for anything: the request is out before the page is gone.
    expect(world.requests).toHaveLength(2);
    await world.advance(0);
    expect(ledger.numbers().slice(1)).toEqual([1]);
  });

  it('sends no more than a dying page may, and the next page sends the rest', async () => {
    const ledger = createLedger();
    const world = createWorld(ledger);
    const tab = world.open();
    await tab.retention.profile();
    world.requests.length = 0;
    for (let streak = 0; streak < 60; streak++) {
      tab.retention.track('habit_completed', { streak, habit_id: 'x'.repeat(3_000) });
    }
    tab.leave();
    expect(world.requests.reduce((sum, { body }) => sum + body.length, 0)).toBeLessThanOrEqual(60 * 1024);
    expect(world.requests).toHaveLength(1);
    world.open();
    await world.advance(3_000);
    expect(ledger.numbers().toSorted((one, other) => one - other)).toEqual(
      Array.from({ length: 60 }, (_, index) => index),
    );
  });

  it('has room again for the next time when what was sent has been answered for', async () => {
    const ledger = createLedger();
    const world = createWorld(ledger);
    const tab = world.open();
    for (let turn = 0; turn < 5; turn++) {
      for (let number = 0; number < 12; number++) {
        tab.retention.track('habit_completed', { streak: turn * 12 + number, habit_id: 'x'.repeat(3_000) });
      }
      tab.hide();
      tab.show();
      await world.advance(0);
      expect(ledger.events.size).toBe(12 * (turn + 1));
    }
  });

  it('a close is a last flush; what is tracked afterwards waits for the next visit', async () => {
    const ledger = createLedger();
    const world = createWorld(ledger);
    const { retention } = world.open();
    retention.track('habit_completed', { streak: 1 });
    await retention.close();
    expect(ledger.numbers()).toEqual([1]);
    retention.track('habit_completed', { streak: 2 });
    await world.advance(3_600_000);
    expect(ledger.numbers()).toEqual([1]);
    world.open();
    await world.advance(3_000);
    expect(ledger.numbers()).toEqual([1, 2]);
  });
});

describe('several tabs', () => {
  it('one sends for all, and the others hear of it', async () => {
    const ledger = createLedger();
    const world = createWorld(ledger);
    const first = world.open();
    const second = world.open();
    await world.advance(10_000);
    second.retention.track('habit_completed', { streak: 1 });
    first.retention.track('habit_completed', { streak: 2 });
    second.retention.track('habit_completed', { streak: 3 });
    await world.advance(2_100);
    expect(world.requests).toHaveLength(1);
    expect(ledger.numbers()).toEqual([1, 2, 3]);
    expect(first.delivered).toEqual([3]);
    expect(second.delivered).toEqual([2]);
    await world.advance(60_000);
    second.hide();
    await world.advance(1_000);
    expect(world.requests).toHaveLength(1);
  });

  it('one that has nothing of its own sends for the others', async () => {
    const ledger = createLedger();
    const world = createWorld(ledger);
    world.open();
    const second = world.open();
    await world.advance(10_000);
    second.retention.track('habit_completed', { streak: 1 });
    await world.advance(2_500);
    expect(ledger.numbers()).toEqual([1]);
    expect(second.delivered).toEqual([1]);
  });

  it('another takes over when the first dies in mid-flush', async () => {
    const ledger = createLedger();
    let hangs = true;
    const world = createWorld({
      answer: (request) => (hangs ? new Promise(() => undefined) : ledger.answer(request)),
    });
    const first = world.open();
    const second = world.open();
    first.retention.track('habit_completed', { streak: 1 });
    second.retention.track('habit_completed', { streak: 2 });
    await world.advance(2_500);
    expect(world.requests).toHaveLength(1);
    hangs = false;
    first.kill();
    await world.advance(2_500);
    expect(ledger.numbers()).toEqual([1, 2]);
    expect(world.shelf.size).toBe(0);
  });

  it('one that does not lead sends by itself what the sleeping leader does not', async () => {
    const ledger = createLedger();
    let asleep = true;
    const world = createWorld({
      answer: (request) => (asleep ? new Promise(() => undefined) : ledger.answer(request)),
    });
    const first = world.open();
    const second = world.open();
    first.retention.track('habit_completed', { streak: 1 });
    await world.advance(3_000);
    asleep = false;
    second.retention.track('habit_completed', { streak: 2 });
    await world.advance(10_000);
    expect(ledger.numbers()).toEqual([2]);
  });

  it('one that is kept for the way back lets another lead, and goes on when it comes back', async () => {
    const ledger = createLedger();
    const world = createWorld(ledger);
    const first = world.open();
    const second = world.open();
    await world.advance(1_000);
    first.retention.track('habit_completed', { streak: 1 });
    first.keep();
    await world.advance(0);
    expect(ledger.numbers()).toEqual([1]);
    second.retention.track('habit_completed', { streak: 2 });
    await world.advance(2_500);
    expect(ledger.numbers()).toEqual([1, 2]);
    second.kill();
    first.comeBack();
    await world.advance(3_000);
    first.retention.track('habit_completed', { streak: 3 });
    await world.advance(2_500);
    expect(ledger.numbers()).toEqual([1, 2, 3]);
  });

  it('without locks all send, and nothing is there twice', async () => {
    const ledger = createLedger();
    const world = createWorld({ ...ledger, locks: false });
    const tabs = [world.open(), world.open()];
    tabs.forEach(({ retention }, streak) => retention.track('habit_completed', { streak }));
    await world.advance(60_000);
    expect(ledger.numbers().toSorted((one, other) => one - other)).toEqual([0, 1]);
    expect(tabs.map(({ retention }) => retention.queued())).toEqual([0, 0]);
  });
});
