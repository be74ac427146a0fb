import type { Day } from './day.ts';
import { COHORT_DAYS } from './metrics.ts';
import { WINDOW_DAYS } from './measures.ts';
import { conversionOf, type Conversion, type SubscriptionFacts } from './subscription.ts';

/** What the counts over many know of one person: a row of `member`. Days are local days. Spec section 5. */
export interface Member extends Conversion {
  readonly user_id: string;
  /** Null where neither a registration nor an event is known: then they are in no cohort. */
  readonly registered_on: Day | null;
  /** What is known of their zone; '' where they live by the zone of the project. */
  readonly zone: string;
  /** Days from registration to the latest active one; null for the never active. */
  readonly last_active_day: number | null;
  /** Whether they were active on local day registration + N. */
  readonly d1: boolean;
  readonly d3: boolean;
  readonly d7: boolean;
  readonly d14: boolean;
  readonly d30: boolean;
}

export interface MemberFacts extends SubscriptionFacts {
  readonly user_id: string;
  readonly registered_on: Day | null;
  readonly zone: string;
}

/** Judges one person for the counts. `days` are all their active days, ascending; `own_zone` is '' where none is known. */
export function memberOf(facts: MemberFacts, days: readonly Day[], own_zone: string): Member {
  const { user_id, registered_on, zone } = facts;
  const last = days.at(-1);
  const active = new Set(registered_on === null ? [] : COHORT_DAYS.filter((n) => hasDay(days, registered_on + n)));
  return {
    user_id,
    registered_on,
    zone: own_zone,
    last_active_day: last === undefined || registered_on === null ? null : last - registered_on,
    d1: active.has(1),
    d3: active.has(3),
    d7: active.has(7),
    d14: active.has(14),
    d30: active.has(30),
    ...conversionOf(facts, zone),
  };
}

function hasDay(days: readonly Day[], day: Day): boolean {
  let low = 0;
  let high = days.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((days[middle] ?? Infinity) < day) low = middle + 1;
    else high = middle;
  }
  return days[low] === day;
}

/** From this day on one person more (1) or less (−1) has been active in the 30 days that end with it. */
export interface MonthlyStep {
  readonly day: Day;
  readonly change: 1 | -1;
}

/**
 * When somebody begins and ceases to count for MAU: an active day counts for itself and the 29 that follow. `days` are
 * active days, ascending. MAU of a day is the sum of all steps up to it. Spec section 5.
 */
export function monthlySteps(days: readonly Day[]): MonthlyStep[] {
  const steps: MonthlyStep[] = [];
  for (let at = 0; at < days.length; at++) {
    const day = days[at] ?? 0;
    const before = days[at - 1] ?? -Infinity;
    const after = days[at + 1] ?? Infinity;
    if (day > before + WINDOW_DAYS) steps.push({ day, change: 1 });
    if (after > day + WINDOW_DAYS) steps.push({ day: day + WINDOW_DAYS, change: -1 });
  }
  return steps;
}
