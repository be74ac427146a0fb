import type { Locale } from '@retention/domain/user';
import { formatDayLong, formatPeriod } from '../format/date.ts';
import type { PeopleQuery } from './people-query.ts';
import { WORDS } from './words.ts';

/** Numbers of the last day of the period alone. */
function ofLastDay(metric: PeopleQuery['metric']): boolean {
  return /^(?:segments|churn_risk|paying_users)\.|^overview\.[dm]au$/.test(metric);
}

/** What a list speaks of, in a few words: its period or its day, or which cohort. */
export function periodText(query: PeopleQuery, locale: Locale): string {
  const { metric, date_from, date_to, granularity, cohort_date } = query;
  if (ofLastDay(metric)) return `${WORDS.as_of[locale]} ${formatDayLong(date_to, locale)}`;
  if (!metric.startsWith('cohorts.')) return formatPeriod(date_from, date_to, locale);
  return cohort_date === null
    ? `${WORDS[`cohorts_${granularity}`][locale]}, ${formatPeriod(date_from, date_to, locale)}`
    : `${WORDS[`cohort_${granularity}`][locale]} ${formatDayLong(cohort_date, locale)}`;
}
