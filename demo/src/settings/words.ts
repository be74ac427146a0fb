import type { Text } from '../text/plural.ts';

export const WORDS = {
  title: { ru: 'Настройки', en: 'Settings' },
  me: { ru: 'Обо мне', en: 'About me' },
  name: { ru: 'Имя', en: 'Name' },
  nameless: { ru: 'Без имени не получится', en: 'A name is needed' },
  language: { ru: 'Язык', en: 'Language' },
  zone: { ru: 'Часовой пояс', en: 'Time zone' },
  zone_hint: { ru: 'По нему начинается твой новый день', en: 'Your new day begins by it' },
  colours: { ru: 'Оформление', en: 'Colours' },
  auto: { ru: 'Как в системе', en: 'As the system' },
  light: { ru: 'Светлое', en: 'Light' },
  dark: { ru: 'Тёмное', en: 'Dark' },
  messages: { ru: 'Какие сообщения присылать', en: 'Which messages to send' },
  where: { ru: 'Куда', en: 'Where' },
  what: { ru: 'О чём', en: 'What about' },
  unreachable: { ru: 'Сейчас не узнать: попробуй позже.', en: 'This cannot be found out now: try later.' },
  not_there: { ru: 'пока не подключено', en: 'not connected yet' },
  push_on: { ru: 'Включить на этом устройстве', en: 'Turn on for this device' },
  push_off: { ru: 'Выключить на этом устройстве', en: 'Turn off for this device' },
  push_denied: {
    ru: 'Браузер не разрешает уведомления этому сайту. Разрешить можно в его настройках.',
    en: 'The browser does not allow this site to notify. Its settings can allow it.',
  },
  push_title: { ru: 'Уведомления в браузере', en: 'Browser notifications' },
  telegram: { ru: 'Telegram', en: 'Telegram' },
  telegram_linked: {
    ru: 'Бот подключён. Напоминания приходят и туда.',
    en: 'The bot is linked. Reminders come there too.',
  },
  telegram_link: { ru: 'Подключить бота', en: 'Link the bot' },
  telegram_more: { ru: 'Напоминания придут в мессенджер.', en: 'Reminders will come to the messenger.' },
  telegram_none: { ru: 'Бот не настроен.', en: 'The bot is not set up.' },
  feedback: { ru: 'Как тебе OnePercent?', en: 'How do you like OnePercent?' },
  good: { ru: 'Нравится', en: 'I like it' },
  bad: { ru: 'Не очень', en: 'Not much' },
  why: { ru: 'Что не так', en: 'What is wrong' },
  send: { ru: 'Отправить', en: 'Send' },
  thanks: { ru: 'Спасибо, это важно', en: 'Thank you, this matters' },
} as const satisfies Record<string, Text>;

/** What may be wrong; `context` and `value` are the words of the event `feedback_negative`. */
export const COMPLAINTS = [
  { value: 'too_hard', context: 'task_difficulty', text: { ru: 'Слишком сложно', en: 'Too hard' } },
  { value: 'too_many', context: 'messages', text: { ru: 'Слишком много сообщений', en: 'Too many messages' } },
  { value: 'missing', context: 'features', text: { ru: 'Чего-то не хватает', en: 'Something is missing' } },
  { value: 'broken', context: 'quality', text: { ru: 'Что-то не работает', en: 'Something does not work' } },
] as const;
