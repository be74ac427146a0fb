import type { Forms, Text } from '@retention/domain/text';
import type { TriggerMode } from '@retention/domain/trigger';

/** Words of everything that has to do with messages. Pages with many of their own have a dictionary beside them. */
export const WORDS = {
  title: { ru: 'Сообщения', en: 'Messages' },
  pages: { ru: 'Страницы сообщений', en: 'Pages of messages' },
  types: { ru: 'Типы', en: 'Types' },
  go_live: { ru: 'Запуск', en: 'Go live' },
  dry_run: { ru: 'Пробный прогон', en: 'Dry run' },
  deliveries: { ru: 'Доставка', en: 'Delivery' },
  read_only: {
    ru: 'Вы вошли как аналитик: здесь всё видно, менять может только администратор.',
    en: 'You are logged in as an analyst: everything is shown, only an administrator may change it.',
  },
  mode: { ru: 'Режим', en: 'Mode' },
  xp_title: { ru: 'XP за вехи', en: 'XP for milestones' },
  xp_when: {
    ru: 'Человек прошёл веху пути: приложению сообщается о +50 XP',
    en: 'The person has reached a milestone of the journey: the app is told of +50 XP',
  },
  nothing_matched: { ru: 'Пока ничего не подходило.', en: 'Nothing has matched yet.' },
  nothing_matched_off: {
    ru: 'Тип выключен: поводы не проверяются.',
    en: 'The type is off: nothing is evaluated.',
  },
  what_will_come: {
    ru: 'Кому что ушло бы дальше, покажет',
    en: 'Who would get what next, says the',
  },
  in_shadow: {
    ru: 'В тени: записано, кому ушло бы, но не отправлено.',
    en: 'In shadow: who would have got it is recorded, nothing is sent.',
  },
  undone: { ru: 'Возвращено как было', en: 'Put back as it was' },

  live_title: { ru: 'Включить отправку?', en: 'Start sending?' },
  live_from_now: {
    ru: 'Сообщения будут уходить людям с этого момента. То, что подошло в тени, задним числом не отправляется.',
    en: 'Messages go out from now on. What matched in shadow is not sent afterwards.',
  },
  live_rules: {
    ru: 'Тихие часы, не больше одного сообщения в день и трёх в неделю, отказы человека и контрольная группа действуют.',
    en: 'Quiet hours, at most one message a day and three a week, what people turned off and the holdout all apply.',
  },
  live_xp: {
    ru: 'За вехи, пройденные с этого момента, приложение получит XP. Прежние, пройденные в тени, не начисляются.',
    en: 'Milestones reached from now on are worth XP. Those reached in shadow before are not.',
  },
  live_deed: { ru: 'Включить', en: 'Start' },

  brake_title: { ru: 'Ждёт вашего решения', en: 'Waits for your decision' },
  brake_why: {
    ru: 'Это больше пятой части всех, поэтому ничего не ушло. Посмотрите, похоже ли это на правду, и решите.',
    en: 'That is more than a fifth of everybody, so nothing has left. See whether it looks right, and decide.',
  },
  brake_people: { ru: 'Посмотреть людей', en: 'See the people' },
  approve: { ru: 'Отправить', en: 'Send' },
  decline: { ru: 'Не отправлять', en: 'Do not send' },
  approve_title: { ru: 'Отправить сообщения?', en: 'Send the messages?' },
  approve_note: {
    ru: 'Дальше решают остальные правила: контрольная группа, тихие часы, лимиты, отказы людей. Отменить будет нельзя.',
    en: 'The other rules still apply: holdout, quiet hours, caps, what people turned off. This cannot be undone.',
  },
  decline_title: { ru: 'Не отправлять?', en: 'Send nothing?' },
  decline_note: {
    ru: 'Ни одно сообщение этой проверки не уйдёт, и решение не изменить. Следующие проверки пойдут как обычно.',
    en: 'None of the messages of this evaluation leaves, for good. Later evaluations go on as usual.',
  },
  decided: {
    ru: 'Решение уже принято: возможно, в другом окне.',
    en: 'It has been decided already: perhaps in another window.',
  },
  approved: { ru: 'Отправляем', en: 'Sending' },
  declined: { ru: 'Не отправлено', en: 'Not sent' },

  channels: { ru: 'Каналы', en: 'Channels' },
  channels_note: {
    ru: 'Через что сообщения уходят. В приложении они показываются всегда.',
    en: 'How messages leave. In the app they always show.',
  },
  reaches: { ru: 'доступны', en: 'reaches' },
  configured: { ru: 'настроен', en: 'configured' },
  not_configured: { ru: 'не настроен', en: 'not configured' },
  set_up: { ru: 'Чтобы настроить, задайте при запуске', en: 'To set it up, start with' },
} as const satisfies Record<string, Text>;

export const MODES = {
  live: {
    short: { ru: 'Вкл.', en: 'On' },
    long: { ru: 'Включено: сообщения уходят', en: 'On: messages are sent' },
    done: { ru: 'теперь отправляется', en: 'is being sent now' },
  },
  shadow: {
    short: { ru: 'В тени', en: 'Shadow' },
    long: { ru: 'В тени: записывается, но не отправляется', en: 'Shadow: recorded, not sent' },
    done: { ru: 'теперь в тени', en: 'is in shadow now' },
  },
  off: {
    short: { ru: 'Выкл.', en: 'Off' },
    long: { ru: 'Выключено: не проверяется', en: 'Off: not evaluated' },
    done: { ru: 'теперь выключено', en: 'is off now' },
  },
} as const satisfies Record<TriggerMode, { short: Text; long: Text; done: Text }>;

export const OCCASION_FORMS: Forms = { ru: ['повод', 'повода', 'поводов'], en: ['match', 'matches', 'matches'] };
export const MESSAGE_FORMS: Forms = {
  ru: ['сообщение', 'сообщения', 'сообщений'],
  en: ['message', 'messages', 'messages'],
};
export const RUN_FORMS: Forms = {
  ru: ['проверка ждёт', 'проверки ждут', 'проверок ждут'],
  en: ['evaluation waits', 'evaluations wait', 'evaluations wait'],
};
export const AWARD_FORMS: Forms = {
  ru: ['начисление', 'начисления', 'начислений'],
  en: ['award', 'awards', 'awards'],
};
