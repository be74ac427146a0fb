import type { Forms, Text } from '@retention/domain/text';
import type { Response } from '../api/api.ts';

type Status = Response<'deliveries'>['deliveries'][number]['status'];

/** Words of deliveries that need a look. */
export const WORDS = {
  title: { ru: 'Доставка', en: 'Delivery' },
  lead: {
    ru: 'Что не дошло или могло не дойти. Остальное делается само.',
    en: 'What did not arrive, or may not have. Everything else is taken care of.',
  },
  status: { ru: 'Что случилось', en: 'What happened' },
  all: { ru: 'Все', en: 'All' },
  channel: { ru: 'Канал', en: 'Channel' },
  any_channel: { ru: 'Любой канал', en: 'Any channel' },
  webhook: { ru: 'Webhook приложения', en: 'Webhook of the app' },
  none: { ru: 'Всё дошло: смотреть не на что.', en: 'Everything has arrived: there is nothing to look at.' },
  none_of_these: { ru: 'Таких доставок нет.', en: 'There are no such deliveries.' },
  person: { ru: 'Кому', en: 'To whom' },
  what: { ru: 'Что', en: 'What' },
  answer: { ru: 'Ответ', en: 'Answer' },
  when: { ru: 'Когда', en: 'When' },
  action: { ru: 'Действие', en: 'Action' },
  of_no_type: { ru: 'Событие для приложения', en: 'A notice to the app' },
  retry: { ru: 'Отправить ещё раз', en: 'Send again' },
  too_late: { ru: 'уже не нужно', en: 'no longer due' },
  retry_title: { ru: 'Отправить ещё раз?', en: 'Send again?' },
  retry_twice: {
    ru: 'Может прийти дважды: в прошлый раз связь оборвалась, когда сообщение уже принимали.',
    en: 'It may arrive twice: last time the connection broke while the message was being taken.',
  },
  retry_refused: {
    ru: 'В прошлый раз получатель отказал. Если причина не исчезла, откажет снова.',
    en: 'Last time they said no. Unless the reason is gone, they will again.',
  },
  retry_unreachable: {
    ru: 'В прошлый раз никто не ответил. Попробуем снова, с обычными паузами.',
    en: 'Last time nobody answered. It is tried anew, with the usual pauses.',
  },
  retry_conflict: {
    ru: 'Уже нельзя: повод исчез, срок вышел, или кто-то уже отправил.',
    en: 'No longer possible: the occasion is gone, it expired, or somebody has sent it already.',
  },
  retried: { ru: 'Снова в очереди', en: 'In the queue again' },
  attempts: { ru: 'Попыток', en: 'Attempts' },
  no_answer: { ru: 'ответа не было', en: 'no answer' },
  browser_time: { ru: 'Время вашего браузера.', en: 'Times are those of your browser.' },
} as const satisfies Record<string, Text>;

export const STATUSES = {
  waiting: { ru: 'Ждёт', en: 'Waiting' },
  sending: { ru: 'Отправляется', en: 'Being sent' },
  sent: { ru: 'Ушло', en: 'Sent' },
  refused: { ru: 'Отказ', en: 'Refused' },
  unreachable: { ru: 'Недоступен', en: 'Unreachable' },
  uncertain: { ru: 'Неясно', en: 'Uncertain' },
  cancelled: { ru: 'Отменено', en: 'Cancelled' },
} as const satisfies Record<Status, Text>;

export const MEANINGS = {
  uncertain: {
    ru: 'Связь оборвалась, пока сообщение принимали: могло дойти. Само не повторяется, чтобы не прийти дважды.',
    en: 'The connection broke while it was being taken: it may have arrived. It is not repeated by itself, lest it comes twice.',
  },
  unreachable: {
    ru: 'Никто не ответил, сколько ни пробовали, и мы сдались.',
    en: 'Nobody answered however often it was tried, and we gave up.',
  },
  refused: {
    ru: 'Получатель отказал: заблокировал бота, адреса нет, отписался.',
    en: 'They said no: the bot is blocked, no such address, unsubscribed.',
  },
} as const satisfies Record<'uncertain' | 'unreachable' | 'refused', Text>;

export const DELIVERY_FORMS: Forms = {
  ru: ['доставка', 'доставки', 'доставок'],
  en: ['delivery', 'deliveries', 'deliveries'],
};
