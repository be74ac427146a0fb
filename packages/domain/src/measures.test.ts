import { describe, expect, it } from 'vitest';
import type { ActiveDay } from './activity.ts';
import { activeDay } from './activity.fixture.ts';
import { measuresOf, type MeasuredPerson, type Measures } from './measures.ts';

const today = 20_000;
/** Registered long ago, so that no rule about the beginning interferes. */
const person: MeasuredPerson = { registered_on: today - 100, streak_broken_days: [], subscription_status: 'none' };
const registered = (ago: number): Partial<MeasuredPerson> => ({ registered_on: today - ago });

/** Active days by how long ago they were, the longest first. */
function ago(...days: number[]): ActiveDay[] {
  return days.map((days_ago) => activeDay(today - days_ago));
}

function habits(...days: number[]): ActiveDay[] {
  return days.map((days_ago) => activeDay(today - days_ago, { habit_completed: 1, completions: 1 }));
}

/** So many neighbouring active days, the last of them so long ago. */
function run(length: number, last: number): number[] {
  return Array.from({ length }, (_, place) => last + length - 1 - place);
}

type Case = [name: string, person: Partial<MeasuredPerson>, days: ActiveDay[], expected: Partial<Measures>];

function check(_: string, said: Partial<MeasuredPerson>, days: ActiveDay[], expected: Partial<Measures>): void {
  expect(measuresOf({ ...person, ...said }, days, today)).toMatchObject(expected);
}

describe('days since registration and since the last activity', () => {
  it.each<Case>([
    ['registered today', registered(0), [], { lifecycle_day: 0, days_inactive: 0, longest_inactive_period: 0 }],
    ['registered yesterday', registered(1), [], { lifecycle_day: 1, days_inactive: 1 }],
    ['registered tomorrow, as a past day sees it', registered(-1), [], { lifecycle_day: 0, days_inactive: 0 }],
    ['nothing known at all', { registered_on: null }, [], { lifecycle_day: 0, days_inactive: 0, retention_score: 20 }],
    [
      'never active',
      registered(12),
      [],
      { days_inactive: 12, longest_inactive_period: 12, last_active_on: null, last_active_at: null },
    ],
    ['active today', {}, ago(0), { days_inactive: 0, last_active_on: today, longest_inactive_period: 0 }],
    ['active yesterday', {}, ago(1), { days_inactive: 1, last_active_on: today - 1, longest_inactive_period: 1 }],
    ['active before registration', registered(3), ago(5), { lifecycle_day: 3, days_inactive: 5, days_active_30: 1 }],
    ['later days are ignored', {}, ago(4, -1, -2), { days_inactive: 4, days_active_30: 1, return_count: 0 }],
    ['only later days', registered(5), ago(-1), { days_inactive: 5, days_active_30: 0, last_active_on: null }],
  ])('%s', check);
});

describe('the 30 days that end today', () => {
  const counted = { features: 1, completions: 1, session_start: 1, feature_seconds: 100 };
  it.each<Case>([
    ['29 days ago is one of them', {}, ago(29), { days_active_30: 1 }],
    ['30 days ago is not', {}, ago(30), { days_active_30: 0 }],
    ['every day of 40', {}, ago(...run(40, 0)), { days_active_30: 30 }],
    [
      'nothing of a day before them counts',
      {},
      [activeDay(today - 30, counted), activeDay(today)],
      { feature_diversity: 0, completion_rate: 0, avg_session_duration: 0 },
    ],
    [
      'everything of their first day counts',
      {},
      [activeDay(today - 29, counted)],
      { feature_diversity: 1 / 6, completion_rate: 1, avg_session_duration: 100 },
    ],
    [
      'a feature used on two days is one feature',
      {},
      [activeDay(today - 1, { features: 0b011 }), activeDay(today, { features: 0b110 })],
      { feature_diversity: 0.5 },
    ],
    ['all features', {}, [activeDay(today, { features: 0b111111 })], { feature_diversity: 1 }],
    [
      'three completions on one of two days are half the days',
      {},
      [activeDay(today - 1, { completions: 3 }), activeDay(today)],
      { completion_rate: 0.5 },
    ],
    [
      'seconds are shared among sessions and rounded',
      {},
      [activeDay(today - 1, { feature_seconds: 100, session_start: 1 }), activeDay(today, { session_start: 2 })],
      { avg_session_duration: 33 },
    ],
    ['seconds without a session', {}, [activeDay(today, { feature_seconds: 100 })], { avg_session_duration: 0 }],
  ])('%s', check);
});

describe('gaps and returns', () => {
  it.each<Case>([
    [
      'a gap of 7 days is no return',
      {},
      ago(7, 0),
      { return_count: 0, last_return_on: null, longest_inactive_period: 7 },
    ],
    ['a gap of 8 days is one', {}, ago(8, 0), { return_count: 1, last_return_on: today, longest_inactive_period: 8 }],
    ['an open gap is no return', {}, ago(20), { return_count: 0, longest_inactive_period: 20 }],
    [
      'the open gap may be the longest',
      {},
      ago(40, 25),
      { return_count: 1, last_return_on: today - 25, longest_inactive_period: 25 },
    ],
    ['of two returns the last', {}, ago(40, 30, 10, 9), { return_count: 2, last_return_on: today - 10 }],
    [
      'time before the first activity is no gap',
      registered(90),
      ago(1),
      { longest_inactive_period: 1, return_count: 0 },
    ],
  ])('%s', check);
});

describe('streak', () => {
  it.each<Case>([
    ['no habit ever', {}, ago(1, 0), { streak: 0 }],
    ['a habit today', {}, habits(0), { streak: 1 }],
    ['up to yesterday it is alive', {}, habits(3, 2, 1), { streak: 3 }],
    ['up to the day before it is dead', {}, habits(4, 3, 2), { streak: 0 }],
    ['a missed day starts it anew', {}, habits(5, 4, 2, 1, 0), { streak: 3 }],
    ['a day without a habit breaks it', {}, [...habits(2), ...ago(1), ...habits(0)], { streak: 1 }],
    ['a day without a habit today does not yet', {}, [...habits(2, 1), ...ago(0)], { streak: 2 }],
    ['100 days', {}, habits(...run(100, 0)), { streak: 100 }],
    ["the host's larger number counts", {}, [activeDay(today, { habit_completed: 1, habit_streak: 9 })], { streak: 9 }],
    [
      "the host's smaller number does not",
      {},
      [...habits(1), activeDay(today, { habit_completed: 1, habit_streak: 1 })],
      { streak: 2 },
    ],
    [
      "the host's number of an earlier day does not",
      {},
      [activeDay(today - 1, { habit_completed: 1, habit_streak: 9 }), ...habits(0)],
      { streak: 2 },
    ],
    [
      "the host's number of yesterday counts while today is open",
      {},
      [activeDay(today - 1, { habit_completed: 1, habit_streak: 9 }), ...ago(0)],
      { streak: 9 },
    ],
    [
      "the host's number of a dead streak",
      {},
      [activeDay(today - 2, { habit_completed: 1, habit_streak: 9 })],
      { streak: 0 },
    ],
  ])('%s', check);
});

describe('the first week', () => {
  it.each<Case>([
    ['day 0 and day 6 belong to it', registered(20), ago(20, 14), { days_active_first_week: 2 }],
    ['day 7 and the day before registration do not', registered(20), ago(21, 13), { days_active_first_week: 0 }],
    ['day 2 belongs to the first 3', registered(20), ago(20, 18), { days_active_first_3: 2 }],
    ['day 3 and the day before registration do not', registered(20), ago(21, 17), { days_active_first_3: 0 }],
    [
      'after it come the days from day 7 on',
      registered(20),
      ago(21, 14, 13, 0),
      { days_active_30: 4, days_active_30_after_first_week: 2 },
    ],
    [
      'and only those of the last 30',
      registered(50),
      ago(30, 29),
      { days_active_30: 1, days_active_30_after_first_week: 1 },
    ],
    [
      'a streak broken on the day itself',
      { ...registered(5), streak_broken_days: [today - 5] },
      [],
      { streak_broken_day: 0 },
    ],
    ['a streak broken today', { ...registered(5), streak_broken_days: [today] }, [], { streak_broken_day: 5 }],
    [
      'broken before registration and after, the first one after counts',
      { ...registered(5), streak_broken_days: [today - 6, today - 4, today] },
      [],
      { streak_broken_day: 1 },
    ],
    ['before registration', { ...registered(5), streak_broken_days: [today - 6] }, [], { streak_broken_day: null }],
    [
      'later than the day judged',
      { ...registered(5), streak_broken_days: [today + 1] },
      [],
      { streak_broken_day: null },
    ],
  ])('%s', check);
});

describe('what else signals and the journey need', () => {
  const busy = { habit_completed: 2, journal_entry: 1, features: 0b11 };
  it.each<Case>([
    [
      'AI messages count from the beginning',
      {},
      [activeDay(today - 90, { ai_coach_message: 2 }), activeDay(today, { ai_coach_message: 3 })],
      { ai_messages: 5 },
    ],
    ['a trial', { subscription_status: 'trial' }, [], { on_trial: true }],
    ['paid', { subscription_status: 'active' }, [], { on_trial: false }],
    [
      'day 30 counts for the journey',
      registered(40),
      [activeDay(today - 40, busy), activeDay(today - 10, { features: 0b100 })],
      { journey_counts: { active_days: 2, habit_completed: 2, journal_entry: 1, features: 0b111 } },
    ],
    [
      'day 31 does not',
      registered(40),
      [activeDay(today - 9, busy)],
      { journey_counts: { active_days: 0, habit_completed: 0, journal_entry: 0, features: 0 } },
    ],
  ])('%s', check);
});

describe('retention_score', () => {
  const done = { features: 0b111111, completions: 1 };
  const many = (length: number, last: number, said: Partial<ActiveDay>): ActiveDay[] => {
    return run(length, last).map((days_ago) => activeDay(today - days_ago, said));
  };
  it.each<Case>([
    ['0 for the silent', registered(14), [], { retention_score: 0 }],
    ['13 days of silence leave 1', registered(13), [], { retention_score: 1 }],
    ['15 days of silence are not below 0', registered(15), [], { retention_score: 0 }],
    ['20 for the one who has just come', registered(0), [], { retention_score: 20 }],
    ['100 from 20 days on', {}, many(20, 0, done), { retention_score: 100 }],
    ['100 and no more', {}, many(30, 0, done), { retention_score: 100 }],
    ['2 less for each day below 20', {}, many(19, 0, done), { retention_score: 98 }],
    ['a half rounds up', {}, [...many(7, 1, {}), activeDay(today, { completions: 1 })], { retention_score: 39 }],
  ])('%s', check);
});
