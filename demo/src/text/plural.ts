/** A text in the two languages of the app. */
export interface Text {
  readonly ru: string;
  readonly en: string;
}
export type Locale = keyof Text;

/** The forms of a word after a number: `день, дня, дней`; `day, days`. */
export interface Forms {
  readonly ru: readonly [one: string, few: string, many: string];
  readonly en: readonly [one: string, other: string];
}

/** The form that goes with a whole number. */
export function plural(count: number, forms: Forms, locale: Locale): string {
  const [last, lastTwo] = [Math.abs(count) % 10, Math.abs(count) % 100];
  if (locale === 'en') return Math.abs(count) === 1 ? forms.en[0] : forms.en[1];
  if (lastTwo >= 11 && lastTwo <= 14) return forms.ru[2];
  if (last === 1) return forms.ru[0];
  return last >= 2 && last <= 4 ? forms.ru[1] : forms.ru[2];
}

export const DAYS: Forms = { ru: ['день', 'дня', 'дней'], en: ['day', 'days'] };
