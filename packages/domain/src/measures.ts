import { countFeatures, type ActiveDay } from './activity.ts';
import type { Day, Instant } from './day.ts';
import { FEATURES } from './event.ts';
import type { Person } from './user.ts';

/** "30 days" everywhere: the 30 local days that end with a day, that day included. */
export const WINDOW_DAYS = 30;
/** The first week is local days 0–6 since registration. */
export const FIRST_WEEK_DAYS = 7;
/** A closed gap of more days than this is a return. */
export const RETURN_GAP_DAYS = 7;
/** The last lifecycle day that counts for the journey. */
const JOURNEY_LAST_DAY = 30;

/** What the journey counts over the active days up to lifecycle day 30. */
export interface JourneyCounts {
  active_days: number;
  habit_completed: number;
  journal_entry: number;
  /** Set of features used, as in `ActiveDay.features`. */
  features: number;
}

/** The measures of one person as of a local day. Spec section 4; days are local days, counts are whole numbers. */
export interface Measures {
  /** The local today it was judged on. */
  readonly day: Day;
  readonly lifecycle_day: number;
  readonly days_inactive: number;
  /** 0–30. */
  readonly days_active_30: number;
  /** 0–1. */
  readonly feature_diversity: number;
  /** 0–1. */
  readonly completion_rate: number;
  /** Seconds, whole. */
  readonly avg_session_duration: number;
  readonly longest_inactive_period: number;
  readonly return_count: number;
  /** The active day that closed the latest gap of more than 7 days; null without one. */
  readonly last_return_on: Day | null;
  readonly streak: number;
  /** The latest day with a `habit_completed`; null without one. */
  readonly last_habit_on: Day | null;
  /** 0–100, higher is better. */
  readonly retention_score: number;
  readonly last_active_on: Day | null;
  readonly last_active_at: Instant | null;
  /** Active days among local days 0–2. */
  readonly days_active_first_3: number;
  /** Active days among local days 0–6. */
  readonly days_active_first_week: number;
  /** Active days of `days_active_30` that lie after local day 6. */
  readonly days_active_30_after_first_week: number;
  /** Messages to the AI coach so far. */
  readonly ai_messages: number;
  /** Days from registration to the first `streak_broken` since; null without one. */
  readonly streak_broken_day: number | null;
  readonly on_trial: boolean;
  readonly journey_counts: Readonly<JourneyCounts>;
}

/** The part of an active day that measures need. Of `last_active_at` only the latest day's is read: others may be null. */
export interface MeasuredDay extends Readonly<
  Omit<ActiveDay, 'actions' | 'goal_progress' | 'habit_streak_at' | 'last_active_at'>
> {
  readonly last_active_at: Instant | null;
}

/** The part of a person that their measures need. */
export type MeasuredPerson = Pick<Person, 'registered_on' | 'streak_broken_days' | 'subscription_status'>;

/**
 * Measures one person as of `today`, which may be any past day: later days are ignored. `days` are all their active
 * days, ascending. Somebody of whom nothing is known counts as registered today. One pass and no allocation per day:
 * it runs for everybody in a bulk refresh. Spec section 4.
 */
export function measuresOf(person: MeasuredPerson, days: readonly MeasuredDay[], today: Day): Measures {
  const registered_on = person.registered_on ?? today;
  const lifecycle_day = Math.max(0, today - registered_on);
  const journey_counts: JourneyCounts = { active_days: 0, habit_completed: 0, journal_entry: 0, features: 0 };
  let last: MeasuredDay | null = null;
  let days_active_30 = 0;
  let days_active_30_after_first_week = 0;
  let days_active_first_3 = 0;
  let days_active_first_week = 0;
  let features = 0;
  let days_with_completion = 0;
  let feature_seconds = 0;
  let sessions = 0;
  let ai_messages = 0;
  let longest_gap = 0;
  let return_count = 0;
  let last_return_on: Day | null = null;
  let habit_day: MeasuredDay | null = null;
  let habit_run = 0;

  for (const day of days) {
    if (day.day > today) break;
    const since_registration = day.day - registered_on;
    if (last !== null) {
      const gap = day.day - last.day;
      if (gap > longest_gap) longest_gap = gap;
      if (gap > RETURN_GAP_DAYS) {
        return_count++;
        last_return_on = day.day;
      }
    }
    last = day;
    ai_messages += day.ai_coach_message;
    if (day.habit_completed > 0) {
      habit_run = habit_day !== null && habit_day.day === day.day - 1 ? habit_run + 1 : 1;
      habit_day = day;
    }
    if (day.day > today - WINDOW_DAYS) {
      days_active_30++;
      features |= day.features;
      feature_seconds += day.feature_seconds;
      sessions += day.session_start;
      if (day.completions > 0) days_with_completion++;
      if (since_registration >= FIRST_WEEK_DAYS) days_active_30_after_first_week++;
    }
    if (since_registration <= JOURNEY_LAST_DAY) {
      journey_counts.active_days++;
      journey_counts.habit_completed += day.habit_completed;
      journey_counts.journal_entry += day.journal_entry;
      journey_counts.features |= day.features;
      if (since_registration >= 0 && since_registration < FIRST_WEEK_DAYS) {
        days_active_first_week++;
        if (since_registration < 3) days_active_first_3++;
      }
    }
  }

  const days_inactive = last === null ? lifecycle_day : today - last.day;
  const feature_diversity = countFeatures(features) / FEATURES.length;
  const completion_rate = days_active_30 === 0 ? 0 : days_with_completion / days_active_30;
  return {
    day: today,
    lifecycle_day,
    days_inactive,
    days_active_30,
    feature_diversity,
    completion_rate,
    avg_session_duration: sessions === 0 ? 0 : Math.round(feature_seconds / sessions),
    longest_inactive_period: Math.max(longest_gap, days_inactive),
    return_count,
    last_return_on,
    // The host may have applied its amnesty: a larger streak of its own counts, while the streak is alive.
    streak: habit_day === null || habit_day.day < today - 1 ? 0 : Math.max(habit_run, habit_day.habit_streak),
    last_habit_on: habit_day === null ? null : habit_day.day,
    retention_score: retentionScore(days_active_30, feature_diversity, completion_rate, days_inactive),
    last_active_on: last === null ? null : last.day,
    last_active_at: last === null ? null : last.last_active_at,
    days_active_first_3,
    days_active_first_week,
    days_active_30_after_first_week,
    ai_messages,
    streak_broken_day: streakBrokenDay(person.streak_broken_days, registered_on, today),
    on_trial: person.subscription_status === 'trial',
    journey_counts,
  };
}

function retentionScore(
  days_active_30: number,
  feature_diversity: number,
  completion_rate: number,
  days_inactive: number,
): number {
  const share =
    0.4 * Math.min(1, days_active_30 / 20) +
    0.2 * feature_diversity +
    0.2 * completion_rate +
    0.2 * Math.max(0, 1 - days_inactive / 14);
  // Halves round up, also where binary fractions fall a hair below the half.
  return Math.round(100 * share + 1e-9);
}

function streakBrokenDay(streak_broken_days: readonly Day[], registered_on: Day, today: Day): number | null {
  for (const day of streak_broken_days) if (day >= registered_on) return day > today ? null : day - registered_on;
  return null;
}
