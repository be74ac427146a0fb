import type { Day } from '@retention/domain/day';

export type Mark = 'done' | 'amnesty';

/** One habit: since when it is kept, and its marked days, all in the person's own calendar. */
export interface HabitDays {
  readonly created_on: Day;
  readonly marks: ReadonlyMap<Day, Mark>;
}

/** How far back a missed day can be forgiven, and how many days have to lie between two. */
const FORGIVABLE_DAYS = 7;
const AMNESTY_EVERY_DAYS = 30;
const SHOWN_DAYS = 30;

/** Days in a row, today or yesterday the last; a forgiven day counts. */
export function streakOf({ marks }: HabitDays, today: Day): number {
  const last = marks.has(today) ? today : today - 1;
  return last - lastGap(marks, last);
}

/** The most days in a row there ever were. */
export function bestStreakOf({ marks }: HabitDays): number {
  let best = 0;
  for (const day of marks.keys()) {
    if (!marks.has(day + 1)) best = Math.max(best, day - lastGap(marks, day));
  }
  return best;
}

/** The last 30 days, the oldest first. Today is missed until it is done. */
export function lastDaysOf({ created_on, marks }: HabitDays, today: Day): (Mark | 'missed' | 'before')[] {
  return Array.from({ length: SHOWN_DAYS }, (_, at) => {
    const day = today - SHOWN_DAYS + 1 + at;
    return marks.get(day) ?? (day < created_on ? 'before' : 'missed');
  });
}

/**
 * The day that amnesty can forgive now: the one that broke the latest streak, no longer than a week ago, with a marked day
 * right before it; once in 30 days. Null where there is none.
 */
export function forgivableDay({ created_on, marks }: HabitDays, today: Day): Day | null {
  const missed = lastGap(marks, marks.has(today) ? today : today - 1);
  if (missed <= created_on || missed < today - FORGIVABLE_DAYS || !marks.has(missed - 1)) return null;
  for (const [day, mark] of marks) {
    if (mark === 'amnesty' && day > today - AMNESTY_EVERY_DAYS) return null;
  }
  return missed;
}

/** How many days were missed between the last two on which it was done. */
export function lastBreakOf({ marks }: HabitDays): number {
  const days = [...marks.keys()].toSorted((one, other) => one - other);
  const [before, last] = days.slice(-2);
  return before === undefined || last === undefined ? 0 : last - before - 1;
}

/** The latest day up to `last` that has no mark. */
function lastGap(marks: ReadonlyMap<Day, Mark>, last: Day): Day {
  let day = last;
  while (marks.has(day)) day--;
  return day;
}
