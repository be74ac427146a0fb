import { DAY_MS } from '@retention/domain/day';
import type { Locale } from '@retention/domain/user';

const formats = {
  ru: new Intl.RelativeTimeFormat('ru', { numeric: 'auto' }),
  en: new Intl.RelativeTimeFormat('en-GB', { numeric: 'auto' }),
};
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** How long ago something was: `только что`, `5 минут назад`, `вчера`. A clock that is behind says just now. */
export function agoText(instant: string, now: number, locale: Locale): string {
  const ms = now - Date.parse(instant);
  if (ms < MINUTE_MS) return locale === 'ru' ? 'только что' : 'just now';
  if (ms < HOUR_MS) return formats[locale].format(-Math.floor(ms / MINUTE_MS), 'minute');
  if (ms < DAY_MS) return formats[locale].format(-Math.floor(ms / HOUR_MS), 'hour');
  return formats[locale].format(-Math.floor(ms / DAY_MS), 'day');
}
