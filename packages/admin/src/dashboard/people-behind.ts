import type { MetricList } from '@retention/domain/metrics';
import type { RouteLocationRaw } from 'vue-router';
import type { Shown } from './live.ts';

/** Where the people behind a number are listed. */
export function peopleBehind(
  metric: MetricList,
  { dates }: Pick<Shown, 'dates'>,
  cohorts: Readonly<Record<string, string>> = {},
): RouteLocationRaw {
  return { name: 'people', query: { metric, ...dates, ...cohorts } };
}
