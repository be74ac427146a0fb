import type { Text } from '@retention/domain/text';

/** Words of a message sent by hand. */
export const WORDS = {
  title: { ru: 'Отправить сообщение', en: 'Send a message' },
  to: { ru: 'Кому', en: 'To' },
  what: { ru: 'Какое', en: 'Which' },
  where: { ru: 'Куда', en: 'Where' },
  text: { ru: 'Что увидит человек', en: 'What the person sees' },
  sample: {
    ru: 'Имя и числа здесь для примера: человек увидит свои.',
    en: 'Name and figures are samples: the person sees their own.',
  },
  rules: {
    ru: 'Тихие часы, лимиты и отказы человека действуют и здесь: может уйти позже или не уйти.',
    en: 'Quiet hours, caps and what the person turned off hold here too: it may leave later or not at all.',
  },
  send: { ru: 'Отправить', en: 'Send' },
  sending: { ru: 'Отправляется…', en: 'Sending…' },
  none_chosen: { ru: 'Выберите хотя бы один канал.', en: 'Choose at least one channel.' },
  sent: { ru: 'Сообщение создано', en: 'The message is created' },
  sent_note: {
    ru: 'Оно уйдёт, как только позволят правила. Что с ним стало, видно на странице человека.',
    en: 'It leaves as soon as the rules let it. What becomes of it shows on the person’s page.',
  },
  done: { ru: 'Готово', en: 'Done' },
  conflict: {
    ru: 'Сейчас такое сообщение этому человеку отправить нельзя: повода нет, или оно уже в пути.',
    en: 'This message cannot be sent to this person now: there is nothing to say, or it is on its way already.',
  },
  missing: { ru: 'Такого пользователя уже нет.', en: 'There is no such user any more.' },
  not_in_app: { ru: 'этот тип здесь не показывается', en: 'this type does not show here' },
  type_off: { ru: 'Человек отключил сообщения этого типа.', en: 'The person has turned off messages of this type.' },
  nowhere: {
    ru: 'Такое сообщение этому человеку отправить некуда.',
    en: 'There is no way to send this to the person.',
  },
} as const satisfies Record<string, Text>;
