import { Compile } from 'typebox/compile';
import { describe, expect, it } from 'vitest';
import { eventsBatch } from '@retention/domain/contract/events';
import { hostUsers } from '@retention/domain/contract/host';
import { adminUser, adminUserEvents } from '@retention/domain/contract/person';
import type { Contract } from '@retention/domain/contract/contract';
import { openTestDatabase } from '../../test/database.ts';
import { HOST_KEY, openTestApp, signToken } from '../http/app.fixture.ts';
import { refreshProfiles } from './refresh.ts';

const test = await openTestDatabase({ now: '2024-01-01T09:00:00Z' });
const { database, clock } = test;
const app = await openTestApp(test);
const owner = await signToken({ sub: 'owner', role: 'admin' });
const shape = Compile(adminUser.response);
const eventsShape = Compile(adminUserEvents.response);

async function send(path: string, token: string, payload: object) {
  const response = await app.http.inject({
    method: 'POST',
    url: path,
    headers: { authorization: `Bearer ${token}` },
    payload,
  });
  return { status: response.statusCode, body: response.json<Record<string, unknown>>() };
}

/** The user does these things now. */
async function act(user_id: string | number, ...events: (string | [type: string, metadata: object])[]): Promise<void> {
  const timestamp = new Date(clock.now()).toISOString();
  const payload = {
    events: events.map((event) =>
      typeof event === 'string' ? { type: event, timestamp } : { type: event[0], metadata: event[1], timestamp },
    ),
  };
  expect((await send(eventsBatch.path, await signToken({ sub: user_id }), payload)).status).toBe(200);
}

async function tell(...users: object[]): Promise<void> {
  expect(await send(hostUsers.path, HOST_KEY, { users })).toMatchObject({ status: 200, body: { errors: [] } });
}

async function person(user_id: string | number): Promise<Contract['admin_user']['response']> {
  const { status, body } = await send(adminUser.path, owner, { user_id });
  expect(status).toBe(200);
  expect(shape.Errors(body)).toEqual([]);
  return shape.Parse(body);
}

async function eventsOf(user_id: string | number): Promise<Contract['admin_user_events']['response']> {
  const { status, body } = await send(adminUserEvents.path, owner, { user_id });
  expect(status).toBe(200);
  expect(eventsShape.Errors(body)).toEqual([]);
  return eventsShape.Parse(body);
}

describe.each([adminUser, adminUserEvents])('$name', ({ path }) => {
  it('is for analysts and admins', async () => {
    await tell({ user_id: 'seen' });
    for (const [role, status] of [
      ['analyst', 200],
      ['admin', 200],
      ['user', 403],
    ] as const) {
      expect(await send(path, await signToken({ sub: 'seen', role }), { user_id: 'seen' })).toMatchObject({ status });
    }
    expect(await send(path, await signToken({ sub: 'seen' }), { user_id: 'seen' })).toMatchObject({ status: 403 });
    expect(await send(path, 'nonsense', { user_id: 'seen' })).toMatchObject({ status: 401 });
  });

  it('knows nobody of whom neither host nor event has spoken', async () => {
    for (const user_id of ['nobody', 987_654, ' ', 'seen ', 'SEEN', '\\', '%']) {
      expect(await send(path, owner, { user_id })).toMatchObject({
        status: 404,
        body: { message: expect.stringContaining(`"${user_id}"`) as string },
      });
    }
  });

  it.each(['', 'x'.repeat(129), 'a\0b', '\ud800', 1.5, 2 ** 53, null, [[]], {}, true, undefined])(
    'refuses what is no id: %o',
    async (user_id) => {
      expect(await send(path, owner, { user_id })).toMatchObject({
        status: 422,
        body: { errors: [{ field: 'user_id', error: expect.stringContaining('"user_id"') as string }] },
      });
    },
  );

  it('refuses fields it does not know', async () => {
    expect(await send(path, owner, { user_id: 'seen', page: 1 })).toMatchObject({ status: 422 });
  });

  it('leaves no connection behind after many refusals', async () => {
    const before = database.counts().total;
    for (let time = 0; time < 3; time++) await send(path, owner, { user_id: 'nobody' });
    expect(database.counts()).toMatchObject({ total: before, waiting: 0 });
  });
});

describe('ids', () => {
  it('are found whatever is in them, and as an integer or as its text', async () => {
    clock.set('2024-01-01T09:00:00Z');
    for (const id of ['a/b c', 'Анна Петрова', "o'neil; --", 'tab\tand "quotes"', '007', '-5', '😀'.repeat(128)]) {
      await tell({ user_id: id, first_name: id.slice(0, 4) });
      await act(id, 'session_start');
      const found = await person(id);
      expect(found).toMatchObject({ id: id === '-5' ? -5 : id, active_days: [{ actions: 1 }] });
      expect((await eventsOf(id)).events).toHaveLength(1);
    }
    await tell({ user_id: 123, first_name: 'One' });
    expect(await person(123)).toMatchObject({ id: 123, first_name: 'One' });
    expect(await person('123')).toEqual(await person(123));
    expect((await send(adminUser.path, owner, { user_id: '0123' })).status).toBe(404);
  });
});

describe('admin_user', () => {
  it('shows what the host has said', async () => {
    clock.set('2024-01-15T10:30:00Z');
    await tell({
      user_id: 'told',
      email: 'told@mail.ru',
      first_name: 'Иван',
      joined_at: '2024-01-03T22:00:00Z',
      timezone: 'Europe/Moscow',
      locale: 'en-GB',
      telegram_chat_id: '77',
      subscription: {
        plan: 'pro',
        status: 'active',
        trial_started_at: '2024-01-04T10:00:00Z',
        trial_ends_at: '2024-01-11T10:00:00Z',
        paid_since: '2024-01-11T10:00:00.250Z',
        renewals: 2,
      },
      xp: 5_000_000_000,
    });
    expect(await person('told')).toMatchObject({
      id: 'told',
      email: 'told@mail.ru',
      first_name: 'Иван',
      timezone: 'Europe/Moscow',
      locale: 'en-GB',
      registered_on: '2024-01-04',
      telegram_linked: true,
      xp: 5_000_000_000,
      subscription: {
        plan: 'pro',
        status: 'active',
        trial_started_at: '2024-01-04T10:00:00Z',
        trial_ends_at: '2024-01-11T10:00:00Z',
        paid_since: '2024-01-11T10:00:00.250Z',
        renewals: 2,
      },
      today: '2024-01-15',
      profile: { lifecycle_day: 11, segment_label: 'Quiet user' },
      days_inactive: 11,
      active_days: [],
      history: [
        { since: '2024-01-04', until: '2024-01-07', segment: 'new_user', churn_risk: 'high', paying: null },
        { since: '2024-01-07', until: '2024-01-11', segment: 'new_user', churn_risk: 'critical', paying: null },
        { since: '2024-01-11', until: '2024-01-12', segment: 'quiet_user', churn_risk: 'high', paying: 'dead' },
        { since: '2024-01-12', until: null, segment: 'quiet_user', churn_risk: 'medium', paying: 'dead' },
      ],
    });
  });

  it('shows who is known from events alone', async () => {
    clock.set('2024-01-31T21:30:00Z'); // the 1st of February in the project's zone
    await act('alone', 'session_start', ['habit_completed', { habit_id: 1, streak: 4 }], 'streak_broken');
    expect(await person('alone')).toMatchObject({
      email: null,
      first_name: null,
      locale: null,
      timezone: 'Europe/Moscow',
      registered_on: '2024-02-01',
      today: '2024-02-01',
      telegram_linked: false,
      xp: 0,
      subscription: { plan: 'free', status: 'none', trial_started_at: null, paid_since: null, renewals: 0 },
      streak: 4,
      active_days: [{ day: '2024-02-01', actions: 2, completions: 1 }],
    });
  });

  it('knows an event acknowledged a moment ago, before any refresh', async () => {
    clock.set('2024-02-10T09:00:00Z');
    await act('fresh', 'session_start');
    expect((await person('fresh')).churn_risk_reasons).toEqual([
      { factor: 'zero_ai_interactions', points: 20, value: 0 },
    ]);
    await act('fresh', 'ai_coach_message');
    expect(await person('fresh')).toMatchObject({
      churn_risk_score: 0,
      churn_risk_reasons: [],
      active_days: [{ day: '2024-02-10', actions: 2, completions: 0 }],
    });
  });

  it('gives the reasons of who has left: critical, whatever the score', async () => {
    clock.set('2024-03-01T09:00:00Z');
    await act('gone', 'session_start', 'ai_coach_message');
    clock.set('2024-05-01T09:00:00Z');
    expect(await person('gone')).toMatchObject({
      profile: { segment: 'churned', churn_risk: 'critical' },
      churn_risk_score: 35,
      churn_risk_reasons: [{ factor: 'inactivity', points: 35, value: 61 }],
      days_inactive: 61,
      longest_inactive_period: 61,
      return_count: 0,
    });
    await act('gone', 'session_start');
    expect(await person('gone')).toMatchObject({ days_inactive: 0, longest_inactive_period: 61, return_count: 1 });
  });

  it('shows the active days of 371 local days that end with their own today', async () => {
    await tell({ user_id: 'kiri', timezone: 'Pacific/Kiritimati' });
    for (const at of ['2024-01-01', '2024-01-02', '2024-06-30', '2025-01-05']) {
      clock.set(`${at}T09:59:00Z`); // 23:59 there
      await act('kiri', 'journal_entry');
    }
    clock.set('2025-01-05T10:00:00Z'); // midnight there
    const { today, active_days } = await person('kiri');
    expect(today).toBe('2025-01-06');
    expect(active_days).toEqual(
      ['2024-01-02', '2024-06-30', '2025-01-05'].map((day) => ({ day, actions: 1, completions: 1 })),
    );
    clock.set('2025-01-06T10:00:00Z');
    expect((await person('kiri')).active_days.map(({ day }) => day)).toEqual(['2024-06-30', '2025-01-05']);
  });

  it('tells what was judged at the end of each day, as spans', async () => {
    clock.set('2026-03-01T09:00:00Z');
    await tell({ user_id: 'past', timezone: 'Europe/Moscow' });
    await act('past', 'session_start', 'ai_coach_message');
    expect((await person('past')).history).toEqual([
      { since: '2026-03-01', until: null, segment: 'new_user', churn_risk: 'low', paying: null },
    ]);
    for (let night = 1; night <= 9; night++) {
      if (night === 9) await tell({ user_id: 'past', subscription: { plan: 'pro', status: 'active' } });
      clock.set(`2026-03-0${night}T21:30:00Z`); // 00:30 on the next day there
      await refreshProfiles({ database, clock, projectZone: 'Europe/Moscow' });
    }
    const { history } = await person('past');
    expect(history).toEqual([
      { since: '2026-03-01', until: '2026-03-04', segment: 'new_user', churn_risk: 'low', paying: null },
      { since: '2026-03-04', until: '2026-03-08', segment: 'new_user', churn_risk: 'medium', paying: null },
      { since: '2026-03-08', until: '2026-03-10', segment: 'quiet_user', churn_risk: 'medium', paying: null },
      { since: '2026-03-10', until: null, segment: 'quiet_user', churn_risk: 'medium', paying: 'dead' },
    ]);
  });
});

describe('admin_user_events', () => {
  it('is empty for somebody of whom only the host has spoken', async () => {
    await tell({ user_id: 'silent' });
    expect(await eventsOf('silent')).toEqual({ events: [], next: null });
  });

  it('shows events as they were sent, with the day they belong to', async () => {
    clock.set('2026-04-30T21:30:00.125Z');
    await act('shown', ['habit_completed', { habit_id: 7, 'с пробелом': { deep: [null, 'я'] } }]);
    clock.set('2026-04-30T21:31:00Z');
    await act('shown', 'streak_broken');
    expect(await eventsOf('shown')).toMatchObject({
      events: [
        { type: 'streak_broken', occurred_at: '2026-04-30T21:31:00Z', local_day: '2026-05-01', metadata: null },
        {
          type: 'habit_completed',
          occurred_at: '2026-04-30T21:30:00.125Z',
          received_at: '2026-04-30T21:30:00.125Z',
          local_day: '2026-05-01',
          metadata: { habit_id: 7, 'с пробелом': { deep: [null, 'я'] } },
        },
      ],
      next: null,
    });
  });
});
