import type { State } from '../../host-api.ts';
import { counted } from '../text/language.ts';
import { DAYS, type Locale, type Text } from '../text/plural.ts';

export const WORDS = {
  title: { ru: 'Подписка', en: 'Subscription' },
  lead: {
    ru: 'Это демо: ничего не списывается, карта не нужна.',
    en: 'This is a demo: nothing is charged, no card is needed.',
  },
  yours: { ru: 'Твой тариф', en: 'Your plan' },
  start_trial: { ru: '7 дней бесплатно', en: '7 days free' },
  pay: { ru: 'Оплатить', en: 'Pay' },
  paid: { ru: 'Готово: тариф включён, ничего не списано', en: 'Done: the plan is on, nothing was charged' },
  trial_begun: { ru: 'Пробная неделя началась', en: 'Your free week has begun' },
  month: { ru: 'в месяц', en: 'a month' },
  have_code: { ru: 'Есть код на скидку', en: 'I have a discount code' },
  code: { ru: 'Код', en: 'Code' },
  code_hint: { ru: 'Он сработает при оплате любого тарифа', en: 'It counts when you pay for either plan' },
  cancel: { ru: 'Отменить подписку', en: 'Cancel the subscription' },
  cancel_question: { ru: 'Отменить подписку?', en: 'Cancel the subscription?' },
  cancel_more: {
    ru: 'Тариф станет бесплатным. Привычки, дневник и цели останутся с тобой.',
    en: 'The plan becomes the free one. Your habits, journal and goals stay with you.',
  },
  cancelled: { ru: 'Подписка отменена', en: 'The subscription is cancelled' },
  keep: { ru: 'Оставить', en: 'Keep it' },
  invite: { ru: 'Позвать друга', en: 'Invite a friend' },
  invite_more: { ru: 'Вдвоём держать серию легче.', en: 'A streak is easier for two.' },
  copy: { ru: 'Скопировать ссылку', en: 'Copy the link' },
  copied: { ru: 'Ссылка скопирована', en: 'The link is copied' },
} as const satisfies Record<string, Text>;

interface PlanWords {
  readonly id: 'free' | 'basic' | 'pro';
  readonly title: Text;
  readonly price: Text;
  readonly points: readonly Text[];
}

export const PLANS: readonly PlanWords[] = [
  {
    id: 'free',
    title: { ru: 'Бесплатный', en: 'Free' },
    price: { ru: '0 ₽', en: '0 ₽' },
    points: [
      { ru: 'Привычки, цели и дневник', en: 'Habits, goals and a journal' },
      { ru: 'Колесо жизни и планы', en: 'Wheel of life and plans' },
    ],
  },
  {
    id: 'basic',
    title: { ru: 'Базовый', en: 'Basic' },
    price: { ru: '299 ₽', en: '299 ₽' },
    points: [
      { ru: 'Всё из бесплатного', en: 'All of the free plan' },
      { ru: 'Напоминания в Telegram', en: 'Reminders in Telegram' },
    ],
  },
  {
    id: 'pro',
    title: { ru: 'Про', en: 'Pro' },
    price: { ru: '599 ₽', en: '599 ₽' },
    points: [
      { ru: 'Всё из базового', en: 'All of the basic plan' },
      { ru: 'Коуч без ограничений', en: 'The coach without limits' },
    ],
  },
];

/** How the subscription stands, in a sentence. */
export function standing({ status }: State['subscription'], trial_days: number | null, locale: Locale): string {
  if (status === 'trial' && trial_days === 0) return LAST_DAY[locale];
  if (status === 'trial' && trial_days !== null) {
    return locale === 'ru'
      ? `Пробный период: ${trial_days === 1 ? 'остался' : 'осталось'} ${counted(trial_days, DAYS)}`
      : `Trial: ${counted(trial_days, DAYS)} left`;
  }
  return STANDING[status][locale];
}

export function offerText(percent: number, until: string, locale: Locale): string {
  return locale === 'ru'
    ? `Тебя ждёт скидка ${percent}% до ${until}: код уже вписан ниже.`
    : `A discount of ${percent}% is yours until ${until}: the code is filled in below.`;
}

const LAST_DAY = { ru: 'Пробный период заканчивается сегодня', en: 'The trial ends today' };

const STANDING: Readonly<Record<State['subscription']['status'], Text>> = {
  none: { ru: 'Попробуй платный тариф неделю бесплатно', en: 'Try a paid plan free for a week' },
  trial: { ru: 'Пробный период', en: 'Trial' },
  active: { ru: 'Оплачен, спасибо', en: 'Paid, thank you' },
  cancelled: { ru: 'Отменён. Вернуться можно в любой момент', en: 'Cancelled. You can come back at any time' },
  expired: { ru: 'Пробный период закончился', en: 'The trial is over' },
};
