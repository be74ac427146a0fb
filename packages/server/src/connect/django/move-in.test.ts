import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { openDjangoHost } from '../../../test/open-django-host.ts';
import { expectCountsToHold } from '../../../test/counts.ts';
import { openTestDatabase } from '../../../test/database.ts';
import type { Database } from '../../db/database.ts';
import { createReadStandings } from '../../standing.ts';
import { lookAtDue } from '../../trigger/look.ts';
import { forget, move, PROJECT_ZONE, quietly, select, stateOf, testDeps } from './connect.fixture.ts';
import { openHostDatabase } from './host-database.ts';
import { HOST_MAPPING } from './mapping.fixture.ts';
import type { Mapping } from './mapping.ts';

const { database, clock } = await openTestDatabase({ now: '2024-01-15T10:30:00Z' });
const app = await openDjangoHost({ users: 30, rows: 600, now: '2024-01-15T10:30:00Z' });
const host = openHostDatabase(app.readerUrl);
const deps = testDeps(database, clock);

afterAll(() => host.close());
beforeEach(() => forget(database));

/** Stops the world at the given step: before it is done, or after, when nobody was told. */
class Crash extends RangeError {}

function breaking(at: number, when: 'before' | 'after'): Database {
  let step = 0;
  const crash = async <T>(work: () => Promise<T>): Promise<T> => {
    const here = ++step === at;
    if (here && when === 'before') throw new Crash('gone');
    const result = await work();
    if (here) throw new Crash('gone');
    return result;
  };
  return {
    ...database,
    query: (statement, values) => crash(() => database.query(statement, values)),
    transaction: (work, isolation) => crash(() => database.transaction(work, isolation)),
  };
}

/** Numbers from 0 to 1, the same each time. */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

describe('moving in', () => {
  it('takes people and everything they did, once', async () => {
    const { taken, swept } = await move(deps, host, HOST_MAPPING);
    const [people] = await app.query('SELECT count(*)::int AS people FROM users_user WHERE is_active');
    expect(taken).toMatchObject({ people: people?.['people'], shadowed: true, again: false });
    expect(swept).toBeNull();
    const theirs = await app.query(`
      SELECT 'habit_completed' AS type, count(*)::int FROM habits_habitlog JOIN users_user u ON u.id = user_id AND is_active
      UNION ALL SELECT 'journal_entry', count(*)::int FROM journal_journalentry JOIN users_user u ON u.id = user_id AND is_active
      UNION ALL SELECT 'ai_coach_message', count(*)::int FROM chat_chatmessage JOIN users_user u ON u.id = user_id AND is_active
        WHERE role = 'user'
      UNION ALL SELECT 'personal_goal_added', count(*)::int FROM goals_goal JOIN users_user u ON u.id = user_id AND is_active
      UNION ALL SELECT 'first_goal_completed', count(DISTINCT user_id)::int FROM goals_goal
        JOIN users_user u ON u.id = user_id AND is_active WHERE completed_at < '2024-01-15T10:30:00Z'
      UNION ALL SELECT 'onboarding_completed', count(*)::int FROM users_user
        WHERE is_active AND finish_onboarding AND date_joined < timestamptz '2024-01-15T10:30:00Z' - interval '1 hour'`);
    const ours = await select(database, `SELECT type || ' ' || count(*) FROM event GROUP BY type`);
    expect(ours.toSorted()).toEqual(theirs.map(({ type, count }) => `${String(type)} ${String(count)}`).toSorted());
    await expectCountsToHold(deps);

    const before = await stateOf(database);
    const again = await move(deps, host, HOST_MAPPING);
    expect(again).toMatchObject({
      taken: { rows: 0, again: true, shadowed: false },
      swept: { stored: 0, removed: 0, erased: 0 },
    });
    expect(await stateOf(database)).toEqual(before);
  });

  it('speaks to nobody, though people match', async () => {
    await move(deps, host, HOST_MAPPING);
    const looked = await lookAtDue({
      database,
      clock,
      configured: new Set(['telegram', 'email', 'push']),
      readStandings: createReadStandings(PROJECT_ZONE),
    });
    expect(looked?.made).toBeGreaterThan(5);
    expect(await select(database, 'SELECT DISTINCT mode FROM trigger')).toEqual(['shadow']);
    expect(await select(database, 'SELECT key FROM delivery')).toEqual([]);
  });

  it('is the same, interrupted twenty times and more, as in one go', async () => {
    await move(deps, host, HOST_MAPPING);
    const whole = await stateOf(database);
    await forget(database);
    const throwOf = dice(7);
    let interrupted = 0;
    for (let done = false; !done;) {
      const at = 4 + Math.floor(throwOf() * 12);
      const how = throwOf();
      const stop = new AbortController();
      const listener = { ...quietly(), went: () => (how < 0.3 ? stop.abort(new Crash('asked to stop')) : undefined) };
      const shaky = how < 0.3 ? deps : testDeps(breaking(at, how < 0.65 ? 'before' : 'after'), clock);
      // Not catch up: nobody has come so far.
      done = await move(interrupted < 24 ? shaky : deps, host, HOST_MAPPING, { listener, signal: stop.signal }).then(
        () => true,
        (error: unknown) => {
          if (!(error instanceof Crash)) throw error;
          return false;
        },
      );
      if (!done) interrupted++;
    }
    expect(interrupted).toBeGreaterThanOrEqual(20);
    await move(deps, host, HOST_MAPPING);
    expect(await stateOf(database)).toEqual(whole);
  });

  it('takes what can be taken of a person, and says what cannot', async () => {
    await app.query(`UPDATE users_profile SET timezone = 'Moscow' WHERE user_id = 3`);
    await app.query(`UPDATE users_user SET email = 'nobody', is_active = true WHERE id = 3`);
    const listener = quietly();
    await move(deps, host, HOST_MAPPING, { listener });
    expect(listener.refused.map(({ reason }) => reason)).toEqual([
      expect.stringContaining('"email" must be an e-mail address'),
      expect.stringContaining('"timezone" must be an IANA zone'),
    ]);
    expect(listener.refused[1]?.input).toContain('Moscow');
    const [person] = await select(
      database,
      `SELECT concat_ws('|', email, timezone, locale, joined_at IS NOT NULL) FROM person WHERE user_id = '3'`,
    );
    expect(person).toMatch(/^(?:ru|en-GB)\|t$/);
    await app.query(`UPDATE users_profile SET timezone = 'Europe/Berlin' WHERE user_id = 3`);
    await app.query(`UPDATE users_user SET email = 'user3@example.com' WHERE id = 3`);
  });

  it('with another mapping takes a source anew, and removes what it no longer says', async () => {
    await move(deps, host, HOST_MAPPING);
    const [habits, journal, ...rest] = HOST_MAPPING.events;
    if (habits === undefined || journal === undefined) throw new Error('the mapping has changed');
    const other: Mapping = {
      ...HOST_MAPPING,
      events: [{ ...habits, where: { habit_id: 8 } }, ...rest, { ...journal, name: 'diary' }],
    };
    const { swept } = await move(deps, host, other);
    expect(swept?.removed).toBeGreaterThan(100);
    const after = await stateOf(database);
    expect(after['sources']?.map((row) => row.split(' ')[0])).not.toContain('journal');
    await expectCountsToHold(deps);
    await forget(database);
    await move(deps, host, other);
    expect(await stateOf(database)).toEqual(after);
  });

  it('knows the day of a plain date where the person is, at the ends of the world', async () => {
    const zones = ['Pacific/Kiritimati', 'America/Los_Angeles', 'Pacific/Apia'];
    for (const [index, zone] of zones.entries()) {
      await app.query('UPDATE users_profile SET timezone = $1 WHERE user_id = $2', [zone, 10 + index]);
      await app.query('UPDATE users_user SET is_active = true WHERE id = $1', [10 + index]);
    }
    await app.query(`CREATE TABLE days_done (id integer PRIMARY KEY, user_id integer NOT NULL, day date NOT NULL)`);
    await app.query(`GRANT SELECT ON days_done TO public`);
    // Today where they are, the day after (which has not come), and the day before.
    await app.query(`INSERT INTO days_done
      SELECT row_number() OVER (), 10 + u, date '2024-01-15' + d FROM generate_series(0, 2) u, generate_series(-1, 1) d`);
    const [habits] = HOST_MAPPING.events;
    if (habits === undefined) throw new Error('the mapping has changed');
    const mapping = {
      ...HOST_MAPPING,
      events: [{ ...habits, name: 'days', table: 'days_done', at: 'day', metadata: {} }],
    };
    const { taken } = await move(deps, host, mapping);
    // 10:30 UTC of the 15th: on Kiritimati the 16th has begun, in Apia it is 23:30 of the 15th.
    expect(taken.later).toBe(2);
    const days = await select(
      database,
      `SELECT user_id || ' ' || string_agg(local_day::text || ' ' || to_char(occurred_at AT TIME ZONE p.timezone, 'HH24:MI'), ', ' ORDER BY local_day)
       FROM event JOIN person p USING (user_id) WHERE user_id IN ('10', '11', '12') GROUP BY user_id ORDER BY user_id`,
    );
    expect(days).toEqual([
      '10 2024-01-14 12:00, 2024-01-15 12:00, 2024-01-16 00:30',
      '11 2024-01-14 12:00, 2024-01-15 02:30',
      '12 2024-01-14 12:00, 2024-01-15 12:00',
    ]);
    // Who moves has done on that day what they did; and what had not come yet has.
    await app.query(`UPDATE users_profile SET timezone = 'Asia/Tokyo' WHERE user_id = 11`);
    clock.set('2024-01-16T23:30:00Z');
    const { swept } = await move(deps, host, mapping);
    expect(swept).toMatchObject({ stored: 2, removed: 0 });
    clock.set('2024-01-15T10:30:00Z');
    await app.query('DROP TABLE days_done');
  });
});
