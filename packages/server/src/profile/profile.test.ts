import { pino } from 'pino';
import { beforeAll, describe, expect, it } from 'vitest';
import { eventsBatch } from '@retention/domain/contract/events';
import { hostUsers } from '@retention/domain/contract/host';
import { profileGet } from '@retention/domain/contract/profile';
import { openTestDatabase } from '../../test/database.ts';
import { HOST_KEY, openTestApp, signToken, type TestApp } from '../http/app.fixture.ts';
import { createTimetable } from '../timetable.ts';
import { readPeople } from './people.ts';
import { REFRESH_DUTY, refreshProfiles } from './refresh.ts';

const test = await openTestDatabase({ now: '2024-01-01T09:00:00Z' });
const { database, clock } = test;
const projectZone = 'Europe/Moscow';
let app: TestApp;

beforeAll(async () => {
  app = await openTestApp(test);
});

async function ask(path: string, token: string, payload: object) {
  const response = await app.http.inject({
    method: 'POST',
    url: path,
    headers: { authorization: `Bearer ${token}` },
    payload,
  });
  expect(response.statusCode).toBe(200);
  return response.json<Record<string, unknown>>();
}

/** The user does these things now. */
async function act(user_id: string, ...events: (string | [type: string, metadata: object])[]): Promise<void> {
  const timestamp = new Date(clock.now()).toISOString();
  await ask(eventsBatch.path, await signToken({ sub: user_id }), {
    events: events.map((event) =>
      typeof event === 'string' ? { type: event, timestamp } : { type: event[0], metadata: event[1], timestamp },
    ),
  });
}

const profileOf = async (user_id: string) => ask(profileGet.path, await signToken({ sub: user_id }), {});
const tell = (...users: object[]) => ask(hostUsers.path, HOST_KEY, { users });

function select(text: string): Promise<Record<string, unknown>[]> {
  return database.session(async (client) => (await client.query<Record<string, unknown>>(text)).rows);
}

const snapshot = (user_id: string) =>
  select(
    `SELECT since::text, until::text, segment, churn_risk FROM profile_snapshot WHERE user_id = '${user_id}' ORDER BY since`,
  );

describe('the profile endpoint', () => {
  it('answers in the shape of the contract for somebody nobody has heard of', async () => {
    expect(await profileOf('stranger')).toEqual({
      lifecycle_day: 0,
      segment: 'new_user',
      segment_label: 'Новый пользователь',
      churn_risk: 'medium',
      retention_score: 20,
      metrics: { days_active_30: 0, feature_diversity: 0, completion_rate: 0, last_active_at: null },
      journey: {
        current_milestone: 0,
        completed_milestones: [],
        next_milestone: {
          id: 0,
          title: 'Первые шаги',
          description: expect.any(String) as string,
          xp_bonus: 50,
          progress: 0,
          target: 1,
        },
        milestones: [
          { id: 0, title: 'Первые шаги', days: '1-3', completed: false },
          { id: 1, title: 'Исследователь', days: '4-7', completed: false },
          { id: 2, title: 'Развитие', days: '8-14', completed: false },
          { id: 3, title: 'Итоги месяца', days: '22-30', completed: false },
        ],
      },
    });
  });

  it('knows an event acknowledged a moment ago', async () => {
    clock.set('2024-01-01T09:00:00Z');
    await act('anna', 'session_start');
    expect(await profileOf('anna')).toMatchObject({ journey: { current_milestone: 0 } });
    await act('anna', ['habit_completed', { streak: 1 }]);
    expect(await profileOf('anna')).toMatchObject({
      metrics: { days_active_30: 1, completion_rate: 1, last_active_at: '2024-01-01T09:00:00Z' },
      journey: { current_milestone: 1, completed_milestones: [0] },
    });
  });

  it("turns the day at the person's own midnight", async () => {
    clock.set('2024-01-01T12:00:00Z');
    await tell({ user_id: 'kiri', timezone: 'Pacific/Kiritimati' }, { user_id: 'pago', timezone: 'Pacific/Pago_Pago' });
    await act('kiri', 'session_start'); // 02:00 on the 2nd there
    await act('pago', 'session_start'); // 01:00 on the 1st there
    clock.set('2024-01-02T10:30:00Z'); // 00:30 on the 3rd, and 23:30 on the 1st
    expect(await profileOf('kiri')).toMatchObject({ lifecycle_day: 1 });
    expect(await profileOf('pago')).toMatchObject({ lifecycle_day: 0 });
  });

  it("speaks the person's language", async () => {
    await tell({ user_id: 'john', locale: 'en' });
    expect(await profileOf('john')).toMatchObject({
      segment_label: 'New user',
      journey: { milestones: [{ title: 'First steps' }, {}, {}, {}] },
    });
  });

  it("counts life from the host's joined_at when it is known", async () => {
    clock.set('2024-01-20T09:00:00Z');
    await act('old', 'session_start');
    expect(await profileOf('old')).toMatchObject({ lifecycle_day: 0 });
    await tell({ user_id: 'old', joined_at: '2023-12-31T22:00:00Z' }); // the 1st of January in Moscow
    expect(await profileOf('old')).toMatchObject({ lifecycle_day: 19 });
  });
});

describe('active days read for a judgement', () => {
  it('are numbers in every column, over several days and around 1970', async () => {
    const columns = { actions: 1, features: 5, completions: 2, session_start: 3, habit_completed: 4, journal_entry: 6 };
    const more = { ai_coach_message: 7, feature_seconds: 5_000_000_000, goal_progress: 0, habit_streak: 8 };
    const names = [...Object.keys(columns), ...Object.keys(more)].join(', ');
    const values = [...Object.values(columns), ...Object.values(more)].join(', ');
    await select(`INSERT INTO person (user_id, created_at, updated_at) VALUES ('columns', 'epoch', 'epoch')`);
    for (const day of ['1969-12-30', '1970-01-01', '2024-01-01']) {
      await select(
        `INSERT INTO active_day (user_id, day, last_active_at, ${names}) VALUES ('columns', '${day}', 'epoch', ${values})`,
      );
    }
    const [person] = await readPeople(database, ['columns'], projectZone);
    const { actions: _, ...read } = columns;
    const { goal_progress: __, ...readMore } = more;
    expect(person?.days).toEqual(
      [-2, 0, 19_723].map((day, index) => ({ day, ...read, ...readMore, last_active_at: index === 2 ? 0 : null })),
    );
  });
});

describe('the refresh', () => {
  it('writes every row as the endpoint would judge it, and the days so far as a snapshot', async () => {
    clock.set('2024-02-01T09:00:00Z');
    await act('ivan', 'session_start', 'ai_coach_message');
    clock.set('2024-02-08T22:30:00Z'); // 01:30 on the 9th in Moscow
    const result = await refreshProfiles({ database, clock, projectZone });
    const [count] = await select('SELECT count(*)::int AS people FROM person');
    expect(result.people).toBe(count?.people);
    expect(
      await select(
        `SELECT lifecycle_day, days_inactive, segment, churn_risk, day::text FROM profile WHERE user_id = 'ivan'`,
      ),
    ).toEqual([{ lifecycle_day: 8, days_inactive: 8, segment: 'quiet_user', churn_risk: 'medium', day: '2024-02-09' }]);
    expect(await snapshot('ivan')).toEqual([
      { since: '2024-02-01', until: '2024-02-04', segment: 'new_user', churn_risk: 'low' },
      { since: '2024-02-04', until: '2024-02-08', segment: 'new_user', churn_risk: 'medium' },
      { since: '2024-02-08', until: null, segment: 'quiet_user', churn_risk: 'medium' },
    ]);
    expect(await select('SELECT user_id FROM person EXCEPT SELECT user_id FROM profile')).toEqual([]);
  });

  it('run again changes nothing', async () => {
    const rows = () => select('SELECT * FROM profile ORDER BY user_id');
    const spans = () => select('SELECT * FROM profile_snapshot ORDER BY user_id, since');
    const before = [await rows(), await spans()];
    await refreshProfiles({ database, clock, projectZone });
    expect([await rows(), await spans()]).toEqual(before);
  });

  it('is done at 01:00 project time, once by two processes, and catches up every night that was missed', async () => {
    clock.set('2024-03-01T09:00:00Z');
    await act('petr', 'session_start', 'ai_coach_message');
    let runs = 0;
    const timetables = [1, 2].map(() =>
      createTimetable({
        database,
        clock,
        zone: projectZone,
        logger: pino({ level: 'silent' }),
        duties: [
          {
            name: REFRESH_DUTY,
            at: '01:00',
            async run() {
              runs++;
              await refreshProfiles({ database, clock, projectZone });
            },
          },
        ],
      }),
    );
    const tick = () => Promise.all(timetables.map((timetable) => timetable.tick()));
    clock.set('2024-03-01T22:30:00Z'); // 01:30 on the 2nd
    await tick();
    await tick();
    expect(runs).toBe(1);
    clock.set('2024-03-02T21:59:00Z'); // 00:59 on the 3rd
    await tick();
    expect(runs).toBe(1);
    clock.set('2024-03-12T05:00:00Z'); // ten nights of downtime
    await tick();
    expect(runs).toBe(2);
    expect(await snapshot('petr')).toEqual([
      { since: '2024-03-01', until: '2024-03-04', segment: 'new_user', churn_risk: 'low' },
      { since: '2024-03-04', until: '2024-03-08', segment: 'new_user', churn_risk: 'medium' },
      { since: '2024-03-08', until: null, segment: 'quiet_user', churn_risk: 'medium' },
    ]);
    await Promise.all(timetables.map((timetable) => timetable.stop()));
  });

  it('refuses to run beside another one', async () => {
    const outcomes = await Promise.allSettled([1, 2].map(() => refreshProfiles({ database, clock, projectZone })));
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });
});
