import type { Text } from '@retention/domain/text';
import type { TriggerList } from './trigger-list.ts';

/** Words of the people behind a figure of a type. */
export const WORDS = {
  no_list: { ru: 'Такого списка нет', en: 'There is no such list' },
  no_list_why: {
    ru: 'Тип, число или период в этой ссылке неизвестны.',
    en: 'The type, the number or the period of this link is unknown.',
  },
  to_types: { ru: 'К сообщениям', en: 'To the messages' },
  person: { ru: 'Кто', en: 'Who' },
  matched_at: { ru: 'Подошёл повод', en: 'Matched' },
  state: { ru: 'Что вышло', en: 'What came of it' },
  sent_at: { ru: 'Ушло', en: 'Sent' },
  nobody: { ru: 'За этим числом никого нет.', en: 'There is nobody behind this number.' },
  list: { ru: 'Список людей', en: 'List of people' },
  browser_time: { ru: 'Время вашего браузера.', en: 'Times are those of your browser.' },
} as const satisfies Record<string, Text>;

export const LISTS = {
  matched: { ru: 'подошёл повод', en: 'matched' },
  sent: { ru: 'сообщение ушло', en: 'sent' },
  held: { ru: 'удержано', en: 'held' },
  failed: { ru: 'не дошло', en: 'failed' },
  waiting: { ru: 'ждёт', en: 'waiting' },
  seen: { ru: 'увидели', en: 'seen' },
  dismissed: { ru: 'закрыли', en: 'closed' },
  followed: { ru: 'сделали', en: 'followed' },
  treatment: { ru: 'получали', en: 'got it' },
  holdout: { ru: 'контрольная группа', en: 'holdout' },
} as const satisfies Record<TriggerList, Text>;
