import type { Day, Instant } from './day.ts';
import { eventDefinition, FEATURES, type Event, type Feature } from './event.ts';

/**
 * One local day of one person with at least one event of their own doing. Spec section 4. A row of `active_day`;
 * counts are named as the event types they count.
 */
export interface ActiveDay {
  readonly day: Day;
  /** Events of the person's own doing: every type except `streak_broken`. */
  actions: number;
  /** Set of features used, a bit each in the order of FEATURES. */
  features: number;
  /** habit_completed, journal_entry, first_goal_completed, goal_progress_50. */
  completions: number;
  session_start: number;
  habit_completed: number;
  journal_entry: number;
  ai_coach_message: number;
  /** Sum of `feature_used.duration_seconds`, whole seconds. */
  feature_seconds: number;
  /** The highest percent of a goal reported that day, 0–100. */
  goal_progress: number;
  last_active_at: Instant;
  /** `metadata.streak` of the latest `habit_completed` of the day, 0 where it carries none. */
  habit_streak: number;
  /** When that latest `habit_completed` occurred; null without one. */
  habit_streak_at: Instant | null;
}

export function emptyDay(day: Day): ActiveDay {
  return {
    day,
    actions: 0,
    features: 0,
    completions: 0,
    session_start: 0,
    habit_completed: 0,
    journal_entry: 0,
    ai_coach_message: 0,
    feature_seconds: 0,
    goal_progress: 0,
    last_active_at: -Infinity,
    habit_streak: 0,
    habit_streak_at: null,
  };
}

const featureBits = new Map<string, number>(FEATURES.map((feature, index) => [feature, 1 << index]));

/** The bit of a feature in `active_day.features`; 0 for an unknown one. */
export function featureBit(feature: string): number {
  return featureBits.get(feature) ?? 0;
}

/** The features of a set, in the order of FEATURES. */
export function featureNames(features: number): Feature[] {
  return FEATURES.filter((feature) => (features & featureBit(feature)) !== 0);
}

export function countFeatures(features: number): number {
  let count = 0;
  for (let rest = features; rest !== 0; rest &= rest - 1) count++;
  return count;
}

/** A day has 86,400 seconds; one use of a feature cannot last longer, nor can a sum of a few overflow a column. */
const MOST_SECONDS = 86_400;
const MOST_STREAK = 100_000;

/**
 * Adds one event of the person's own doing to its day. The order in which events are added does not matter, except that
 * of two habits completed in the same millisecond the larger streak is kept.
 */
export function addEvent(day: ActiveDay, event: Pick<Event, 'type' | 'occurred_at' | 'metadata'>): void {
  const { feature, completion } = eventDefinition(event.type);
  day.actions++;
  if (event.occurred_at > day.last_active_at) day.last_active_at = event.occurred_at;
  if (feature !== undefined) day.features |= featureBit(feature);
  if (completion) day.completions++;
  const { metadata } = event;
  switch (event.type) {
    case 'session_start':
      day.session_start++;
      break;
    case 'feature_used':
      if (typeof metadata?.feature === 'string') day.features |= featureBit(metadata.feature);
      day.feature_seconds += bounded(metadata?.duration_seconds, MOST_SECONDS);
      break;
    case 'habit_completed':
      day.habit_completed++;
      addStreak(day, event.occurred_at, bounded(metadata?.streak, MOST_STREAK));
      break;
    case 'journal_entry':
      day.journal_entry++;
      break;
    case 'ai_coach_message':
      day.ai_coach_message++;
      break;
    case 'goal_progress_50':
      day.goal_progress = Math.max(day.goal_progress, bounded(metadata?.progress, 100) || 50);
      break;
    case 'first_goal_completed':
      day.goal_progress = 100;
      break;
    default:
      break;
  }
}

function addStreak(day: ActiveDay, at: Instant, streak: number): void {
  if (day.habit_streak_at === null || at > day.habit_streak_at) {
    day.habit_streak_at = at;
    day.habit_streak = streak;
  } else if (at === day.habit_streak_at) {
    day.habit_streak = Math.max(day.habit_streak, streak);
  }
}

/** A whole number from 0 to `most`; 0 for anything that is no number. */
function bounded(value: unknown, most: number): number {
  return typeof value === 'number' && value > 0 ? Math.min(most, Math.round(value)) : 0;
}
