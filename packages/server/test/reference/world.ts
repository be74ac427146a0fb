import { dayIn, daysFrom, type DayNumber } from './calendar.ts';

/**
 * What a server must know after it has been told things in this order, kept as simply as possible: every event of every
 * person in a list, every word about a subscription in another. Spec sections 2–4.
 */

export interface SentEvent {
  readonly id?: string;
  readonly type: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly metadata?: Readonly<Record<string, unknown>>;
}

export interface SentSubscription {
  readonly plan?: string | null;
  readonly status?: string | null;
  readonly trial_started_at?: string | null;
  readonly trial_ends_at?: string | null;
  readonly paid_since?: string | null;
  readonly renewals?: number | null;
}

export interface SentFacts {
  readonly user_id: string;
  readonly joined_at?: string | null;
  readonly timezone?: string | null;
  readonly subscription?: SentSubscription | null;
}

export interface KnownEvent {
  readonly type: string;
  /** The local day, fixed when the event was taken. */
  readonly day: DayNumber;
  readonly at: number;
  readonly feature: unknown;
  /** The streak the app says it is. */
  readonly streak: unknown;
}

export interface Subscription {
  readonly plan: string;
  readonly status: string;
}

/** What the host has said of a subscription by now. Instants in milliseconds. */
interface SubscriptionFacts extends Subscription {
  readonly trial_started_at: number | null;
  readonly trial_ends_at: number | null;
  readonly paid_since: number | null;
  readonly renewals: number;
}

const NO_SUBSCRIPTION: SubscriptionFacts = {
  plan: 'free',
  status: 'none',
  trial_started_at: null,
  trial_ends_at: null,
  paid_since: null,
  renewals: 0,
};

export interface KnownPerson {
  readonly user_id: string;
  readonly events: KnownEvent[];
  readonly ids: Set<string>;
  /** The subscription with which each day was judged; a day that is over keeps the one it has. */
  readonly subscriptions: Map<DayNumber, Subscription>;
  /** The project's day on which they were judged last, and the subscription they had. */
  last_look: { readonly day: DayNumber; readonly subscription: Subscription } | null;
  /** Whether anything new was told of them since. */
  changed: boolean;
  subscription: SubscriptionFacts;
  host_zone: string | null;
  client_zone: string | null;
  joined_at: number | null;
}

const OLDEST_MS = 7 * 24 * 60 * 60 * 1000;

export class World {
  readonly people = new Map<string, KnownPerson>();
  /** Of whom nothing is kept any more. */
  readonly #erased = new Set<string>();
  readonly project_zone: string;

  constructor(project_zone: string) {
    this.project_zone = project_zone;
  }

  /** Answers whether the batch is taken; a batch of which nothing is good is refused. */
  takeEvents(now: number, user_id: string, timezone: string | null, events: readonly SentEvent[]): boolean {
    const good = events.filter(({ at }) => at >= now - OLDEST_MS);
    if (good.length === 0 || this.#erased.has(user_id)) return false;
    const person = this.#person(user_id);
    if (timezone !== null && timezone !== person.client_zone) {
      person.client_zone = timezone;
      person.changed = true;
    }
    for (const { id, type, at, metadata } of good) {
      if (id !== undefined) {
        if (person.ids.has(id)) continue;
        person.ids.add(id);
      }
      const day = dayIn(this.zoneOf(person), Math.min(at, now));
      person.events.push({ type, day, at, feature: metadata?.['feature'], streak: metadata?.['streak'] });
      person.changed = true;
    }
    return true;
  }

  /** Answers whether they are taken. */
  takeFacts(facts: SentFacts): boolean {
    if (this.#erased.has(facts.user_id)) return false;
    const person = this.#person(facts.user_id);
    const before = JSON.stringify([person.host_zone, person.joined_at, person.subscription]);
    if (facts.timezone !== undefined) person.host_zone = facts.timezone;
    if (facts.joined_at !== undefined) person.joined_at = facts.joined_at === null ? null : Date.parse(facts.joined_at);
    const { subscription: said } = facts;
    if (said === null) person.subscription = NO_SUBSCRIPTION;
    else if (said !== undefined) person.subscription = mergeSubscription(person.subscription, said);
    if (JSON.stringify([person.host_zone, person.joined_at, person.subscription]) !== before) person.changed = true;
    return true;
  }

  /** As if they had never been. */
  erase(user_id: string): void {
    this.people.delete(user_id);
    this.#erased.add(user_id);
  }

  /** As if this event had never come. */
  removeEvent(
    user_id: string,
    gone: { readonly id: string; readonly type: string; readonly day: DayNumber; readonly feature: unknown },
  ): void {
    const person = this.#person(user_id);
    const at = person.events.findIndex(
      ({ type, day, feature }) => type === gone.type && day === gone.day && feature === gone.feature,
    );
    if (at < 0) throw new Error(`nobody has sent such an event: ${JSON.stringify(gone)}`);
    person.events.splice(at, 1);
    person.ids.delete(gone.id);
    person.changed = true;
    if (this.registeredOn(person) !== null) return;
    // Nothing was ever judged of them.
    person.subscriptions.clear();
    person.last_look = null;
  }

  /**
   * What the server does at night with everybody, and soon after something was told with those it was told of: judges
   * their days through the project's today, and keeps with which subscription. What is told of a subscription counts
   * from its day on. Of the days nobody looked at while they were the present, those since the last look had the
   * subscription of then, as every change is looked at; of those before the first look the facts of now tell what they
   * can. Days before the registration, as far as it is known now, are nobody's.
   */
  judge(who: 'everybody' | 'changed', now: number): void {
    const today = dayIn(this.project_zone, now);
    for (const person of this.people.values()) {
      if (who === 'changed' && !person.changed) continue;
      person.changed = false;
      const registered_on = this.registeredOn(person);
      if (registered_on === null || registered_on > today) continue;
      const { subscription, subscriptions, last_look: look } = person;
      for (const day of subscriptions.keys()) if (day < registered_on) subscriptions.delete(day);
      for (const day of daysFrom(registered_on, today)) {
        if (day === today) subscriptions.set(day, subscription);
        else if (look !== null && day > look.day) subscriptions.set(day, look.subscription);
        else if (!subscriptions.has(day)) subscriptions.set(day, recalled(subscription, day, this.zoneOf(person)));
      }
      person.last_look = { day: today, subscription };
    }
  }

  /** The zone a person's days are in now. */
  zoneOf({ host_zone, client_zone }: KnownPerson): string {
    return host_zone ?? client_zone ?? this.project_zone;
  }

  /** Local day of joined_at, else of the first event; null while there is neither. */
  registeredOn(person: KnownPerson): DayNumber | null {
    if (person.joined_at !== null) return dayIn(this.zoneOf(person), person.joined_at);
    let first: DayNumber | null = null;
    for (const { day } of person.events) if (first === null || day < first) first = day;
    return first;
  }

  #person(user_id: string): KnownPerson {
    let person = this.people.get(user_id);
    if (person === undefined) {
      person = {
        user_id,
        events: [],
        ids: new Set(),
        subscriptions: new Map(),
        last_look: null,
        changed: true,
        subscription: NO_SUBSCRIPTION,
        host_zone: null,
        client_zone: null,
        joined_at: null,
      };
      this.people.set(user_id, person);
    }
    return person;
  }
}

/** A key left out leaves what was known, null clears it. */
function mergeSubscription(known: SubscriptionFacts, said: SentSubscription): SubscriptionFacts {
  const instant = (text: string | null | undefined, before: number | null): number | null =>
    text === undefined ? before : text === null ? null : Date.parse(text);
  return {
    plan: said.plan === undefined ? known.plan : (said.plan ?? 'free'),
    status: said.status === undefined ? known.status : (said.status ?? 'none'),
    trial_started_at: instant(said.trial_started_at, known.trial_started_at),
    trial_ends_at: instant(said.trial_ends_at, known.trial_ends_at),
    paid_since: instant(said.paid_since, known.paid_since),
    renewals: said.renewals === undefined ? known.renewals : (said.renewals ?? 0),
  };
}

/** Whether a subscription is one somebody pays for. */
export function pays({ plan, status }: Subscription): boolean {
  return status === 'active' && plan !== 'free';
}

/** What the facts of now tell of a day that nobody looked at: paid for since `paid_since`, tried while the trial lasted. */
function recalled(facts: SubscriptionFacts, day: DayNumber, zone: string): Subscription {
  const { plan, status, trial_started_at, trial_ends_at, paid_since } = facts;
  const begun = (since: number | null): boolean => since === null || dayIn(zone, since) <= day;
  if (pays(facts) && begun(paid_since)) return facts;
  const paidOnce = !pays(facts) && status !== 'trial' && paid_since !== null;
  if (paidOnce && begun(paid_since)) return facts;
  const tried = status === 'trial' || trial_started_at !== null;
  const lasted = trial_ends_at === null || dayIn(zone, trial_ends_at) >= day;
  return tried && begun(trial_started_at) && lasted ? { plan, status: 'trial' } : NO_SUBSCRIPTION;
}

/** The days on which a person did anything of their own, each once, ascending. */
export function activeDays({ events }: KnownPerson): DayNumber[] {
  const days = new Set<DayNumber>();
  for (const { type, day } of events) if (type !== 'streak_broken') days.add(day);
  return [...days].sort((a, b) => a - b);
}
