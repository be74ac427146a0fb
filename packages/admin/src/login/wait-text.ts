import { plural, type Forms } from '@retention/domain/text';
import type { Locale } from '@retention/domain/user';
import { WORDS } from './words.ts';

const SECONDS: Forms = { ru: ['секунду', 'секунды', 'секунд'], en: ['second', 'seconds', 'seconds'] };
const MINUTES: Forms = { ru: ['минуту', 'минуты', 'минут'], en: ['minute', 'minutes', 'minutes'] };

/** How long to wait before the next attempt: seconds up to two minutes, whole minutes above. */
export function waitText(seconds: number, locale: Locale): string {
  const minutes = Math.ceil(seconds / 60);
  const time =
    seconds < 120
      ? `${seconds}\u00A0${plural(seconds, SECONDS, locale)}`
      : `${minutes}\u00A0${plural(minutes, MINUTES, locale)}`;
  return `${WORDS.too_many[locale]} ${time}.`;
}
