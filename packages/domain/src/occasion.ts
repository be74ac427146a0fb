import { formatDay, formatInstant, instantAt, localDay, type Day, type Instant } from './day.ts';
import type { Measures } from './measures.ts';
import type { SubscriptionFacts } from './subscription.ts';

/** What a trigger needs to know of a person: the measures of their own today, and what the host has said. */
export interface Standing extends Measures, SubscriptionFacts {
  readonly user_id: string;
  readonly registered_on: Day | null;
  /** The zone their days are in. */
  readonly zone: string;
}

/** The figures a message speaks of. */
export type OccasionData = Readonly<Record<string, string | number>>;

/**
 * When something is due if nothing more happens: from an instant until another (left out: for good). The period key says
 * which occasion it is: a trigger exists once per person, type and key.
 */
export interface Occasion {
  readonly period_key: string;
  readonly from: Instant;
  readonly until: Instant | null;
}

/** The occasion that is on at `today`, else the next one there will be; null where nothing is ahead. */
export type FindOccasion = (standing: Standing) => Occasion | null;

/** Due while `from` ≤ days_inactive < `until`, once for each last active day. */
export function inactiveFor(from: number, until: number | null): FindOccasion {
  return ({ last_active_on, registered_on, zone }) => {
    const since = last_active_on ?? registered_on;
    if (since === null) return null;
    return {
      period_key: last_active_on === null ? 'never' : formatDay(last_active_on),
      from: instantAt(since + from, 0, zone),
      until: until === null ? null : instantAt(since + until, 0, zone),
    };
  };
}

/** Due from that minute of the local day on while a streak of so many days ends yesterday; once a local day. */
export function streakAtRisk(days: number, minute: number): FindOccasion {
  return ({ streak, last_habit_on, zone }) => {
    if (streak < days || last_habit_on === null) return null;
    const day = last_habit_on + 1;
    return { period_key: formatDay(day), from: instantAt(day, minute, zone), until: instantAt(day + 1, 0, zone) };
  };
}

/** Due while the trial ends in 1 to so many local days, once for each end. */
export function trialEndsWithin(days: number): FindOccasion {
  return ({ subscription_status, trial_ends_at, zone }) => {
    if (subscription_status !== 'trial' || trial_ends_at === null) return null;
    const end = localDay(trial_ends_at, zone);
    return {
      period_key: formatInstant(trial_ends_at),
      from: instantAt(end - days, 0, zone),
      until: instantAt(end, 0, zone),
    };
  };
}

/** Due on lifecycle days `from` to `to` for who was active on so many days of the first week; once a person. */
export function firstWeekOf(active_days: number, from: number, to: number): FindOccasion {
  return ({ registered_on, days_active_first_week, zone }) => {
    if (registered_on === null || days_active_first_week < active_days) return null;
    return {
      period_key: 'once',
      from: instantAt(registered_on + from, 0, zone),
      until: instantAt(registered_on + to + 1, 0, zone),
    };
  };
}

/** Due each so many lifecycle days, for so many days from then on; once for each number. */
export function eachLifecycleDays(period: number, caught_up: number): FindOccasion {
  return ({ registered_on, lifecycle_day, zone }) => {
    if (registered_on === null) return null;
    const ended = Math.floor(lifecycle_day / period);
    const number = ended >= 1 && lifecycle_day < ended * period + caught_up ? ended : ended + 1;
    const day = registered_on + number * period;
    return { period_key: String(number), from: instantAt(day, 0, zone), until: instantAt(day + caught_up, 0, zone) };
  };
}

/** The local days until the trial ends; null without a trial that still runs. */
export function trialDaysRemaining({ subscription_status, trial_ends_at, day, zone }: Standing): number | null {
  if (subscription_status !== 'trial' || trial_ends_at === null) return null;
  const days = localDay(trial_ends_at, zone) - day;
  return days >= 0 ? days : null;
}

/** Whether an occasion is on. */
export function isOn({ from, until }: Occasion, now: Instant): boolean {
  return from <= now && (until === null || now < until);
}
