import { churnRiskOf, type ChurnRisk } from '@retention/domain/churn-risk';
import { localDay, type Day } from '@retention/domain/day';
import { measuresOf } from '@retention/domain/measures';
import { payingActivityOf, type PayingActivity } from '@retention/domain/paying';
import { segmentOf, type Segment } from '@retention/domain/segment';
import { subscriptionOn, type Subscription } from '@retention/domain/subscription';
import type { KnownPerson } from './people.ts';

/** What is judged of a person at the end of a day. */
interface Judgement extends Subscription {
  readonly segment: Segment;
  readonly churn_risk: ChurnRisk;
  readonly paying: PayingActivity | null;
}

/** From `since` on, up to the day before `until`, a person ended every day with this judgement. */
export interface Span extends Judgement {
  readonly since: Day;
  readonly until: Day | null;
}

/**
 * Judges a person anew at the end of each day from `from` to `today` (so far, where that day is not over). `known` are
 * the spans that reach into those days or up to them, ascending; what comes back replaces them. A past day keeps the
 * subscription it was judged with; `today` takes the present one. A day before the registration has no judgement. Who
 * has no span yet is judged from the registration on, whatever `from` says: east of the project their days come before
 * the project's do, and what happened on them may have been taken up too early to be judged. Where `known` speaks of
 * days after `today` the clock has gone back: it stays as it is.
 */
export function judgeSpans(person: KnownPerson, known: readonly Span[], from: Day, today: Day): readonly Span[] {
  if ((known.at(-1)?.since ?? -Infinity) > today) return known;
  const spans: Span[] = [];
  let current: Span | null = null;
  const [first] = known;
  const start = Math.max(first === undefined ? -Infinity : from, person.registered_on ?? Infinity);
  if (first !== undefined && first.since < from) {
    current = { ...first, until: null };
    if (start > from) {
      // They were judged before, and are now known to have registered later.
      spans.push({ ...current, until: from });
      current = null;
    }
  }
  const turns = turningDays(person, known, today);
  for (let day = start; day <= today; day = nextDay(day, current, turns)) {
    const judgement = judge(person, subscriptionAt(person, known, day, today), day);
    if (current !== null && isSame(current, judgement)) continue;
    if (current !== null) spans.push({ ...current, until: day });
    current = { since: day, until: null, ...judgement };
  }
  if (current !== null) spans.push(current);
  return spans;
}

function judge(person: KnownPerson, subscription: Subscription, day: Day): Judgement {
  const { registered_on, streak_broken_days, days } = person;
  const { subscription_plan, subscription_status } = subscription;
  const measures = measuresOf({ registered_on, streak_broken_days, subscription_status }, days, day);
  return {
    segment: segmentOf(measures),
    churn_risk: churnRiskOf(measures).level,
    paying: payingActivityOf(subscription, days, day),
    subscription_plan,
    subscription_status,
  };
}

function subscriptionAt(person: KnownPerson, known: readonly Span[], day: Day, today: Day): Subscription {
  if (day >= today) return person;
  const span = known.find(({ since, until }) => since <= day && (until === null || day < until));
  return span ?? subscriptionOn(person, person.zone, day);
}

/** Days on which something else than the passing of time may change a judgement, ascending. */
function turningDays(person: KnownPerson, known: readonly Span[], today: Day): Day[] {
  const { trial_started_at, trial_ends_at, paid_since, zone } = person;
  const said = [trial_started_at, paid_since].filter((at) => at !== null).map((at) => localDay(at, zone));
  const over = trial_ends_at === null ? [] : [localDay(trial_ends_at, zone) + 1];
  const turns = [today, ...said, ...over, ...person.days.map(({ day }) => day)];
  for (const { since, until } of known) turns.push(since, until ?? today);
  return turns.toSorted((one, other) => one - other);
}

/** Who has left stays what they are until they come back or something is said of them: those days need no judging. */
function nextDay(day: Day, current: Judgement | null, turns: readonly Day[]): Day {
  if (current?.segment !== 'churned') return day + 1;
  return turns.find((turn) => turn > day) ?? Infinity;
}

function isSame(one: Judgement, other: Judgement): boolean {
  return (
    one.segment === other.segment &&
    one.churn_risk === other.churn_risk &&
    one.paying === other.paying &&
    one.subscription_plan === other.subscription_plan &&
    one.subscription_status === other.subscription_status
  );
}

/** Whether two lists of spans say the same. */
export function sameSpans(one: readonly Span[], other: readonly Span[]): boolean {
  return (
    one.length === other.length &&
    one.every((span, index) => {
      const against = other[index];
      return against?.since === span.since && against.until === span.until && isSame(span, against);
    })
  );
}
