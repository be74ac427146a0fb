import { formatDay, formatInstant, type Day } from '@retention/domain/day';
import type { Habit } from '../host-api.ts';
import type { Change, Moment } from './change.ts';
import { takeBack } from './change.ts';
import type { Fields } from './fields.ts';
import { notFound, Refusal } from './refusal.ts';
import { doingsSql } from './sql.ts';
import { XP } from './xp.ts';

const MOST = 20;
const TITLE = { ru: 'Название', en: 'The title' };
const ICON = { ru: 'Значок', en: 'The icon' };

export const create: Change = async ({ account, transaction, state, today }, fields) => {
  const title = fields.text('title', TITLE, 80);
  // An emoji may be several code points long: a family is seven.
  const icon = fields.text('icon', ICON, 10);
  if (state.habits.length >= MOST) {
    throw new Refusal(409, `Привычек уже ${MOST}: начни с них`, `There are ${MOST} habits already: begin with them`);
  }
  await transaction.query(doingsSql.op_habit_add, [account.user_id, title, icon, formatDay(today)]);
  return [];
};

export const complete: Change = async (moment, fields) => {
  const { id, done_today } = own(moment, fields);
  if (done_today) return [];
  await mark(moment, id, moment.today, 'done');
  return [{ source: sourceOf(id, moment.today), xp: XP.habit }];
};

export const undo: Change = async (moment, fields) => {
  const { account, transaction, today } = moment;
  const { id } = own(moment, fields);
  await transaction.query(doingsSql.op_habit_unmark, [account.user_id, id, formatDay(today)]);
  await takeBack(moment, sourceOf(id, today));
  return [];
};

export const amnesty: Change = async (moment, fields) => {
  const habit = own(moment, fields);
  const missed = habit.amnesty ? missedDay(habit, moment.today) : null;
  if (missed === null) {
    throw new Refusal(
      409,
      'Прощать здесь нечего: один пропущенный день можно простить раз в 30 дней',
      'There is nothing to forgive here: one missed day may be forgiven once in 30 days',
    );
  }
  await mark(moment, habit.id, missed, 'amnesty');
  return [];
};

export const remove: Change = async (moment, fields) => {
  const { account, transaction, now } = moment;
  const { id } = own(moment, fields);
  await transaction.query(doingsSql.op_habit_delete, [account.user_id, id, formatInstant(now)]);
  return [];
};

/** A habit of this person's own: the id of anybody else's is that of nothing. */
function own({ state }: Moment, fields: Fields): Habit {
  const id = fields.id('habit_id');
  const habit = state.habits.find((one) => one.id === id);
  if (habit === undefined) throw notFound();
  return habit;
}

/** The latest missed day before the days in a row that end today or yesterday. */
function missedDay({ streak, days }: Habit, today: Day): Day | null {
  const last = days.at(-1) === 'missed' ? today - 1 : today;
  return last - streak;
}

function mark(
  { account, transaction }: Moment,
  habit_id: number,
  day: Day,
  kind: 'done' | 'amnesty',
): Promise<unknown> {
  return transaction.query(doingsSql.op_habit_mark, [account.user_id, habit_id, formatDay(day), kind]);
}

function sourceOf(id: number, day: Day): string {
  return `habit/${id}/${formatDay(day)}`;
}
