import { formatDay, formatInstant } from '@retention/domain/day';
import { takeBack, type Change } from './change.ts';
import { coachAnswer } from './coach.ts';
import { notFound, Refusal } from './refusal.ts';
import { accountSql, doingsSql } from './sql.ts';
import { SPHERES } from './state.ts';
import { XP } from './xp.ts';

const MOST = 200;
const TITLE = { ru: 'Название', en: 'The title' };
const TEXT = { ru: 'Текст', en: 'The text' };
const MOODS = ['good', 'calm', 'tired', 'hard'] as const;

export const createGoal: Change = async ({ account, transaction, state, now }, fields) => {
  const title = fields.text('title', TITLE, 120);
  const sphere = fields.word('sphere', { ru: 'Сфера', en: 'The sphere' }, SPHERES);
  refuseTooMany(state.goals.length);
  const values = [account.user_id, title, sphere, formatInstant(now)];
  const [goal] = await transaction.query<{ id: number }>(doingsSql.op_goal_add, values);
  return goal === undefined ? [] : [{ source: `goal/${goal.id}`, xp: XP.goal }];
};

/** Each tenth of the way is worth something, once. */
export const setProgress: Change = async ({ account, transaction, now }, fields) => {
  const id = fields.id('goal_id');
  const progress = fields.whole('progress', { ru: 'Прогресс', en: 'The progress' }, 0, 100);
  const values = [account.user_id, id, progress, formatInstant(now)];
  const [known] = await transaction.query<{ was: number }>(doingsSql.op_goal_progress, values);
  if (known === undefined) throw notFound();
  const tenths = Array.from({ length: Math.floor(progress / 10) }, (_, at) => (at + 1) * 10);
  return [
    ...tenths.map((tenth) => ({ source: `goal/${id}/${tenth}`, xp: XP.goal_tenth })),
    ...(progress === 100 ? [{ source: `goal/${id}/done`, xp: XP.goal_done }] : []),
  ];
};

export const deleteGoal: Change = async ({ account, transaction }, fields) => {
  refuseUnknown(await transaction.query(doingsSql.op_goal_delete, [account.user_id, fields.id('goal_id')]));
  return [];
};

export const writeJournal: Change = async ({ account, transaction, now }, fields) => {
  const text = fields.text('text', TEXT, 5_000);
  const mood = fields.word('mood', { ru: 'Настроение', en: 'The mood' }, MOODS);
  const values = [account.user_id, text, mood, formatInstant(now)];
  const [entry] = await transaction.query<{ id: number }>(doingsSql.op_journal_add, values);
  return entry === undefined ? [] : [{ source: `journal/${entry.id}`, xp: XP.journal }];
};

export const deleteEntry: Change = async (moment, fields) => {
  const { account, transaction } = moment;
  const id = fields.id('entry_id');
  refuseUnknown(await transaction.query(doingsSql.op_journal_delete, [account.user_id, id]));
  await takeBack(moment, `journal/${id}`);
  return [];
};

export const setWheel: Change = async ({ account, transaction, now, today }, fields) => {
  const scores = fields.scores('scores', { ru: 'Оценка', en: 'The score' }, SPHERES, 1, 10);
  const wheel = JSON.stringify(Object.fromEntries(scores));
  await transaction.query(accountSql.op_wheel_set, [account.user_id, wheel, formatInstant(now)]);
  return [{ source: `wheel/${formatDay(today).slice(0, 7)}`, xp: XP.wheel }];
};

export const createPlan: Change = async ({ account, transaction, state, today }, fields) => {
  const title = fields.text('title', TITLE, 120);
  const day = fields.day('day', { ru: 'День', en: 'The day' }, today);
  refuseTooMany(state.plans.length);
  await transaction.query(doingsSql.op_plan_add, [account.user_id, title, formatDay(day)]);
  return [];
};

export const movePlan: Change = async ({ account, transaction, today }, fields) => {
  const day = fields.day('day', { ru: 'День', en: 'The day' }, today);
  const values = [account.user_id, fields.id('plan_id'), formatDay(day)];
  refuseUnknown(await transaction.query(doingsSql.op_plan_move, values));
  return [];
};

export const setPlanDone: Change = async (moment, fields) => {
  const { account, transaction } = moment;
  const id = fields.id('plan_id');
  const done = fields.flag('done', { ru: 'Выполнено', en: '"done"' });
  refuseUnknown(await transaction.query(doingsSql.op_plan_done, [account.user_id, id, done]));
  if (done) return [{ source: `plan/${id}`, xp: XP.plan }];
  await takeBack(moment, `plan/${id}`);
  return [];
};

export const deletePlan: Change = async ({ account, transaction }, fields) => {
  refuseUnknown(await transaction.query(doingsSql.op_plan_delete, [account.user_id, fields.id('plan_id')]));
  return [];
};

export const sendChat: Change = async ({ account, transaction, state, now, today }, fields) => {
  const { user_id, locale } = account;
  const text = fields.text('text', TEXT, 2_000);
  const before = state.chat.filter(({ from }) => from === 'person').length;
  const say = (from: 'person' | 'coach', said: string): Promise<unknown> =>
    transaction.query(doingsSql.op_chat_add, [user_id, from, said, formatInstant(now)]);
  await say('person', text);
  await say('coach', coachAnswer(text, before, locale));
  return [{ source: `coach/${formatDay(today)}`, xp: XP.coach }];
};

export const invite: Change = async ({ account, transaction, now }, fields) => {
  const channel = fields.text('channel', { ru: 'Канал', en: 'The channel' }, 40);
  await transaction.query(doingsSql.op_referral_add, [account.user_id, channel, formatInstant(now)]);
  return [];
};

export const setSettings: Change = async ({ account, transaction }, fields) => {
  const first_name = fields.text('first_name', { ru: 'Имя', en: 'The name' }, 60);
  const locale = fields.word('locale', { ru: 'Язык', en: 'The language' }, ['ru', 'en']);
  const timezone = fields.zone('timezone', { ru: 'Часовой пояс', en: 'The time zone' });
  await transaction.query(accountSql.op_account_set, [account.user_id, first_name, locale, timezone]);
  return [];
};

export const giveFeedback: Change = async ({ account, transaction, now }, fields) => {
  const value = fields.word('value', { ru: 'Оценка', en: 'The value' }, ['negative', 'positive']);
  const context = fields.text('context', { ru: 'О чём', en: 'The context' }, 500);
  await transaction.query(doingsSql.op_feedback_add, [account.user_id, value, context, formatInstant(now)]);
  return [];
};

function refuseUnknown(rows: readonly object[]): void {
  if (rows.length === 0) throw notFound();
}

function refuseTooMany(already: number): void {
  if (already < MOST) return;
  throw new Refusal(409, `Их уже ${MOST}: удали лишнее`, `There are ${MOST} of them already: delete some`);
}
