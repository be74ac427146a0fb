import { Compile } from 'typebox/compile';
import { describe, expect, it } from 'vitest';
import { deliveries as deliveriesRow } from '@retention/domain/contract/trigger-admin';
import { openTriggerRows } from './triggers.fixture.ts';

const rows = await openTriggerRows();

describe('deliveries that need a look', () => {
  async function troubled(asked: object = {}) {
    const answer = await rows.measure.deliveries({ body: asked });
    expect(Compile(deliveriesRow.response).Errors(answer)).toEqual([]);
    return answer;
  }
  const ids = async (asked: object = {}) => (await troubled(asked)).deliveries.map(({ delivery_id }) => delivery_id);

  it('are those refused, given up, or of unknown fate, the latest first', async () => {
    const of = await rows.make();
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
      const id = await rows.deliver(of, status, { updated_at: `2024-01-15T1${place}:00:00Z` });
      if (['refused', 'unreachable', 'uncertain'].includes(status)) found.unshift(id);
    }
    const [uncertain = 0, unreachable = 0, refused = 0] = found;
    const host = await rows.deliver(of, 'refused', {
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
    await rows.tell('77', { email: 'ivan@example.com', first_name: 'Иван' });
    const trigger_id = await rows.make({ user_id: '77', type: 'win_back' });
    const delivery_id = await rows.deliver(trigger_id, 'uncertain', {
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
    const id = await rows.make(more);
    if (wishes !== undefined) {
      const row = { user_id: `user ${id}`, updated_at: '2024-01-01T00:00:00Z', ...wishes };
      await rows.insert('preference', [row]);
    }
    await rows.deliver(id, 'uncertain');
    await rows.deliver(id, 'refused', { channel: 'webhook', trigger_id: null });
    expect((await troubled()).deliveries).toMatchObject([{ can_retry: true }, { can_retry }]);
  });
});
