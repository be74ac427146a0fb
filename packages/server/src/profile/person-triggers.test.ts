import { Compile } from 'typebox/compile';
import { beforeEach, describe, expect, it } from 'vitest';
import { adminUserTriggers } from '@retention/domain/contract/trigger-admin';
import { openTestDatabase } from '../../test/database.ts';
import { insertRows } from '../../test/insert.ts';
import { createPersonTriggers } from './person-triggers.ts';

const { database } = await openTestDatabase();
let caughtUp = 0;
const configured = new Set(['push', 'telegram', 'email']);
const room = createPersonTriggers({ database, catchUp: async () => ++caughtUp, configured });

async function seen(body: Parameters<typeof room.triggers>[0]['body'], of = room) {
  const answer = await of.triggers({ body });
  expect(Compile(adminUserTriggers.response).Errors(answer)).toEqual([]);
  return answer;
}

const AT = '2024-01-15T17:00:00Z';
const PERSON = {
  created_at: AT,
  updated_at: AT,
  subscription_plan: 'free',
  subscription_status: 'none',
  renewals: 0,
  xp: 0,
  streak_broken_days: [],
};
const tell = (user_id: string, facts: object = {}) =>
  insertRows(database, 'person', [{ user_id, ...PERSON, ...facts }]);

const TRIGGER = {
  id: 1,
  type: 'streak_at_risk',
  period_key: '2024-01-15',
  mode: 'live',
  holdout: false,
  status: 'pending',
  open: true,
  data: { streak: 7, last_activity: '2024-01-14' },
  channels: ['telegram', 'in_app'],
  round: 0,
  created_at: AT,
};
const make = (user_id: string, ...more: object[]) =>
  insertRows(
    database,
    'trigger',
    more.map((row, place) => ({ user_id, ...TRIGGER, id: place + 1, period_key: `key ${place}`, ...row })),
  );

const TABLES = [
  'trigger',
  'delivery',
  'decision',
  'preference',
  'closed_address',
  'push_subscription',
  'agenda',
  'code',
];
beforeEach(async () => {
  const text = [...TABLES, 'xp_award', 'person'].map((table) => `DELETE FROM ${table}`).join(';');
  await database.session((client) => client.query(text));
});

describe('a person', () => {
  it('of whom nobody has spoken is not found', async () => {
    await tell('somebody');
    for (const user_id of ['nobody', 987_654, 'SOMEBODY', 'some']) {
      await expect(seen({ user_id })).rejects.toMatchObject({
        status: 404,
        message: expect.stringContaining(`"${user_id}"`) as string,
      });
    }
  });

  it.each(['', 'x'.repeat(129), 'a\0b', 1.5])('is not asked for by what is no id: %o', async (user_id) => {
    await expect(seen({ user_id })).rejects.toMatchObject({ status: 422, errors: [{ field: 'user_id' }] });
  });

  it('who was never spoken to has nothing to show, once what changed is judged', async () => {
    await tell('7');
    const before = caughtUp;
    expect(await seen({ user_id: 7 })).toEqual({
      triggers: [],
      reach: [
        { channel: 'in_app', label: 'В приложении', state: 'open' },
        { channel: 'push', label: 'Push', state: 'no_address' },
        { channel: 'telegram', label: 'Telegram', state: 'no_address' },
        { channel: 'email', label: 'Почта', state: 'no_address' },
      ],
      types_off: [],
      next_look_at: null,
      xp: [],
      codes: [],
    });
    expect(caughtUp).toBe(before + 1);
  });
});

describe('triggers', () => {
  it('say what was sent or held, and why', async () => {
    await tell('ivan');
    await make('ivan', {
      period_key: '2024-01-15',
      status: 'sent',
      held_by: 'daily_cap',
      sent_at: '2024-01-15T17:00:01Z',
      seen_at: '2024-01-15T17:10:00Z',
      dismissed_at: '2024-01-15T17:11:00Z',
      dismiss_reason: 'snoozed',
      snoozed_until: '2024-01-16T17:11:00Z',
      followed_at: '2024-01-15T18:00:00Z',
      scheduled_at: '2024-01-16T06:00:00Z',
      expires_at: '2024-01-15T21:00:00Z',
    });
    const decision = { user_id: 'ivan', trigger_id: 1 };
    await insertRows(database, 'decision', [
      { ...decision, id: 1, rule: 'daily_cap', until: '2024-01-16T06:00:00Z', decided_at: '2024-01-15T17:00:02Z' },
      { ...decision, id: 2, rule: 'quiet_hours', until: null, decided_at: '2024-01-15T17:00:01Z' },
      { ...decision, id: 3, trigger_id: 9, rule: 'muted', until: null, decided_at: AT },
    ]);
    const delivery = {
      user_id: 'ivan',
      trigger_id: 1,
      channel: 'telegram',
      address: '77',
      round: 0,
      attempts: 1,
      next_at: AT,
      created_at: AT,
      updated_at: '2024-01-15T17:00:01Z',
    };
    await insertRows(database, 'delivery', [
      { ...delivery, id: 1, key: 'a', status: 'sent', sent_at: '2024-01-15T17:00:01Z', answer: 'message 42' },
      { ...delivery, id: 2, key: 'b', status: 'waiting', channel: 'push', address: 'https://push/1' },
      { ...delivery, id: 3, key: 'c', status: 'sent', trigger_id: 9 },
    ]);
    expect((await seen({ user_id: 'ivan' })).triggers).toEqual([
      {
        trigger_id: 1,
        type: 'streak_at_risk',
        type_label: 'Стрик под угрозой',
        period_key: '2024-01-15',
        mode: 'live',
        status: 'sent',
        held_by: 'daily_cap',
        message: expect.stringMatching(/^Осторожно! Твоя серия из 7\u00a0дней/) as string,
        channels: ['in_app', 'telegram'],
        created_at: AT,
        scheduled_at: '2024-01-16T06:00:00Z',
        sent_at: '2024-01-15T17:00:01Z',
        seen_at: '2024-01-15T17:10:00Z',
        dismissed_at: '2024-01-15T17:11:00Z',
        dismiss_reason: 'snoozed',
        snoozed_until: '2024-01-16T17:11:00Z',
        followed_at: '2024-01-15T18:00:00Z',
        expires_at: '2024-01-15T21:00:00Z',
        decisions: [
          {
            rule: 'quiet_hours',
            label: 'Тихие часы',
            meaning: expect.any(String) as string,
            decided_at: '2024-01-15T17:00:01Z',
            until: null,
          },
          {
            rule: 'daily_cap',
            label: 'Одно сообщение в день',
            meaning: expect.any(String) as string,
            decided_at: '2024-01-15T17:00:02Z',
            until: '2024-01-16T06:00:00Z',
          },
        ],
        deliveries: [
          {
            delivery_id: 1,
            channel: 'telegram',
            address: '77',
            status: 'sent',
            attempts: 1,
            next_at: null,
            sent_at: '2024-01-15T17:00:01Z',
            answer: 'message 42',
            updated_at: '2024-01-15T17:00:01Z',
          },
          {
            delivery_id: 2,
            channel: 'push',
            address: 'https://push/1',
            status: 'waiting',
            attempts: 1,
            next_at: AT,
            sent_at: null,
            answer: null,
            updated_at: '2024-01-15T17:00:01Z',
          },
        ],
      },
    ]);
  });

  it('are theirs alone: ids of others say nothing', async () => {
    await tell('anna');
    await tell('bob');
    await make('anna', {});
    await make('bob', {});
    await insertRows(database, 'decision', [{ user_id: 'bob', id: 1, trigger_id: 1, rule: 'muted', decided_at: AT }]);
    expect((await seen({ user_id: 'anna' })).triggers).toMatchObject([{ decisions: [] }]);
    expect((await seen({ user_id: 'bob' })).triggers).toMatchObject([{ decisions: [{ rule: 'muted' }] }]);
  });

  it('are the latest 100, the latest first', async () => {
    await tell('old');
    const minute = (place: number) => new Date(Date.parse(AT) + Math.floor(place / 2) * 60_000).toISOString();
    await make('old', ...Array.from({ length: 103 }, (_, place) => ({ created_at: minute(place) })));
    const { triggers } = await seen({ user_id: 'old' });
    expect(triggers.map(({ trigger_id }) => trigger_id)).toEqual(
      Array.from({ length: 100 }, (_, place) => 103 - place),
    );
  });

  it('speak the language that is asked for, of whatever language the person is', async () => {
    await tell('ivan', { locale: 'ru' });
    await make('ivan', { held_by: 'holdout' });
    await insertRows(database, 'decision', [
      { user_id: 'ivan', id: 1, trigger_id: 1, rule: 'holdout', decided_at: AT },
    ]);
    expect(await seen({ user_id: 'ivan', locale: 'en' })).toMatchObject({
      triggers: [
        {
          type_label: 'Streak at risk',
          message: expect.stringMatching(/^Careful! Your streak of 7\u00a0days/) as string,
          decisions: [{ label: 'Holdout' }],
        },
      ],
      reach: [{ label: 'In the app' }, {}, {}, { label: 'E-mail' }],
    });
  });

  it('of a type nobody knows any more are left out', async () => {
    await tell('ivan');
    await make('ivan', { type: 'of another version' }, { held_by: 'a rule of another version' });
    expect((await seen({ user_id: 'ivan' })).triggers).toMatchObject([{ trigger_id: 2, held_by: null }]);
  });
});

describe('the reach', () => {
  const states = async (of = room) =>
    Object.fromEntries((await seen({ user_id: 'ivan' }, of)).reach.map(({ channel, state }) => [channel, state]));
  const subscribe = (...endpoints: string[]) =>
    insertRows(
      database,
      'push_subscription',
      endpoints.map((endpoint) => ({ user_id: 'ivan', endpoint, p256dh: '', auth: '', created_at: AT })),
    );
  const shut = (channel: string, address: string) =>
    insertRows(database, 'closed_address', [{ user_id: 'ivan', channel, address, reason: 'gone', closed_at: AT }]);

  beforeEach(() => tell('ivan', { email: 'ivan@example.com', telegram_chat_id: '77' }));

  it('is open where there is an address', async () => {
    await subscribe('https://push/1');
    expect(await states()).toEqual({ in_app: 'open', push: 'open', telegram: 'open', email: 'open' });
  });

  it('is closed where the address there is refuses us, not one there was', async () => {
    await shut('email', 'ivan@example.com');
    await shut('telegram', '76');
    expect(await states()).toMatchObject({ push: 'no_address', telegram: 'open', email: 'closed' });
  });

  it('of push is closed only with the last browser', async () => {
    await subscribe('https://push/1', 'https://push/2');
    await shut('push', 'https://push/1');
    expect(await states()).toMatchObject({ push: 'open' });
    await shut('push', 'https://push/2');
    expect(await states()).toMatchObject({ push: 'closed' });
  });

  it('is off where the person wants it so, and tells which types they do not want', async () => {
    const types_off = ['win_back', 'inactivity_3_days', 'of another version'];
    const preference = { user_id: 'ivan', channels_off: ['in_app', 'push', 'email'], types_off, updated_at: AT };
    await insertRows(database, 'preference', [preference]);
    expect(await states()).toEqual({ in_app: 'off', push: 'off', telegram: 'open', email: 'off' });
    expect((await seen({ user_id: 'ivan' })).types_off).toEqual(['inactivity_3_days', 'win_back']);
  });

  it('needs a channel that is set up', async () => {
    const bare = createPersonTriggers({ database, catchUp: async () => 0, configured: new Set(['email']) });
    expect(await states(bare)).toEqual({
      in_app: 'open',
      push: 'not_configured',
      telegram: 'not_configured',
      email: 'open',
    });
  });
});

it('tells when the person is looked at next, the XP and the codes', async () => {
  await tell('ivan');
  await insertRows(database, 'agenda', [
    { user_id: 'ivan', id: 1, look_at: '2024-01-20T00:00:00Z' },
    { user_id: 'ivan', id: 2, look_at: '2024-01-18T21:00:00Z' },
    { user_id: 'anna', id: 3, look_at: '2024-01-01T21:00:00Z' },
  ]);
  await insertRows(database, 'xp_award', [
    { user_id: 'ivan', reason: 'milestone_0', xp: 50, held_by: null, awarded_at: '2024-01-03T10:00:00Z' },
    { user_id: 'ivan', reason: 'first_week_completed', xp: 50, held_by: 'shadow', awarded_at: '2024-01-08T10:00:00Z' },
  ]);
  const code = { user_id: 'ivan', trigger_id: 1, percent: 30 };
  await insertRows(database, 'code', [
    { ...code, code: 'ONE-1', created_at: '2024-01-01T00:00:00Z', expires_at: '2024-01-15T00:00:00Z' },
    {
      ...code,
      code: 'ONE-2',
      created_at: '2024-01-02T00:00:00Z',
      expires_at: '2024-01-16T00:00:00Z',
      redeemed_at: '2024-01-05T00:00:00Z',
    },
  ]);
  expect(await seen({ user_id: 'ivan' })).toMatchObject({
    next_look_at: '2024-01-18T21:00:00Z',
    xp: [
      { reason: 'first_week_completed', xp: 50, awarded_at: '2024-01-08T10:00:00Z', held_by: 'shadow' },
      { reason: 'milestone_0', xp: 50, awarded_at: '2024-01-03T10:00:00Z', held_by: null },
    ],
    codes: [
      { code: 'ONE-2', percent: 30, expires_at: '2024-01-16T00:00:00Z', redeemed_at: '2024-01-05T00:00:00Z' },
      { code: 'ONE-1', percent: 30, expires_at: '2024-01-15T00:00:00Z', redeemed_at: null },
    ],
  });
});
