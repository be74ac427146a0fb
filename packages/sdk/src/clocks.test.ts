import { describe, expect, it } from 'vitest';
import { createLedger, createWorld } from './world.fixture.ts';

describe('a clock', () => {
  const DAY = 86_400_000;

  it('says what its clock shows when it sends, right or wrong', async () => {
    const ledger = createLedger();
    const world = createWorld(ledger);
    world.setSkew(-2 * DAY);
    const { retention } = world.open();
    retention.track('session_start');
    await world.advance(2_000);
    expect(ledger.batches[0]).toMatchObject({
      events: [{ timestamp: '2024-01-13T10:30:00.000Z' }],
      sent_at: '2024-01-13T10:30:02.000Z',
    });
  });

  it('knows the age of an event though the clock was set back since', async () => {
    const ledger = createLedger();
    const world = createWorld(ledger);
    world.setSkew(2 * DAY);
    world.setOnline(false);
    const { retention } = world.open();
    retention.track('session_start');
    await world.advance(600_000);
    world.setSkew(0);
    world.setOnline(true);
    await world.advance(0);
    expect(ledger.batches[0]).toMatchObject({
      events: [{ timestamp: '2024-01-15T10:30:00.000Z' }],
      sent_at: '2024-01-15T10:40:00.000Z',
    });
  });

  it('keeps the order of tracking whatever the clock does', async () => {
    const ledger = createLedger();
    const world = createWorld(ledger);
    const { retention } = world.open();
    await world.advance(0);
    for (let streak = 0; streak < 90; streak++) {
      world.setSkew(streak % 3 === 0 ? -streak * 3_600_000 : streak);
      retention.track('habit_completed', { streak });
    }
    world.setSkew(0);
    await retention.flush();
    expect(ledger.numbers()).toEqual(Array.from({ length: 90 }, (_, index) => index));
  });

  it('takes a clock that was set back between two pages for what it can: nothing happens after it is sent', async () => {
    const ledger = createLedger();
    const world = createWorld(ledger);
    world.setSkew(2 * DAY);
    const tab = world.open();
    tab.retention.track('session_start');
    tab.kill();
    world.setSkew(0);
    world.open();
    await world.advance(2_000);
    expect(ledger.batches[0]?.events[0]?.timestamp).toBe(ledger.batches[0]?.sent_at);
  });

  it('drops what is older than 7 days, with a warning', async () => {
    const ledger = createLedger();
    const world = createWorld(ledger);
    const before = world.open();
    before.retention.track('habit_completed', { streak: 1 });
    before.kill();
    await world.advance(5_000);
    const other = world.open({ user_id: 8 });
    const again = world.open();
    again.kill();
    await world.advance(7 * DAY - 5_000);
    const tab = world.open();
    tab.retention.track('habit_completed', { streak: 2 });
    await world.advance(3_000);
    expect(ledger.numbers()).toEqual([2]);
    expect(tab.warnings).toEqual([
      'Retention: dropped 1 of the events tracked. habit_completed: it is older than 7 days',
    ]);
    expect(other.warnings).toEqual([]);
    expect(world.shelf.size).toBe(0);
  });
});
