import { expect, test } from 'vitest';
import { formatDayLong, formatDayShort, formatDaysAgo, formatMonth, formatMonthShort, formatPeriod } from './date.ts';
import { formatChange, formatCount, formatPoints, formatShare } from './number.ts';

/** Spaces that do not break are told apart only by their code. */
function plain(text: string): string {
  return text.replaceAll(/[\u00A0\u2009\u202F]/g, ' ');
}

test.each([
  [formatCount(1234, 'ru'), '1 234'],
  [formatCount(1234, 'en'), '1,234'],
  [formatCount(-1234567, 'ru'), '−1 234 567'],
  [formatShare(0.234, 'ru'), '23 %'],
  [formatShare(0.0456, 'en'), '4.6%'],
  [formatShare(0, 'en'), '0%'],
  [formatShare(1, 'ru'), '100 %'],
  [formatChange(5.24, 'ru'), '+5,2 %'],
  [formatChange(-3, 'en'), '−3%'],
  [formatChange(0, 'en'), '0%'],
  [formatPoints(-2, 'ru'), '−2'],
  [formatPoints(1.55, 'en'), '+1.6'],
  [formatDayShort('2024-01-05', 'ru'), '5 янв.'],
  [formatDayShort('2024-01-05', 'en'), '5 Jan'],
  [formatDayLong('2024-01-05', 'ru'), '5 янв. 2024'],
  [formatMonth('2024-01-01', 'ru'), 'январь 2024'],
  [formatMonth('2024-01-01', 'en'), 'January 2024'],
  [formatPeriod('2024-01-01', '2024-01-31', 'ru'), '1–31 янв. 2024'],
  [formatPeriod('2016-11-01', '2024-01-31', 'ru'), '1 нояб. 2016 – 31 янв. 2024'],
  [formatMonthShort('2024-05-01', 'ru'), 'май'],
  [formatMonthShort('2024-01-01', 'ru'), 'янв'],
  [formatMonthShort('2024-05-01', 'en'), 'May'],
  [formatPeriod('2023-12-25', '2024-01-31', 'en'), '25 Dec 2023 – 31 Jan 2024'],
  [formatDaysAgo(0, 'ru'), 'сегодня'],
  [formatDaysAgo(1, 'en'), 'yesterday'],
  [formatDaysAgo(5, 'ru'), '5 дней назад'],
  [formatDaysAgo(22, 'ru'), '22 дня назад'],
])('%s', (text, expected) => {
  expect(plain(text)).toBe(expected);
});
