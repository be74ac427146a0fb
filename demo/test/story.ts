import { answer, doHabit, pay, register, setGoal, startTrial, talk, write } from './doings.ts';
import type { Person } from './person.ts';
import type { Award } from './stage.ts';
import { expectReport } from './report.ts';

/** A day on which the app is opened; on all others it is not. */
export interface Day {
  readonly day: number;
  /** On the wall clock. */
  readonly at?: string;
  readonly does: (person: Person) => Promise<void>;
  /** What has to appear on this day, at which minute, and nothing else. */
  readonly appears?: readonly string[];
  /** The page is loaded anew, or opened in another tab as well, when all is done. */
  readonly again?: 'reload' | 'tab';
}

const TRIAL = 'Пробный период: ещё';
const WEEK = 'Первая неделя позади';
const STREAK = 'Серия ждёт тебя сегодня';
const MISSED = 'Твои цели ждут тебя';
const MONTH = 'Твой месяц готов';
const NOT_NOW = 'Не сейчас';

/** What the journey brings by the webhook, once each. */
export const AWARDS: readonly Award[] = [
  { day: 0, reason: 'milestone_0', xp: 50 },
  { day: 2, reason: 'milestone_1', xp: 50 },
  { day: 7, reason: 'first_week_completed', xp: 50 },
  { day: 9, reason: 'milestone_2', xp: 50 },
  { day: 26, reason: 'milestone_3', xp: 50 },
];

const habit =
  (streak: number): Day['does'] =>
  (person) =>
    doHabit(person, streak);

/** Thirty-one days after the first one, as they are lived. */
export const STORY: readonly Day[] = [
  {
    day: 0,
    again: 'tab',
    async does(person) {
      await register(person);
      await doHabit(person, 1);
      await person.seeBonus('Первые шаги');
    },
    appears: ['10:00 earned: Первый росток', '10:00 stage: Первые шаги'],
  },
  {
    day: 1,
    async does(person) {
      await doHabit(person, 2);
      await write(person, 1);
    },
    appears: ['10:00 earned: Первая страница'],
  },
  {
    day: 2,
    async does(person) {
      await doHabit(person, 3);
      await talk(person);
    },
    appears: ['10:00 earned: Разгон', '10:00 earned: Разговор по душам', '10:00 stage: Исследователь'],
  },
  {
    day: 3,
    async does(person) {
      await doHabit(person, 4);
      await setGoal(person);
      await startTrial(person);
    },
    appears: ['10:00 earned: Есть цель', '10:00 earned: Миссия первой недели', '10:00 earned: Полпути'],
  },
  {
    day: 4,
    async does(person) {
      await doHabit(person, 5);
      await write(person, 2);
    },
  },
  { day: 5, does: habit(6) },
  {
    // The day of 23 hours: 20:00 is an hour earlier than it was.
    day: 6,
    again: 'reload',
    at: '19:55',
    async does(person) {
      await person.rest();
      await person.pass(5 * 60_000);
      const toast = person.page.getByText(STREAK);
      await toast.waitFor();
      await doHabit(person, 7);
      await toast.waitFor({ state: 'detached' });
    },
    appears: [`20:00 toast: ${STREAK}`, '20:00 earned: Неделя без пропусков'],
  },
  {
    // Two things are due: one after the other.
    day: 7,
    again: 'tab',
    async does(person) {
      await answer(person, `${TRIAL} 3 дня`, NOT_NOW);
      await answer(person, WEEK, 'Посмотреть путь', 'first_week_completed');
      await doHabit(person, 8);
    },
    appears: [`10:00 dialog: ${TRIAL} 3 дня`, `10:00 toast: ${WEEK}`],
  },
  {
    // What was put off at 10:00 is back a day later, before the eyes of who has the app open.
    day: 8,
    again: 'reload',
    at: '09:40',
    async does(person) {
      await person.rest();
      await person.pass(25 * 60_000);
      await answer(person, `${TRIAL} 2 дня`, 'Оформить подписку', 'trial_expiring');
      await pay(person);
      await doHabit(person, 9);
    },
    appears: [`10:05 dialog: ${TRIAL} 2 дня`],
  },
  {
    day: 9,
    async does(person) {
      await doHabit(person, 10);
      await write(person, 3);
    },
    appears: ['10:00 stage: Развитие'],
  },
  {
    // Away for three days: a word upon the return, once.
    day: 13,
    again: 'tab',
    async does(person) {
      person.did({ type: 'streak_broken', metadata: { streak_was: 10, type: 'habits' } });
      await person.rest();
      await person.page.getByText('Мы скучаем!').waitFor();
      await answer(person, MISSED, 'Не показывать такое');
      await doHabit(person, 1);
    },
    appears: [`10:00 dialog: ${MISSED}`, '10:00 earned: С возвращением'],
  },
  // Away for longer, and not a word: it was not wanted.
  { day: 18, does: habit(1), again: 'tab' },
  { day: 19, does: habit(2) },
  { day: 20, does: habit(3) },
  { day: 21, does: habit(4) },
  {
    day: 22,
    again: 'reload',
    at: '20:30',
    async does(person) {
      await answer(person, STREAK, NOT_NOW);
      await doHabit(person, 5);
    },
    appears: [`20:30 toast: ${STREAK}`],
  },
  { day: 23, does: habit(6) },
  { day: 24, does: habit(7) },
  { day: 25, does: habit(8) },
  // The twentieth day.
  { day: 26, does: habit(9), again: 'reload', appears: ['10:00 stage: Итоги месяца'] },
  {
    day: 30,
    again: 'reload',
    async does(person) {
      person.did({ type: 'streak_broken', metadata: { streak_was: 9, type: 'habits' } });
      await answer(person, MONTH, 'Открыть отчёт', 'monthly_report');
      await expectReport(
        person,
        AWARDS.reduce((sum, { xp }) => sum + xp, 0),
      );
    },
    appears: [`10:00 dialog: ${MONTH}`, '10:00 dialog: Твой месяц'],
  },
  {
    // Whoever wants to see it again, may.
    day: 31,
    again: 'tab',
    async does(person) {
      await person.page.getByRole('button', { name: 'Открыть итоги месяца' }).click();
      await person.page.getByRole('dialog', { name: 'Твой месяц' }).waitFor();
      await person.page.keyboard.press('Escape');
    },
    appears: ['10:00 dialog: Твой месяц'],
  },
];
