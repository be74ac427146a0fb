import type { Locale } from '@retention/domain/user';
import { formatDayLong, formatPeriod } from '../format/date.ts';
import type { PeopleQuery } from './people-query.ts';
import { WORDS } from './words.ts';

/** What a list speaks of, in a few words: its period, or which cohort. */
export function periodText(query: PeopleQuery, locale: Locale): string {
  const { metric, date_from, date_to, granularity, cohort_date } = query;
  if (!metric.startsWith('cohorts.')) return formatPeriod(date_from, date_to, locale);
  return cohort_date === null
    ? `${WORDS[`cohorts_${granularity}`][locale]}, ${formatPeriod(date_from, date_to, locale)}`
    : `${WORDS[`cohort_${granularity}`][locale]} ${formatDayLong(cohort_date, locale)}`;
}
