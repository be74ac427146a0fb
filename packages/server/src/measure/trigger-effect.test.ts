import { describe, expect, it } from 'vitest';
import type { TriggerType } from '@retention/domain/trigger';
import { DAY_IN_THE_APP, ENDED, openTriggerRows, SENT } from './triggers.fixture.ts';

const rows = await openTriggerRows();
const beActive = (user_id: string, day: string, last_active_at: string, more: object = {}) =>
  rows.insert('active_day', [{ user_id, day, last_active_at, ...DAY_IN_THE_APP, ...more }]);

describe('the effect', () => {
  const groups = async (type: TriggerType = 'inactivity_3_days', asked: object = {}) => {
    const { effect } = await rows.typeOf(type, asked);
    const of = ({ users, reached }: { users: number; reached: number }) => [users, reached];
    for (const list of ['treatment', 'holdout'] as const) {
      expect((await rows.listOf({ type, list, ...asked })).total).toBe(effect[list].users);
    }
    return { treatment: of(effect.treatment), holdout: of(effect.holdout) };
  };

  it('counts everybody who may get a message as treated, whatever held it afterwards', async () => {
    await rows.make(SENT);
    await rows.make({ ...ENDED, held_by: 'preference' });
    await rows.make({ ...ENDED, held_by: 'no_channel' });
    await rows.make({ held_by: 'daily_cap' });
    await rows.deliver(await rows.make(), 'refused');
    const held = await rows.make({ ...ENDED, holdout: true, held_by: 'holdout' });
    expect(await groups()).toEqual({ treatment: [5, 0], holdout: [1, 0] });
    expect(await rows.idsOf({ list: 'holdout' })).toEqual([held]);
  });

  it('leaves out what nobody could be sent by itself: shadow, by hand, declined, undecided', async () => {
    const run = (id: number, status: string, decided_at: string | null) => ({
      id,
      type: 'inactivity_3_days',
      matched: 200,
      users: 300,
      status,
      decided_at,
      created_at: '2024-01-10T10:00:00Z',
    });
    await rows.insert('trigger_run', [
      run(1, 'held', null),
      run(2, 'declined', '2024-01-16T10:00:00Z'),
      run(3, 'approved', '2024-01-16T10:00:00Z'),
    ]);
    await rows.make({ mode: 'shadow', holdout: true });
    await rows.make({ mode: 'manual' });
    await rows.make({ run_id: 1, held_by: 'brake' });
    await rows.make({ run_id: 2, ...ENDED, held_by: 'brake' });
    const approved = await rows.make({ run_id: 3, ...SENT });
    // Back before it was approved: nobody knows whether they would have been held out.
    const gone = await rows.make({ run_id: 3, ...ENDED, held_by: 'no_longer_due' });
    await rows.decide(gone, 'no_longer_due', { decided_at: '2024-01-15T20:00:00Z' });
    const settled = await rows.make({ run_id: 3, ...ENDED, held_by: 'no_longer_due' });
    await rows.decide(settled, 'no_longer_due', { decided_at: '2024-01-16T11:00:00Z' });
    await beActive(`user ${approved}`, '2024-01-15', '2024-01-15T20:00:00Z');
    await beActive(`user ${settled}`, '2024-01-16', '2024-01-16T20:00:00Z');
    expect(await groups()).toEqual({ treatment: [2, 1], holdout: [0, 0] });
    expect(await rows.idsOf({ list: 'treatment' })).toEqual([settled, approved]);
  });

  it('counts a person once, by their first match of the period', async () => {
    await rows.make({ user_id: 'anna', created_at: '2023-12-20T10:00:00Z', holdout: true });
    const first = await rows.make({ user_id: 'anna', created_at: '2024-01-05T10:00:00Z' });
    await rows.make({ user_id: 'anna', created_at: '2024-01-15T10:00:00Z', holdout: true });
    await beActive('anna', '2024-01-16', '2024-01-16T10:00:00Z');
    expect(await groups()).toEqual({ treatment: [1, 0], holdout: [0, 0] });
    expect(await rows.idsOf({ list: 'treatment' })).toEqual([first]);
  });

  it('waits for 72 hours before it judges', async () => {
    await rows.make({ created_at: '2024-01-20T10:00:00Z' });
    rows.clock.set('2024-01-23T09:59:59.999Z');
    expect(await groups()).toEqual({ treatment: [0, 0], holdout: [0, 0] });
    rows.clock.set('2024-01-23T10:00:00Z');
    expect(await groups()).toEqual({ treatment: [1, 0], holdout: [0, 0] });
  });

  it('does not judge by a later match while the first is still to be judged', async () => {
    await rows.make({ user_id: 'anna', created_at: '2024-01-30T10:00:00Z' });
    expect(await groups()).toEqual({ treatment: [0, 0], holdout: [0, 0] });
  });

  it.each<[string, string, string, number]>([
    ['the moment before', '2024-01-15', '2024-01-15T09:59:59Z', 0],
    ['the same moment', '2024-01-15', '2024-01-15T10:00:00Z', 0],
    ['a second later', '2024-01-15', '2024-01-15T10:00:01Z', 1],
    ['72 hours later', '2024-01-18', '2024-01-18T10:00:00Z', 1],
    ['more than 72 hours later', '2024-01-18', '2024-01-18T10:00:01Z', 0],
    ['a day that has a day more on Kiritimati', '2024-01-19', '2024-01-18T10:00:00Z', 1],
    ['a day that has begun the day before on Niue', '2024-01-14', '2024-01-15T10:30:00Z', 1],
  ])('back: active %s', async (_, day, at, reached) => {
    const id = await rows.make();
    await beActive(`user ${id}`, day, at);
    expect(await groups()).toEqual({ treatment: [1, reached], holdout: [0, 0] });
  });

  it.each<[string, string, number, number]>([
    ['on the day it names', '2024-01-15', 1, 1],
    ['on another day', '2024-01-16', 1, 0],
    ['never, but they were there', '2024-01-15', 0, 0],
  ])('the streak is kept: a habit is done %s', async (_, day, habit_completed, reached) => {
    const id = await rows.make({ type: 'streak_at_risk', period_key: '2024-01-15' });
    await beActive(`user ${id}`, day, `${day}T20:00:00Z`, { habit_completed });
    expect(await groups('streak_at_risk')).toEqual({ treatment: [1, reached], holdout: [0, 0] });
  });

  it('of a streak is nobody’s where the key names no day', async () => {
    const id = await rows.make({ type: 'streak_at_risk', period_key: 'manual 7' });
    await beActive(`user ${id}`, '2024-01-15', '2024-01-15T20:00:00Z', { habit_completed: 1 });
    expect(await groups('streak_at_risk')).toEqual({ treatment: [1, 0], holdout: [0, 0] });
  });

  it.each<[string, string | null, number]>([
    ['never', null, 0],
    ['before', '2024-01-15T09:00:00Z', 0],
    ['after', '2024-01-15T10:00:00.001Z', 1],
    ['72 hours later', '2024-01-18T10:00:00Z', 1],
    ['later than that', '2024-01-18T10:00:00.001Z', 0],
  ])('paid: %s', async (_, paid_since, reached) => {
    await rows.tell('payer', { paid_since });
    await rows.make({ user_id: 'payer', type: 'trial_expiring' });
    expect(await groups('trial_expiring')).toEqual({ treatment: [1, reached], holdout: [0, 0] });
  });

  it('says better, worse, not enough or no holdout, and about how many days more', async () => {
    const people = async (type: string, days: number, more: object, users: number, back: number) => {
      const made = Array.from({ length: users }, (_, place) => {
        const day = new Date(Date.UTC(2024, 0, 2 + (place % days), 10)).toISOString();
        const id = rows.nextId();
        const about = { user_id: `user ${id}`, id, type, period_key: String(id), created_at: day };
        return { status: 'sent', mode: 'live', open: false, data: {}, channels: [], round: 0, ...about, ...more };
      });
      await rows.insert('trigger', made);
      await rows.insert(
        'active_day',
        made.slice(0, back).map(({ user_id, created_at }) => {
          const at = new Date(Date.parse(created_at) + 3_600_000).toISOString();
          return { user_id, day: at.slice(0, 10), last_active_at: at, ...DAY_IN_THE_APP };
        }),
      );
    };
    await people('inactivity_3_days', 20, { holdout: false }, 900, 270);
    await people('inactivity_3_days', 20, { holdout: true }, 100, 18);
    await people('win_back', 20, { holdout: false }, 90, 27);
    await people('win_back', 20, { holdout: true }, 10, 2);
    await people('monthly_report', 20, { holdout: false }, 50, 10);
    const { effect } = await rows.typeOf();
    expect(effect).toMatchObject({
      outcome: 'back',
      treatment: { users: 900, reached: 270, share: 0.3 },
      holdout: { users: 100, reached: 18, share: 0.18 },
      verdict: 'better',
      days_needed: null,
    });
    const winBack = (await rows.typeOf('win_back')).effect;
    expect(winBack).toMatchObject({ verdict: 'not_enough', days_needed: expect.any(Number) as number });
    expect((await rows.typeOf('monthly_report')).effect).toMatchObject({ verdict: 'no_holdout', difference: null });
    // The pace is that of the days since the first match: as many in half the time need half as long.
    rows.clock.set('2024-01-25T12:00:00Z');
    const sooner = (await rows.typeOf('win_back')).effect.days_needed ?? 0;
    expect(sooner).toBeLessThan(winBack.days_needed ?? 0);
    await rows.insert('trigger_setting', [
      { type: 'inactivity_3_days', mode: 'live', holdout: 0, updated_at: '2024-01-01T00:00:00Z' },
    ]);
    expect((await rows.typeOf()).effect).toMatchObject({ verdict: 'no_holdout', holdout: { users: 100 } });
  });
});
