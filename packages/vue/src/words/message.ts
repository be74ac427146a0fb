/** What stands around a message, which itself comes from the server in the language of the person. */
export const MESSAGE_WORDS = {
  ru: {
    miss: 'Мы скучаем!',
    snooze: 'Напомнить завтра',
    mute: 'Не показывать такое',
    close: 'Закрыть',
    retry: 'Попробовать ещё раз',
  },
  en: {
    miss: 'We miss you!',
    snooze: 'Remind me tomorrow',
    mute: 'Don’t show this again',
    close: 'Close',
    retry: 'Try again',
  },
} as const;
