import { CHURN_FACTORS, type ChurnFactorName } from '@retention/domain/churn-risk';
import { SIGNALS, type SignalDefinition } from '@retention/domain/signal';
import { DAY_FORMS, plural } from '@retention/domain/text';
import type { Locale } from '@retention/domain/user';
import { formatCount } from '../format/number.ts';
import { ACTIVE_DAY_FORMS, MESSAGE_FORMS } from './user-words.ts';

function isFactor(name: string): name is ChurnFactorName {
  return Object.hasOwn(CHURN_FACTORS, name);
}

/** What a reason of the risk is called; a factor this page does not know yet by its own name. */
export function factorLabel(factor: string, locale: Locale): string {
  return isFactor(factor) ? CHURN_FACTORS[factor].label[locale] : factor;
}

/** The number a reason of the risk looked at, in words; null where it looked at none. */
export function reasonValue(factor: string, value: number | null, locale: Locale): string | null {
  if (value === null) return null;
  const number = formatCount(value, locale);
  if (!isFactor(factor)) return number;
  switch (factor) {
    case 'inactivity':
      return `${number}\u00A0${plural(value, DAY_FORMS, locale)}`;
    case 'streak_broken_early':
      return locale === 'ru' ? `на ${number}-й день` : `on day ${number}`;
    case 'zero_ai_interactions':
      return `${number}\u00A0${plural(value, MESSAGE_FORMS, locale)}`;
    case 'trial_low_engagement':
      return `${number}\u00A0${plural(value, ACTIVE_DAY_FORMS, locale)}`;
  }
}

/** The signals of a person that this page knows. */
export function signalDefinitions(names: readonly string[]): SignalDefinition[] {
  const known: Readonly<Record<string, SignalDefinition>> = SIGNALS;
  return names.flatMap((name) => {
    const definition = Object.hasOwn(known, name) ? known[name] : undefined;
    return definition === undefined ? [] : [definition];
  });
}
