import { ADDRESSES } from '@retention/domain/contract/address';
import { catchUp } from '@retention/server/catch-up';
import { loadConfig } from '@retention/server/config';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { openTestDatabase, type TestDatabase } from '../../packages/server/test/database.ts';
import { openBackend } from './backend.fixture.ts';
import { fill, type FillTools } from './fill.ts';

const FEW = { users: 30, days: 20, seed: 2 };
const empty = await openTestDatabase({ now: '2026-11-01T21:30:00Z' });
const interrupted = await openTestDatabase({ now: '2026-03-05T09:00:00Z' });
const used = await openTestDatabase({ now: '2026-03-05T09:00:00Z' });
const owned = await openTestDatabase({ now: '2026-03-05T09:00:00Z' });

function tools({ database, clock }: TestDatabase, more: Partial<FillTools> = {}): FillTools {
  const loaded = loadConfig({ DATA_DIR: '/nowhere' });
  if ('faults' in loaded) throw new Error(loaded.faults.join());
  const { config } = loaded;
  return {
    config,
    database,
    clock,
    logger: pino({ level: 'silent' }),
    signal: new AbortController().signal,
    screen: { write: () => undefined },
    demo: FEW,
    catchUp: async () => void (await catchUp({ database, clock, projectZone: config.timezone }, { wait: true })),
    ...more,
  };
}

async function count(test: TestDatabase, table: string): Promise<number> {
  const { rows } = await test.database.session((client) =>
    client.query<{ count: string }>(`SELECT count(*) FROM ${table}`),
  );
  return Number(rows[0]?.count);
}

describe('an empty database', () => {
  it('is filled once, and the ready person agrees with herself on both sides', async () => {
    expect(await fill(tools(empty))).toEqual({ kind: 'demo', people: 30 });
    expect(await fill(tools(empty))).toEqual({ kind: 'demo', people: 30 });
    expect(await count(empty, 'onepercent.account')).toBe(1);

    const { browser, retention, asUser, webhook } = await openBackend(empty);
    await retention.flush();
    const anna = browser();
    const { body } = await anna.ask('session/create', { as: 'ready' });
    expect(body.session).toMatchObject({ first_name: 'Аня', ready: true });
    const state = await anna.state();
    expect(state.habits.map(({ streak, done_today }) => [streak, done_today])).toEqual([
      [6, false],
      [6, false],
    ]);
    expect(state).toMatchObject({ today: '2026-11-02', xp: { total: 1190, level: 6 } });
    expect(state.achievements).toHaveLength(7);
    expect(state.activation.every(({ done }) => done)).toBe(true);
    expect(state.subscription).toMatchObject({ plan: 'pro', status: 'trial', trial_ends_at: '2026-11-07T17:00:00Z' });

    const { body: profile } = await asUser(anna, ADDRESSES.profile_get.path);
    expect(profile).toMatchObject({
      lifecycle_day: 12,
      metrics: { days_active_30: 9 },
      journey: { completed_milestones: [0, 1], next_milestone: { id: 2, progress: 1, target: 3 } },
    });
    const events = await empty.database.session((client) =>
      client.query<{ type: string; count: string }>(
        "SELECT type, count(*) FROM event WHERE user_id = '7' GROUP BY type",
      ),
    );
    const stored = new Map(events.rows.map((row) => [row.type, Number(row.count)]));
    const done = state.habits.flatMap(({ days }) => days.filter((day) => day === 'done')).length;
    expect(stored.get('habit_completed')).toBe(done);
    expect(stored.get('custom_habit_created')).toBe(state.habits.length);
    expect(stored.get('personal_goal_added')).toBe(state.goals.length);
    expect(stored.get('journal_entry')).toBe(state.journal.length);
    expect(stored.get('ai_coach_message')).toBe(state.chat.filter(({ from }) => from === 'person').length);

    // What she has got already is not given again; two pages of the journal complete the milestone.
    await webhook({ id: '1', event: 'xp.awarded', user_id: 7, data: { reason: 'milestone_1', xp: 50 } });
    expect((await anna.state()).xp.total).toBe(1190);
    const entries = ['2026-11-01T21:10:00Z', '2026-11-01T21:20:00Z'].map((timestamp) => ({
      type: 'journal_entry',
      timestamp,
    }));
    await asUser(anna, ADDRESSES.events_batch.path, { events: entries });
    expect((await asUser(anna, ADDRESSES.profile_get.path)).body).toMatchObject({
      journey: { completed_milestones: [0, 1, 2] },
    });
    const today = await anna.change('habits/complete', { habit_id: state.habits[0]?.id });
    expect(today.earned).toEqual({ xp: 75, achievements: ['streak_7'] });
  });

  it('that is the owner’s own is left empty', async () => {
    const { config, ...rest } = tools(owned);
    expect(await fill({ ...rest, config: { ...config, databaseUrl: 'postgresql://db/own' } })).toEqual({
      kind: 'empty',
    });
    expect(await count(owned, 'person')).toBe(0);
  });
});

it('a filling that was interrupted is begun anew', async () => {
  const stop = new Error('killed');
  await expect(fill(tools(interrupted, { catchUp: () => Promise.reject(stop) }))).rejects.toThrow('killed');
  expect(await count(interrupted, 'event')).toBeGreaterThan(0);
  expect(await fill(tools(interrupted))).toEqual({ kind: 'demo', people: 30 });
  expect(await count(interrupted, 'person')).toBe(31);
  expect(await count(interrupted, 'change')).toBe(0);
});

it('a database with people in it is left alone', async () => {
  await used.database.session((client) =>
    client.query(
      "INSERT INTO person (user_id, email, created_at, updated_at) VALUES ('1', 'somebody@site.test', now(), now())",
    ),
  );
  expect(await fill(tools(used))).toEqual({ kind: 'real' });
  expect(await count(used, 'person')).toBe(1);
});
