import { addEvent, emptyDay, type ActiveDay } from '@retention/domain/activity';
import { localDay, type Day, type Instant } from '@retention/domain/day';
import { eventDefinition, isEventType, type Event } from '@retention/domain/event';
import type { Standing } from '@retention/domain/occasion';
import type { Situation, Verdict } from '@retention/domain/situation';
import { nextLook } from '@retention/domain/speak';
import type { SubscriptionFacts } from '@retention/domain/subscription';
import { triggerDefinition } from '@retention/domain/trigger';
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
  readonly #known: KnownPerson;
  readonly #byDay: ReadonlyMap<Day, readonly Doing[]>;
  /** For how many milestones they were rewarded. */
  #rewarded = 0;
  /** Whether what they do may change what was said to them. */
  #involved = false;

  constructor(person: DemoPerson, known: KnownPerson, doings: readonly Doing[], seed: number) {
    this.user_id = person.user_id;
    this.person = person;
    this.zone = known.zone;
    this.doings = doings;
    this.random = new Random(seed, person.stream, PART_OF_THE_TALK);
    this.#known = known;
    this.#byDay = Map.groupBy(doings, ({ day }) => day);
  }

  /** How they stood at a moment: of the day of the moment counts what had happened by then. */
  standing(at: Instant): Standing {
    const days = this.#daysUntil(at);
    return standingOf({ ...this.#known, ...subscriptionAt(this.#known, at), days }, at);
  }

  #daysUntil(at: Instant): KnownPerson['days'] {
    const { days } = this.#known;
    const today = localDay(at, this.zone);
    const ofToday = this.#byDay.get(today) ?? [];
    const before = ofToday.filter(({ occurred_at }) => occurred_at <= at);
    if (before.length === ofToday.length) return days;
    const place = days.findIndex(({ day }) => day >= today);
    return [...days.slice(0, place), ...(before.length === 0 ? [] : [dayOf(today, before)])];
  }

  /** When they are to be looked at, since they were there just now: at once, as after any change that may matter. */
  stir(at: Instant): Instant | null {
    const standing = this.standing(at);
    const matters = this.#involved || milestoneAwards(standing).length > this.#rewarded;
    return matters ? at : nextLook(standing, at);
  }

  /** Hears what was said to them. */
  hear({ triggers, standing }: Situation, { made, changed }: Verdict): void {
    this.#rewarded = Math.max(this.#rewarded, milestoneAwards(standing).length);
    const known = new Set(changed.map(({ id }) => id));
    const open = [...made, ...changed, ...triggers.filter(({ id }) => !known.has(id))].filter(
      (trigger) => trigger.open,
    );
    this.#involved = open.some(
      ({ type, channels }) =>
        triggerDefinition(type).expires.when !== undefined || channels.some((channel) => channel !== 'in_app'),
    );
  }
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
