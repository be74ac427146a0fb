import type { Text } from '../text/plural.ts';

export const WORDS = {
  title: { ru: 'Цели', en: 'Goals' },
  lead: { ru: 'Большое складывается из одного процента в день.', en: 'Big things are made of one percent a day.' },
  add: { ru: 'Новая цель', en: 'New goal' },
  what: { ru: 'Чего ты хочешь достичь?', en: 'What do you want to reach?' },
  example: { ru: 'Например: пробежать 5 км без остановки', en: 'For example: run 5 km without a stop' },
  sphere: { ru: 'Сфера', en: 'Sphere' },
  create: { ru: 'Добавить цель', en: 'Add the goal' },
  nameless: { ru: 'Напиши пару слов о том, чего хочешь', en: 'Write a few words about what you want' },
  empty: { ru: 'Здесь появятся твои цели', en: 'Your goals will live here' },
  empty_more: {
    ru: 'Начни с одной, самой тёплой. Двигать её можно по чуть-чуть.',
    en: 'Begin with one, the one you warm to most. It may move in small steps.',
  },
  all_done: { ru: 'Все цели достигнуты', en: 'All goals are reached' },
  all_done_more: { ru: 'Можно просто порадоваться. А можно начать новую.', en: 'Just enjoy it. Or begin another one.' },
  done: { ru: 'Достигнуто', en: 'Reached' },
  half: { ru: 'Половина пути позади.', en: 'Half of the way is behind you.' },
  reached: { ru: 'Цель достигнута. Ты молодец.', en: 'You have reached it. Well done.' },
  less: { ru: 'На шаг назад', en: 'A step back' },
  more: { ru: 'На шаг вперёд', en: 'A step on' },
  not_yet: { ru: 'Ещё не совсем', en: 'Not quite yet' },
  remove_question: { ru: 'Удалить цель?', en: 'Delete the goal?' },
  remove_deed: { ru: 'Удалить', en: 'Delete' },
} as const satisfies Record<string, Text>;

export function progressOf(title: string): Text {
  return { ru: `Прогресс: ${title}`, en: `Progress: ${title}` };
}

export function removalOf(title: string): Text {
  return {
    ru: `«${title}» и её прогресс исчезнут. Вернуть их будет нельзя.`,
    en: `“${title}” and its progress will be gone. This cannot be undone.`,
  };
}

export function reachedOn(date: string): Text {
  return { ru: `Достигнута ${date}`, en: `Reached on ${date}` };
}

export function removalLabel(title: string): Text {
  return { ru: `Удалить цель «${title}»`, en: `Delete the goal “${title}”` };
}
