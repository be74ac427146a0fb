import type { Day } from './day.ts';
import type { ReportDay, ReportPeriod } from './report.ts';

/** The total of XP the host told last on a local day. */
export interface XpDay {
  readonly day: Day;
  readonly xp: number;
}

/**
 * The XP earned in month n (from 1) of the report: the last total told in it or before, less the last one told before it.
 * Nothing told before the first month is 0; before a later one it is the first total told in the month, since what came
 * earlier cannot be told apart. Never negative: XP may be spent. `told` is ascending.
 */
export function xpEarned(told: readonly XpDay[], { start, end }: ReportPeriod, month: number): number {
  let before: number | null = null;
  let first: number | null = null;
  let last: number | null = null;
  for (const { day, xp } of told) {
    if (day > end) break;
    if (day < start) before = xp;
    else first ??= xp;
    last = xp;
  }
  if (last === null) return 0;
  const earlier = before ?? (month === 1 ? 0 : (first ?? last));
  return Math.max(0, last - earlier);
}

/**
 * A month is compared with what everybody did in the 30 days that end with its last day, or up to so many days before it:
 * the last days may not be counted yet.
 */
export const COMPARED_WITHIN_DAYS = 7;

/** The actions of the active days of a period. */
export function actionsIn(days: readonly Pick<ReportDay, 'day' | 'actions'>[], { start, end }: ReportPeriod): number {
  let actions = 0;
  for (const { day, actions: own } of days) if (day >= start && day <= end) actions += own;
  return actions;
}

/** What was counted of everybody who did something in 30 days; the person themself may be among them. */
export interface CountedPeople {
  readonly people: number;
  /** Those of them who did less than the person. */
  readonly fewer: number;
  /** What the person did in just those 30 days. */
  readonly own_actions: number;
}

/** With fewer others than that, a percentile says nothing. */
export const LEAST_OTHERS = 20;

/**
 * The share of the others who did less than the person in their month, in whole percent, rounded down; null where too few
 * others did anything.
 */
export function percentileOf({ people, fewer, own_actions }: CountedPeople, total_actions: number): number | null {
  const themself = own_actions > 0 ? 1 : 0;
  const others = people - themself;
  if (others < LEAST_OTHERS) return null;
  const behind = own_actions < total_actions ? fewer - themself : fewer;
  return Math.floor((100 * Math.min(others, Math.max(0, behind))) / others);
}
