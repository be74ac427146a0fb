/**
 * The 19 achievements in words. When each is earned is decided by the backend (server/achievement.ts), which sends ids only.
 */
export interface AchievementWords {
  readonly id: AchievementId;
  /** An emoji. */
  readonly icon: string;
  readonly title: { readonly ru: string; readonly en: string };
  /** What it takes. */
  readonly condition: { readonly ru: string; readonly en: string };
}

export const ACHIEVEMENT_IDS = [
  'first_habit',
  'streak_3',
  'streak_7',
  'streak_14',
  'streak_30',
  'habits_3',
  'perfect_day',
  'completions_50',
  'comeback',
  'amnesty',
  'first_goal',
  'goal_half',
  'goal_done',
  'first_entry',
  'journal_10',
  'wheel',
  'planner',
  'coach',
  'first_week',
] as const;
export type AchievementId = (typeof ACHIEVEMENT_IDS)[number];

export const ACHIEVEMENTS: readonly AchievementWords[] = [
  words('first_habit', '🌱', 'Первый росток', 'First sprout', 'Выполни первую привычку', 'Complete your first habit'),
  words('streak_3', '🔥', 'Разгон', 'Warming up', '3 дня подряд', '3 days in a row'),
  words('streak_7', '🌟', 'Неделя без пропусков', 'A week without a miss', '7 дней подряд', '7 days in a row'),
  words('streak_14', '🚀', 'Две недели', 'Two weeks', '14 дней подряд', '14 days in a row'),
  words('streak_30', '🏆', 'Месяц подряд', 'A month in a row', '30 дней подряд', '30 days in a row'),
  words('habits_3', '🧩', 'Три опоры', 'Three pillars', 'Заведи 3 привычки', 'Keep 3 habits'),
  words(
    'perfect_day',
    '☀️',
    'Полный день',
    'A full day',
    'Выполни все привычки за день, хотя бы 3',
    'Complete all your habits in a day, 3 at least',
  ),
  words('completions_50', '💪', 'Полсотни', 'Fifty', 'Выполни привычки 50 раз', 'Complete habits 50 times'),
  words(
    'comeback',
    '🌅',
    'С возвращением',
    'Welcome back',
    'Вернись к привычке после перерыва в 3 дня',
    'Return to a habit after a break of 3 days',
  ),
  words('amnesty', '🕊️', 'Мягко к себе', 'Kind to yourself', 'Прости себе пропущенный день', 'Forgive yourself a day'),
  words('first_goal', '🎯', 'Есть цель', 'A goal in sight', 'Поставь первую цель', 'Set your first goal'),
  words('goal_half', '⛰️', 'Полпути', 'Halfway', 'Дойди до половины цели', 'Reach half of a goal'),
  words('goal_done', '🏁', 'Цель достигнута', 'Goal reached', 'Заверши цель', 'Complete a goal'),
  words('first_entry', '📔', 'Первая страница', 'The first page', 'Сделай запись в дневнике', 'Write in your journal'),
  words('journal_10', '✍️', 'Летописец', 'Chronicler', '10 записей в дневнике', '10 journal entries'),
  words('wheel', '🎡', 'Колесо крутится', 'The wheel turns', 'Оцени 8 сфер жизни', 'Rate the 8 spheres of your life'),
  words('planner', '🗓️', 'Всё по плану', 'According to plan', 'Выполни 5 планов', 'Carry out 5 plans'),
  words('coach', '💬', 'Разговор по душам', 'A heart-to-heart', 'Напиши коучу', 'Write to the coach'),
  words(
    'first_week',
    '🎒',
    'Миссия первой недели',
    'First Week Mission',
    'Привычка, цель, дневник и коуч',
    'A habit, a goal, the journal and the coach',
  ),
];

function words(
  id: AchievementId,
  icon: string,
  titleRu: string,
  titleEn: string,
  conditionRu: string,
  conditionEn: string,
): AchievementWords {
  return { id, icon, title: { ru: titleRu, en: titleEn }, condition: { ru: conditionRu, en: conditionEn } };
}
