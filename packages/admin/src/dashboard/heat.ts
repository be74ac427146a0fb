import { formatDay, parseDay } from '@retention/domain/day';
import { cohortEnd, type Granularity } from '@retention/domain/period';
import { COHORT_DAYS } from '@retention/domain/metrics';
import type { Metrics } from '../summary/summary.ts';

export type Cohort = Metrics['cohorts'][number];
export const DAY_KEYS = COHORT_DAYS.map((n) => ({ n, key: `d${n}` as const }));
export type DayKey = (typeof DAY_KEYS)[number]['key'];

/** How strong the colour behind the strongest cell is; above it the number would be hard to read. */
const STRONGEST = 0.62;

/**
 * How strong the colour behind a share is, 0–0.62: one scale for the whole table, so that equal numbers look equal. The
 * root spreads the small shares of later days, which would all look white.
 */
export function heatOf(share: number, largest: number): number {
  if (largest <= 0) return 0;
  return Math.round(STRONGEST * Math.sqrt(Math.min(1, share / largest)) * 100) / 100;
}

export function largestShare(cohorts: readonly Cohort[]): number {
  let largest = 0;
  for (const cohort of cohorts) for (const { key } of DAY_KEYS) largest = Math.max(largest, cohort[key] ?? 0);
  return largest;
}

/** The share over all cohorts of which it is known, each weighing as much as it has people; null where of none. */
export function averageShare(cohorts: readonly Cohort[], key: DayKey): number | null {
  let active = 0;
  let users = 0;
  for (const cohort of cohorts) {
    const share = cohort[key];
    if (share === null) continue;
    active += share * cohort.users;
    users += cohort.users;
  }
  return users === 0 ? null : active / users;
}

/** From which day on dN of a cohort can be known: when day n of its last member is over. */
export function knownFrom(cohort_date: string, granularity: Granularity, n: number): string {
  return formatDay(cohortEnd(parseDay(cohort_date) ?? 0, granularity) + n + 1);
}
