import { formatDay, formatInstant, type Instant } from '@retention/domain/day';
import type { Clock } from '@retention/server/clock';
import type { Database, Transaction } from '@retention/server/database';
import { storeHistory } from '@retention/server/history';
import { coachAnswer } from './coach.ts';
import { eventsOf, type ReadyIds } from './ready-history.ts';
import { calendarOf, READY, READY_USER_ID, type Calendar } from './ready-story.ts';
import { accountSql, doingsSql, fillingSql } from './sql.ts';
import { XP, type Award } from './xp.ts';

export interface ReadyDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly projectZone: string;
}

/**
 * Makes the person to try it with: into the app's own tables, and her history into the retention system, so that both say
 * the same. Where she was made by halves, she is made anew. What is known of her is told by the app itself, as of everybody.
 */
export async function makeReadyPerson({ database, clock, projectZone }: ReadyDeps): Promise<void> {
  const calendar = calendarOf(clock.now());
  const ids = await database.transaction(async (transaction) => {
    await transaction.query(fillingSql.op_ready_forget);
    return write(transaction, calendar);
  });
  await storeHistory({ database, clock, projectZone }, READY_USER_ID, eventsOf(calendar, ids));
}

async function write(transaction: Transaction, calendar: Calendar): Promise<ReadyIds> {
  const { joined_at, trial_started_at, trial_ends_at } = calendar;
  await transaction.query(fillingSql.op_ready_add, [
    READY_USER_ID,
    READY.first_name,
    READY.zone,
    ...[joined_at, trial_started_at, trial_ends_at].map(formatInstant),
    JSON.stringify(READY.wheel.scores),
    formatInstant(calendar.at(READY.wheel.at)),
  ]);
  const earn = (awards: readonly Award[], at: Instant): Promise<unknown> =>
    transaction.query(accountSql.op_xp_add, [
      READY_USER_ID,
      awards.map(({ source }) => source),
      awards.map(({ xp }) => xp),
      formatInstant(at),
    ]);

  const habits: number[] = [];
  for (const { title, icon, created, done, minute } of READY.habits) {
    const id = await add(transaction, doingsSql.op_habit_add, [title, icon, formatDay(calendar.day(created))]);
    habits.push(id);
    for (const on of done) {
      const day = formatDay(calendar.day(on));
      await transaction.query(doingsSql.op_habit_mark, [READY_USER_ID, id, day, 'done']);
      await earn([{ source: `habit/${id}/${day}`, xp: XP.habit }], calendar.at({ on, minute }));
    }
  }
  const goals: number[] = [];
  for (const { title, sphere, progress, at } of READY.goals) {
    const id = await add(transaction, fillingSql.op_ready_goal, [
      title,
      sphere,
      progress,
      formatInstant(calendar.at(at)),
    ]);
    goals.push(id);
    const tenths = Array.from({ length: progress / 10 }, (_, nth) => ({
      source: `goal/${id}/${(nth + 1) * 10}`,
      xp: XP.goal_tenth,
    }));
    await earn([{ source: `goal/${id}`, xp: XP.goal }, ...tenths], calendar.at(at));
  }
  const journal: number[] = [];
  for (const { text, mood, at } of READY.journal) {
    const id = await add(transaction, doingsSql.op_journal_add, [text, mood, formatInstant(calendar.at(at))]);
    journal.push(id);
    await earn([{ source: `journal/${id}`, xp: XP.journal }], calendar.at(at));
  }
  for (const { title, day, done } of READY.plans) {
    const id = await add(transaction, doingsSql.op_plan_add, [title, formatDay(calendar.day(day))]);
    if (!done) continue;
    await transaction.query(doingsSql.op_plan_done, [READY_USER_ID, id, true]);
    await earn([{ source: `plan/${id}`, xp: XP.plan }], calendar.at({ on: day, minute: 19 * 60 }));
  }
  for (const [nth, { text, at }] of READY.chat.entries()) {
    const said = formatInstant(calendar.at(at));
    await transaction.query(doingsSql.op_chat_add, [READY_USER_ID, 'person', text, said]);
    await transaction.query(doingsSql.op_chat_add, [READY_USER_ID, 'coach', coachAnswer(text, nth, 'ru'), said]);
    await earn([{ source: `coach/${formatDay(calendar.day(at.on))}`, xp: XP.coach }], calendar.at(at));
  }
  const month = formatDay(calendar.day(READY.wheel.at.on)).slice(0, 7);
  await earn([{ source: `wheel/${month}`, xp: XP.wheel }], calendar.at(READY.wheel.at));
  for (const { reason, xp, at } of READY.awards) await earn([{ source: `retention/${reason}`, xp }], calendar.at(at));
  for (const { id, at } of READY.achievements) {
    await transaction.query(accountSql.op_achievement_add, [READY_USER_ID, [id], formatInstant(calendar.at(at))]);
    await earn([{ source: `achievement/${id}`, xp: XP.achievement }], calendar.at(at));
  }
  return { habits, goals, journal };
}

async function add(
  transaction: Transaction,
  statement: Parameters<Transaction['query']>[0],
  values: readonly unknown[],
): Promise<number> {
  const [row] = await transaction.query<{ id: number }>(statement, [READY_USER_ID, ...values]);
  if (row === undefined) throw new Error(`${statement.name} answers no id`);
  return row.id;
}
