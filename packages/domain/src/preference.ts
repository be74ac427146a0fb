import type { Channel } from './channel.ts';
import type { Text } from './text.ts';
import type { TriggerType } from './trigger.ts';

/** How something a person can turn off is told to that person: what it is, and when it comes. */
export interface Choice {
  readonly label: Text;
  /** A short sentence. */
  readonly hint: Text;
}

/** The kinds of messages in the words of the person who gets them: never a segment, never a risk, never a rule of ours. */
export const TYPE_CHOICES: Readonly<Record<TriggerType, Choice>> = {
  streak_at_risk: {
    label: { ru: 'Напоминания о серии', en: 'Streak reminders' },
    hint: {
      ru: 'Вечером, если серия может прерваться сегодня.',
      en: 'In the evening, when a streak could end today.',
    },
  },
  inactivity_3_days: {
    label: { ru: 'Напоминания о целях', en: 'Reminders of your goals' },
    hint: { ru: 'Если пару дней было не до них.', en: 'When there was no time for them for a few days.' },
  },
  first_week_completed: {
    label: { ru: 'Поздравления с успехами', en: 'Congratulations' },
    hint: { ru: 'Когда первая неделя позади.', en: 'When the first week is complete.' },
  },
  monthly_report: {
    label: { ru: 'Итоги месяца', en: 'Your month' },
    hint: { ru: 'Раз в месяц: что получилось.', en: 'Once a month: what you have done.' },
  },
  trial_expiring: {
    label: { ru: 'Окончание пробного периода', en: 'End of the trial' },
    hint: { ru: 'За несколько дней до конца.', en: 'A few days before it ends.' },
  },
  win_back: {
    label: { ru: 'Скидки и подарки', en: 'Discounts and gifts' },
    hint: { ru: 'Изредка: личные предложения.', en: 'Now and then: personal offers.' },
  },
};

/** The ways a message takes, in the same words. */
export const CHANNEL_CHOICES: Readonly<Record<Channel, Choice>> = {
  in_app: {
    label: { ru: 'В приложении', en: 'In the app' },
    hint: { ru: 'Видно, когда приложение открыто.', en: 'Seen while the app is open.' },
  },
  push: {
    label: { ru: 'Уведомления в браузере', en: 'Browser notifications' },
    hint: { ru: 'Приходят на это или другое устройство.', en: 'They come to this device or another.' },
  },
  telegram: {
    label: { ru: 'Telegram', en: 'Telegram' },
    hint: { ru: 'Сообщения от бота.', en: 'Messages from the bot.' },
  },
  email: {
    label: { ru: 'Почта', en: 'E-mail' },
    hint: { ru: 'Письма на адрес из профиля.', en: 'Mail to the address of your profile.' },
  },
};

/** What turning a channel off and on again is called. */
export const CHANNEL_STOPS: Readonly<
  Record<Channel, { readonly stop: Text; readonly act: Text; readonly stopped: Text; readonly on: Text }>
> = {
  in_app: {
    stop: { ru: 'Отключить сообщения в приложении?', en: 'Turn off messages in the app?' },
    act: { ru: 'Отключить', en: 'Turn off' },
    stopped: { ru: 'Сообщения в приложении отключены', en: 'Messages in the app are off' },
    on: { ru: 'Сообщения в приложении включены', en: 'Messages in the app are on' },
  },
  push: {
    stop: { ru: 'Отключить уведомления в браузере?', en: 'Turn off browser notifications?' },
    act: { ru: 'Отключить', en: 'Turn off' },
    stopped: { ru: 'Уведомления в браузере отключены', en: 'Browser notifications are off' },
    on: { ru: 'Уведомления в браузере включены', en: 'Browser notifications are on' },
  },
  telegram: {
    stop: { ru: 'Отключить сообщения в Telegram?', en: 'Turn off Telegram messages?' },
    act: { ru: 'Отключить', en: 'Turn off' },
    stopped: { ru: 'Сообщения в Telegram отключены', en: 'Telegram messages are off' },
    on: { ru: 'Сообщения в Telegram включены', en: 'Telegram messages are on' },
  },
  email: {
    stop: { ru: 'Отписаться от писем?', en: 'Unsubscribe from e-mail?' },
    act: { ru: 'Отписаться', en: 'Unsubscribe' },
    stopped: { ru: 'Писем больше не будет', en: 'You are unsubscribed' },
    on: { ru: 'Письма снова включены', en: 'E-mail is on again' },
  },
};

/** What a person has turned off; without a word from them nothing is. */
export interface Preferences {
  readonly channels_off: readonly Channel[];
  readonly types_off: readonly TriggerType[];
}
