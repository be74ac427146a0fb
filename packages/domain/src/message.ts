import type { OccasionData } from './occasion.ts';
import { DAY_FORMS, plural, type Forms, type Text } from './text.ts';
import { TRIGGERS, type TriggerType } from './trigger.ts';
import type { Locale } from './user.ts';

/**
 * The words of a trigger. `{name}` is a figure of its data; `{name:form}` is a whole number with the word it counts. Kind,
 * short, and never a reproach; how to stop them is added by each channel in its own way. Never a segment, never a risk.
 */
interface MessageDefinition {
  /** Subject of an e-mail, title of a push. */
  readonly title: Text;
  /** What it says, wherever it says it. */
  readonly text: Text;
  /** What an e-mail says beyond that, a paragraph each. */
  readonly more: readonly Text[];
  readonly action: { readonly type: string; readonly label: Text };
}

const FORMS = {
  days: DAY_FORMS,
  /** After «из», «из-за»: серия из 1 дня, из 3 дней. */
  of_days: { ru: ['дня', 'дней', 'дней'], en: ['day', 'days', 'days'] },
  months: { ru: ['месяц', 'месяца', 'месяцев'], en: ['month', 'months', 'months'] },
} as const satisfies Record<string, Forms>;

export const MESSAGES: Readonly<Record<TriggerType, MessageDefinition>> = {
  inactivity_3_days: {
    title: { ru: 'Твои цели ждут тебя', en: 'Your goals are waiting' },
    text: {
      ru: 'Привет! Твои цели ждут: хватит и одного маленького шага, чтобы продолжить.',
      en: 'Hi! Your goals are waiting: one small step is enough to go on.',
    },
    more: [
      {
        ru: 'Всё на своих местах, как и {days_inactive:days} назад: привычки, дневник, планы. Начать можно с самого лёгкого.',
        en: 'It has been {days_inactive:days}, and everything is where you left it: habits, journal, plans. Start with the easiest.',
      },
    ],
    action: { type: 'open_app', label: { ru: 'Продолжить путь', en: 'Continue' } },
  },
  streak_at_risk: {
    title: { ru: 'Серия ждёт тебя сегодня', en: 'Your streak is waiting for today' },
    text: {
      ru: 'Осторожно! Твоя серия из {streak:of_days} под угрозой! До конца дня ещё есть время.',
      en: 'Careful! Your streak of {streak:of_days} is at risk! There is still time today.',
    },
    more: [],
    action: { type: 'open_habits', label: { ru: 'Выполнить привычку', en: 'Complete a habit' } },
  },
  trial_expiring: {
    title: { ru: 'Пробный период: ещё {days_remaining:days}', en: 'Your trial: {days_remaining:days} left' },
    text: {
      ru: 'До конца пробного периода {days_remaining:days}. Оформи подписку, и всё останется как есть.',
      en: 'Your trial ends in {days_remaining:days}. Subscribe, and everything stays as it is.',
    },
    more: [
      {
        ru: 'Если подписка сейчас не нужна, делать ничего не надо: твои записи никуда не денутся.',
        en: 'If you do not need it now, there is nothing to do: what you have written stays yours.',
      },
    ],
    action: { type: 'open_subscription', label: { ru: 'Оформить подписку', en: 'Subscribe' } },
  },
  first_week_completed: {
    title: { ru: 'Первая неделя позади', en: 'Your first week is complete' },
    text: {
      ru: 'Поздравляем! Первая неделя позади: {days_active:days} с тобой. +50 XP',
      en: 'Congratulations! Your first week is complete: active on {days_active:days}. +50 XP',
    },
    more: [],
    action: { type: 'open_journey', label: { ru: 'Посмотреть путь', en: 'See your journey' } },
  },
  monthly_report: {
    title: { ru: 'Твой месяц готов', en: 'Your month is ready' },
    text: {
      ru: 'Позади {month_number:months} пути. Посмотри, как много получилось!',
      en: 'You are {month_number:months} in. See how much you have done!',
    },
    more: [],
    action: { type: 'open_monthly_report', label: { ru: 'Открыть отчёт', en: 'Open the report' } },
  },
  win_back: {
    title: { ru: 'Возвращайся со скидкой {percent} %', en: 'Come back with {percent}% off' },
    text: {
      ru: 'Мы скучаем! Специально для тебя скидка {percent} % на любую подписку. Код {code}, действует до {code_expires_on}.',
      en: 'We miss you! Just for you: {percent}% off any subscription. Code {code}, valid until {code_expires_on}.',
    },
    more: [
      {
        ru: 'Код можно использовать один раз. Твои записи на месте и ждут тебя.',
        en: 'The code works once. What you have written is still there.',
      },
    ],
    action: { type: 'open_subscription', label: { ru: 'Вернуться со скидкой', en: 'Come back' } },
  },
};

/** The words of a message, ready for any channel. */
export interface Message {
  readonly title: string;
  readonly text: string;
  /** Paragraphs beyond the text, for channels with room. */
  readonly more: readonly string[];
  readonly action: { readonly type: string; readonly label: string };
}

/** Puts the figures into the words. A figure that is missing leaves its place empty. */
export function renderMessage(type: TriggerType, data: OccasionData, locale: Locale): Message {
  const { title, text, more, action } = MESSAGES[type];
  const filled = (words: Text): string => fill(words[locale], data, locale);
  return {
    title: filled(title),
    text: filled(text),
    more: more.map(filled),
    action: { type: action.type, label: action.label[locale] },
  };
}

/** What a message of a type might speak of: for previews, and tests to the owner's own address. */
export const SAMPLE_DATA: Readonly<Record<TriggerType, OccasionData>> = {
  inactivity_3_days: { days_inactive: 4 },
  streak_at_risk: { streak: 7, last_activity: '2024-01-14' },
  trial_expiring: { days_remaining: 2, trial_end_date: '2024-01-17' },
  first_week_completed: { days_active: 6 },
  monthly_report: { month_number: 1 },
  win_back: {
    days_inactive: 31,
    code: 'ONE-7KQ4-M2XD',
    percent: TRIGGERS.win_back.code.percent,
    code_expires_on: '2024-01-29',
  },
};

/** What every message says of how to stop it, in words that need no link. */
export const STOP_WORDS = {
  telegram: { ru: 'Не писать сюда: /stop', en: 'Stop these messages: /stop' },
  push: { ru: 'Отключить', en: 'Turn off' },
  email: { ru: 'Отписаться', en: 'Unsubscribe' },
} as const satisfies Record<string, Text>;

function fill(template: string, data: OccasionData, locale: Locale): string {
  return template.replace(/\{(\w+)(?::(\w+))?\}/g, (_, name: string, form: string | undefined) => {
    const value = Object.hasOwn(data, name) ? data[name] : undefined;
    if (value === undefined) return '';
    const forms = form === undefined ? undefined : new Map<string, Forms>(Object.entries(FORMS)).get(form);
    if (forms === undefined || typeof value !== 'number') return shown(value, locale);
    return `${value}\u00a0${plural(value, forms, locale)}`;
  });
}

/** Days as people write them; everything else as it is. */
function shown(value: string | number, locale: Locale): string {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(String(value));
  if (match === null) return String(value);
  const [, year = '', month = '', date = ''] = match;
  return locale === 'ru' ? `${date}.${month}.${year}` : `${year}-${month}-${date}`;
}
