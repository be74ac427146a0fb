import type { Locale } from './user.ts';

/** Words for people, in every language the product speaks. */
export type Text = Readonly<Record<Locale, string>>;

/** The forms a word takes beside a number: 1 день, 2 дня, 5 дней. Languages with fewer forms repeat the last. */
export type Forms = Readonly<Record<Locale, readonly [one: string, few: string, many: string]>>;

export const DAY_FORMS: Forms = { ru: ['день', 'дня', 'дней'], en: ['day', 'days', 'days'] };

const rules = { ru: new Intl.PluralRules('ru'), en: new Intl.PluralRules('en') };

/** The form that stands beside a whole number, of either sign. */
export function plural(count: number, forms: Forms, locale: Locale): string {
  const [one, few, many] = forms[locale];
  const category = rules[locale].select(Math.abs(count));
  if (category === 'one') return one;
  return category === 'few' ? few : many;
}

/** A change with its sign: `+5`, `−3` (a true minus), `0`. */
export function signed(change: number): string {
  if (change === 0) return '0';
  return change > 0 ? `+${change}` : `−${-change}`;
}
