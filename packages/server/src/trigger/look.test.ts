import { beforeEach, describe, expect, it } from 'vitest';
import { openTestDatabase } from '../../test/database.ts';
import { decideRun } from './brake.ts';
import { createDismiss } from './dismiss.ts';
import { dryRun } from './dry-run.ts';
import { createInbox } from './pending.ts';
import { createSetting } from './setting.ts';
import { at, openStage } from './stage.fixture.ts';

const test = await openTestDatabase({ now: '2024-03-01T09:00:00Z' });
const { clock } = test;
const { deps, rows, empty, go, does, says: host, triggers, outbox } = openStage(test, ['telegram', 'email']);
const readInbox = createInbox(deps);
const dismiss = createDismiss(deps);
const setting = createSetting(deps);

beforeEach(async () => {
  await empty();
  clock.set('2024-03-01T09:00:00Z');
});

describe('away for three days', () => {
  it('is matched at local midnight, and leaves at 09:00', async () => {
    await host('a', { email: 'a@example.com', telegram_chat_id: 7, timezone: 'Asia/Kathmandu' });
    await does('a', 'session_start', '2024-03-01T08:00:00Z');
    expect(await go('2024-03-03T18:14:00Z')).toMatchObject({ made: 0 });
    // 00:00 of 4 March in Kathmandu, UTC+5:45.
    expect(await go('2024-03-03T18:15:00Z')).toMatchObject({ made: 1, released: 0 });
    expect(await triggers()).toEqual([
      {
        user_id: 'a',
        type: 'inactivity_3_days',
        period_key: '2024-03-01',
        status: 'sent',
        open: true,
        held_by: 'quiet_hours',
      },
    ]);
    expect(await go('2024-03-04T03:14:00Z')).toMatchObject({ made: 0, released: 0 });
    expect(await go('2024-03-04T03:15:00Z')).toMatchObject({ made: 0, released: 1 });
    expect(await outbox()).toEqual([{ user_id: 'a', channel: 'telegram', status: 'waiting' }]);
    expect(await go('2024-03-04T04:00:00Z')).toMatchObject({ made: 0, released: 0 });
  });

  it('is called back by coming back, and shown in the app that day', async () => {
    await host('a', { telegram_chat_id: 7 });
    await does('a', 'session_start', '2024-03-01T08:00:00Z');
    await go('2024-03-04T07:00:00Z');
    expect(await outbox()).toMatchObject([{ channel: 'telegram', status: 'waiting' }]);
    await does('a', 'session_start', '2024-03-04T06:59:00Z');
    expect((await readInbox('a')).priority_trigger).toMatchObject({ type: 'inactivity_3_days', priority: 'high' });
    expect(await outbox()).toMatchObject([{ channel: 'telegram', status: 'cancelled' }]);
    await go('2024-03-04T21:00:00Z');
    expect((await readInbox('a')).triggers).toEqual([]);
  });
});

describe('a streak at risk', () => {
  async function streak() {
    await host('a', { telegram_chat_id: 7 });
    for (const day of [1, 2, 3]) {
      clock.set(`2024-03-0${day}T09:00:00Z`);
      await does('a', 'habit_completed', `2024-03-0${day}T08:00:00Z`);
      await go(`2024-03-0${day}T09:00:00Z`);
    }
  }

  it('is told at the local 20:00', async () => {
    await streak();
    expect(await go('2024-03-04T16:59:59Z')).toMatchObject({ made: 0 });
    expect(await go('2024-03-04T17:00:00Z')).toMatchObject({ made: 1, released: 1 });
  });

  it('is cancelled by the habit, also before anybody has counted it', async () => {
    await streak();
    await go('2024-03-04T17:00:00Z');
    clock.set('2024-03-04T17:05:00Z');
    await does('a', 'habit_completed', '2024-03-04T17:05:00Z');
    expect((await readInbox('a')).triggers).toEqual([]);
    expect(await outbox()).toMatchObject([{ status: 'cancelled' }]);
  });
});

describe('milestones and the first week', () => {
  it('are worth XP once, and the host is told', async () => {
    await does('a', 'habit_completed', '2024-03-01T08:00:00Z');
    await go('2024-03-01T09:00:00Z');
    await does('a', 'habit_completed', '2024-03-01T08:30:00Z');
    await go('2024-03-01T09:10:00Z');
    expect(await rows('SELECT user_id, reason, xp FROM xp_award')).toEqual([
      { user_id: 'a', reason: 'milestone_0', xp: 50 },
    ]);
    expect(await rows("SELECT key, status FROM delivery WHERE channel = 'webhook'")).toEqual([
      { key: 'xp/milestone_0', status: 'waiting' },
    ]);
  });
});

describe('the owner', () => {
  it('sees who would get what, and nothing is written', async () => {
    await host('a', { telegram_chat_id: 7 });
    await does('a', 'session_start', '2024-03-01T08:00:00Z');
    await go('2024-03-01T09:00:00Z');
    const { triggers: would } = await dryRun(deps, at('2024-03-04T12:00:00Z'));
    expect(would.get('inactivity_3_days')).toEqual([
      { user_id: 'a', type: 'inactivity_3_days', channels: ['telegram', 'in_app'], held_by: null, until: null },
    ]);
    expect(await triggers()).toEqual([]);
  });

  it('keeps a type in shadow', async () => {
    await setting({ body: { type: 'inactivity_3_days', mode: 'shadow' } });
    await host('a', { telegram_chat_id: 7 });
    await does('a', 'session_start', '2024-03-01T08:00:00Z');
    await go('2024-03-04T12:00:00Z');
    expect(await triggers()).toMatchObject([{ status: 'expired', open: false, held_by: 'shadow' }]);
    expect(await outbox()).toEqual([]);
  });

  it('is asked before a fifth of the users is spoken to', async () => {
    for (let user = 0; user < 150; user++) {
      await host(`u${user}`, { telegram_chat_id: user });
      await does(`u${user}`, 'session_start', '2024-03-01T08:00:00Z');
    }
    expect(await go('2024-03-04T12:00:00Z')).toMatchObject({ braked: ['inactivity_3_days'], released: 0 });
    expect(new Set((await triggers()).map((row) => ('held_by' in row ? row.held_by : null)))).toEqual(
      new Set(['brake']),
    );
    expect((await readInbox('u1')).triggers).toEqual([]);
    const [run] = await rows('SELECT id, matched, users FROM trigger_run');
    expect(run).toMatchObject({ matched: 150, users: 150 });
    const run_id = run !== undefined && 'id' in run && typeof run.id === 'number' ? run.id : 0;
    expect(await decideRun(deps, { run_id, decision: 'approved' })).toEqual({ status: 'ok', triggers: 150 });
    const { released } = (await go('2024-03-04T12:01:00Z')) ?? { released: 0 };
    const held = (await triggers()).filter((row) => 'held_by' in row && row.held_by === 'holdout').length;
    expect(held).toBeGreaterThan(3);
    expect(released).toBe(150 - held);
    await expect(decideRun(deps, { run_id, decision: 'declined' })).rejects.toMatchObject({ status: 409 });
  });
});

describe('dismissing', () => {
  it('puts off, mutes and ends, and again changes nothing', async () => {
    await does('a', 'session_start', '2024-03-01T08:00:00Z');
    await go('2024-03-04T12:00:00Z');
    const [shown] = (await readInbox('a')).triggers;
    const id = shown?.id ?? 0;
    expect(await dismiss('a', id, { reason: 'snoozed' })).toBe('done');
    expect((await readInbox('a')).triggers).toEqual([]);
    await go('2024-03-05T12:00:00Z');
    expect((await readInbox('a')).triggers).toMatchObject([{ id }]);
    expect(await dismiss('a', id, { reason: 'not_interested' })).toBe('done');
    expect(await dismiss('a', id, { reason: 'completed' })).toBe('done');
    expect(await dismiss('b', id, { reason: 'completed' })).toBe('unknown');
    expect(await triggers()).toMatchObject([{ status: 'dismissed', open: false }]);
    clock.set('2024-03-06T09:00:00Z');
    await does('a', 'session_start', '2024-03-06T09:00:00Z');
    await go('2024-03-10T12:00:00Z');
    expect(await triggers()).toMatchObject([{ status: 'dismissed' }, { status: 'expired', held_by: 'muted' }]);
  });
});
