import { ADDRESSES } from '@retention/domain/contract/address';
import { expect, it } from 'vitest';
import { openTestDatabase } from '../../packages/server/test/database.ts';
import { openBackend } from './backend.fixture.ts';

const test = await openTestDatabase({ now: '2026-03-05T09:00:00Z' });
const { clock, database } = test;
const backend = await openBackend(test);
const { register, retention, webhook, asUser, posted } = backend;

async function person(user_id: number): Promise<object> {
  const { rows } = await database.session((client) =>
    client.query<object>(
      'SELECT first_name, timezone, locale, subscription_status AS status, xp FROM person WHERE user_id = $1',
      [String(user_id)],
    ),
  );
  return rows[0] ?? {};
}

it('facts arrive at registration and with every change, once, however long nobody answers', async () => {
  const own = await register({ first_name: 'Оля', timezone: 'Asia/Tokyo' });
  await retention.flush();
  const facts = { first_name: 'Оля', timezone: 'Asia/Tokyo', locale: 'ru', status: 'none', xp: 0 };
  expect(await person(own.user_id)).toEqual(facts);
  posted.length = 0;
  await retention.flush();
  expect(posted).toEqual([]);

  backend.setAway(true);
  await own.change('subscription/start-trial', { plan: 'pro' });
  await own.change('settings/set', { first_name: 'Ольга', locale: 'en', timezone: 'UTC' });
  await own.change('goals/create', { title: 'Run', sphere: 'health' });
  await expect(retention.flush()).rejects.toThrow('nobody answers');
  backend.setAway(false);
  await retention.flush();
  expect(await person(own.user_id)).toEqual({
    first_name: 'Ольга',
    timezone: 'UTC',
    locale: 'en',
    status: 'trial',
    xp: 70,
  });
  expect(posted).toHaveLength(1);
});

it('the retention system takes the tokens of this backend, and knows who comes', async () => {
  const own = await register();
  const event = { type: 'journal_entry', timestamp: '2026-03-05T08:59:00Z' };
  const stored = await asUser(own, ADDRESSES.events_batch.path, { events: [event] });
  expect(stored.body).toEqual({ status: 'ok', processed: 1, errors: [] });
  const { body } = await asUser(own, ADDRESSES.profile_get.path);
  expect(body).toMatchObject({
    journey: { next_milestone: { id: 0 } },
    metrics: { last_active_at: '2026-03-05T08:59:00Z' },
  });
});

it('XP awarded by the retention system count once, whatever comes again', async () => {
  const own = await register();
  const call = { id: '991', event: 'xp.awarded', user_id: own.user_id, data: { reason: 'milestone_2', xp: 50 } };
  for (const id of ['991', '991', '992']) expect((await webhook({ ...call, id })).status).toBe(200);
  expect((await own.state()).xp.total).toBe(50);
  await retention.flush();
  expect(await person(own.user_id)).toMatchObject({ xp: 50 });
});

it('calls that are not signed by it, or were long ago, change nothing', async () => {
  const own = await register();
  const call = { id: '1001', event: 'xp.awarded', user_id: own.user_id, data: { reason: 'milestone_2', xp: 50 } };
  for (const signature of ['', 't=1,v1=00', 'v1=ff', `t=${clock.now() / 1000},v1=${'0'.repeat(64)}`]) {
    expect((await webhook(call, signature)).status).toBe(401);
  }
  expect((await own.state()).xp.total).toBe(0);
});

it('what it cannot know, it takes: unknown events, strangers, new fields', async () => {
  expect((await webhook({ id: '2001', event: 'moon.landed', user_id: 5, data: {} })).status).toBe(200);
  expect((await webhook({ id: '2002', event: 'xp.awarded', user_id: 1001, data: { reason: 'x', xp: 5 } })).status).toBe(
    200,
  );
  expect((await webhook({ id: '2003', event: 'xp.awarded', user_id: 'b7f1', data: {} })).status).toBe(200);
  expect((await webhook({ event: 'xp.awarded' })).status).toBe(400);
});

it('a code is offered, redeemed with the retention system, and good for once', async () => {
  const own = await register();
  await retention.flush();
  const code = 'ONE-7KQ4-M2XD';
  const expires_at = '2026-03-19T09:00:00Z';
  await database.session((client) =>
    client.query(
      `INSERT INTO code (user_id, trigger_id, code, percent, created_at, expires_at)
      VALUES ($1, 1, $2, 30, $3, $4)`,
      [String(own.user_id), code, '2026-03-05T09:00:00Z', expires_at],
    ),
  );
  const data = { code, percent: 30, expires_at };
  await webhook({ id: '3001', event: 'code.issued', user_id: own.user_id, data });
  expect((await own.state()).subscription.offer).toEqual(data);
  expect(await own.ask('subscription/pay', { plan: 'pro', code: 'ONE-0000-0000' })).toMatchObject({ status: 422 });
  const { state } = await own.change('subscription/pay', { plan: 'pro', code: code.toLowerCase() });
  expect(state.subscription).toMatchObject({ status: 'active', discount: 30 });
  expect(state.subscription.offer).toBeUndefined();
  expect(await own.ask('subscription/pay', { plan: 'basic', code })).toMatchObject({ status: 409 });
});

it('a message for a made-up chat is played, one for a real chat is refused without a bot', async () => {
  const data = { channel: 'telegram', text: 'Привет', buttons: [], trigger_id: 1 };
  const call = { event: 'message.send', user_id: 1001, data };
  expect(await webhook({ ...call, id: '4001', data: { ...data, chat_id: 'demo_1001' } })).toMatchObject({
    status: 200,
  });
  const refused = await webhook({ ...call, id: '4002', data: { ...data, chat_id: '777' } });
  expect(refused).toMatchObject({ status: 422, body: { message: expect.stringContaining('ONEPERCENT_BOT_TOKEN') } });
});
