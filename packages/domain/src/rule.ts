import type { Text } from './text.ts';

/** Why something was not sent, or not yet. */
export interface RuleDefinition {
  readonly label: Text;
  /** What it means, in a sentence for the owner. */
  readonly meaning: Text;
  /** Whether it only defers: the message leaves later, unless it expires first. */
  readonly defers: boolean;
}

/** Every rule that stands above the triggers, in the order in which they are asked. Spec section 6. */
export const RULES = {
  shadow: {
    label: { ru: 'Теневой режим', en: 'Shadow mode' },
    meaning: {
      ru: 'Тип работает в тени: записано, кто получил бы сообщение, но ничего не отправлено.',
      en: 'The type is in shadow: who would have got the message is recorded, and nothing is sent.',
    },
    defers: false,
  },
  off: {
    label: { ru: 'Тип выключен', en: 'Type turned off' },
    meaning: {
      ru: 'Тип выключили раньше, чем сообщение ушло.',
      en: 'The type was turned off before the message left.',
    },
    defers: false,
  },
  brake: {
    label: { ru: 'Ждёт одобрения', en: 'Awaits approval' },
    meaning: {
      ru: 'Одна проверка задела больше 20 % пользователей (и больше 100): отправка ждёт вашего решения.',
      en: 'One evaluation matched more than 20 % of the users (and more than 100): it waits for your decision.',
    },
    defers: true,
  },
  holdout: {
    label: { ru: 'Контрольная группа', en: 'Holdout' },
    meaning: {
      ru: 'Человек в контрольной группе этого типа: с ним сравнивают тех, кто сообщение получил.',
      en: 'The person is in the holdout of this type: those who got the message are compared with them.',
    },
    defers: false,
  },
  preference: {
    label: { ru: 'Отключено человеком', en: 'Turned off by the person' },
    meaning: {
      ru: 'Человек отключил сообщения этого типа.',
      en: 'The person has turned off messages of this type.',
    },
    defers: false,
  },
  muted: {
    label: { ru: 'Неинтересно', en: 'Not interested' },
    meaning: {
      ru: 'Человек ответил «неинтересно»: тип молчит 30 дней.',
      en: 'The person said "not interested": the type is silent for 30 days.',
    },
    defers: false,
  },
  no_channel: {
    label: { ru: 'Некуда отправить', en: 'No channel' },
    meaning: {
      ru: 'Ни один из каналов не доступен: нет адреса, канал закрыт или отключён человеком.',
      en: 'None of the channels can be used: no address, closed, or turned off by the person.',
    },
    defers: false,
  },
  snoozed: {
    label: { ru: 'Отложено человеком', en: 'Snoozed' },
    meaning: { ru: 'Человек попросил напомнить позже.', en: 'The person asked to be reminded later.' },
    defers: true,
  },
  quiet_hours: {
    label: { ru: 'Тихие часы', en: 'Quiet hours' },
    meaning: {
      ru: 'С 22:00 до 09:00 по местному времени ничего не отправляется: уйдёт утром.',
      en: 'Nothing is sent between 22:00 and 09:00 local time: it leaves in the morning.',
    },
    defers: true,
  },
  daily_cap: {
    label: { ru: 'Одно сообщение в день', en: 'One message a day' },
    meaning: {
      ru: 'Сегодня человеку уже ушло сообщение: больше одного в день не отправляется.',
      en: 'A message has gone to the person today: no more than one a day is sent.',
    },
    defers: true,
  },
  weekly_cap: {
    label: { ru: 'Три сообщения в неделю', en: 'Three messages a week' },
    meaning: {
      ru: 'За 7 дней человеку уже ушло три сообщения: больше не отправляется.',
      en: 'Three messages have gone to the person in 7 days: no more are sent.',
    },
    defers: true,
  },
  no_longer_due: {
    label: { ru: 'Повод исчез', en: 'No longer due' },
    meaning: {
      ru: 'Повод исчез раньше, чем сообщение ушло: человек сделал то, о чём оно напоминало.',
      en: 'The occasion was gone before the message left: the person has done what it was about.',
    },
    defers: false,
  },
  expired: {
    label: { ru: 'Срок вышел', en: 'Expired' },
    meaning: {
      ru: 'Срок сообщения вышел раньше, чем его можно было отправить.',
      en: 'The message expired before it could be sent.',
    },
    defers: false,
  },
} as const satisfies Record<string, RuleDefinition>;

export type Rule = keyof typeof RULES;
export const RULE_NAMES = Object.keys(RULES) as readonly Rule[];
