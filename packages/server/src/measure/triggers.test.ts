import { Compile } from 'typebox/compile';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Contract } from '@retention/domain/contract/contract';
import { triggerTypes, triggerUsers, deliveries as deliveriesRow } from '@retention/domain/contract/trigger-admin';
import { TRIGGER_TYPES, type TriggerType } from '@retention/domain/trigger';
import { openTestDatabase } from '../../test/database.ts';
import { insertRows } from '../../test/insert.ts';
import { createTriggerMeasure } from './triggers.ts';

const { database, clock } = await openTestDatabase({ now: '2024-01-31T12:00:00Z' });
const measureIn = (projectZone: string) =>
  createTriggerMeasure({ database, clock, projectZone, configured: new Set(['telegram', 'webhook']) });
const measure = measureIn('Europe/Moscow');
const JANUARY = { date_from: '2024-01-01', date_to: '2024-01-31' };

type Asked = Contract['trigger_users']['request'];

async function typeOf(type: TriggerType = 'inactivity_3_days', asked: object = {}, of = measure) {
  const answer = await of.types({ body: { ...JANUARY, ...asked } });
  expect(Compile(triggerTypes.response).Errors(answer)).toEqual([]);
  expect(answer.types.map((row) => row.type)).toEqual(TRIGGER_TYPES);
  const found = answer.types.find((row) => row.type === type);
  if (found === undefined) throw new Error(`no ${type}`);
  return found;
}

async function listOf(asked: Partial<Asked>, of = measure) {
  const answer = await of.users({
    body: { type: 'inactivity_3_days', list: 'matched', per_page: 100, ...JANUARY, ...asked },
  });
  expect(Compile(triggerUsers.response).Errors(answer)).toEqual([]);
  return answer;
}
const idsOf = async (asked: Partial<Asked>, of = measure) =>
  (await listOf(asked, of)).users.map(({ trigger_id }) => trigger_id);

let lastId = 0;

/** A trigger as `speak` makes one that leaves at once, with what is different. */
async function make(more: object = {}): Promise<number> {
  const id = ++lastId;
  const made = {
    user_id: `user ${id}`,
    id,
    type: 'inactivity_3_days',
    period_key: `key ${id}`,
    mode: 'live',
    holdout: false,
    status: 'pending',
    open: true,
    data: {},
    channels: ['telegram'],
    round: 0,
    created_at: '2024-01-15T10:00:00Z',
    ...more,
  };
  await insertRows(database, 'trigger', [made]);
  await database.session((client) =>
    client.query(
      `INSERT INTO person (user_id, created_at, updated_at) VALUES ($1, now(), now()) ON CONFLICT (user_id) DO NOTHING`,
      [made.user_id],
    ),
  );
  return id;
}

async function deliver(trigger_id: number, status: string, more: object = {}): Promise<number> {
  const id = ++lastId;
  const now = '2024-01-15T10:00:00Z';
  const about = { user_id: `user ${trigger_id}`, key: `key ${id}`, trigger_id, channel: 'telegram', address: '77' };
  const times = { next_at: now, created_at: now, updated_at: now };
  await insertRows(database, 'delivery', [{ id, round: 0, status, attempts: 1, ...about, ...times, ...more }]);
  return id;
}

async function decide(trigger_id: number, rule: string, more: object = {}): Promise<void> {
  const about = { user_id: `user ${trigger_id}`, trigger_id, rule, decided_at: '2024-01-15T10:00:00Z' };
  await insertRows(database, 'decision', [{ id: ++lastId, ...about, ...more }]);
}

const tell = (user_id: string, facts: object) =>
  insertRows(database, 'person', [
    {
      user_id,
      created_at: '2024-01-01',
      updated_at: '2024-01-01',
      renewals: 0,
      xp: 0,
      streak_broken_days: [],
      ...PLAN,
      ...facts,
    },
  ]);
const PLAN = { subscription_plan: 'free', subscription_status: 'none' };

const COUNTED_DAY = {
  actions: 1,
  features: 0,
  completions: 0,
  session_start: 1,
  habit_completed: 0,
  journal_entry: 0,
  ai_coach_message: 0,
  feature_seconds: 0,
  goal_progress: 0,
  habit_streak: 0,
};
const beActive = (user_id: string, day: string, last_active_at: string, more: object = {}) =>
  insertRows(database, 'active_day', [{ user_id, day, last_active_at, ...COUNTED_DAY, ...more }]);

const TABLES = [
  'trigger',
  'delivery',
  'decision',
  'trigger_setting',
  'trigger_run',
  'preference',
  'closed_address',
  'push_subscription',
  'xp_award',
  'person',
  'active_day',
];

beforeEach(async () => {
  clock.set('2024-01-31T12:00:00Z');
  await database.session((client) => client.query(TABLES.map((table) => `DELETE FROM ${table}`).join(';')));
});

const SENT = { status: 'sent', sent_at: '2024-01-15T10:00:01Z' };
const ENDED = { status: 'expired', open: false };

describe('what has become of a trigger', () => {
  it.each<[string, string, object, string[]]>([
    ['nothing has left yet', 'waiting', {}, []],
    ['it is held back for a while', 'waiting', { held_by: 'quiet_hours' }, []],
    ['it waits for approval', 'waiting', { held_by: 'brake', run_id: 1 }, []],
    ['it is in the outbox', 'waiting', {}, ['waiting']],
    ['it is on its way', 'waiting', {}, ['sending']],
    ['it ended while it was on its way', 'waiting', ENDED, ['sending']],
    ['one said no, the other is asked yet', 'waiting', {}, ['refused', 'waiting']],
    ['a channel took it', 'sent', SENT, ['sent']],
    ['one took it, one said no', 'sent', SENT, ['refused', 'sent']],
    ['one took it, of the other nobody knows', 'sent', SENT, ['uncertain', 'sent']],
    ['it lies in the inbox', 'sent', SENT, []],
    ['it lies in the inbox, and caps hold back the rest', 'sent', { ...SENT, held_by: 'daily_cap' }, []],
    ['it was sent and then closed', 'sent', { ...SENT, status: 'dismissed', open: false }, ['sent']],
    ['they said no', 'failed', {}, ['refused']],
    ['nobody answered', 'failed', {}, ['unreachable']],
    ['nobody knows', 'failed', {}, ['uncertain']],
    ['they said no, and it expired', 'failed', { ...ENDED, held_by: 'expired' }, ['refused', 'cancelled']],
    ['it was called back', 'held', { ...ENDED, held_by: 'no_longer_due' }, ['cancelled']],
    ['a rule ended it', 'held', { ...ENDED, held_by: 'holdout' }, []],
    ['it was in shadow', 'held', { ...ENDED, mode: 'shadow', held_by: 'shadow' }, []],
    ['the host has been told of it, but no channel took it', 'waiting', {}, ['webhook']],
  ])('%s: %s', async (_, fate, more, statuses) => {
    const id = await make(more);
    for (const status of statuses) {
      if (status === 'webhook') await deliver(id, 'refused', { channel: 'webhook' });
      else await deliver(id, status);
    }
    const { counts } = await typeOf();
    expect(counts).toMatchObject({ matched: 1, sent: 0, held: 0, failed: 0, waiting: 0, [fate]: 1 });
    for (const list of ['matched', 'sent', 'held', 'failed', 'waiting'] as const) {
      expect(await idsOf({ list })).toEqual(list === fate || list === 'matched' ? [id] : []);
    }
  });

  it('counts what people did with it, whatever channel it came by', async () => {
    const seen = await make({ ...SENT, seen_at: '2024-01-15T11:00:00Z' });
    const closed = await make({ ...SENT, seen_at: '2024-01-15T11:00:00Z', dismissed_at: '2024-01-15T11:00:00Z' });
    const done = await make({ ...SENT, followed_at: '2024-01-15T11:00:00Z' });
    expect((await typeOf()).counts).toMatchObject({ matched: 3, seen: 2, dismissed: 1, followed: 1 });
    expect(await idsOf({ list: 'seen' })).toEqual([closed, seen]);
    expect(await idsOf({ list: 'dismissed' })).toEqual([closed]);
    expect(await idsOf({ list: 'followed' })).toEqual([done]);
  });

  it('is of its own type alone, in every mode', async () => {
    const ids = [await make(), await make({ mode: 'manual' }), await make({ mode: 'shadow' })];
    await make({ type: 'win_back' });
    await make({ type: 'a type of another version' });
    expect((await typeOf()).counts.matched).toBe(3);
    expect((await typeOf('win_back')).counts.matched).toBe(1);
    expect((await typeOf('monthly_report')).counts).toMatchObject({ matched: 0, seen: 0 });
    expect(await idsOf({})).toEqual(ids.toReversed());
  });
});

describe('a trigger belongs to the day of the project on which it was made', () => {
  it.each([
    ['Europe/Berlin', '2024-03-31', '2024-03-30T23:00:00Z', '2024-03-31T22:00:00Z'], // 23 hours
    ['Europe/Berlin', '2024-10-27', '2024-10-26T22:00:00Z', '2024-10-27T23:00:00Z'], // 25 hours
    ['America/New_York', '2024-03-10', '2024-03-10T05:00:00Z', '2024-03-11T04:00:00Z'],
    ['Australia/Lord_Howe', '2024-04-07', '2024-04-06T13:00:00Z', '2024-04-07T13:30:00Z'],
    ['America/Santiago', '2024-09-08', '2024-09-08T04:00:00Z', '2024-09-09T03:00:00Z'], // begins at 01:00
    ['Asia/Kathmandu', '2024-06-01', '2024-05-31T18:15:00Z', '2024-06-01T18:15:00Z'],
    ['Europe/Moscow', '2024-01-31', '2024-01-30T21:00:00Z', '2024-01-31T21:00:00Z'],
  ])('in %s on %s', async (zone, day, first, next) => {
    const before = (at: string) => new Date(Date.parse(at) - 1).toISOString();
    await make({ created_at: before(first) });
    const begins = await make({ created_at: first });
    const ends = await make({ created_at: before(next) });
    await make({ created_at: next });
    const of = measureIn(zone);
    const asked = { date_from: day, date_to: day };
    expect((await typeOf('inactivity_3_days', asked, of)).counts.matched).toBe(2);
    expect(await idsOf(asked, of)).toEqual([ends, begins]);
  });
});

describe('rules', () => {
  it('have held back what they say, and ended what was never sent because of them', async () => {
    const night = await make({ held_by: 'quiet_hours' });
    await decide(night, 'quiet_hours', { until: '2024-01-16T06:00:00Z' });
    const later = await make(SENT);
    await decide(later, 'quiet_hours');
    await decide(later, 'quiet_hours');
    await decide(later, 'daily_cap');
    const over = await make({ ...ENDED, held_by: 'expired' });
    await decide(over, 'quiet_hours');
    await decide(over, 'expired');
    const held = await make({ ...ENDED, holdout: true, held_by: 'holdout' });
    const { counts, by_rule } = await typeOf();
    expect(counts).toMatchObject({ matched: 4, sent: 1, held: 2, waiting: 1 });
    expect(by_rule).toMatchObject([
      { rule: 'holdout', label: 'Контрольная группа', held: 1, ended: 1 },
      { rule: 'quiet_hours', held: 3, ended: 0 },
      { rule: 'daily_cap', held: 1, ended: 0 },
      { rule: 'expired', held: 1, ended: 1 },
    ]);
    expect(await idsOf({ rule: 'quiet_hours' })).toEqual([over, later, night]);
    expect(await idsOf({ rule: 'quiet_hours', list: 'sent' })).toEqual([later]);
    expect(await idsOf({ rule: 'quiet_hours', list: 'held' })).toEqual([]);
    expect(await idsOf({ rule: 'expired', list: 'held' })).toEqual([over]);
    expect(await idsOf({ rule: 'holdout', list: 'held' })).toEqual([held]);
    expect(await idsOf({ rule: 'muted' })).toEqual([]);
  });

  it('of another trigger of the same person are not mixed in', async () => {
    const first = await make({ user_id: 'anna' });
    await make({ user_id: 'anna' });
    await decide(first, 'daily_cap', { user_id: 'anna' });
    expect((await typeOf()).by_rule).toMatchObject([{ rule: 'daily_cap', held: 1 }]);
    expect(await idsOf({ rule: 'daily_cap' })).toEqual([first]);
  });
});

describe('channels', () => {
  it('count deliveries, and show those a type speaks through', async () => {
    const id = await make(SENT);
    for (const status of ['sent', 'refused', 'unreachable', 'uncertain', 'waiting', 'sending', 'cancelled']) {
      await deliver(id, status);
    }
    await deliver(id, 'sent', { channel: 'webhook', address: '' });
    await deliver(await make({ created_at: '2024-02-01T10:00:00Z' }), 'sent');
    expect((await typeOf()).by_channel).toEqual([
      { channel: 'push', sent: 0, refused: 0, unreachable: 0, uncertain: 0, waiting: 0 },
      { channel: 'telegram', sent: 1, refused: 1, unreachable: 1, uncertain: 1, waiting: 2 },
      { channel: 'email', sent: 0, refused: 0, unreachable: 0, uncertain: 0, waiting: 0 },
    ]);
    expect((await typeOf('monthly_report')).by_channel).toEqual([]);
  });

  it('show what was sent by hand through another', async () => {
    await deliver(await make({ type: 'monthly_report', mode: 'manual', ...SENT }), 'sent', { channel: 'email' });
    expect((await typeOf('monthly_report')).by_channel).toMatchObject([{ channel: 'email', sent: 1 }]);
  });

  it('reach who has an address that is open and has not turned them off', async () => {
    await tell('all', { email: 'all@example.com', telegram_chat_id: '1' });
    await tell('closed', { email: 'closed@example.com', telegram_chat_id: '2' });
    await tell('moved', { email: 'new@example.com' });
    await tell('off', { email: 'off@example.com', telegram_chat_id: '3' });
    await tell('nothing', {});
    const at = '2024-01-01T00:00:00Z';
    const endpoints = [
      ['all', 'https://push/1'],
      ['all', 'https://push/2'],
      ['closed', 'https://push/3'],
      ['half', 'https://push/4'],
      ['half', 'https://push/5'],
      ['off', 'https://push/6'],
    ].map(([user_id, endpoint]) => ({ user_id, endpoint, p256dh: '', auth: '', created_at: at }));
    await insertRows(database, 'push_subscription', endpoints);
    await insertRows(
      database,
      'closed_address',
      [
        ['closed', 'email', 'closed@example.com'],
        ['closed', 'telegram', '2'],
        ['moved', 'email', 'old@example.com'],
        ['all', 'telegram', 'all@example.com'],
        ['closed', 'push', 'https://push/3'],
        ['half', 'push', 'https://push/4'],
      ].map(([user_id, channel, address]) => ({ user_id, channel, address, reason: '', closed_at: at })),
    );
    const wishes = { types_off: ['win_back'], updated_at: at };
    await insertRows(database, 'preference', [
      { user_id: 'off', channels_off: ['push', 'email', 'telegram'], ...wishes },
      { user_id: 'all', channels_off: ['in_app'], ...wishes },
    ]);
    expect((await measure.types({ body: JANUARY })).channels).toEqual([
      { channel: 'push', label: 'Push', configured: false, reachable: 2 },
      { channel: 'telegram', label: 'Telegram', configured: true, reachable: 1 },
      { channel: 'email', label: 'Почта', configured: false, reachable: 2 },
    ]);
  });
});

describe('the effect', () => {
  const groups = async (type: TriggerType = 'inactivity_3_days', asked: object = {}) => {
    const { effect } = await typeOf(type, asked);
    const of = ({ users, reached }: { users: number; reached: number }) => [users, reached];
    for (const list of ['treatment', 'holdout'] as const) {
      expect((await listOf({ type, list, ...asked })).total).toBe(effect[list].users);
    }
    return { treatment: of(effect.treatment), holdout: of(effect.holdout) };
  };

  it('counts everybody who may get a message as treated, whatever held it afterwards', async () => {
    await make(SENT);
    await make({ ...ENDED, held_by: 'preference' });
    await make({ ...ENDED, held_by: 'no_channel' });
    await make({ held_by: 'daily_cap' });
    await deliver(await make(), 'refused');
    const held = await make({ ...ENDED, holdout: true, held_by: 'holdout' });
    expect(await groups()).toEqual({ treatment: [5, 0], holdout: [1, 0] });
    expect(await idsOf({ list: 'holdout' })).toEqual([held]);
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
    await insertRows(database, 'trigger_run', [
      run(1, 'held', null),
      run(2, 'declined', '2024-01-16T10:00:00Z'),
      run(3, 'approved', '2024-01-16T10:00:00Z'),
    ]);
    await make({ mode: 'shadow', holdout: true });
    await make({ mode: 'manual' });
    await make({ run_id: 1, held_by: 'brake' });
    await make({ run_id: 2, ...ENDED, held_by: 'brake' });
    const approved = await make({ run_id: 3, ...SENT });
    // Back before it was approved: nobody knows whether they would have been held out.
    const gone = await make({ run_id: 3, ...ENDED, held_by: 'no_longer_due' });
    await decide(gone, 'no_longer_due', { decided_at: '2024-01-15T20:00:00Z' });
    const settled = await make({ run_id: 3, ...ENDED, held_by: 'no_longer_due' });
    await decide(settled, 'no_longer_due', { decided_at: '2024-01-16T11:00:00Z' });
    await beActive(`user ${approved}`, '2024-01-15', '2024-01-15T20:00:00Z');
    await beActive(`user ${settled}`, '2024-01-16', '2024-01-16T20:00:00Z');
    expect(await groups()).toEqual({ treatment: [2, 1], holdout: [0, 0] });
    expect(await idsOf({ list: 'treatment' })).toEqual([settled, approved]);
  });

  it('counts a person once, by their first match of the period', async () => {
    await make({ user_id: 'anna', created_at: '2023-12-20T10:00:00Z', holdout: true });
    const first = await make({ user_id: 'anna', created_at: '2024-01-05T10:00:00Z' });
    await make({ user_id: 'anna', created_at: '2024-01-15T10:00:00Z', holdout: true });
    await beActive('anna', '2024-01-16', '2024-01-16T10:00:00Z');
    expect(await groups()).toEqual({ treatment: [1, 0], holdout: [0, 0] });
    expect(await idsOf({ list: 'treatment' })).toEqual([first]);
  });

  it('waits for 72 hours before it judges', async () => {
    await make({ created_at: '2024-01-20T10:00:00Z' });
    clock.set('2024-01-23T09:59:59.999Z');
    expect(await groups()).toEqual({ treatment: [0, 0], holdout: [0, 0] });
    clock.set('2024-01-23T10:00:00Z');
    expect(await groups()).toEqual({ treatment: [1, 0], holdout: [0, 0] });
  });

  it('does not judge by a later match while the first is still to be judged', async () => {
    await make({ user_id: 'anna', created_at: '2024-01-30T10:00:00Z' });
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
    const id = await make();
    await beActive(`user ${id}`, day, at);
    expect(await groups()).toEqual({ treatment: [1, reached], holdout: [0, 0] });
  });

  it.each<[string, string, number, number]>([
    ['on the day it names', '2024-01-15', 1, 1],
    ['on another day', '2024-01-16', 1, 0],
    ['never, but they were there', '2024-01-15', 0, 0],
  ])('the streak is kept: a habit is done %s', async (_, day, habit_completed, reached) => {
    const id = await make({ type: 'streak_at_risk', period_key: '2024-01-15' });
    await beActive(`user ${id}`, day, `${day}T20:00:00Z`, { habit_completed });
    expect(await groups('streak_at_risk')).toEqual({ treatment: [1, reached], holdout: [0, 0] });
  });

  it('of a streak is nobody’s where the key names no day', async () => {
    const id = await make({ type: 'streak_at_risk', period_key: 'manual 7' });
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
    await tell('payer', { paid_since });
    await make({ user_id: 'payer', type: 'trial_expiring' });
    expect(await groups('trial_expiring')).toEqual({ treatment: [1, reached], holdout: [0, 0] });
  });

  it('says better, worse, not enough or no holdout, and about how many days more', async () => {
    const people = async (type: string, days: number, more: object, users: number, back: number) => {
      const made = Array.from({ length: users }, (_, place) => {
        const day = new Date(Date.UTC(2024, 0, 2 + (place % days), 10)).toISOString();
        const id = ++lastId;
        const about = { user_id: `user ${id}`, id, type, period_key: String(id), created_at: day };
        return { status: 'sent', mode: 'live', open: false, data: {}, channels: [], round: 0, ...about, ...more };
      });
      await insertRows(database, 'trigger', made);
      await insertRows(
        database,
        'active_day',
        made.slice(0, back).map(({ user_id, created_at }) => {
          const at = new Date(Date.parse(created_at) + 3_600_000).toISOString();
          return { user_id, day: at.slice(0, 10), last_active_at: at, ...COUNTED_DAY };
        }),
      );
    };
    await people('inactivity_3_days', 20, { holdout: false }, 900, 270);
    await people('inactivity_3_days', 20, { holdout: true }, 100, 18);
    await people('win_back', 20, { holdout: false }, 90, 27);
    await people('win_back', 20, { holdout: true }, 10, 2);
    await people('monthly_report', 20, { holdout: false }, 50, 10);
    const { effect } = await typeOf();
    expect(effect).toMatchObject({
      outcome: 'back',
      treatment: { users: 900, reached: 270, share: 0.3 },
      holdout: { users: 100, reached: 18, share: 0.18 },
      verdict: 'better',
      days_needed: null,
    });
    const winBack = (await typeOf('win_back')).effect;
    expect(winBack).toMatchObject({ verdict: 'not_enough', days_needed: expect.any(Number) as number });
    expect((await typeOf('monthly_report')).effect).toMatchObject({ verdict: 'no_holdout', difference: null });
    // The pace is that of the days since the first match: as many in half the time need half as long.
    clock.set('2024-01-25T12:00:00Z');
    const sooner = (await typeOf('win_back')).effect.days_needed ?? 0;
    expect(sooner).toBeLessThan(winBack.days_needed ?? 0);
    await insertRows(database, 'trigger_setting', [
      { type: 'inactivity_3_days', mode: 'live', holdout: 0, updated_at: '2024-01-01T00:00:00Z' },
    ]);
    expect((await typeOf()).effect).toMatchObject({ verdict: 'no_holdout', holdout: { users: 100 } });
  });
});

describe('what the owner has set, and what waits', () => {
  it('is as defined until something is set', async () => {
    expect(await typeOf()).toMatchObject({ mode: 'live', holdout: 0.1, default_holdout: 0.1, held_runs: [] });
    expect((await measure.types({ body: JANUARY })).milestone_xp).toEqual({ mode: 'live', awarded: 0 });
  });

  it('is shown', async () => {
    const at = '2024-01-01T00:00:00Z';
    await insertRows(database, 'trigger_setting', [
      { type: 'inactivity_3_days', mode: 'shadow', holdout: 0.25, updated_at: at },
      { type: 'win_back', mode: 'off', holdout: null, updated_at: at },
      { type: 'milestone_xp', mode: 'shadow', holdout: null, updated_at: at },
    ]);
    const run = { type: 'win_back', matched: 412, users: 900, created_at: '2023-01-05T10:00:00Z' };
    await insertRows(database, 'trigger_run', [
      { id: 7, status: 'held', ...run },
      { id: 8, status: 'approved', decided_at: at, ...run },
      { id: 9, status: 'held', ...run },
    ]);
    expect(await typeOf()).toMatchObject({ mode: 'shadow', holdout: 0.25, default_holdout: 0.1, held_runs: [] });
    const shown = { matched: 412, users: 900, created_at: '2023-01-05T10:00:00Z' };
    expect(await typeOf('win_back')).toMatchObject({
      mode: 'off',
      holdout: 0.1,
      held_runs: [
        { run_id: 9, ...shown },
        { run_id: 7, ...shown },
      ],
    });
    expect((await measure.types({ body: JANUARY })).milestone_xp.mode).toBe('shadow');
  });

  it('counts the XP of milestones that were awarded in the period', async () => {
    const award = (user_id: string, reason: string, more: object = {}) => ({
      user_id,
      reason,
      xp: 50,
      held_by: null,
      awarded_at: '2024-01-31T20:59:59Z',
      ...more,
    });
    await insertRows(database, 'xp_award', [
      award('a', 'milestone_0'),
      award('a', 'milestone_1', { awarded_at: '2023-12-31T21:00:00Z' }),
      award('b', 'milestone_0', { held_by: 'shadow' }),
      award('b', 'first_week_completed'),
      award('c', 'milestone_0', { awarded_at: '2024-01-31T21:00:00Z' }),
    ]);
    expect((await measure.types({ body: JANUARY })).milestone_xp).toEqual({ mode: 'live', awarded: 2 });
  });

  it('speaks the language asked for', async () => {
    await make({ ...ENDED, held_by: 'holdout' });
    expect(await typeOf()).toMatchObject({ label: 'Неактивность 3 дня', by_rule: [{ label: 'Контрольная группа' }] });
    const english = await typeOf('inactivity_3_days', { locale: 'en' });
    expect(english).toMatchObject({ label: 'Inactive for 3 days', by_rule: [{ label: 'Holdout' }] });
    expect(english.due_when).toMatch(/^The person has been away/);
  });
});

describe('a list', () => {
  it('shows who, the latest first, a page at a time', async () => {
    await tell('123', { email: 'ivan@example.com', first_name: 'Иван' });
    const first = await make({
      user_id: '123',
      ...ENDED,
      held_by: 'no_longer_due',
      created_at: '2024-01-02T10:00:00Z',
    });
    const second = await make({ ...SENT, created_at: '2024-01-03T10:00:00Z' });
    const third = await make({ created_at: '2024-01-03T10:00:00Z' });
    expect(await listOf({ per_page: 2 })).toMatchObject({
      users: [{ trigger_id: third }, { trigger_id: second, status: 'sent', sent_at: '2024-01-15T10:00:01Z' }],
      total: 3,
      page: 1,
      pages: 2,
    });
    expect(await listOf({ per_page: 2, page: 2 })).toEqual({
      users: [
        {
          id: 123,
          email: 'ivan@example.com',
          first_name: 'Иван',
          trigger_id: first,
          status: 'expired',
          held_by: 'no_longer_due',
          created_at: '2024-01-02T10:00:00Z',
          sent_at: null,
        },
      ],
      total: 3,
      page: 2,
      pages: 2,
    });
    expect(await listOf({ page: 1_000_000 })).toEqual({ users: [], total: 3, page: 1_000_000, pages: 1 });
    expect(await listOf({ list: 'treatment', page: 3 })).toMatchObject({ users: [], total: 3 });
    expect(await listOf({ list: 'failed' })).toEqual({ users: [], total: 0, page: 1, pages: 0 });
  });

  it.each<[string, Partial<Asked>, RegExp]>([
    ['a period that runs backwards', { date_to: '2023-12-31' }, /"date_to" must not lie before/],
    ['a day that is none', { date_from: '2024-02-30' }, /"date_from" must be a date/],
    ['a rule of a group', { list: 'holdout', rule: 'holdout' }, /"rule" is not for the groups of the effect/],
  ])('refuses %s', async (_, asked, message) => {
    await expect(listOf(asked)).rejects.toMatchObject({
      status: 422,
      message: expect.stringMatching(message) as string,
    });
  });

  it('has no figures for a period that cannot be', async () => {
    const period = { date_from: '2024-02-01', date_to: '2024-01-01' };
    await expect(measure.types({ body: period })).rejects.toMatchObject({ status: 422 });
  });
});

describe('deliveries that need a look', () => {
  async function troubled(asked: object = {}) {
    const answer = await measure.deliveries({ body: asked });
    expect(Compile(deliveriesRow.response).Errors(answer)).toEqual([]);
    return answer;
  }
  const ids = async (asked: object = {}) => (await troubled(asked)).deliveries.map(({ delivery_id }) => delivery_id);

  it('are those refused, given up, or of unknown fate, the latest first', async () => {
    const of = await make();
    const found: number[] = [];
    for (const [place, status] of [
      'sent',
      'refused',
      'waiting',
      'unreachable',
      'sending',
      'uncertain',
      'cancelled',
    ].entries()) {
      const id = await deliver(of, status, { updated_at: `2024-01-15T1${place}:00:00Z` });
      if (['refused', 'unreachable', 'uncertain'].includes(status)) found.unshift(id);
    }
    const [uncertain = 0, unreachable = 0, refused = 0] = found;
    const host = await deliver(of, 'refused', {
      channel: 'webhook',
      updated_at: '2024-01-14T00:00:00Z',
      trigger_id: null,
    });
    expect(await ids()).toEqual([...found, host]);
    expect(await ids({ status: null, channel: null })).toEqual([...found, host]);
    expect(await ids({ status: 'refused' })).toEqual([refused, host]);
    expect(await ids({ status: 'unreachable' })).toEqual([unreachable]);
    expect(await ids({ status: 'uncertain', channel: 'telegram' })).toEqual([uncertain]);
    expect(await ids({ status: 'uncertain', channel: 'email' })).toEqual([]);
    expect(await ids({ channel: 'webhook' })).toEqual([host]);
    expect(await troubled({ per_page: 3, page: 2 })).toMatchObject({ total: 4, page: 2, pages: 2 });
    expect(await ids({ per_page: 3, page: 2 })).toEqual([host]);
    expect(await troubled({ page: 9 })).toEqual({ deliveries: [], total: 4, page: 9, pages: 1 });
  });

  it('say all that is known', async () => {
    await tell('77', { email: 'ivan@example.com', first_name: 'Иван' });
    const trigger_id = await make({ user_id: '77', type: 'win_back' });
    const delivery_id = await deliver(trigger_id, 'uncertain', {
      user_id: '77',
      channel: 'email',
      address: 'ivan@example.com',
      answer: 'the connection broke',
      attempts: 2,
      sent_at: '2024-01-15T10:00:01Z',
      updated_at: '2024-01-15T10:00:31Z',
    });
    expect((await troubled()).deliveries).toEqual([
      {
        user_id: 77,
        email: 'ivan@example.com',
        first_name: 'Иван',
        type: 'win_back',
        delivery_id,
        channel: 'email',
        address: 'ivan@example.com',
        status: 'uncertain',
        attempts: 2,
        next_at: null,
        sent_at: '2024-01-15T10:00:01Z',
        answer: 'the connection broke',
        updated_at: '2024-01-15T10:00:31Z',
        can_retry: true,
      },
    ]);
  });

  it.each<[string, boolean, object, object?]>([
    ['its trigger is open', true, {}],
    ['its trigger ends later', true, { expires_at: '2024-01-31T12:00:01Z' }],
    ['its trigger has ended', false, { expires_at: '2024-01-31T12:00:00Z' }],
    ['its trigger is closed', false, { open: false }],
    ['the person has closed it', false, { status: 'dismissed' }],
    ['the person has turned the channel off', false, {}, { channels_off: ['telegram'], types_off: [] }],
    ['the person has turned another off', true, {}, { channels_off: ['email'], types_off: ['win_back'] }],
    ['the person has turned the type off', false, {}, { channels_off: [], types_off: ['inactivity_3_days'] }],
  ])('may be sent again or not: %s', async (_, can_retry, more, wishes) => {
    const id = await make(more);
    if (wishes !== undefined) {
      const row = { user_id: `user ${id}`, updated_at: '2024-01-01T00:00:00Z', ...wishes };
      await insertRows(database, 'preference', [row]);
    }
    await deliver(id, 'uncertain');
    await deliver(id, 'refused', { channel: 'webhook', trigger_id: null });
    expect((await troubled()).deliveries).toMatchObject([{ can_retry: true }, { can_retry }]);
  });
});
