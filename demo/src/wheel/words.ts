import type { Text } from '../text/plural.ts';

export const WORDS = {
  title: { ru: 'Колесо жизни', en: 'Wheel of life' },
  lead: {
    ru: 'Насколько тебе хорошо в каждой сфере, от 1 до 10? Правильных оценок нет: это карта для тебя.',
    en: 'How good is each sphere for you, from 1 to 10? No score is right or wrong: it is a map for you.',
  },
  wheel: { ru: 'Колесо: восемь сфер', en: 'The wheel: eight spheres' },
  spheres: { ru: 'Сферы', en: 'Spheres' },
  how: { ru: 'Потяни сектор к краю или к центру.', en: 'Drag a sector outwards or inwards.' },
  keys: { ru: 'С клавиатуры: Tab и стрелки.', en: 'On the keyboard: Tab and the arrows.' },
  balance: { ru: 'В среднем', en: 'On average' },
  reset: { ru: 'Вернуть как было', en: 'Put back' },
  first: {
    ru: 'Отметь, как сейчас. В следующий раз увидишь, что изменилось.',
    en: 'Mark how it is now. Next time you will see what has changed.',
  },
  first_saved: {
    ru: 'Первая отметка есть. Загляни сюда через пару недель.',
    en: 'That is the first one. Look in again in a couple of weeks.',
  },
  unchanged: { ru: 'Всё на своих местах.', en: 'Everything is where it was.' },
  goal: { ru: 'Поставить маленькую цель', en: 'Set a small goal' },
} as const satisfies Record<string, Text>;

export function setOn(date: string): Text {
  return { ru: `Последняя отметка: ${date}`, en: `Last marked on ${date}` };
}

export function lowest(sphere: Text): Text {
  return {
    ru: `Меньше всего сейчас достаётся сфере «${sphere.ru}».`,
    en: `“${sphere.en}” gets the least right now.`,
  };
}

export function outOfTen(score: number): Text {
  return { ru: `${score} из 10`, en: `${score} of 10` };
}

export function changedBy(by: number): Text {
  return by > 0 ? { ru: `на ${by} больше`, en: `${by} more` } : { ru: `на ${-by} меньше`, en: `${-by} less` };
}

export function lessOf(sphere: Text): Text {
  return { ru: `${sphere.ru}: меньше на 1`, en: `${sphere.en}: 1 less` };
}

export function moreOf(sphere: Text): Text {
  return { ru: `${sphere.ru}: больше на 1`, en: `${sphere.en}: 1 more` };
}

export function sinceDay(date: string): Text {
  return { ru: `с ${date}`, en: `since ${date}` };
}
