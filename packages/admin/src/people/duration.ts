import type { Locale } from '@retention/domain/user';
import { formatCount } from '../format/number.ts';

const UNITS = {
  ru: { hour: 'ч', minute: 'мин', second: 'с' },
  en: { hour: 'h', minute: 'min', second: 's' },
} as const satisfies Record<Locale, unknown>;

/** Seconds as people say them, by their two largest units: `45 с`, `5 мин 10 с`, `2 ч 5 мин`. */
export function formatDuration(seconds: number, locale: Locale): string {
  const { hour, minute, second } = UNITS[locale];
  const whole = Math.max(0, Math.round(seconds));
  const parts =
    whole >= 3600
      ? [
          [Math.floor(whole / 3600), hour],
          [Math.floor((whole % 3600) / 60), minute],
        ]
      : [
          [Math.floor(whole / 60), minute],
          [whole % 60, second],
        ];
  const said = parts
    .filter(([count]) => count !== 0)
    .map(([count, unit]) => `${formatCount(Number(count), locale)}\u00A0${unit}`);
  return said.length === 0 ? `0\u00A0${second}` : said.join(' ');
}
