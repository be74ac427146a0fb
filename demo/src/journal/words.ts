import type { Mood } from '../../host-api.ts';
import type { Text } from '../text/plural.ts';

/** What the backend takes as one entry. */
export const MOST_LETTERS = 5000;

export const WORDS = {
  title: { ru: 'Дневник', en: 'Journal' },
  lead: {
    ru: 'Пара строк о том, как прошёл день. Читаешь их только ты.',
    en: 'A few lines about your day. Nobody but you reads them.',
  },
  text: { ru: 'Запись', en: 'Entry' },
  mood: { ru: 'Как ты сейчас?', en: 'How are you now?' },
  save: { ru: 'Сохранить', en: 'Save' },
  saved: { ru: 'Записано', en: 'Saved' },
  placeholder: { ru: 'Можно и о другом…', en: 'Or about something else…' },
  wordless: { ru: 'Напиши хотя бы пару слов', en: 'Write a few words at least' },
  two_weeks: { ru: 'Две недели', en: 'Two weeks' },
  no_entry: { ru: 'без записи', en: 'no entry' },
  another: { ru: 'Другой вопрос', en: 'Another question' },
  empty: { ru: 'Первая страница ещё чистая', en: 'The first page is still blank' },
  empty_more: {
    ru: 'Хватит и одной строки. Можно ответить на вопрос выше, можно о своём.',
    en: 'One line is enough. Answer the question above, or write what you like.',
  },
  remove_question: { ru: 'Удалить запись?', en: 'Delete the entry?' },
  remove_note: { ru: 'Вернуть её будет нельзя.', en: 'This cannot be undone.' },
  remove_deed: { ru: 'Удалить', en: 'Delete' },
  left: { ru: 'Осталось знаков', en: 'Characters left' },
} as const satisfies Record<string, Text>;

/** From the lightest to the hardest; none is better than another. */
export const MOODS = ['good', 'calm', 'tired', 'hard'] as const satisfies readonly Mood[];

export const MOOD_NAMES: Readonly<Record<Mood, Text>> = {
  good: { ru: 'Хорошо', en: 'Good' },
  calm: { ru: 'Спокойно', en: 'Calm' },
  tired: { ru: 'Устало', en: 'Tired' },
  hard: { ru: 'Трудно', en: 'Hard' },
};

/** One a day, to begin with. */
export const PROMPTS: readonly Text[] = [
  { ru: 'Что сегодня порадовало, хотя бы немного?', en: 'What made you glad today, if only a little?' },
  { ru: 'За что сегодня можно сказать себе спасибо?', en: 'What do you thank yourself for today?' },
  { ru: 'Какой момент дня хочется запомнить?', en: 'Which moment of the day is worth keeping?' },
  { ru: 'Что было непросто и как это получилось?', en: 'What was not easy, and how did it go?' },
  { ru: 'Кому хочется сказать спасибо?', en: 'Whom would you like to thank?' },
  { ru: 'Что стало на один процент лучше?', en: 'What got one percent better?' },
  { ru: 'Чего хочется от завтрашнего дня?', en: 'What do you want from tomorrow?' },
];

export function removalAt(time: string): Text {
  return { ru: `Удалить запись, ${time}`, en: `Delete the entry, ${time}` };
}
