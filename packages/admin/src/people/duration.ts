import type { Locale } from '@retention/domain/user';
import { formatCount } from '../format/number.ts';

const UNITS = [
  { seconds: 86_400, name: { ru: 'дн.', en: 'd' } },
  { seconds: 3_600, name: { ru: 'ч', en: 'h' } },
  { seconds: 60, name: { ru: 'мин', en: 'min' } },
  { seconds: 1, name: { ru: 'с', en: 's' } },
] as const satisfies readonly { readonly seconds: number; readonly name: Readonly<Record<Locale, string>> }[];

/** Seconds as people say them, by their two largest units: `45 с`, `5 мин 10 с`, `2 ч 5 мин`, `3 дн. 4 ч`. */
export function formatDuration(seconds: number, locale: Locale): string {
  let left = Math.max(0, Math.round(seconds));
  const largest = UNITS.findIndex((unit) => left >= unit.seconds);
  if (largest === -1) return `0\u00A0${UNITS[3].name[locale]}`;
  const said: string[] = [];
  for (const unit of UNITS.slice(largest, largest + 2)) {
    const count = Math.floor(left / unit.seconds);
    left -= count * unit.seconds;
    if (count > 0) said.push(`${formatCount(count, locale)}\u00A0${unit.name[locale]}`);
  }
  return said.join(' ');
}
