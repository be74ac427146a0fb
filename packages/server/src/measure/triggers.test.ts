import { describe, expect, it } from 'vitest';
import { ENDED, openTriggerRows, SENT, type Asked } from './triggers.fixture.ts';

const rows = await openTriggerRows();

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
    const id = await rows.make(more);
    for (const status of statuses) {
      if (status === 'webhook') await rows.deliver(id, 'refused', { channel: 'webhook' });
      else await rows.deliver(id, status);
    }
    const { counts } = await rows.typeOf();
    expect(counts).toMatchObject({ matched: 1, sent: 0, held: 0, failed: 0, waiting: 0, [fate]: 1 });
    for (const list of ['matched', 'sent', 'held', 'failed', 'waiting'] as const) {
      expect(await rows.idsOf({ list })).toEqual(list === fate || list === 'matched' ? [id] : []);
    }
  });

  it('counts what people did with it, whatever channel it came by', async () => {
    const seen = await rows.make({ ...SENT, seen_at: '2024-01-15T11:00:00Z' });
    const closed = await rows.make({ ...SENT, seen_at: '2024-01-15T11:00:00Z', dismissed_at: '2024-01-15T11:00:00Z' });
    const done = await rows.make({ ...SENT, followed_at: '2024-01-15T11:00:00Z' });
    expect((await rows.typeOf()).counts).toMatchObject({ matched: 3, seen: 2, dismissed: 1, followed: 1 });
    expect(await rows.idsOf({ list: 'seen' })).toEqual([closed, seen]);
    expect(await rows.idsOf({ list: 'dismissed' })).toEqual([closed]);
    expect(await rows.idsOf({ list: 'followed' })).toEqual([done]);
  });

  it('is of its own type alone, in every mode', async () => {
    const ids = [await rows.make(), await rows.make({ mode: 'manual' }), await rows.make({ mode: 'shadow' })];
    await rows.make({ type: 'win_back' });
    await rows.make({ type: 'a type of another version' });
    expect((await rows.typeOf()).counts.matched).toBe(3);
    expect((await rows.typeOf('win_back')).counts.matched).toBe(1);
    expect((await rows.typeOf('monthly_report')).counts).toMatchObject({ matched: 0, seen: 0 });
    expect(await rows.idsOf({})).toEqual(ids.toReversed());
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
    await rows.make({ created_at: before(first) });
    const begins = await rows.make({ created_at: first });
    const ends = await rows.make({ created_at: before(next) });
    await rows.make({ created_at: next });
    const of = rows.measureIn(zone);
    const asked = { date_from: day, date_to: day };
    expect((await rows.typeOf('inactivity_3_days', asked, of)).counts.matched).toBe(2);
    expect(await rows.idsOf(asked, of)).toEqual([ends, begins]);
  });
});

describe('rules', () => {
  it('have held back what they say, and ended what was never sent because of them', async () => {
    const night = await rows.make({ held_by: 'quiet_hours' });
    await rows.decide(night, 'quiet_hours', { until: '2024-01-16T06:00:00Z' });
    const later = await rows.make(SENT);
    await rows.decide(later, 'quiet_hours');
    await rows.decide(later, 'quiet_hours');
    await rows.decide(later, 'daily_cap');
    const over = await rows.make({ ...ENDED, held_by: 'expired' });
    await rows.decide(over, 'quiet_hours');
    await rows.decide(over, 'expired');
    const held = await rows.make({ ...ENDED, holdout: true, held_by: 'holdout' });
    const { counts, by_rule } = await rows.typeOf();
    expect(counts).toMatchObject({ matched: 4, sent: 1, held: 2, waiting: 1 });
    expect(by_rule).toMatchObject([
      { rule: 'holdout', label: 'Контрольная группа', held: 1, ended: 1 },
      { rule: 'quiet_hours', held: 3, ended: 0 },
      { rule: 'daily_cap', held: 1, ended: 0 },
      { rule: 'expired', held: 1, ended: 1 },
    ]);
    expect(await rows.idsOf({ rule: 'quiet_hours' })).toEqual([over, later, night]);
    expect(await rows.idsOf({ rule: 'quiet_hours', list: 'sent' })).toEqual([later]);
    expect(await rows.idsOf({ rule: 'quiet_hours', list: 'held' })).toEqual([]);
    expect(await rows.idsOf({ rule: 'expired', list: 'held' })).toEqual([over]);
    expect(await rows.idsOf({ rule: 'holdout', list: 'held' })).toEqual([held]);
    expect(await rows.idsOf({ rule: 'muted' })).toEqual([]);
  });

  it('of another trigger of the same person are not mixed in', async () => {
    const first = await rows.make({ user_id: 'anna' });
    await rows.make({ user_id: 'anna' });
    await rows.decide(first, 'daily_cap', { user_id: 'anna' });
    expect((await rows.typeOf()).by_rule).toMatchObject([{ rule: 'daily_cap', held: 1 }]);
    expect(await rows.idsOf({ rule: 'daily_cap' })).toEqual([first]);
  });
});

describe('a list', () => {
  it('shows who, the latest first, a page at a time', async () => {
    await rows.tell('123', { email: 'ivan@example.com', first_name: 'Иван' });
    const first = await rows.make({
      user_id: '123',
      ...ENDED,
      held_by: 'no_longer_due',
      created_at: '2024-01-02T10:00:00Z',
    });
    const second = await rows.make({ ...SENT, created_at: '2024-01-03T10:00:00Z' });
    const third = await rows.make({ created_at: '2024-01-03T10:00:00Z' });
    expect(await rows.listOf({ per_page: 2 })).toMatchObject({
      users: [{ trigger_id: third }, { trigger_id: second, status: 'sent', sent_at: '2024-01-15T10:00:01Z' }],
      total: 3,
      page: 1,
      pages: 2,
    });
    expect(await rows.listOf({ per_page: 2, page: 2 })).toEqual({
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
    expect(await rows.listOf({ page: 1_000_000 })).toEqual({ users: [], total: 3, page: 1_000_000, pages: 1 });
    expect(await rows.listOf({ list: 'treatment', page: 3 })).toMatchObject({ users: [], total: 3 });
    expect(await rows.listOf({ list: 'failed' })).toEqual({ users: [], total: 0, page: 1, pages: 0 });
  });

  it.each<[string, Partial<Asked>, RegExp]>([
    ['a period that runs backwards', { date_to: '2023-12-31' }, /"date_to" must not lie before/],
    ['a day that is none', { date_from: '2024-02-30' }, /"date_from" must be a date/],
    ['a rule of a group', { list: 'holdout', rule: 'holdout' }, /"rule" is not for the groups of the effect/],
  ])('refuses %s', async (_, asked, message) => {
    await expect(rows.listOf(asked)).rejects.toMatchObject({
      status: 422,
      message: expect.stringMatching(message) as string,
    });
  });

  it('has no figures for a period that cannot be', async () => {
    const period = { date_from: '2024-02-01', date_to: '2024-01-01' };
    await expect(rows.measure.types({ body: period })).rejects.toMatchObject({ status: 422 });
  });
});
