/** What stands around a message, which itself comes from the server in the language of the person. */
export const MESSAGE_WORDS = {
  ru: {
    miss: 'Мы скучаем!',
    snooze: 'Не сейчас',
    mute: 'Не показывать такое',
    close: 'Закрыть',
    retry: 'Попробовать ещё раз',
  },
  en: {
    miss: 'We miss you!',
    snooze: 'Not now',
    mute: 'Don’t show this again',
    close: 'Close',
    retry: 'Try again',
  },
} as const;
