import { beforeEach, describe, expect, it } from 'vitest';
import type { Contract } from '@retention/domain/contract/contract';
import { ADDRESSES, type EndpointName } from '@retention/domain/contract/address';
import { openTestDatabase } from '../../test/database.ts';
import { openTestApp, signToken } from '../http/app.fixture.ts';
import { openStage } from './stage.fixture.ts';

const test = await openTestDatabase({ now: '2024-03-01T09:00:00Z' });
const app = await openTestApp(test);
const { rows, empty, go, does, says, triggers, outbox } = openStage(test, []);
const owner = await signToken({ sub: 'owner', role: 'admin' });
const analyst = await signToken({ sub: 'analyst', role: 'analyst' });
const ivan = await signToken({ sub: '77' });

async function ask<Name extends EndpointName>(name: Name, token: string, payload: object) {
  const { path: url, method } = ADDRESSES[name];
  const headers = { authorization: `Bearer ${token}` };
  const response = await app.http.inject({ method, url, headers, payload });
  return { status: response.statusCode, body: response.json<Contract[Name]['response']>() };
}

beforeEach(async () => {
  await empty();
  test.clock.set('2024-03-01T09:00:00Z');
});

async function streakAtRisk() {
  for (const day of [1, 2, 3, 4, 5, 6, 7]) {
    test.clock.set(`2024-03-0${day}T09:00:00Z`);
    await does('77', 'habit_completed', `2024-03-0${day}T08:00:00Z`);
    await go(`2024-03-0${day}T09:00:00Z`);
  }
  await go('2024-03-08T17:00:00Z');
}

describe('pending', () => {
  it('has the shape of the plan', async () => {
    await streakAtRisk();
    const { status, body } = await ask('triggers_pending', ivan, {});
    expect(status).toBe(200);
    expect(body.priority_trigger).toEqual({
      id: expect.any(Number) as number,
      type: 'streak_at_risk',
      type_label: 'Стрик под угрозой',
      priority: 'high',
      data: { streak: 7, last_activity: '2024-03-07' },
      title: 'Серия ждёт тебя сегодня',
      message: 'Осторожно! Твоя серия из 7\u00a0дней под угрозой! До конца дня ещё есть время.',
      how: 'toast',
      action: { type: 'open_habits', label: 'Выполнить привычку' },
      created_at: '2024-03-08T17:00:00Z',
    });
    expect(body.triggers.map(({ type }) => type)).toEqual(['streak_at_risk', 'first_week_completed']);
    expect(body.triggers[0]).toEqual(body.priority_trigger);
  });

  it('is empty for a stranger, and speaks English to who wants it', async () => {
    expect((await ask('triggers_pending', await signToken({ sub: 'new' }), {})).body).toEqual({
      triggers: [],
      priority_trigger: null,
    });
    await says('77', { locale: 'en-GB' });
    await streakAtRisk();
    const { body } = await ask('triggers_pending', ivan, {});
    expect(body.priority_trigger?.message).toMatch(/^Careful! Your streak of 7\u00a0days is at risk!/);
  });

  it('marks what it hands out as seen, once', async () => {
    await streakAtRisk();
    await ask('triggers_pending', ivan, {});
    test.clock.set('2024-03-08T17:30:00Z');
    await ask('triggers_pending', ivan, {});
    expect(await rows(`SELECT seen_at FROM trigger WHERE type = 'streak_at_risk'`)).toEqual([
      { seen_at: Date.parse('2024-03-08T17:00:00Z') },
    ]);
  });
});

describe('dismiss', () => {
  it.each([
    [{ trigger_id: 1, reason: 'tired' }, 422],
    [{ trigger_id: 0, reason: 'completed' }, 422],
    [{ trigger_id: 999_999, reason: 'completed' }, 404],
    [{ trigger_id: 1, reason: 'completed', snooze_until: '2024-03-02T09:00:00Z' }, 422],
    [{ trigger_id: 1, reason: 'snoozed', snooze_until: '2024-02-02T09:00:00Z' }, 422],
    [{ trigger_id: 1, reason: 'snoozed', snooze_until: '2024-03-02T09:00:00' }, 422],
    [{ trigger_id: 1, reason: 'snoozed', snooze_until: '2025-03-02T09:00:00Z' }, 422],
    [{ trigger_id: 1e19, reason: 'completed' }, 422],
  ])('%j is %d', async (payload, status) => {
    expect((await ask('triggers_dismiss', ivan, payload)).status).toBe(status);
  });

  it('is nobody else’s business', async () => {
    await streakAtRisk();
    const { body } = await ask('triggers_pending', ivan, {});
    const trigger_id = body.priority_trigger?.id ?? 0;
    const other = await signToken({ sub: '124' });
    expect((await ask('triggers_dismiss', other, { trigger_id, reason: 'completed' })).status).toBe(404);
    expect((await ask('triggers_dismiss', ivan, { trigger_id, reason: 'completed' })).body).toEqual({ status: 'ok' });
    expect((await ask('triggers_dismiss', ivan, { trigger_id, reason: 'completed' })).body).toEqual({ status: 'ok' });
    expect((await ask('triggers_pending', ivan, {})).body.priority_trigger?.type).toBe('first_week_completed');
  });
});

describe('by hand', () => {
  const send = (payload: object, token = owner) => ask('send_trigger', token, payload);

  it('is made once while it is on its way, and shown in the app', async () => {
    await does('77', 'session_start', '2024-03-01T08:00:00Z');
    const asked = { user_id: 77, trigger_type: 'inactivity_3_days', channels: ['in_app'] };
    expect(await send(asked)).toMatchObject({ status: 409, body: { message: expect.stringMatching(/active today/) } });
    test.clock.set('2024-03-02T09:00:00Z');
    expect(await send(asked)).toEqual({
      status: 200,
      body: { status: 'ok', trigger_id: expect.any(Number) as number },
    });
    expect((await ask('triggers_pending', ivan, {})).body.triggers).toHaveLength(1);
    expect((await send(asked, analyst)).status).toBe(403);
    expect((await send({ ...asked, user_id: 'nobody' })).status).toBe(404);
    expect((await send({ ...asked, channels: ['telegram'] })).status).toBe(409);
    expect((await send({ ...asked, trigger_type: 'trial_expiring' })).status).toBe(409);
    expect((await send({ ...asked, trigger_type: 'win_back' })).status).toBe(422);
    expect((await send({ ...asked, channels: [] })).status).toBe(422);
  });
});

describe('the owner', () => {
  it('sets a type, and an analyst does not', async () => {
    expect((await ask('trigger_setting', analyst, { type: 'win_back', mode: 'off' })).status).toBe(403);
    expect((await ask('trigger_setting', owner, { type: 'win_back' })).status).toBe(422);
    expect((await ask('trigger_setting', owner, { type: 'milestone_xp', holdout: 0.5 })).status).toBe(422);
    expect((await ask('trigger_setting', owner, { type: 'win_back', holdout: 1.5 })).status).toBe(422);
    expect((await ask('trigger_setting', owner, { type: 'win_back', mode: 'off', holdout: 0.3 })).status).toBe(200);
    expect((await ask('trigger_setting', owner, { type: 'win_back', holdout: null })).status).toBe(200);
    expect(await rows('SELECT type, mode, holdout FROM trigger_setting')).toEqual([
      { type: 'win_back', mode: 'off', holdout: null },
    ]);
  });

  it('looks ahead and back', async () => {
    await does('77', 'session_start', '2024-03-01T08:00:00Z');
    await go('2024-03-05T12:00:00Z');
    const matched = async (at: string) =>
      (await ask('trigger_dry_run', analyst, { at })).body.types.filter(({ matched: found }) => found > 0);
    expect(await matched('2024-03-03T12:00:00Z')).toEqual([]);
    expect(await matched('2024-03-04T12:00:00Z')).toMatchObject([
      { type: 'inactivity_3_days', matched: 1, would_send: 1, users: [{ id: 77, channels: ['in_app'] }] },
    ]);
    // Made by now: it is no news any more.
    expect(await matched('2024-03-05T13:00:00Z')).toEqual([]);
    expect(await matched('2024-04-01T00:00:00Z')).toMatchObject([{ type: 'monthly_report' }, { type: 'win_back' }]);
    expect((await ask('trigger_dry_run', analyst, { at: '2025-01-01T00:00:00Z' })).status).toBe(422);
    expect(await triggers()).toHaveLength(1);
    expect(await outbox()).toEqual([]);
  });

  it.each(['in_app', 'telegram', 'email', 'push'])('previews every text as %s', async (channel) => {
    for (const type of ['inactivity_3_days', 'streak_at_risk', 'trial_expiring', 'win_back']) {
      for (const locale of ['ru', 'en']) {
        const { status, body } = await ask('trigger_preview', analyst, { type, channel, locale });
        expect(status).toBe(200);
        expect(body.text).toMatch(locale === 'ru' ? /[а-яё]{3}/i : /[a-z]{3}/i);
        expect(body.configured).toBe(false);
      }
    }
  });

  it('cannot test what is not configured', async () => {
    const payload = { type: 'win_back', channel: 'email', locale: 'ru', address: 'owner@example.com' };
    expect((await ask('trigger_test', owner, payload)).status).toBe(409);
  });
});
