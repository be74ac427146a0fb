import { hash } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import type { CatchUpWith } from '../command.ts';
import type { Database } from '../db/database.ts';
import { storeFacts } from '../host/facts-store.ts';
import { openTestDatabase } from '../../test/database.ts';
import { insertRows } from '../../test/insert.ts';
import { countMonths } from '../measure/month-actions.ts';
import { createReport } from '../profile/report.ts';
import { makeDemo } from './command.ts';
import { createPersonHash } from '../db/person-hash.ts';

const NOW = '2026-03-01T07:15:20Z';
const FEW = { users: 150, days: 40, seed: 3 };

const one = await openTestDatabase({ now: NOW });
const other = await openTestDatabase({ now: '2026-03-01T07:15:41Z' });
const interrupted = await openTestDatabase({ now: NOW });
const used = await openTestDatabase({ now: NOW });

function tools({ database, clock }: typeof one, signal = new AbortController().signal) {
  const printed: string[] = [];
  const said: string[] = [];
  const config = { timezone: 'Europe/Moscow', databaseUrl: null, now: clock.now() };
  const screen = { write: (text: string) => said.push(text) };
  const print = (line: string): void => void printed.push(line);
  const asked: (CatchUpWith | undefined)[] = [];
  const catchUp = (options?: CatchUpWith) => Promise.resolve(void asked.push(options));
  return { database, clock, config, signal, screen, print, catchUp, asked, printed, said };
}

/** Every row the demo makes, in one order. */
async function digest(database: Database): Promise<string> {
  const tables = [
    'person',
    'event',
    'active_day',
    'trigger',
    'delivery',
    'decision',
    'code',
    'xp_award',
    'xp_day',
    'preference',
    'push_subscription',
    'closed_address',
    'agenda',
  ];
  const texts: string[] = [];
  for (const table of tables) {
    const { rows } = await database.session((client) =>
      client.query<{ row: string }>(`SELECT r::text AS row FROM ${table} AS r ORDER BY r::text COLLATE "C"`),
    );
    texts.push(...rows.map(({ row }) => row));
  }
  return hash('sha256', texts.join('\n'));
}

describe('an empty database', () => {
  const tool = tools(one);
  let people = 0;
  let events = 0;
  beforeAll(async () => {
    ({ people, events } = await makeDemo(FEW, tool));
  });

  it('is filled, and the next step said', async () => {
    const { rows } = await one.database.session((client) =>
      client.query(`SELECT (SELECT count(*) FROM person WHERE first_event_at IS NOT NULL) AS people,
        (SELECT count(*) FROM event) AS events, (SELECT min(registered_on)::text FROM person) AS first`),
    );
    expect(rows).toEqual([{ people: 150, events, first: expect.stringMatching(/^2026-01-2\d$/) }]);
    expect(people).toBe(150);
    expect(tool.printed[0]).toMatch(/^People: 150, events: [\d,]+, triggers: [\d,]+, 2026-01-21 … 2026-03-01, in /);
    expect(tool.printed[1]).toBe(
      'Next: RETENTION_NOW=2026-03-01T07:15:00Z npm start, and open /admin/ at the address it prints',
    );
  });

  it('knows what XP the host told from day to day, up to what it tells now', async () => {
    const { rows } = await one.database.session((client) =>
      client.query(`SELECT count(*)::integer AS people FROM person AS p WHERE p.xp > 0
        AND p.xp = (SELECT xp FROM xp_day AS x WHERE x.user_id = p.user_id ORDER BY day DESC LIMIT 1)
        AND NOT EXISTS (SELECT FROM xp_day AS a JOIN xp_day AS b USING (user_id)
          WHERE a.user_id = p.user_id AND a.day < b.day AND a.xp > b.xp)`),
    );
    expect(rows).toEqual([{ people: 150 }]);
  });

  it('has a full report for whoever has been there for a month', async () => {
    expect(tool.asked).toEqual([{ history: true }]);
    const deps = { database: one.database, clock: one.clock, projectZone: 'Europe/Moscow' };
    const counted = { day: '2026-01-21', dau: 0, mau_change: 0, started_trial: 0, converted_paid: 0 };
    await insertRows(one.database, 'daily_count', [counted]);
    await countMonths(deps.database, { ...deps, now: one.clock.now(), again: 'all' });
    const { rows } = await one.database.session((client) =>
      client.query<{ user_id: string }>(`SELECT user_id FROM active_day JOIN person USING (user_id)
        WHERE registered_on < '2026-01-30' GROUP BY user_id ORDER BY count(*) DESC LIMIT 1`),
    );
    const report = await createReport(deps).get({ user_id: rows[0]?.user_id ?? '' });
    expect(report.month).toBe(1);
    expect(report.stats.total_actions).toBeGreaterThan(40);
    expect(report.stats.xp_earned).toBeGreaterThan(300);
    expect(report.achievements).not.toEqual([]);
    expect(report.comparison.vs_average_user.percentile).toBeGreaterThan(50);
  });

  it('is filled with the very same rows by the same seed in the same minute', async () => {
    await makeDemo(FEW, tools(other));
    expect(await digest(other.database)).toBe(await digest(one.database));
  });

  it('is empty no more', async () => {
    await expect(makeDemo(FEW, tools(one))).rejects.toThrow(
      'The database is not empty: it holds 150 people. A demo begins in an empty database: choose another folder',
    );
  });
});

it('refuses a database in which there is somebody, and leaves it alone', async () => {
  const { database, clock } = used;
  await storeFacts(database, [{ user_id: '1', said: { email: 'somebody@site.test' } }], {
    now: clock.now(),
    zone: 'UTC',
    personHash: createPersonHash(''),
  });
  const before = await digest(database);
  await expect(makeDemo(FEW, tools(used))).rejects.toThrow('it holds 1 people');
  expect(await digest(database)).toBe(before);
});

it('stops where it is told to, and knows a demo that was stopped', async () => {
  const { database } = interrupted;
  const stop = new AbortController();
  const tool = tools(interrupted, stop.signal);
  // The signal comes while the people are stored: none of their events is.
  const stopping: Database = {
    ...database,
    transaction(work) {
      stop.abort();
      return database.transaction(work);
    },
  };
  expect(await makeDemo(FEW, { ...tool, database: stopping })).toEqual({ people: 0, of: 150, events: 0 });
  expect(tool.said.join('')).toContain(
    'Interrupted: 0 of 150 people have their events. A demo begins in an empty database',
  );
  await expect(makeDemo(FEW, tools(interrupted))).rejects.toThrow(
    'A demo was interrupted here: 150 of its 150 people have no events yet. A demo begins in an empty database',
  );
});
