import { formatDay, formatInstant, type Day, type Instant } from '@retention/domain/day';
import type { Queryable } from '@retention/server/database';
import type { Goal, Habit, Mood, Plan, Session, Sphere, State, Subscription } from '../host-api.ts';
import type { Doings } from './achievement.ts';
import { stateSql } from './sql.ts';
import { bestStreakOf, forgivableDay, lastBreakOf, lastDaysOf, streakOf, type HabitDays, type Mark } from './streak.ts';
import { levelOf } from './xp.ts';

export const SPHERES = ['health', 'family', 'friends', 'career', 'money', 'growth', 'rest', 'home'] as const;
/** Messages of the chat that are shown. */
const SHOWN_MESSAGES = 200;

/** A row of `account`. */
export interface Account {
  readonly user_id: number;
  readonly ready: boolean;
  readonly first_name: string;
  readonly locale: 'ru' | 'en';
  readonly timezone: string;
  readonly joined_at: Instant;
  readonly telegram_chat_id: string | null;
  readonly plan: Subscription['plan'];
  readonly status: Subscription['status'];
  readonly trial_started_at: Instant | null;
  readonly trial_ends_at: Instant | null;
  readonly paid_since: Instant | null;
  readonly renewals: number;
  readonly discount: number;
  readonly wheel: Readonly<Record<Sphere, number>> | null;
  readonly wheel_set_at: Instant | null;
}

interface HabitRow {
  readonly id: number;
  readonly title: string;
  readonly icon: string;
  readonly created_on: Day;
  readonly deleted: boolean;
  readonly days: readonly Day[];
  readonly marks: readonly Mark[];
}

interface GoalRow {
  readonly id: number;
  readonly title: string;
  readonly sphere: Sphere;
  readonly progress: number;
  readonly created_at: Instant;
  readonly completed_at: Instant | null;
}

interface Written {
  readonly id: number;
  readonly text: string;
  readonly created_at: Instant;
}

export interface Look {
  readonly now: Instant;
  readonly today: Day;
}

/** Everything of a person that the page shows, and what achievements are judged by. */
export async function readState(
  database: Queryable,
  account: Account,
  { now, today }: Look,
): Promise<{ readonly state: State; readonly doings: Doings }> {
  const { user_id } = account;
  const kept = await database.query<HabitRow>(stateSql.op_state_habits, [user_id]);
  const goals = await database.query<GoalRow>(stateSql.op_state_goals, [user_id]);
  const journal = await database.query<Written & { mood: Mood }>(stateSql.op_state_journal, [user_id]);
  const plans = await database.query<Omit<Plan, 'day'> & { day: Day }>(stateSql.op_state_plans, [user_id]);
  const chat = await database.query<Written & { from: 'person' | 'coach' }>(stateSql.op_state_chat, [
    user_id,
    SHOWN_MESSAGES,
  ]);
  const achievements = await database.query<{ id: string; earned_at: Instant }>(stateSql.op_state_achievements, [
    user_id,
  ]);
  const [sums] = await database.query<{ xp: number; referrals: number; said: number }>(stateSql.op_state_sums, [
    user_id,
  ]);
  const { xp, referrals, said } = sums ?? { xp: 0, referrals: 0, said: 0 };
  const histories = kept.map(historyOf);
  const completions = histories.reduce((sum, { marks }) => sum + countMarks(marks, 'done'), 0);
  const [offer] = await database.query<{ code: string; percent: number; expires_at: Instant }>(
    stateSql.op_state_offer,
    [user_id, formatInstant(now)],
  );

  const state: State = {
    session: sessionOf(account),
    today: formatDay(today),
    now: formatInstant(now),
    habits: kept.flatMap((row, at) => {
      const history = histories[at];
      return row.deleted || history === undefined ? [] : [habitOf(row, history, today)];
    }),
    goals: goals.map(goalOf),
    journal: journal.map(written),
    wheel: { scores: account.wheel ?? NO_SCORES, set_at: instantOrNull(account.wheel_set_at) },
    plans: plans.map((plan) => ({ ...plan, day: formatDay(plan.day) })),
    chat: chat.map(written),
    xp: levelOf(xp),
    achievements: achievements.map(({ id, earned_at }) => ({ id, earned_at: formatInstant(earned_at) })),
    activation: [
      { id: 'habit', done: completions > 0 },
      { id: 'goal', done: goals.length > 0 },
      { id: 'journal', done: journal.length > 0 },
      { id: 'coach', done: said > 0 },
    ],
    subscription: subscriptionOf(account, offer),
    telegram: { linked: account.telegram_chat_id !== null },
    referrals,
  };
  const doings: Doings = {
    state,
    completions,
    best_streak: Math.max(0, ...histories.map(bestStreakOf)),
    longest_break: Math.max(0, ...histories.map(lastBreakOf)),
    amnesties: histories.reduce((sum, { marks }) => sum + countMarks(marks, 'amnesty'), 0),
    said,
  };
  return { state, doings };
}

/** In the middle: where nobody has rated anything yet, the page has somewhere to begin. */
const NO_SCORES: Readonly<Record<Sphere, number>> = {
  health: 5,
  family: 5,
  friends: 5,
  career: 5,
  money: 5,
  growth: 5,
  rest: 5,
  home: 5,
};

export function sessionOf({ user_id, first_name, locale, timezone, ready }: Session): Session {
  return { user_id, first_name, locale, timezone, ready };
}

function historyOf({ created_on, days, marks }: HabitRow): HabitDays {
  return { created_on, marks: new Map(days.map((day, at) => [day, marks[at] ?? 'done'])) };
}

function habitOf({ id, title, icon }: HabitRow, history: HabitDays, today: Day): Habit {
  return {
    id,
    title,
    icon,
    streak: streakOf(history, today),
    best_streak: bestStreakOf(history),
    done_today: history.marks.get(today) === 'done',
    days: lastDaysOf(history, today),
    amnesty: forgivableDay(history, today) !== null,
  };
}

function goalOf({ created_at, completed_at, ...goal }: GoalRow): Goal {
  return { ...goal, created_at: formatInstant(created_at), completed_at: instantOrNull(completed_at) };
}

function written<Row extends Written>(row: Row): Omit<Row, 'created_at'> & { created_at: string } {
  return { ...row, created_at: formatInstant(row.created_at) };
}

function subscriptionOf(
  account: Account,
  offer: { readonly code: string; readonly percent: number; readonly expires_at: Instant } | undefined,
): Subscription {
  const { plan, status, trial_ends_at, paid_since, renewals, discount } = account;
  return {
    plan,
    status,
    trial_ends_at: instantOrNull(trial_ends_at),
    paid_since: instantOrNull(paid_since),
    renewals,
    ...(discount > 0 && { discount }),
    ...(offer !== undefined && { offer: { ...offer, expires_at: formatInstant(offer.expires_at) } }),
  };
}

function countMarks(marks: ReadonlyMap<Day, Mark>, wanted: Mark): number {
  return [...marks.values()].filter((mark) => mark === wanted).length;
}

function instantOrNull(instant: Instant | null): string | null {
  return instant === null ? null : formatInstant(instant);
}
