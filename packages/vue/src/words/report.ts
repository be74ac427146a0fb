import type { Forms } from '@retention/domain/text';

/** The words of the monthly report and of the picture to share. */
export const REPORT_WORDS = {
  ru: {
    title: 'Твой месяц',
    my_title: 'Мой месяц',
    month: (month: number) => `Месяц ${month}`,
    calm: 'Спокойный месяц тоже часть пути. Всё на своих местах, когда захочешь продолжить.',
    figures: 'Месяц в числах',
    achievements: 'Достижения',
    before: 'Рядом с прошлым месяцем',
    more_actions: (change: string) => `${change} действий`,
    longer_streak: (change: string) => `${change} к серии`,
    better_than: (percentile: number) => `Лучше, чем у ${percentile}\u00a0% пользователей`,
    share: 'Поделиться картинкой',
    drawing: 'Рисуем…',
    shared: 'Картинка отправлена',
    saved: 'Картинка сохранена в загрузки',
    failed: 'Картинка не получилась. Попробуй ещё раз.',
    journey: 'Путь 1%',
  },
  en: {
    title: 'Your month',
    my_title: 'My month',
    month: (month: number) => `Month ${month}`,
    calm: 'A calm month is part of the journey too. Everything is where you left it, whenever you want to go on.',
    figures: 'The month in numbers',
    achievements: 'Achievements',
    before: 'Next to last month',
    more_actions: (change: string) => `${change} actions`,
    longer_streak: (change: string) => `${change} to the streak`,
    better_than: (percentile: number) => `Better than ${percentile}% of users`,
    share: 'Share as a picture',
    drawing: 'Drawing…',
    shared: 'The picture is shared',
    saved: 'The picture is in your downloads',
    failed: 'The picture did not work out. Please try again.',
    journey: 'The 1% journey',
  },
} as const;

/** What stands beside each number of the report. */
export const FIGURE_FORMS = {
  total_actions: { ru: ['действие', 'действия', 'действий'], en: ['action', 'actions', 'actions'] },
  habits_completed: {
    ru: ['привычка выполнена', 'привычки выполнены', 'привычек выполнено'],
    en: ['habit completed', 'habits completed', 'habits completed'],
  },
  journal_entries: {
    ru: ['запись в дневнике', 'записи в дневнике', 'записей в дневнике'],
    en: ['journal entry', 'journal entries', 'journal entries'],
  },
  goals_progress: {
    ru: ['пути к цели', 'пути к цели', 'пути к цели'],
    en: ['of the way to a goal', 'of the way to a goal', 'of the way to a goal'],
  },
  streak_max: {
    ru: ['день подряд', 'дня подряд', 'дней подряд'],
    en: ['day in a row', 'days in a row', 'days in a row'],
  },
  xp_earned: { ru: ['XP', 'XP', 'XP'], en: ['XP', 'XP', 'XP'] },
  features_used: {
    ru: ['функция попробована', 'функции попробованы', 'функций попробовано'],
    en: ['feature tried', 'features tried', 'features tried'],
  },
  /** Of the month itself, where there is nothing else to count. */
  days: { ru: ['день пути', 'дня пути', 'дней пути'], en: ['day on the way', 'days on the way', 'days on the way'] },
} as const satisfies Record<string, Forms>;
