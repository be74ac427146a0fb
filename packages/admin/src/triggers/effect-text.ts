import { plural, type Forms, type Text } from '@retention/domain/text';
import { OUTCOMES, type Outcome } from '@retention/domain/trigger';
import type { Locale } from '@retention/domain/user';
import type { Response } from '../api/api.ts';
import { formatCount, formatPoints } from '../format/number.ts';

export type Effect = Response<'trigger_types'>['types'][number]['effect'];

/** What a verdict says: the sentence, and the figures it rests on. */
export interface Verdict {
  readonly text: string;
  readonly detail: string | null;
}

const MORE = {
  back: { ru: 'Вернулось', en: 'Came back:' },
  streak_kept: { ru: 'Сохранили серию', en: 'Kept the streak:' },
  paid: { ru: 'Оплатили', en: 'Paid:' },
} as const satisfies Record<Outcome, Text>;

/** Beyond a year a number of days says nothing. */
const LONG_DAYS = 365;

/** After «около». */
const ABOUT_DAYS: Forms = { ru: ['дня', 'дней', 'дней'], en: ['day', 'days', 'days'] };

const WORDS = {
  better: { ru: 'больше', en: 'more' },
  worse: { ru: 'меньше', en: 'fewer' },
  by: { ru: 'на', en: '' },
  points: { ru: 'п.п.', en: 'pp' },
  sure: { ru: '95\u00A0%', en: '95%' },
  from: { ru: 'от', en: 'from' },
  to: { ru: 'до', en: 'to' },
  early: { ru: 'Пока рано', en: 'Too early' },
  early_days: { ru: 'Пока рано: ещё около', en: 'Too early: about' },
  early_long: { ru: 'Пока рано: при такой разнице дольше года', en: 'Too early: with such a difference over a year' },
  more_days: { ru: '', en: 'more' },
  now: { ru: 'сейчас', en: 'so far' },
  no_holdout: { ru: 'Сравнить не с кем', en: 'Nobody to compare with' },
  no_holdout_why: {
    ru: 'Контрольной группы нет: сообщение получают все.',
    en: 'There is no holdout: everybody gets the message.',
  },
} as const satisfies Record<string, Text>;

/** A share of −1 … 1 in percentage points without its unit: one digit below ten points. */
export function points(share: number, locale: Locale): string {
  const value = share * 100;
  return formatPoints(Math.abs(value) < 9.95 ? value : Math.round(value), locale);
}

/** The same without a sign. */
function distance(share: number, locale: Locale): string {
  return points(Math.abs(share), locale).replace('+', '');
}

/** Whether it helped, in words: «Вернулось на 12 п.п. больше», «Пока рано: ещё около 9 дней». Never a bare percentage. */
export function verdictOf({ outcome, verdict, difference, interval, days_needed }: Effect, locale: Locale): Verdict {
  const say = (word: keyof typeof WORDS) => WORDS[word][locale];
  const words = (...parts: string[]) => parts.filter((part) => part !== '').join(' ');
  if (verdict === 'no_holdout') return { text: say('no_holdout'), detail: say('no_holdout_why') };
  if ((verdict === 'better' || verdict === 'worse') && difference !== null && interval !== null) {
    const ends = [interval.low, interval.high].map(Math.abs).toSorted((one, other) => one - other);
    const [near = 0, far = 0] = ends;
    const range = `${say('sure')}: ${say('from')} ${distance(near, locale)} ${say('to')} ${distance(far, locale)}\u00A0${say('points')}`;
    const much = `${distance(difference, locale)}\u00A0${say('points')}`;
    return { text: words(MORE[outcome][locale], say('by'), much, say(verdict)), detail: range };
  }
  const detail =
    difference === null || interval === null
      ? null
      : `${say('now')} ${points(difference, locale)}\u00A0${say('points')}, ${say('sure')}: ${say('from')} ${points(interval.low, locale)} ${say('to')} ${points(interval.high, locale)}`;
  if (days_needed === null) return { text: say('early'), detail };
  if (days_needed > LONG_DAYS) return { text: say('early_long'), detail };
  const days = `${formatCount(days_needed, locale)}\u00A0`;
  const forms = plural(days_needed, ABOUT_DAYS, locale);
  const left = locale === 'ru' ? `${days}${forms}` : `${days}${say('more_days')} ${forms}`;
  return { text: `${say('early_days')} ${left}`, detail };
}

/** What both groups are judged by: «вернулись за 72 часа». */
export function outcomeText(outcome: Outcome, locale: Locale): string {
  return OUTCOMES[outcome][locale];
}
