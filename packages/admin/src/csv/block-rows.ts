import { METRICS, type MetricBlock } from '@retention/domain/metrics';
import type { Metrics, Series } from '../summary/summary.ts';
import type { Cell } from '@retention/domain/csv';

/** The blocks of the dashboard as tables for a file: raw numbers under the names they have everywhere else. */

export function overviewRows({ days }: Series): Cell[][] {
  const header = ['date', 'dau', 'mau', 'new_users', 'd1_users', 'd1_active', 'd7_users', 'd7_active'];
  return [
    [...header, 'd30_users', 'd30_active'],
    ...days.map(({ date, dau, mau, new_users, d1, d7, d30 }) => {
      const parts = [d1, d7, d30].flatMap(({ users, active }) => [users, active]);
      return [date, dau, mau, new_users, ...parts];
    }),
  ];
}

export function cohortRows({ cohorts }: Metrics): Cell[][] {
  return [
    ['cohort_date', 'users', 'd1', 'd3', 'd7', 'd14', 'd30'],
    ...cohorts.map(({ cohort_date, users, d1, d3, d7, d14, d30 }) => [cohort_date, users, d1, d3, d7, d14, d30]),
  ];
}

export function funnelRows({ funnel }: Metrics): Cell[][] {
  return [['step', 'users'], ...keysOf('funnel').map((key): Cell[] => [key, valueOf(funnel, key)])];
}

/** Six segments a day, those who left among them. */
export function segmentRows({ days }: Series): Cell[][] {
  return [['date', ...keysOf('segments')], ...days.map(({ date, segments }) => counts('segments', date, segments))];
}

export function riskRows({ days }: Series): Cell[][] {
  return [['date', ...keysOf('churn_risk')], ...days.map((day) => counts('churn_risk', day.date, day.churn_risk))];
}

export function payingRows({ paying_users: { total, active, inactive, dead } }: Metrics): Cell[][] {
  const rows = Object.entries({ active, inactive, dead }).map(([key, part]) => [key, part.count, part.percent]);
  return [['paying_users', 'count', 'percent'], ['total', total, null], ...rows];
}

function counts(block: MetricBlock, date: string, of: Readonly<Record<string, number>> | null): Cell[] {
  return [date, ...keysOf(block).map((key) => of?.[key] ?? null)];
}

function keysOf(block: MetricBlock): string[] {
  return METRICS.filter((metric) => metric.block === block).map(({ key }) => key);
}

function valueOf(block: Readonly<Record<string, number>>, key: string): number | null {
  return block[key] ?? null;
}
