import type { Forms, Text } from '@retention/domain/text';
import type { DISMISS_REASONS } from '@retention/domain/trigger';
import type { Response } from '../api/api.ts';

type Reach = Response<'admin_user_triggers'>['reach'][number]['state'];

/** Words of what a person was sent, and why not. */
export const WORDS = {
  title: { ru: 'Сообщения', en: 'Messages' },
  note: {
    ru: 'Что отправлено, что удержано и почему. Сначала новые. Время человека:',
    en: 'What was sent, what was held back, and why. Latest first. The person’s time:',
  },
  send: { ru: 'Отправить сообщение', en: 'Send a message' },
  nothing: {
    ru: 'Человек ещё не подходил ни под один повод.',
    en: 'The person has not matched any type yet.',
  },
  reach: { ru: 'Куда можно писать', en: 'Where messages arrive' },
  types_off: { ru: 'Отключены самим человеком', en: 'Turned off by the person' },
  next_look: { ru: 'Следующий повод возможен', en: 'Something may be due' },
  next_look_if: { ru: 'если ничего не изменится', en: 'if nothing changes' },
  list: { ru: 'Список сообщений', en: 'List of messages' },
  show_more: { ru: 'Показать ещё', en: 'Show more' },
  manual: { ru: 'вручную', en: 'by hand' },
  shadow: { ru: 'в тени', en: 'in shadow' },
  xp: { ru: 'XP', en: 'XP' },
  codes: { ru: 'Коды на скидку', en: 'Discount codes' },
  code_until: { ru: 'до', en: 'until' },
  code_redeemed: { ru: 'использован', en: 'redeemed' },

  matched: { ru: 'Подошёл повод', en: 'Matched' },
  by_hand: { ru: 'Создано вручную', en: 'Created by hand' },
  deferred: { ru: 'отложено до', en: 'put off until' },
  not_sent: { ru: 'не отправлено', en: 'not sent' },
  attempt_next: { ru: 'следующая попытка', en: 'next attempt' },
  seen: { ru: 'Увидел в приложении', en: 'Seen in the app' },
  snoozed: { ru: 'Человек отложил до', en: 'The person put it off until' },
  followed: { ru: 'Сделал то, о чём сообщение', en: 'Did what it was about' },
  expires: { ru: 'Срок вышел', en: 'Expired' },
} as const satisfies Record<string, Text>;

export const REACH = {
  open: { ru: 'доступен', en: 'open' },
  off: { ru: 'отключён человеком', en: 'turned off by the person' },
  closed: { ru: 'закрыт: там отказали', en: 'closed: they refused' },
  no_address: { ru: 'нет адреса', en: 'no address' },
  not_configured: { ru: 'канал не настроен', en: 'not set up' },
} as const satisfies Record<Reach, Text>;

export const DISMISSED = {
  snoozed: { ru: 'Отложил', en: 'Put it off' },
  completed: { ru: 'Закрыл: уже сделано', en: 'Closed it: done already' },
  not_interested: { ru: 'Закрыл: неинтересно', en: 'Closed it: not interested' },
} as const satisfies Record<(typeof DISMISS_REASONS)[number], Text>;

export const CLOSED = { ru: 'Закрыл', en: 'Closed it' } as const satisfies Text;

export const ATTEMPT_FORMS: Forms = {
  ru: ['попытка', 'попытки', 'попыток'],
  en: ['attempt', 'attempts', 'attempts'],
};
