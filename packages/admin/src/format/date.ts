import { parseDay, DAY_MS } from '@retention/domain/day';
import { DAY_FORMS, plural } from '@retention/domain/text';
import type { Locale } from '@retention/domain/user';
import { formatCount } from './number.ts';

/** Days of the wire (`2024-01-15`) and instants as people read them. Days have no zone: they are formatted as they are. */

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(locale: Locale, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${locale}${JSON.stringify(options)}`;
  let format = formats.get(key);
  if (format === undefined) {
    format = new Intl.DateTimeFormat(locale === 'ru' ? 'ru-RU' : 'en-GB', options);
    formats.set(key, format);
  }
  return format;
}

function instantOf(day: string): number {
  return (parseDay(day) ?? 0) * DAY_MS;
}

/** `15 янв.`, `15 Jan`. */
export function formatDayShort(day: string, locale: Locale): string {
  return formatOf(locale, { day: 'numeric', month: 'short', timeZone: 'UTC' }).format(instantOf(day));
}

/** `15 янв. 2024 г.`, `15 Jan 2024`. */
export function formatDayLong(day: string, locale: Locale): string {
  return formatOf(locale, { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' })
    .format(instantOf(day))
    .replace(/\u00A0?\s?г\.$/, '');
}

/** `пн, 15 января`, `Mon 15 January`: for the head of a tooltip. */
export function formatDayFull(day: string, locale: Locale): string {
  return formatOf(locale, { weekday: 'short', day: 'numeric', month: 'long', timeZone: 'UTC' }).format(instantOf(day));
}

/** `январь 2024`, `January 2024`. */
export function formatMonth(day: string, locale: Locale): string {
  return formatOf(locale, { month: 'long', year: 'numeric', timeZone: 'UTC' })
    .format(instantOf(day))
    .replace(/\u00A0?\s?г\.$/, '');
}

/** `янв`, `май`, `Jan`: a month by itself. */
export function formatMonthShort(day: string, locale: Locale): string {
  return formatOf(locale, { month: 'short', timeZone: 'UTC' }).format(instantOf(day)).replace('.', '');
}

/** `1–31 янв. 2024`, `1–31 Jan 2024`: both ends included. */
export function formatPeriod(from: string, to: string, locale: Locale): string {
  return formatOf(locale, { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' })
    .formatRange(instantOf(from), instantOf(to))
    .replaceAll(/\s?г\./g, '');
}

/** An instant of the wire on the clock of a zone: `15 янв. 2024, 13:30`. */
export function formatInstantIn(instant: string, zone: string, locale: Locale): string {
  const options = { day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit' } as const;
  return formatOf(locale, { ...options, timeZone: zone })
    .format(new Date(instant))
    .replace(' г.', '');
}

/** `сегодня`, `вчера`, `5 дней назад`; in whole local days. */
export function formatDaysAgo(days: number, locale: Locale): string {
  if (days <= 0) return locale === 'ru' ? 'сегодня' : 'today';
  if (days === 1) return locale === 'ru' ? 'вчера' : 'yesterday';
  return `${formatCount(days, locale)}\u00A0${plural(days, DAY_FORMS, locale)} ${locale === 'ru' ? 'назад' : 'ago'}`;
}

/** `25–31 янв.`, `25–31 Jan`: a short period whose year stands elsewhere. */
export function formatPeriodShort(from: string, to: string, locale: Locale): string {
  return formatOf(locale, { day: 'numeric', month: 'short', timeZone: 'UTC' }).formatRange(
    instantOf(from),
    instantOf(to),
  );
}
