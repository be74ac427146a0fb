import { beforeEach, expect, it } from 'vitest';
import { formatDay, localDay } from '@retention/domain/day';
import { pino } from 'pino';
import { openTestDatabase } from '../../test/database.ts';
import { Random } from '../../test/faults/random.ts';
import { insertRows } from '../../test/insert.ts';
import { dutiesOf } from '../duties.ts';
import { rebuild } from '../rebuild.ts';
import { createTimetable } from '../timetable.ts';
import { countMonths, MONTHS_DUTY, type MonthsOptions } from './month-actions.ts';

const { database, clock } = await openTestDatabase();
const projectZone = 'Europe/Moscow';
const deps = { database, clock, projectZone };
const NOW = '2024-06-15T09:00:00Z';
const YESTERDAY = '2024-06-14';
/** The first day of which it is kept. */
const FIRST = '2024-05-07';

beforeEach(async () => {
  clock.set(NOW);
  await run('TRUNCATE person, active_day, daily_count, cohort, daily_metrics, month_actions, duty');
  await insertRows(database, 'daily_count', [
    { day: '2024-01-01', dau: 0, mau_change: 0, started_trial: 0, converted_paid: 0 },
  ]);
});

function run(text: string): Promise<Record<string, unknown>[]> {
  return database.session(async (client) => (await client.query<Record<string, unknown>>(text)).rows);
}

interface Did {
  readonly user_id: string;
  readonly day: string;
  readonly actions: number;
}

async function did(...rows: readonly Did[]): Promise<void> {
  const zeros = { features: 0, completions: 0, session_start: 0, habit_completed: 0, journal_entry: 0 };
  const more = { ai_coach_message: 0, feature_seconds: 0, goal_progress: 0, habit_streak: 0 };
  await insertRows(
    database,
    'active_day',
    rows.map((row) => ({ ...row, ...zeros, ...more, last_active_at: row.day })),
  );
}

async function count(options: Partial<MonthsOptions> = {}): Promise<string[]> {
  const days = await countMonths(database, { now: clock.now(), projectZone, again: 'changing', ...options });
  return days.map(formatDay);
}

const known = async (): Promise<string[]> => {
  const rows = await run('SELECT day::text, actions::integer, people FROM month_actions ORDER BY day, actions');
  return rows.map(({ day, actions, people }) => `${String(day)}: ${String(people)} did ${String(actions)}`);
};

it('is what a plain loop counts, for each day that is kept', async () => {
  const random = new Random(7);
  const done = Array.from({ length: 60 }, (_, index) => `u${index}`).flatMap((user_id) => {
    const share = random.pick([0, 0.02, 0.2, 0.8]);
    const days = Array.from({ length: 90 }, (_, place) => formatDay(localDay(clock.now(), projectZone) - place));
    return days.flatMap((day) => (random.chance(share) ? [{ user_id, day, actions: random.whole(1, 4) }] : []));
  });
  await did(...done);
  const expected: string[] = [];
  for (let last = Date.parse(FIRST); last <= Date.parse(YESTERDAY); last += 86_400_000) {
    const totals = new Map<string, number>();
    for (const { user_id, day, actions } of done) {
      const back = (last - Date.parse(day)) / 86_400_000;
      if (back >= 0 && back < 30) totals.set(user_id, (totals.get(user_id) ?? 0) + actions);
    }
    const people = Map.groupBy(totals.values(), (total) => total);
    for (const [actions, { length }] of Array.from(people).toSorted(([one], [other]) => one - other)) {
      expected.push(`${new Date(last).toISOString().slice(0, 10)}: ${length} did ${actions}`);
    }
  }
  expect(await count()).toHaveLength(39);
  expect(await known()).toEqual(expected);
  expect(expected.length).toBeGreaterThan(300);
});

it('begins with the first day of which anything is known, and needs none', async () => {
  await run(`UPDATE daily_count SET day = '2024-06-12'`);
  expect(await count()).toEqual(['2024-06-14', '2024-06-13', '2024-06-12']);
  await run('TRUNCATE daily_count');
  expect(await count()).toEqual([]);
});

it('is counted anew where late events may have changed it, and where it is missing', async () => {
  await did({ user_id: 'anna', day: '2024-05-02', actions: 2 }, { user_id: 'anna', day: '2024-06-01', actions: 5 });
  await count();
  await did({ user_id: 'ivan', day: '2024-05-20', actions: 9 });
  const again = await count();
  expect(again).toHaveLength(9);
  expect(again.at(-1)).toBe('2024-06-06');
  expect(await known()).toContain('2024-06-06: 1 did 9');
  expect(await known()).not.toContain('2024-06-05: 1 did 9');
  await run(`DELETE FROM month_actions WHERE day = '2024-06-01'`);
  expect(await count()).toContain('2024-06-01');
  expect(await known()).toContain('2024-06-01: 1 did 9');
  expect(await count({ again: 'all' })).toHaveLength(39);
  expect(await known()).toContain('2024-05-20: 1 did 9');
});

it('leaves alone what says the same, and takes back what nobody did', async () => {
  await did({ user_id: 'anna', day: '2024-06-10', actions: 2 }, { user_id: 'ivan', day: '2024-06-10', actions: 3 });
  await count();
  const versions = () => run('SELECT xmin::text, * FROM month_actions ORDER BY day, actions');
  const before = await versions();
  await count({ again: 'all' });
  expect(await versions()).toEqual(before);
  await run(`UPDATE active_day SET actions = 3 WHERE user_id = 'anna'`);
  await count();
  expect(await known()).toEqual(['10', '11', '12', '13', '14'].map((day) => `2024-06-${day}: 2 did 3`));
});

it('is forgotten where no report is compared with it any more', async () => {
  await did({ user_id: 'anna', day: '2024-06-10', actions: 2 });
  await count();
  clock.set('2024-07-15T09:00:00Z');
  await count();
  const [row] = await run('SELECT min(day)::text AS first, max(day)::text AS last FROM month_actions');
  expect(row).toEqual({ first: '2024-06-10', last: '2024-07-09' });
  clock.set('2024-08-15T09:00:00Z');
  await count();
  expect((await known())[0]).toBe('2024-07-07: 1 did 2');
});

it('may be counted by two at once, and be interrupted', async () => {
  await did({ user_id: 'anna', day: '2024-06-10', actions: 2 });
  await Promise.all([count({ again: 'all' }), count({ again: 'all' })]);
  expect(await known()).toHaveLength(5);
  await expect(count({ signal: AbortSignal.abort() })).rejects.toThrow(/abort/i);
  expect(await count()).not.toEqual([]);
});

it('is counted at night, when the server starts, and with everything else', async () => {
  await did({ user_id: 'anna', day: '2024-06-14', actions: 2 });
  const logger = pino({ level: 'silent' });
  const timetable = createTimetable({ ...deps, zone: projectZone, duties: dutiesOf(deps, logger), logger });
  await timetable.tick();
  expect(await known()).toEqual(['2024-06-14: 1 did 2']);
  clock.set('2024-06-15T21:29:59Z'); // 00:29:59 in Moscow
  await timetable.tick();
  expect(await known()).toHaveLength(1);
  clock.set('2024-06-15T21:30:00Z');
  await timetable.tick();
  expect(await known()).toEqual(['2024-06-14: 1 did 2', '2024-06-15: 1 did 2']);
  await timetable.stop();
  expect(await run(`SELECT done_for::text FROM duty WHERE name = '${MONTHS_DUTY}'`)).toEqual([
    { done_for: '2024-06-16' },
  ]);

  await insertRows(database, 'person', [{ user_id: 'anna', created_at: NOW, updated_at: NOW }]);
  await run('TRUNCATE month_actions');
  const today = localDay(clock.now(), projectZone);
  await rebuild(deps, { from: today - 3, to: today - 1 });
  expect(await known()).toEqual(['2024-06-14: 1 did 2', '2024-06-15: 1 did 2']);
});
