import type { Text } from './text.ts';

/** What was measured over one month of the report. */
export interface MonthMeasures {
  readonly days_active: number;
  /** Gaps of more than 7 days closed in the month. */
  readonly returns: number;
  readonly habits_completed: number;
  readonly journal_entries: number;
  /** Percent, 0–100. */
  readonly goals_progress: number;
  readonly streak_max: number;
  /** 0–6. */
  readonly features_used: number;
}

interface AchievementDefinition {
  readonly title: Text;
  readonly description: Text;
  /** The name of a picture; the client draws it. */
  readonly icon: string;
  readonly earned: (month: MonthMeasures) => boolean;
}

/** What a month can bring, in the order in which the monthly report shows it. */
export const ACHIEVEMENTS = {
  fire_streak: {
    title: { ru: 'Огненный стрик', en: 'Streak on fire' },
    description: { ru: '14 дней подряд', en: '14 days in a row' },
    icon: 'fire',
    earned: ({ streak_max }) => streak_max >= 14,
  },
  week_streak: {
    title: { ru: 'Неделя без пропусков', en: 'A week without a miss' },
    description: { ru: '7 дней подряд', en: '7 days in a row' },
    icon: 'flame',
    // The longer streak says it already.
    earned: ({ streak_max }) => streak_max >= 7 && streak_max < 14,
  },
  goal_completed: {
    title: { ru: 'Цель достигнута', en: 'Goal reached' },
    description: { ru: 'Цель выполнена на 100%', en: 'A goal is 100% complete' },
    icon: 'target',
    earned: ({ goals_progress }) => goals_progress >= 100,
  },
  active_month: {
    title: { ru: 'Месяц в ритме', en: 'A month in rhythm' },
    description: { ru: '20 активных дней за месяц', en: '20 active days in a month' },
    icon: 'calendar',
    earned: ({ days_active }) => days_active >= 20,
  },
  habit_master: {
    title: { ru: 'Мастер привычек', en: 'Habit master' },
    description: { ru: '30 выполненных привычек', en: '30 habits completed' },
    icon: 'check',
    earned: ({ habits_completed }) => habits_completed >= 30,
  },
  journal_keeper: {
    title: { ru: 'Летописец', en: 'Chronicler' },
    description: { ru: '8 записей в дневнике', en: '8 journal entries' },
    icon: 'book',
    earned: ({ journal_entries }) => journal_entries >= 8,
  },
  explorer: {
    title: { ru: 'Первооткрыватель', en: 'Trailblazer' },
    description: { ru: '5 функций за месяц', en: '5 features in a month' },
    icon: 'compass',
    earned: ({ features_used }) => features_used >= 5,
  },
  comeback: {
    title: { ru: 'С возвращением', en: 'Welcome back' },
    description: { ru: 'Возвращение после перерыва', en: 'Back after a break' },
    icon: 'sunrise',
    earned: ({ returns }) => returns > 0,
  },
} as const satisfies Record<string, AchievementDefinition>;

export type Achievement = keyof typeof ACHIEVEMENTS;
export const ACHIEVEMENT_NAMES = Object.keys(ACHIEVEMENTS) as readonly Achievement[];

/** The achievements of a month, in the order of ACHIEVEMENTS. */
export function achievementsOf(month: MonthMeasures): Achievement[] {
  return ACHIEVEMENT_NAMES.filter((achievement) => ACHIEVEMENTS[achievement].earned(month));
}
