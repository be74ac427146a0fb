import type { ActiveDay } from '@retention/domain/activity';
import { formatDay, type Day, type Instant } from '@retention/domain/day';

/** A day as JSON for a statement that writes `active_day`. */
export function dayRow(user_id: string, day: ActiveDay): object {
  return {
    user_id,
    ...day,
    day: formatDay(day.day),
    last_active_at: wireInstant(day.last_active_at),
    habit_streak_at: day.habit_streak_at === null ? null : wireInstant(day.habit_streak_at),
  };
}

/** Null: there is none. */
export function wireDate(day: Day): string | null {
  return Number.isFinite(day) ? formatDay(day) : null;
}

/** Null: there is none. */
export function wireInstant(instant: Instant): string | null {
  return Number.isFinite(instant) ? new Date(instant).toISOString() : null;
}
