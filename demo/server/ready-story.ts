import { DAY_MS, instantAt, localDay, type Day, type Instant } from '@retention/domain/day';
import type { AchievementId } from '../achievements.ts';
import type { Mood, Sphere } from '../host-api.ts';

/** The id of the ready person: below those of the demo's people, and in no holdout, so that every message reaches them. */
export const READY_USER_ID = 7;
export const READY_ZONE = 'Europe/Moscow';
const REGISTERED_DAYS_AGO = 12;
const TRIAL_DAYS = 7;
const TRIAL_LEFT_DAYS = 5;

/** When something happened: so many days after the registration, at that minute of the day. */
interface When {
  readonly on: number;
  readonly minute: number;
}

/** «Аня»: on her way, with something to do today. Days count from her registration; today is day 12. */
export const READY = {
  first_name: 'Аня',
  zone: READY_ZONE,
  /** Two habits, both kept for six days in a row up to yesterday, after a first try that broke off. */
  habits: [
    { title: 'Утренняя зарядка', icon: '🤸', created: 0, done: [0, 1, 3, 6, 7, 8, 9, 10, 11], minute: 8 * 60 + 5 },
    { title: 'Читать 20 минут', icon: '📚', created: 1, done: [1, 6, 7, 8, 9, 10, 11], minute: 21 * 60 + 10 },
  ],
  goals: [
    { title: 'Пробежать 10 км', sphere: 'health', progress: 40, at: { on: 0, minute: 8 * 60 + 30 } },
    { title: 'Накопить на отпуск', sphere: 'money', progress: 30, at: { on: 3, minute: 20 * 60 } },
    { title: 'Английский до B2', sphere: 'growth', progress: 40, at: { on: 7, minute: 19 * 60 + 20 } },
  ],
  journal: [
    {
      text: 'Неделя с приложением. Заметила, что по утрам больше не торгуюсь с собой: просто встаю и делаю. Хочу сохранить это чувство.',
      mood: 'good',
      at: { on: 7, minute: 21 * 60 + 40 },
    },
  ],
  wheel: {
    scores: { health: 7, family: 8, friends: 6, career: 7, money: 5, growth: 8, rest: 4, home: 6 },
    at: { on: 6, minute: 21 * 60 + 30 },
  },
  /** Days are counted as above: 12 is today. */
  plans: [
    { title: 'Записаться к стоматологу', day: 9, done: true },
    { title: 'Купить кроссовки', day: 10, done: true },
    { title: 'Позвонить бабушке', day: 10, done: true },
    { title: 'Разобрать шкаф', day: 11, done: true },
    { title: 'Лёгкая пробежка 3 км', day: 12, done: false },
    { title: 'Отложить 2000 ₽ на отпуск', day: 12, done: false },
    { title: 'Урок английского', day: 13, done: false },
    { title: 'Прогулка без телефона', day: 14, done: false },
  ],
  chat: [
    { text: 'Привет! С чего лучше начать?', at: { on: 0, minute: 8 * 60 + 40 } },
    { text: 'Срываюсь с привычки на третий день. Что делать?', at: { on: 3, minute: 20 * 60 + 20 } },
    { text: 'Спасибо, получилось: уже три дня подряд!', at: { on: 8, minute: 21 * 60 + 30 } },
    { text: 'Как вернуться к цели, если устала?', at: { on: 10, minute: 22 * 60 } },
  ],
  /** What the retention system has told of already. */
  awards: [
    { reason: 'milestone_0', xp: 50, at: { on: 0, minute: 8 * 60 + 6 } },
    { reason: 'milestone_1', xp: 50, at: { on: 3, minute: 20 * 60 + 1 } },
  ],
  achievements: [
    { id: 'first_habit', at: { on: 0, minute: 8 * 60 + 5 } },
    { id: 'first_goal', at: { on: 0, minute: 8 * 60 + 30 } },
    { id: 'coach', at: { on: 0, minute: 8 * 60 + 40 } },
    { id: 'wheel', at: { on: 6, minute: 21 * 60 + 30 } },
    { id: 'first_entry', at: { on: 7, minute: 21 * 60 + 40 } },
    { id: 'first_week', at: { on: 7, minute: 21 * 60 + 40 } },
    { id: 'streak_3', at: { on: 8, minute: 8 * 60 + 5 } },
  ],
  registered_minute: 7 * 60 + 50,
} as const satisfies {
  readonly habits: readonly { readonly done: readonly number[]; readonly [key: string]: unknown }[];
  readonly goals: readonly { readonly sphere: Sphere; readonly at: When; readonly [key: string]: unknown }[];
  readonly journal: readonly { readonly text: string; readonly mood: Mood; readonly at: When }[];
  readonly wheel: { readonly scores: Readonly<Record<Sphere, number>>; readonly at: When };
  readonly achievements: readonly { readonly id: AchievementId; readonly at: When }[];
  readonly [key: string]: unknown;
};

/** The calendar of the story, told at `now`. */
export interface Calendar {
  readonly today: Day;
  /** The day of a number of the story. */
  day(on: number): Day;
  at(when: When): Instant;
  readonly joined_at: Instant;
  readonly trial_started_at: Instant;
  readonly trial_ends_at: Instant;
}

export function calendarOf(now: Instant): Calendar {
  const today = localDay(now, READY_ZONE);
  const day = (on: number): Day => today - REGISTERED_DAYS_AGO + on;
  const at = ({ on, minute }: When): Instant => instantAt(day(on), minute, READY_ZONE);
  const trial_ends_at = at({ on: REGISTERED_DAYS_AGO + TRIAL_LEFT_DAYS, minute: 20 * 60 });
  return {
    today,
    day,
    at,
    joined_at: at({ on: 0, minute: READY.registered_minute }),
    trial_started_at: trial_ends_at - TRIAL_DAYS * DAY_MS,
    trial_ends_at,
  };
}
