import type { Text } from '../text/plural.ts';

export const WORDS = {
  title: { ru: 'Коуч', en: 'Coach' },
  lead: {
    ru: 'Про привычки, цели, силы и планы. Можно просто выговориться.',
    en: 'About habits, goals, energy and plans. Or just to say it out loud.',
  },
  note: {
    ru: 'Коуч отвечает по сценарию: это не человек и не нейросеть.',
    en: 'The coach follows a script: it is neither a person nor a model.',
  },
  log: { ru: 'Разговор с коучем', en: 'The talk with the coach' },
  you: { ru: 'Ты', en: 'You' },
  message: { ru: 'Сообщение', en: 'Message' },
  placeholder: { ru: 'Напиши, что на уме', en: 'Write what is on your mind' },
  send: { ru: 'Отправить', en: 'Send' },
  typing: { ru: 'Коуч печатает', en: 'The coach is typing' },
  empty: { ru: 'Привет. С чего начнём?', en: 'Hello. Where shall we begin?' },
  empty_more: {
    ru: 'Можно спросить о своём или выбрать подсказку ниже.',
    en: 'Ask what you like, or take one of the suggestions below.',
  },
  suggestions: { ru: 'Подсказки', en: 'Suggestions' },
} as const satisfies Record<string, Text>;

/** What the coach's script knows an answer to. */
export const SUGGESTIONS: readonly Text[] = [
  { ru: 'Как не бросить привычку?', en: 'How do I keep a habit?' },
  { ru: 'Помоги с целью', en: 'Help me with a goal' },
  { ru: 'Сегодня нет сил', en: 'I am tired today' },
  { ru: 'Как всё успеть?', en: 'How do I plan my day?' },
  { ru: 'Мне тревожно', en: 'I am worried' },
];
