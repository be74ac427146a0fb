import type { Locale } from '@retention/domain/user';

/** Numbers as people read them: `1 234` and `5,2 %` in Russian, `1,234` and `5.2%` in English; a true minus. */

const formats = new Map<string, Intl.NumberFormat>();

function formatOf(locale: Locale, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = `${locale}${JSON.stringify(options)}`;
  let format = formats.get(key);
  if (format === undefined) {
    format = new Intl.NumberFormat(locale, { useGrouping: 'min2', ...options });
    formats.set(key, format);
  }
  return format;
}

function written(value: number, locale: Locale, options: Intl.NumberFormatOptions): string {
  return formatOf(locale, options).format(value).replaceAll('-', '−');
}

/** A whole number. */
export function formatCount(value: number, locale: Locale): string {
  return written(value, locale, { maximumFractionDigits: 0, useGrouping: 'always' });
}

/** A share 0–1 as a percentage: `23 %`; with one digit below 10 %, where it says something. */
export function formatShare(share: number, locale: Locale, digits = share < 0.0995 && share > 0 ? 1 : 0): string {
  return written(share, locale, { style: 'percent', maximumFractionDigits: digits });
}

/** A percentage 0–100 as the API sends it: `15 %`. */
export function formatPercent(percent: number, locale: Locale): string {
  return formatShare(percent / 100, locale);
}

/** A change in percent with its sign: `+5,2 %`, `−3 %`, `0 %`. */
export function formatChange(percent: number, locale: Locale): string {
  return written(percent / 100, locale, { style: 'percent', maximumFractionDigits: 1, signDisplay: 'exceptZero' });
}

/** A difference of shares in percentage points with its sign, without the unit: `+1,5`, `−2`, `0`. */
export function formatPoints(points: number, locale: Locale): string {
  return written(points, locale, { maximumFractionDigits: 1, signDisplay: 'exceptZero' });
}
