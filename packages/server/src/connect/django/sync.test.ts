import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { expectCountsToHold } from '../../../test/counts.ts';
import { openTestDatabase } from '../../../test/database.ts';
import { openDjangoHost } from '../../../test/open-django-host.ts';
import { eraseForGood } from '../../erase.ts';
import { storeHistory } from '../../history.ts';
import { storeFacts } from '../../host/facts-store.ts';
import { compareAll, forget, move, PROJECT_ZONE, select, stateOf, takeNew, testDeps } from './connect.fixture.ts';
import { openHostDatabase } from './host-database.ts';
import { HOST_MAPPING } from './mapping.fixture.ts';

const NOW = '2024-01-15T10:30:00Z';
const { database, clock } = await openTestDatabase({ now: NOW });
const app = await openDjangoHost({ users: 30, rows: 300, now: NOW });
const host = openHostDatabase(app.readerUrl);
const deps = testDeps(database, clock);

afterAll(() => host.close());
beforeEach(async () => {
  clock.set(NOW);
  await forget(database);
  await app.query('UPDATE users_user SET is_active = true');
  await move(deps, host, HOST_MAPPING);
});

/** What is there now must be what somebody would have who connects the app only now. */
async function expectAsIfTakenNow(): Promise<void> {
  await expectCountsToHold(deps);
  const { people, events, days } = await stateOf(database);
  await forget(database);
  await move(deps, host, HOST_MAPPING);
  const anew = await stateOf(database);
  expect(events).toEqual(anew['events']);
  expect(days).toEqual(anew['days']);
  expect(people).toEqual(anew['people']);
}

const eventsOf = (user_id: string): Promise<string[]> =>
  select(
    database,
    `SELECT type || ' ' || local_day FROM event WHERE user_id = '${user_id}' ORDER BY occurred_at, type, id`,
  );

describe('what happens in the app meanwhile', () => {
  it('arrives: people, rows, and what has changed about them', async () => {
    clock.set('2024-01-15T10:40:00Z');
    await app.query(`INSERT INTO users_user (id, password, is_superuser, username, first_name, last_name, email, is_staff, is_active, date_joined, finish_onboarding)
      VALUES (1001, '', false, 'new', 'Ева', '', 'eva@example.com', false, true, '2024-01-15T10:35:00Z', false)`);
    await app.query(`INSERT INTO users_profile (user_id, timezone, language, xp, updated_at)
      VALUES (1001, 'Asia/Tokyo', 'ru', 5, '2024-01-15T10:35:00Z')`);
    await app.query(
      `INSERT INTO habits_habitlog (user_id, habit_id, completed_at) VALUES (1001, 1, '2024-01-15T10:36:00Z'), (1, 1, '2024-01-15T10:37:00Z')`,
    );
    await app.query(`UPDATE users_profile SET xp = 77777, updated_at = '2024-01-15T10:38:00Z' WHERE user_id = 2`);
    await app.query(`UPDATE journal_journalentry SET created_at = created_at - interval '40 days', updated_at = '2024-01-15T10:38:00Z'
      WHERE id = (SELECT min(id) FROM journal_journalentry)`);
    expect(await takeNew(deps, host, HOST_MAPPING)).toMatchObject({ stored: 3, removed: 1, incomplete: [] });
    expect(await eventsOf('1001')).toEqual(['habit_completed 2024-01-15']);
    expect(await select(database, `SELECT xp::text FROM person WHERE user_id = '2'`)).toEqual(['77777']);
    expect(await takeNew(deps, host, HOST_MAPPING)).toMatchObject({ stored: 0, removed: 0 });
    await expectAsIfTakenNow();
  });

  it('arrives though a row with a lower key is committed later', async () => {
    await app.query(
      `INSERT INTO habits_habitlog (id, user_id, habit_id, completed_at) VALUES (90002, 1, 1, '2024-01-15T10:20:00Z')`,
    );
    expect(await takeNew(deps, host, HOST_MAPPING)).toMatchObject({ stored: 1 });
    await app.query(
      `INSERT INTO habits_habitlog (id, user_id, habit_id, completed_at) VALUES (90001, 1, 1, '2024-01-15T10:19:00Z')`,
    );
    expect(await takeNew(deps, host, HOST_MAPPING)).toMatchObject({ stored: 1 });
    expect(await takeNew(deps, host, HOST_MAPPING)).toMatchObject({ stored: 0 });
    await app.query('DELETE FROM habits_habitlog WHERE id IN (90001, 90002)');
  });

  it('does not disturb what the app itself sends of the same person at the same moment', async () => {
    await app.query(
      `INSERT INTO habits_habitlog (id, user_id, habit_id, completed_at) VALUES (90003, 1, 1, '2024-01-15T10:21:00Z')`,
    );
    const live = {
      id: '018f3c5e-7d2a-7cc1-9d0e-5a4b3c2d1e0f',
      type: 'session_start',
      timestamp: '2024-01-15T10:21:00Z',
    };
    const personHash = deps.personHash;
    await Promise.all([
      takeNew(deps, host, HOST_MAPPING),
      storeHistory({ database, clock, projectZone: PROJECT_ZONE, personHash }, 1, [live]),
    ]);
    await app.query('DELETE FROM habits_habitlog WHERE id = 90003');
    expect(await compareAll(deps, host, HOST_MAPPING)).toMatchObject({ stored: 0, removed: 1 });
    expect(await eventsOf('1')).toContain('session_start 2024-01-15');
    await expectCountsToHold(deps);
  });
});

describe('comparing everybody', () => {
  // Who was told of a moment ago may not be in the app's database yet.
  beforeEach(() => clock.set('2024-01-15T11:00:00Z'));

  it('leaves alone who was told of a moment ago: the app may be about to write them down', async () => {
    const joined_at = Date.parse('2024-01-15T10:59:00Z');
    const told = [{ user_id: '9001', said: { joined_at } }];
    await storeFacts(database, told, { now: clock.now(), zone: PROJECT_ZONE, personHash: deps.personHash });
    expect(await compareAll(deps, host, HOST_MAPPING)).toMatchObject({ erased: 0 });
    clock.set('2024-01-15T11:20:00Z');
    expect(await compareAll(deps, host, HOST_MAPPING)).toMatchObject({ erased: 1 });
  });

  it('finds rows that were deleted, moved, or given to somebody else', async () => {
    await app.query('DELETE FROM habits_habitlog WHERE id % 5 = 0');
    await app.query(`UPDATE habits_habitlog SET completed_at = completed_at - interval '1 year' WHERE id % 11 = 0`);
    await app.query('UPDATE chat_chatmessage SET user_id = 4 WHERE user_id = 1');
    await app.query('UPDATE goals_goal SET completed_at = NULL');
    expect(await takeNew(deps, host, HOST_MAPPING)).toMatchObject({ stored: expect.any(Number) });
    const swept = await compareAll(deps, host, HOST_MAPPING);
    expect(swept.removed).toBeGreaterThan(20);
    expect(await compareAll(deps, host, HOST_MAPPING)).toMatchObject({ stored: 0, removed: 0, erased: 0 });
    await expectAsIfTakenNow();
  });

  it('erases who is gone, and takes who is there again, with all they did', async () => {
    const before = await eventsOf('5');
    expect(before.length).toBeGreaterThan(2);
    await app.query('UPDATE users_user SET is_active = false WHERE id IN (5, 6)');
    expect(await compareAll(deps, host, HOST_MAPPING)).toMatchObject({ erased: 2, held: null });
    expect(await select(database, `SELECT user_id FROM person WHERE user_id IN ('5', '6')`)).toEqual([]);
    expect(await eventsOf('5')).toEqual([]);
    await expectCountsToHold(deps);
    // What is sent of them meanwhile is refused, as of everybody who was erased.
    await app.query('UPDATE users_user SET is_active = true WHERE id = 5');
    await app.query(`UPDATE users_profile SET updated_at = '2024-01-15T10:30:00Z' WHERE user_id = 5`);
    await takeNew(deps, host, HOST_MAPPING);
    expect(await eventsOf('5')).toEqual(before);
    await app.query('UPDATE users_user SET is_active = true WHERE id = 6');
    await compareAll(deps, host, HOST_MAPPING);
    await expectAsIfTakenNow();
  });

  it('does not take who was erased at their own wish', async () => {
    await deps.erasePeople(['7'], new AbortController().signal);
    await compareAll(deps, host, HOST_MAPPING);
    await takeNew(deps, host, HOST_MAPPING);
    expect(await select(database, `SELECT user_id FROM person WHERE user_id = '7'`)).toEqual([]);
  });

  it('names nobody who was erased as the place up to which people were taken', async () => {
    const place = `SELECT watermark FROM connection_source WHERE source = 'people'`;
    const [last = ''] = await select(database, place);
    await eraseForGood(deps, last);
    await takeNew(deps, host, HOST_MAPPING);
    expect(await select(database, place)).not.toContain(last);
  });

  it('does not take again who was gone and was then erased at their own wish', async () => {
    await app.query('UPDATE users_user SET is_active = false WHERE id = 8');
    expect(await compareAll(deps, host, HOST_MAPPING)).toMatchObject({ erased: 1 });
    await eraseForGood(deps, '8');
    await app.query('UPDATE users_user SET is_active = true WHERE id = 8');
    await compareAll(deps, host, HOST_MAPPING);
    expect(await select(database, `SELECT user_id FROM person WHERE user_id = '8'`)).toEqual([]);
  });

  it('begins anew where it stood at somebody who was erased: their id is not kept', async () => {
    await database.session((client) => client.query(`UPDATE connection SET swept_after = 'theirs:9'`));
    await eraseForGood(deps, '9');
    expect(await select(database, 'SELECT swept_after FROM connection')).toEqual(['']);
  });

  it('erases nobody where suddenly many are gone, until somebody says that it is right', async () => {
    const [found] = await app.query('SELECT count(*)::int - 5 AS gone FROM users_user');
    const gone = Number(found?.['gone']);
    await app.query('UPDATE users_user SET is_active = id < 6');
    expect(await compareAll(deps, host, HOST_MAPPING)).toMatchObject({ erased: 0, held: gone, finished: true });
    expect(await select(database, 'SELECT gone_held::text FROM connection')).toEqual([String(gone)]);
    expect(await select(database, 'SELECT count(*)::text FROM person')).toEqual([String(gone + 5)]);
    expect(await compareAll(deps, host, HOST_MAPPING, true)).toMatchObject({ erased: gone, held: null });
    expect(await select(database, 'SELECT count(*)::text FROM person')).toEqual(['5']);
    expect(await select(database, 'SELECT gone_held::text FROM connection')).toEqual(['']);
  });

  it('leaves people alone of whom the app never spoke', async () => {
    const live = { id: '018f3c5e-7d2a-7cc1-9d0e-5a4b3c2d1e0a', type: 'session_start', timestamp: NOW };
    await storeHistory({ ...deps, clock }, 'visitor', [live]);
    expect(await compareAll(deps, host, HOST_MAPPING)).toMatchObject({ erased: 0, removed: 0 });
    expect(await eventsOf('visitor')).toHaveLength(1);
  });

  it('does not take again what was dropped for its age', async () => {
    clock.set(NOW);
    const keeping = testDeps(database, clock, 3);
    await database.session((client) => client.query(`DELETE FROM event WHERE local_day < '2023-10-01'`));
    const before = await stateOf(database);
    expect(await compareAll(keeping, host, HOST_MAPPING)).toMatchObject({ stored: 0, removed: 0 });
    await takeNew(keeping, host, HOST_MAPPING);
    expect(await stateOf(database)).toEqual(before);
  });
});
