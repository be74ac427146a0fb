import { addEvent, emptyDay, type ActiveDay } from '@retention/domain/activity';
import { localDay, type Day, type Instant } from '@retention/domain/day';
import { eventDefinition, isEventType, type Event } from '@retention/domain/event';
import { isOutbound } from '@retention/domain/channel';
import type { Occasion, Standing } from '@retention/domain/occasion';
import type { Situation, Verdict } from '@retention/domain/situation';
import type { SubscriptionFacts } from '@retention/domain/subscription';
import { TRIGGER_TYPES, triggerDefinition, type TriggerType } from '@retention/domain/trigger';
import { milestoneAwards } from '@retention/domain/xp';
import type { KnownPerson } from '../profile/people.ts';
import { standingOf } from '../standing.ts';
import type { DemoPerson } from './person.ts';
import { Random } from './random.ts';

const PART_OF_THE_TALK = 4;

/** Something a person did, and the local day it belongs to. */
export interface Doing extends Pick<Event, 'type' | 'occurred_at' | 'metadata'> {
  readonly day: Day;
}

export interface DoingRow {
  readonly user_id: string;
  readonly type: string;
  readonly occurred_at: Instant;
  readonly local_day: Day;
  readonly metadata: Event['metadata'];
}

/** What people did of their own, by person. */
export function doingsOf(rows: readonly DoingRow[]): Map<string, Doing[]> {
  const doings = rows.flatMap(({ user_id, type, occurred_at, local_day: day, metadata }) =>
    isEventType(type) && eventDefinition(type).own !== false ? [{ user_id, type, occurred_at, day, metadata }] : [],
  );
  return Map.groupBy(doings, ({ user_id }) => user_id);
}

/** One person while they are spoken to, at one past moment after another. */
export class Listener {
  readonly user_id: string;
  readonly person: DemoPerson;
  readonly zone: string;
  /** What they did in the time that is played, in the order of time. */
  readonly doings: readonly Doing[];
  readonly random: Random;
  /** When to look at them next; null: never, if nothing more happens. */
  look_at: Instant | null = null;
  readonly #life: KnownPerson;
  readonly #byDay: ReadonlyMap<Day, readonly Doing[]>;
  /** For how many milestones they were rewarded. */
  #rewarded = 0;
  /** The occasions that were on when they were looked at last, by type, … */
  readonly #on = new Map<TriggerType, string | null>();
  /** … and all that ever were. */
  readonly #known = new Set<string>();
  /** When something of what was said to them ends, leaves or comes back. */
  #open_until: Instant | null = null;

  constructor(person: DemoPerson, known: KnownPerson, doings: readonly Doing[], seed: number) {
    this.user_id = person.user_id;
    this.person = person;
    this.zone = known.zone;
    this.doings = doings;
    this.random = new Random(seed, person.stream, PART_OF_THE_TALK);
    this.#life = known;
    this.#byDay = Map.groupBy(doings, ({ day }) => day);
  }

  /** How they stood at a moment: of the day of the moment counts what had happened by then. */
  standing(at: Instant): Standing {
    const days = this.#daysUntil(at);
    return standingOf({ ...this.#life, ...subscriptionAt(this.#life, at), days }, at);
  }

  #daysUntil(at: Instant): KnownPerson['days'] {
    const { days } = this.#life;
    const today = localDay(at, this.zone);
    const ofToday = this.#byDay.get(today) ?? [];
    const before = ofToday.filter(({ occurred_at }) => occurred_at <= at);
    if (before.length === ofToday.length) return days;
    const place = days.findIndex(({ day }) => day >= today);
    return [...days.slice(0, place), ...(before.length === 0 ? [] : [dayOf(today, before)])];
  }

  /**
   * Whether a look at them would find anything: something is due that was not before, what was due is not any more, or something
   * that is open ends, leaves or comes back. Else they wait for whatever comes next, and `look_at` says when.
   */
  wants(at: Instant): boolean {
    const standing = this.standing(at);
    if (milestoneAwards(standing).length > this.#rewarded) return true;
    if (this.#open_until !== null && this.#open_until <= at) return true;
    let next = this.#open_until;
    for (const type of TRIGGER_TYPES) {
      const { occasion, channels, expires } = triggerDefinition(type);
      const found = occasion(standing);
      const key = found === null ? null : keyAt(found, at);
      const settles = expires.when !== undefined || channels.some(isOutbound);
      const before = this.#on.get(type) ?? null;
      if (key !== null && !this.#known.has(`${type} ${key}`)) return true;
      if (settles && before !== null && before !== key) return true;
      for (const end of [found?.from ?? null, found?.until ?? null])
        if (end !== null && end > at) next = earlier(next, end);
    }
    this.look_at = next;
    return false;
  }

  /** Hears what was said to them. */
  hear({ now, triggers, standing }: Situation, { made, changed }: Verdict): void {
    this.#rewarded = Math.max(this.#rewarded, milestoneAwards(standing).length);
    for (const type of TRIGGER_TYPES) {
      const found = triggerDefinition(type).occasion(standing);
      const key = found === null ? null : keyAt(found, now);
      this.#on.set(type, key);
      if (key !== null) this.#known.add(`${type} ${key}`);
    }
    this.#open_until = null;
    const snoozed = new Map(triggers.map(({ id, snoozed_until }) => [id, snoozed_until]));
    for (const { id } of changed) this.keepUntil(snoozed.get(id) ?? null, now);
    const gone = new Set(changed.map(({ id }) => id));
    for (const { open, expires_at, scheduled_at } of [...made, ...changed]) {
      if (!open) continue;
      this.keepUntil(expires_at, now);
      this.keepUntil(scheduled_at, now);
    }
    for (const { id, open, expires_at, scheduled_at, snoozed_until } of triggers) {
      if (!open || gone.has(id)) continue;
      for (const at of [expires_at, scheduled_at, snoozed_until]) this.keepUntil(at, now);
    }
  }

  /** Looks at them at that time, whatever they do; what is not after `now` is past. */
  keepUntil(at: Instant | null, now: Instant): void {
    if (at !== null && at > now) this.#open_until = earlier(this.#open_until, at);
  }
}

/** The period key of an occasion that is on; null where it is not. */
function keyAt({ period_key, from, until }: Occasion, at: Instant): string | null {
  return from <= at && (until === null || at < until) ? period_key : null;
}

/** The earlier of two times; null: never. */
export function earlier(one: Instant | null, other: Instant | null): Instant | null {
  return one === null || other === null ? (one ?? other) : Math.min(one, other);
}

function dayOf(day: Day, doings: readonly Doing[]): ActiveDay {
  const active = emptyDay(day);
  for (const doing of doings) addEvent(active, doing);
  return active;
}

/** What the host would have said of the subscription at a moment: it ends with the trial, or with the first payment. */
function subscriptionAt(known: SubscriptionFacts, at: Instant): Partial<SubscriptionFacts> {
  const { trial_started_at, trial_ends_at, paid_since } = known;
  if (trial_started_at === null || trial_ends_at === null || (paid_since !== null && paid_since <= at)) return {};
  if (at < trial_started_at) {
    return { subscription_plan: 'free', subscription_status: 'none', trial_started_at: null, trial_ends_at: null };
  }
  return { subscription_status: at < trial_ends_at ? 'trial' : 'expired', paid_since: null };
}
