import { describe, expect, it } from 'vitest';
import { openTestDatabase } from '../../packages/server/test/database.ts';
import { openBackend } from './backend.fixture.ts';

const test = await openTestDatabase({ now: '2026-03-05T09:00:00Z' });
const { clock } = test;
const { register, browser } = await openBackend(test);
const HABIT = { title: 'Зарядка', icon: '🤸' };

describe('a habit', () => {
  it('keeps its streak over a change of clocks, by the days of the person', async () => {
    clock.set('2026-03-27T07:00:00Z');
    const anna = await register({ timezone: 'Europe/Berlin' });
    const { state } = await anna.change('habits/create', HABIT);
    const habit_id = state.habits[0]?.id;
    // 23:30 and 00:30 in Berlin: an hour apart, and two days; the night of the 29th has 23 hours.
    for (const at of ['2026-03-27T22:30:00Z', '2026-03-28T22:30:00Z', '2026-03-28T23:30:00Z', '2026-03-30T21:30:00Z']) {
      clock.set(at);
      await anna.change('habits/complete', { habit_id });
    }
    const [habit] = (await anna.state()).habits;
    expect(habit).toMatchObject({ streak: 4, best_streak: 4, done_today: true });
    clock.set('2026-03-31T21:59:00Z');
    expect((await anna.state()).habits[0]).toMatchObject({ streak: 4, done_today: false });
    clock.set('2026-03-31T22:01:00Z');
    expect((await anna.state()).habits[0]).toMatchObject({ streak: 0, best_streak: 4, amnesty: true });
  });

  it('is done once a day, and can be taken back with what it brought', async () => {
    const own = await register();
    const { state } = await own.change('habits/create', HABIT);
    const body = { habit_id: state.habits[0]?.id };
    const done = await own.change('habits/complete', body);
    expect(done.earned).toEqual({ xp: 75, achievements: ['first_habit'] });
    expect((await own.change('habits/complete', body)).earned).toEqual({ xp: 0, achievements: [] });
    const undone = await own.change('habits/undo', body);
    expect(undone.state.habits[0]).toMatchObject({ done_today: false, streak: 0 });
    expect(undone.state.xp.total).toBe(50);
    // Back again it is worth the same, and no achievement twice.
    expect((await own.change('habits/complete', body)).earned).toEqual({ xp: 25, achievements: [] });
  });

  it('is forgiven one missed day', async () => {
    clock.set('2026-05-01T08:00:00Z');
    const own = await register({ timezone: 'UTC' });
    const { state } = await own.change('habits/create', HABIT);
    const body = { habit_id: state.habits[0]?.id };
    for (const day of ['01', '02', '04']) {
      clock.set(`2026-05-${day}T10:00:00Z`);
      await own.change('habits/complete', body);
    }
    const { state: mended, earned } = await own.change('habits/amnesty', body);
    expect(mended.habits[0]).toMatchObject({ streak: 4, amnesty: false });
    expect(earned.achievements).toEqual(['streak_3', 'amnesty']);
    expect(await own.ask('habits/amnesty', body)).toMatchObject({ status: 409, message: /раз в 30 дней/ });
  });
});

it('a person from the first day on: goals, journal, wheel, plans, coach, mission', async () => {
  clock.set('2026-06-01T08:00:00Z');
  const own = await register({ locale: 'en', first_name: 'Ann' });
  const goal = await own.change('goals/create', { title: 'Run', sphere: 'health' });
  expect(goal.earned).toEqual({ xp: 70, achievements: ['first_goal'] });
  const goal_id = goal.state.goals[0]?.id;
  expect((await own.change('goals/progress', { goal_id, progress: 55 })).earned).toEqual({
    xp: 100,
    achievements: ['goal_half'],
  });
  // Down and up again earns nothing twice.
  await own.change('goals/progress', { goal_id, progress: 10 });
  expect((await own.change('goals/progress', { goal_id, progress: 60 })).earned.xp).toBe(10);
  const reached = await own.change('goals/progress', { goal_id, progress: 100 });
  expect(reached.earned).toEqual({ xp: 190, achievements: ['goal_done'] });
  expect(reached.state.goals[0]?.completed_at).toBe('2026-06-01T08:00:00Z');
  await own.change('journal/create', { text: 'A good day', mood: 'good' });
  const scores = { health: 7, family: 8, friends: 6, career: 7, money: 5, growth: 8, rest: 4, home: 6 };
  expect((await own.change('wheel/set', { scores })).state.wheel).toEqual({ scores, set_at: '2026-06-01T08:00:00Z' });
  const planned = await own.change('plans/create', { title: 'Call', day: '2026-06-02' });
  const plan_id = planned.state.plans[0]?.id;
  expect((await own.change('plans/done', { plan_id, done: true })).earned.xp).toBe(10);
  // What is done may have been done on another day.
  const { state: moved, earned } = await own.change('plans/move', { plan_id, day: '2026-06-03' });
  expect(moved.plans).toEqual([{ id: plan_id, title: 'Call', day: '2026-06-03', done: true }]);
  expect(earned.xp).toBe(0);
  const { state: talked } = await own.change('chat/send', { text: 'hello' });
  expect(talked.chat.map(({ from }) => from)).toEqual(['person', 'coach']);
  expect(talked.activation.filter(({ done }) => !done)).toEqual([{ id: 'habit', done: false }]);
  const { state: kept } = await own.change('habits/create', HABIT);
  const last = await own.change('habits/complete', { habit_id: kept.habits[0]?.id });
  expect(last.earned.achievements).toEqual(['first_habit', 'first_week']);
  expect((await own.change('referrals/create', { channel: 'telegram' })).state.referrals).toBe(1);
});

describe('a page that is still of somebody else', () => {
  it('changes nothing in the name of whoever has signed in since', async () => {
    const own = await register();
    const entry = { text: 'mine', mood: 'calm' } as const;
    const refused = await own.ask('journal/create', entry, { 'x-person': '7' });
    expect([refused.status, refused.message]).toEqual([409, expect.stringMatching(/reload|обнови/)]);
    expect((await own.state()).journal).toEqual([]);
    const person = String((await own.state()).session.user_id);
    expect((await own.ask('journal/create', entry, { 'x-person': person })).status).toBe(200);
  });
});

describe('a subscription', () => {
  it('tries, ends by itself, is paid, cancelled and paid again', async () => {
    clock.set('2026-07-01T08:00:00Z');
    const own = await register();
    const tried = await own.change('subscription/start-trial', { plan: 'pro' });
    expect(tried.state.subscription).toMatchObject({ status: 'trial', trial_ends_at: '2026-07-08T08:00:00Z' });
    expect((await own.ask('subscription/start-trial', { plan: 'pro' })).status).toBe(409);
    clock.set('2026-07-08T08:00:00Z');
    expect((await own.state()).subscription).toMatchObject({ plan: 'free', status: 'expired' });
    const paid = await own.change('subscription/pay', { plan: 'basic' });
    expect(paid.state.subscription).toMatchObject({ plan: 'basic', status: 'active', renewals: 0 });
    expect((await own.ask('subscription/pay', { plan: 'basic' })).status).toBe(409);
    expect((await own.change('subscription/cancel')).state.subscription).toMatchObject({ status: 'cancelled' });
    expect((await own.ask('subscription/cancel', {})).status).toBe(409);
    expect((await own.change('subscription/pay', { plan: 'pro' })).state.subscription).toMatchObject({ renewals: 1 });
  });
});

it('what belongs to somebody is nobody else’s', async () => {
  const [one, other] = [await register(), await register()];
  const habit_id = (await one.change('habits/create', HABIT)).state.habits[0]?.id;
  const goal_id = (await one.change('goals/create', { title: 'Мой', sphere: 'home' })).state.goals[0]?.id;
  const entry_id = (await one.change('journal/create', { text: 'Моё', mood: 'calm' })).state.journal[0]?.id;
  const day = (await one.state()).today;
  const plan_id = (await one.change('plans/create', { title: 'Моё', day })).state.plans[0]?.id;
  const before = await one.state();
  for (const [name, body] of [
    ['habits/complete', { habit_id }],
    ['habits/undo', { habit_id }],
    ['habits/amnesty', { habit_id }],
    ['habits/delete', { habit_id }],
    ['goals/progress', { goal_id, progress: 50 }],
    ['goals/delete', { goal_id }],
    ['journal/delete', { entry_id }],
    ['plans/done', { plan_id, done: true }],
    ['plans/move', { plan_id, day }],
    ['plans/delete', { plan_id }],
  ] as const) {
    expect(await other.ask(name, body), name).toMatchObject({ status: 404 });
  }
  expect(await one.state()).toEqual(before);
  for (const [name, body] of [
    ['habits/delete', { habit_id }],
    ['goals/delete', { goal_id }],
    ['journal/delete', { entry_id }],
    ['plans/delete', { plan_id }],
  ] as const) {
    await one.change(name, body);
  }
  expect(await one.state()).toMatchObject({ habits: [], goals: [], journal: [], plans: [] });
});

describe('what cannot be', () => {
  it.each([
    ['habits/create', { title: '  ', icon: '🤸' }, 422, 'Название: напиши хотя бы слово'],
    ['habits/create', { title: 'x'.repeat(81), icon: '🤸' }, 422, 'Название: не длиннее 80 знаков'],
    ['habits/create', { icon: '🤸' }, 400, 'Название: нужен текст'],
    ['habits/complete', { habit_id: '1' }, 400, 'habit_id: нужен номер'],
    ['goals/create', { title: 'x', sphere: 'love' }, 400, 'Сфера: одно из health, '],
    ['goals/progress', { goal_id: 1, progress: 101 }, 422, 'Прогресс: от 0 до 100'],
    ['goals/progress', { goal_id: 1, progress: 0.5 }, 400, 'Прогресс: нужно целое число'],
    ['journal/create', { text: 'x\0', mood: 'good' }, 422, 'Текст: есть знак'],
    ['wheel/set', { scores: { health: 11 } }, 422, 'Оценка, health: от 1 до 10'],
    ['wheel/set', {}, 400, 'Нужен JSON-объект'],
    ['plans/create', { title: 'x', day: '2026-02-30' }, 400, 'День: нужна дата вида'],
    ['plans/create', { title: 'x', day: '2036-02-03' }, 422, 'День: не дальше года'],
    ['plans/move', { plan_id: 1, day: '2036-02-03' }, 422, 'День: не дальше года'],
    ['plans/done', { plan_id: 1, done: 'да' }, 400, 'Выполнено: да или нет'],
    ['settings/set', { first_name: 'A', locale: 'fr', timezone: 'UTC' }, 400, 'Язык: одно из ru, en'],
    ['settings/set', { first_name: 'A', locale: 'ru', timezone: 'Moscow' }, 400, 'Часовой пояс: нужен пояс'],
    ['subscription/pay', { plan: 'gold' }, 400, 'Тариф: одно из basic, pro'],
    ['feedback/create', { value: 'bad', context: 'x' }, 400, 'Оценка: одно из'],
  ] as const)('%s %j: %i', async (name, body, status, message) => {
    const own = await register();
    expect(await own.ask(name, body)).toMatchObject({ status, message: expect.stringContaining(message) });
  });

  it('is said in the language of the person', async () => {
    const own = await register();
    await own.change('settings/set', { first_name: 'Ann', locale: 'en', timezone: 'America/New_York' });
    expect((await own.ask('habits/create', { title: '', icon: '🤸' })).message).toBe(
      'The title: write a word at least',
    );
    const stranger = browser();
    const answer = await stranger.ask('state/get', {}, { 'accept-language': 'en-GB,en;q=0.9' });
    expect(answer).toMatchObject({ status: 401, message: 'Sign in to go on' });
  });

  it('is a form of another site, or something that is no JSON, or too much', async () => {
    const own = await register();
    expect((await own.ask('habits/create', HABIT, { 'content-type': 'text/plain' })).status).toBe(415);
    expect((await own.ask('habits/create', [1])).status).toBe(400);
    expect((await own.ask('journal/create', { text: 'x'.repeat(70_000), mood: 'good' })).status).toBe(413);
    expect(await own.ask('journal/create', { text: 'x'.repeat(5_001), mood: 'good' })).toMatchObject({ status: 422 });
  });
});

it('a session ends, and a forged one is none', async () => {
  const own = await register();
  expect((await own.ask('session/get', {})).body.session?.user_id).toBe(own.user_id);
  const { cookie } = own;
  const kept = cookie();
  await own.ask('session/delete', {});
  expect((await own.ask('state/get', {}, { cookie: kept })).status).toBe(401);
  expect((await own.ask('state/get', {}, { cookie: 'onepercent_session=guessed' })).status).toBe(401);
  expect((await browser().ask('session/create', { as: 'ready' })).status).toBe(404);
});
