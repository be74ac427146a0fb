import { expect, it } from 'vitest';
import { openTestDatabase } from '../../test/database.ts';
import { Random } from '../../test/faults/random.ts';
import { dayIn } from '../../test/reference/calendar.ts';
import { expectedReport, type ReportPerson, type SentAction } from '../../test/reference/report.ts';
import { openStage } from '../../test/reference/stage.ts';
import { countMonths } from '../measure/month-actions.ts';

const test = await openTestDatabase();
const projectZone = 'Europe/Moscow';
const stage = await openStage(test, projectZone);

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const DAYS = 75;
/** What people did reaches the server so many days later, at most. */
const STEP_DAYS = 5;

const EVENTS = '/api/rest/front/analytics/events/batch/';
const USERS = '/api/rest/host/users/batch/';
const REPORT = '/api/rest/front/retention/monthly-report/get/';

interface Living extends ReportPerson {
  readonly arrives: number;
  /** How often they come, 0–1. */
  readonly comes: number;
  /** What the host says of their zone; null: nothing. */
  readonly timezone: string | null;
}

function living(index: number, start: number, zones: readonly (string | null)[], random: Random): Living {
  const timezone = zones[index % zones.length] ?? null;
  return {
    user_id: `${start} ${index}`,
    zone: timezone ?? projectZone,
    timezone,
    joined_at: null,
    sent: [],
    told: [],
    arrives: start + random.whole(0, 20 * 24 * 60) * MINUTE_MS,
    comes: random.pick([0.05, 0.3, 0.6, 0.95]),
  };
}

const TYPES = [
  'session_start',
  'habit_completed',
  'habit_completed',
  'journal_entry',
  'ai_coach_message',
  'feature_used',
];
const RARE = [
  'goal_progress_50',
  'first_goal_completed',
  'personal_goal_added',
  'streak_broken',
  'onboarding_completed',
];

function action(at: number, day: number, random: Random): SentAction {
  const type = random.chance(0.1) ? random.pick(RARE) : random.pick(TYPES);
  const metadata: Record<string, unknown> = {};
  if (type === 'habit_completed' && random.chance(0.3))
    metadata['streak'] = random.chance(0.1) ? 14 : random.whole(0, 9);
  if (type === 'goal_progress_50' && random.chance(0.8)) metadata['progress'] = random.whole(50, 99);
  if (type === 'feature_used') metadata['feature'] = random.pick(['planning', 'ssp', 'journal', 'goals']);
  return { type, at, day, metadata };
}

/** What somebody does between two moments. */
function actions({ comes, arrives, zone }: Living, from: number, until: number, random: Random): SentAction[] {
  const done: SentAction[] = [];
  const chosen = new Map<number, boolean>();
  for (let at = Math.max(from, arrives); at < until; at += random.whole(20, 240) * MINUTE_MS) {
    const day = dayIn(zone, at);
    if (!chosen.has(day)) chosen.set(day, random.chance(comes));
    if (chosen.get(day) === true && random.chance(0.4)) done.push(action(at, day, random));
  }
  return done.slice(0, 100);
}

it.each([
  {
    when: 'the changes of clocks in spring',
    start: '2024-02-08T13:17:00Z',
    zones: ['America/New_York', 'Europe/Berlin', 'Australia/Lord_Howe', 'America/Santiago', 'Asia/Kathmandu', null],
  },
  {
    when: 'the day that Samoa left out',
    start: '2011-11-20T04:05:00Z',
    zones: ['Pacific/Apia', 'Pacific/Kiritimati', 'Pacific/Pago_Pago', 'Asia/Kolkata', null],
  },
])('is what slow loops over all events say, around $when', async ({ start: text, zones }) => {
  const start = Date.parse(text);
  const random = new Random(20_240_208);
  const people = Array.from({ length: 32 }, (_, index) => living(index, start, zones, random));
  const said: unknown[] = [];
  const expected: unknown[] = [];
  let before = start;
  for (let day = STEP_DAYS; day <= DAYS; day += STEP_DAYS) {
    const now = start + day * DAY_MS + random.whole(0, 12 * 60) * MINUTE_MS;
    stage.setClock(now);
    const facts: object[] = [];
    for (const person of people.filter(({ arrives }) => arrives < now)) {
      const { user_id, timezone, arrives, told } = person;
      if (arrives >= before) {
        // Some are registered before they first came, some after; of some nobody says when.
        if (random.chance(0.7))
          person.joined_at = Math.min(now, arrives + random.whole(-9 * 24, 3 * 24) * 60 * MINUTE_MS);
        facts.push({ user_id, timezone, joined_at: written(person.joined_at) });
      } else if (random.chance(0.05)) {
        person.joined_at = arrives - random.whole(0, 40) * DAY_MS;
        facts.push({ user_id, joined_at: written(person.joined_at) });
      }
      if (random.chance(0.6)) {
        const xp = Math.max(0, (told.at(-1)?.xp ?? random.whole(-200, 100)) + random.whole(-60, 300));
        told.push({ at: now, xp });
        facts.push({ user_id, xp });
      }
    }
    expect(await stage.call(USERS, { role: 'host' }, { users: facts })).toMatchObject({ body: { errors: [] } });
    for (const person of people) {
      const done = actions(person, before, now, random);
      if (done.length === 0) continue;
      const events = done.map(({ type, at, metadata }) => ({ type, timestamp: written(at), metadata }));
      const answer = await stage.call(EVENTS, { role: 'user', user_id: person.user_id }, { events });
      expect(answer).toMatchObject({ status: 200, body: { processed: done.length } });
      person.sent.push(...done);
    }
    before = now;
    if (day % (3 * STEP_DAYS) !== 0 && day !== DAYS) continue;
    await stage.catchUp();
    await countMonths(test.database, { now, projectZone, again: 'all' });
    for (const person of people) {
      const { status, body } = await stage.call(REPORT, { role: 'user', user_id: person.user_id }, {});
      said.push({ day, user_id: person.user_id, report: status === 200 ? withoutWords(body) : null });
      const report = expectedReport(person, people, now, projectZone);
      expected.push({ day, user_id: person.user_id, report });
    }
  }
  expect(said).toEqual(expected);
  const told = JSON.stringify(said);
  // What must have been tried, whatever the seed.
  for (const what of ['"month":2', '"percentile":9', '"fire_streak"', '"comeback"', '"actions":"+', '"actions":"−']) {
    expect(told.includes(what), what).toBe(true);
  }
});

function written(instant: number | null): string | null {
  return instant === null ? null : new Date(instant).toISOString();
}

function withoutWords(report: unknown): object {
  const { achievements, ...rest } = report as { achievements: { id: string }[] };
  return { ...rest, achievements: achievements.map(({ id }) => id) };
}
