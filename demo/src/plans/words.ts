import type { Text } from '../text/plural.ts';

export const WORDS = {
  title: { ru: 'Планы', en: 'Plans' },
  lead: {
    ru: 'Неделя вперёд: немного, зато важное.',
    en: 'The week ahead: not much, but what matters.',
  },
  add: { ru: 'Добавить', en: 'Add' },
  new_plan: { ru: 'Новое дело', en: 'New task' },
  left_over: { ru: 'С прошлых дней', en: 'From earlier days' },
  left_over_note: { ru: 'Можно перенести, а можно и отпустить.', en: 'Move them, or let them go.' },
  keys: {
    ru: 'С клавиатуры: Alt со стрелкой вверх или вниз переносит дело на соседний день.',
    en: 'On the keyboard: Alt with the up or down arrow moves a task to the day beside.',
  },
  all_done: { ru: 'Всё сделано', en: 'All done' },
} as const satisfies Record<string, Text>;

/** `day`: a day by its name and date, in the language of the page. */
export function moved(title: string, day: string): Text {
  return { ru: `Перенесено. ${day}: ${title}`, en: `Moved. ${day}: ${title}` };
}

export function removed(title: string): Text {
  return { ru: `Удалено: «${title}»`, en: `Deleted: “${title}”` };
}

export function moveTo(title: string): Text {
  return { ru: `Перенести «${title}»`, en: `Move “${title}”` };
}

export function remove(title: string): Text {
  return { ru: `Удалить «${title}»`, en: `Delete “${title}”` };
}

export function newOn(day: string): Text {
  return { ru: `Новое дело: ${day}`, en: `New task: ${day}` };
}
