import { localDay, type Day } from '@retention/domain/day';
import { profileOf } from '@retention/domain/profile';
import type { KnownPerson } from './people.ts';

/** From `since` on, up to the day before `until`, a person ended every day with this segment and this risk. */
export interface Span {
  readonly since: Day;
  readonly until: Day | null;
  readonly segment: string;
  readonly churn_risk: string;
}

export interface SpanChange {
  /** The day on which the span that was open must end; null where it stays open, or there was none. */
  readonly close: Day | null;
  /** Spans to add, ascending. */
  readonly add: readonly Span[];
}

/**
 * Judges a person as of the end of each day from `first` to `last`, and says how that changes the spans known so far,
 * of which `open` is the open one. A day before the registration has no judgement; a day that `open` was written after
 * (the clock has gone back since) keeps the one it has.
 */
export function judgeDays(person: KnownPerson, open: Span | null, first: Day, last: Day): SpanChange {
  const add: Span[] = [];
  let close: Day | null = null;
  let current = open;
  const from = Math.max(first, person.registered_on ?? Infinity, open?.since ?? -Infinity);
  for (let day = from; day <= last; day++) {
    const { segment, churn_risk } = profileOf(person, person.days, day);
    if (current !== null && current.segment === segment && current.churn_risk === churn_risk) continue;
    if (current !== null) {
      if (current === open) close = day;
      else add.push({ ...current, until: day });
    }
    current = { since: day, until: null, segment, churn_risk };
  }
  if (current !== null && current !== open) add.push(current);
  return { close, add };
}

/** The day whose end is the latest one past, in the project's zone. */
export function lastEndedDay(now: number, projectZone: string): Day {
  return localDay(now, projectZone) - 1;
}
