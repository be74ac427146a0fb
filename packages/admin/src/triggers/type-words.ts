import type { Forms, Text } from '@retention/domain/text';

/** Words of the page of a type. */
export const WORDS = {
  no_type: { ru: 'Такого типа нет', en: 'There is no such type' },
  no_type_why: { ru: 'Возможно, в ссылке ошибка.', en: 'Perhaps the link is wrong.' },
  to_types: { ru: 'К сообщениям', en: 'To the messages' },
  due: { ru: 'Когда', en: 'When' },
  where: { ru: 'Где', en: 'Where' },
  priority: { ru: 'Приоритет', en: 'Priority' },
  high: { ru: 'высокий', en: 'high' },
  medium: { ru: 'средний', en: 'medium' },
  low: { ru: 'низкий', en: 'low' },
  fallback: { ru: 'если недоступны —', en: 'if out of reach,' },

  figures: { ru: 'Что вышло', en: 'What came of it' },
  figures_note: {
    ru: 'Поводы периода. За каждым числом люди.',
    en: 'The matches of the period. Every number opens its people.',
  },
  seen: { ru: 'увидели', en: 'seen' },
  seen_what: { ru: 'Приложение забрало сообщение и показало.', en: 'The app has fetched the message and shown it.' },
  dismissed: { ru: 'закрыли', en: 'closed' },
  dismissed_what: { ru: 'Человек закрыл или отложил сообщение.', en: 'The person closed the message or put it off.' },
  followed: { ru: 'сделали', en: 'followed' },
  followed_what: {
    ru: 'Человек сделал то, о чём было сообщение.',
    en: 'The person did what the message was about.',
  },
  of_sent: { ru: 'от ушедших', en: 'of sent' },

  rules: { ru: 'Что удержало', en: 'What held it back' },
  rules_note: {
    ru: 'Одни правила только откладывают, другие удерживают совсем. Повод может задержать несколько правил.',
    en: 'Some rules only defer, others hold for good. Several can hold back one match.',
  },
  rule: { ru: 'Правило', en: 'Rule' },
  held: { ru: 'Задержало', en: 'Held back' },
  ended: { ru: 'из них не ушло', en: 'of them never sent' },
  no_rules: { ru: 'Ни одно правило ничего не задержало.', en: 'No rule has held anything back.' },

  by_channel: { ru: 'По каналам', en: 'By channel' },
  by_channel_note: {
    ru: 'Одно сообщение может уйти через несколько каналов.',
    en: 'One message may leave through several channels.',
  },
  channel: { ru: 'Канал', en: 'Channel' },
  sent: { ru: 'Ушло', en: 'Sent' },
  refused: { ru: 'Отказ', en: 'Refused' },
  refused_what: {
    ru: 'Получатель отказал: заблокировал бота, адреса нет, отписался. Больше не пробуем.',
    en: 'They said no: the bot is blocked, no such address, unsubscribed. Not tried again.',
  },
  unreachable: { ru: 'Недоступен', en: 'Unreachable' },
  unreachable_what: {
    ru: 'Никто не ответил, сколько ни пробовали, и мы сдались.',
    en: 'Nobody answered however often it was tried, and we gave up.',
  },
  uncertain: { ru: 'Неясно', en: 'Uncertain' },
  uncertain_what: {
    ru: 'Связь оборвалась, пока сообщение принимали: могло дойти. Само не повторяется, чтобы не прийти дважды.',
    en: 'The connection broke while it was being taken: it may have arrived. It is not repeated by itself, lest it comes twice.',
  },
  waiting: { ru: 'Ждёт', en: 'Waiting' },
  no_channels: { ru: 'Через каналы ещё ничего не уходило.', en: 'Nothing has left through a channel yet.' },
  only_in_app: { ru: 'Этот тип показывается только в приложении.', en: 'This type shows in the app alone.' },

  texts: { ru: 'Тексты', en: 'Texts' },
  texts_note: { ru: 'С примерными числами, как их увидит человек.', en: 'With sample figures, as a person sees them.' },
  text_language: { ru: 'Язык текста', en: 'Language of the text' },
  text_channel: { ru: 'Канал', en: 'Channel' },
  russian: { ru: 'По-русски', en: 'Russian' },
  english: { ru: 'По-английски', en: 'English' },
  subject: { ru: 'Тема', en: 'Subject' },
  as_text: { ru: 'Без оформления', en: 'As plain text' },
  email_frame: { ru: 'Письмо', en: 'The e-mail' },
  your_app: { ru: 'Ваше приложение', en: 'Your app' },
  bot: { ru: 'Ваш бот', en: 'Your bot' },
  now: { ru: 'сейчас', en: 'now' },
  toast: { ru: 'Уведомление поверх приложения', en: 'A notice above the app' },
  modal: { ru: 'Окно поверх приложения', en: 'A window above the app' },

  test: { ru: 'Отправить себе', en: 'Send me a test' },
  test_note: { ru: 'Уходит сразу и нигде не учитывается.', en: 'Leaves at once and is counted nowhere.' },
  test_send: { ru: 'Отправить', en: 'Send' },
  test_sending: { ru: 'Отправляется…', en: 'Sending…' },
  test_email: { ru: 'Ваш e-mail', en: 'Your e-mail' },
  test_telegram: { ru: 'ID вашего чата в Telegram', en: 'The id of your Telegram chat' },
  test_push: { ru: 'ID пользователя с подпиской на push', en: 'Id of a user whose browser takes pushes' },
  test_not_configured: { ru: 'Канал не настроен. Задайте', en: 'The channel is not set up. Set' },
  outcome_sent: { ru: 'Ушло', en: 'Sent' },
  outcome_refused: { ru: 'Отказ', en: 'Refused' },
  outcome_unreachable: { ru: 'Никто не ответил', en: 'Nobody answered' },
  outcome_uncertain: { ru: 'Могло дойти', en: 'It may have arrived' },
  test_conflict: {
    ru: 'Так отправить нельзя: канал не настроен или у адреса нет подписки.',
    en: 'It cannot be sent so: the channel is not set up, or the address takes none.',
  },
} as const satisfies Record<string, Text>;

export const MATCHED = {
  label: { ru: 'поводов', en: 'matched' },
  meaning: {
    ru: 'Столько раз человек подошёл под этот тип. Каждый повод ушёл, ждёт, удержан или не дошёл.',
    en: 'So often somebody matched this type. Every match was sent, waits, was held or failed.',
  },
} as const satisfies Record<string, Text>;

export const MATCHED_FORMS: Forms = { ru: ['повод', 'повода', 'поводов'], en: ['match', 'matches', 'matches'] };
