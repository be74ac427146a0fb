import type { Text } from '@retention/domain/text';

/** The words of the bot. Kind and short; each says how to stop it, or how to come back. */
export const BOT_TEXTS = {
  linked: {
    ru: 'Готово, чат подключён. Сюда будут приходить короткие напоминания, не чаще одного в день. Выключить: /stop',
    en: 'Done, this chat is connected. Short reminders will come here, one a day at most. To turn them off: /stop',
  },
  /** A link that was used already, in a chat that is connected. */
  connected: {
    ru: 'Этот чат уже подключён. /start включает напоминания, /stop выключает.',
    en: 'This chat is connected already. /start turns reminders on, /stop turns them off.',
  },
  opened: {
    ru: 'С возвращением! Напоминания включены. Выключить: /stop',
    en: 'Welcome back! Reminders are on. To turn them off: /stop',
  },
  how_to_link: {
    ru: 'Привет! Чтобы получать здесь напоминания, открой приложение и нажми «Подключить Telegram» в настройках уведомлений.',
    en: 'Hi! To get reminders here, open the app and press “Connect Telegram” in the notification settings.',
  },
  stale_link: {
    ru: 'Эта ссылка уже не действует: она работает один раз и сутки. Открой приложение и нажми «Подключить Telegram» ещё раз.',
    en: 'This link no longer works: it is good for one use and one day. Open the app and press “Connect Telegram” again.',
  },
  unknown_person: {
    ru: 'Почти готово! Открой приложение и через минуту перейди по ссылке ещё раз.',
    en: 'Almost there! Open the app, and follow the link again in a minute.',
  },
  stopped: {
    ru: 'Хорошо, больше сюда не пишем. Вернуться можно в любой момент: /start',
    en: 'All right, nothing more will come here. You can come back at any time: /start',
  },
  nothing_to_stop: {
    ru: 'Этот чат не подключён, и напоминания сюда не приходят.',
    en: 'This chat is not connected: no reminders come here.',
  },
  help: {
    ru: 'Я приношу короткие напоминания из приложения.\n/start включает их, /stop выключает.',
    en: 'I bring short reminders from the app.\n/start turns them on, /stop turns them off.',
  },
} as const satisfies Record<string, Text>;

/** The buttons under a message. */
export const BUTTON_TEXTS = {
  done: { ru: 'Готово', en: 'Done' },
  snooze: { ru: 'Напомни завтра', en: 'Remind me tomorrow' },
} as const satisfies Record<string, Text>;

/** What appears for a moment when a button is pressed; at most 200 characters. */
export const PRESS_TEXTS = {
  done: { ru: 'Отлично! Так держать.', en: 'Well done! Keep it up.' },
  snoozed: { ru: 'Хорошо, напомню завтра.', en: 'All right, I will remind you tomorrow.' },
  /** It loses its sense before tomorrow: no promise that is not kept. */
  dropped: { ru: 'Хорошо, больше об этом не напомню.', en: 'All right, I will not mention it again.' },
  over: { ru: 'Эта кнопка уже не действует.', en: 'This button no longer works.' },
} as const satisfies Record<string, Text>;
