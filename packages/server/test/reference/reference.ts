import { dayIn, daysFrom, dayText, isFirstOfMonth, isMonday, type DayNumber } from './calendar.ts';
import { judge, type Judgement } from './judgement.ts';
import { activeDays, pays, type KnownPerson, type World } from './world.ts';

/**
 * The numbers of the dashboard, slowly: every number is a list of people, found by asking each of them. Written from
 * spec section 5 alone; it shares no code with the product.
 */

export type Granularity = 'day' | 'week' | 'month';

export interface Asked {
  readonly from: DayNumber;
  readonly to: DayNumber;
  readonly granularity: Granularity;
  readonly mode: 'on' | 'on_or_after';
}

export const SEGMENTS = ['new_user', 'enthusiast', 'quiet_user', 'test_driver', 'returned', 'churned'];
export const RISKS = ['low', 'medium', 'high', 'critical'];
const COHORT_DAYS = [1, 3, 7, 14, 30];

/** A change with one decimal; of a tie either neighbour is right. */
export class OneDecimal {
  readonly exact: number;
  constructor(exact: number) {
    this.exact = exact;
  }
  accepts(value: unknown): boolean {
    if (typeof value !== 'number') return false;
    return Number(value.toFixed(1)) === value && Math.abs(value - this.exact) <= 0.05 + 1e-9;
  }
}

/** A person with what all numbers ask of them. */
interface Someone {
  readonly user_id: string;
  readonly known: KnownPerson;
  readonly registered_on: DayNumber | null;
  readonly active: ReadonlySet<DayNumber>;
  /** Today on their own wall. */
  readonly today: DayNumber;
  /** What has been judged so far, by day: many numbers ask for the same. */
  readonly judgements: Map<DayNumber, Judgement | null>;
}

export interface Cohort {
  readonly cohort_date: DayNumber;
  /** `users`, and of each dN those who were active; null while the day is not over for everybody. */
  readonly lists: Readonly<Record<string, readonly string[] | null>>;
}

export class Reference {
  readonly today: DayNumber;
  readonly #world: World;
  readonly #people: readonly Someone[];

  constructor(world: World, now: number) {
    this.#world = world;
    this.today = dayIn(world.project_zone, now);
    this.#people = [...world.people.values()].map((known) => ({
      user_id: known.user_id,
      known,
      registered_on: world.registeredOn(known),
      active: new Set(activeDays(known)),
      today: dayIn(world.zoneOf(known), now),
      judgements: new Map(),
    }));
  }

  /** Of every number that opens into a list, without the cohorts: the people. */
  lists({ from, to }: Asked): Record<string, readonly string[]> {
    const registered = (person: Someone): boolean => within(person.registered_on, from, to);
    const of = (holds: (person: Someone) => boolean): string[] => this.#where(holds);
    const funnel = (holds: (person: Someone) => boolean): string[] => of((one) => registered(one) && holds(one));
    const lists: Record<string, readonly string[]> = {
      'overview.dau': this.activeOn(to),
      'overview.mau': this.activeIn30(to),
      'overview.new_users': of(registered),
      'overview.d7_users': this.reached(7, from, to),
      'overview.d7_retention': this.retained(7, from, to),
      'overview.d30_users': this.reached(30, from, to),
      'overview.d30_retention': this.retained(30, from, to),
      'funnel.registered': of(registered),
      'funnel.activated_d1': funnel((one) => wasActiveOnDay(one, 1)),
      'funnel.active_d7': funnel((one) => wasActiveOnDay(one, 7)),
      'funnel.started_trial': funnel(
        ({ known: { subscription } }) => subscription.trial_started_at !== null || subscription.status === 'trial',
      ),
      'funnel.converted_paid': funnel(
        ({ known: { subscription } }) =>
          subscription.paid_since !== null || subscription.renewals >= 1 || pays(subscription),
      ),
      'funnel.renewed': funnel(({ known }) => known.subscription.renewals >= 1),
    };
    for (const segment of SEGMENTS) lists[`segments.${segment}`] = this.judged(to, 'segment', segment);
    for (const risk of RISKS) lists[`churn_risk.${risk}`] = this.judged(to, 'churn_risk', risk);
    const paying = (least: number, most: number): string[] =>
      of((one) => {
        const subscription = one.known.subscriptions.get(to);
        if (subscription === undefined || !pays(subscription)) return false;
        if (one.registered_on === null || one.registered_on > to) return false;
        const active = daysFrom(to - 6, to).filter((day) => one.active.has(day)).length;
        return active >= least && active <= most;
      });
    lists['paying_users.total'] = paying(0, 7);
    lists['paying_users.active'] = paying(3, 7);
    lists['paying_users.inactive'] = paying(1, 2);
    lists['paying_users.dead'] = paying(0, 0);
    return lists;
  }

  /** The cohorts that begin in the period, those without anybody too. */
  cohorts({ from, to, granularity, mode }: Asked): Cohort[] {
    const cohorts: Cohort[] = [];
    for (const start of daysFrom(from, to)) {
      if (granularity === 'week' && !isMonday(start)) continue;
      if (granularity === 'month' && !isFirstOfMonth(start)) continue;
      let end = start;
      if (granularity === 'week') end = start + 6;
      if (granularity === 'month') while (!isFirstOfMonth(end + 1)) end++;
      const members = this.#people.filter((person) => within(person.registered_on, start, end));
      const lists: Record<string, string[] | null> = { users: ids(members) };
      for (const n of COHORT_DAYS) {
        const over = members.length > 0 && members.every((person) => (person.registered_on ?? 0) + n < person.today);
        const active = members.filter((person) =>
          mode === 'on' ? wasActiveOnDay(person, n) : wasActiveOnDayOrLater(person, n),
        );
        lists[`d${n}`] = over ? ids(active) : null;
      }
      cohorts.push({ cohort_date: start, lists });
    }
    return cohorts;
  }

  /** What endpoint 6 answers. */
  metrics(asked: Asked): object {
    const lists = this.lists(asked);
    const count = (name: string): number => lists[name]?.length ?? 0;
    const { from, to } = asked;
    const before = { from: from - (to - from + 1), to: from - 1 };
    const block = (name: string, keys: readonly string[]): Record<string, object> => {
      const total = keys.reduce((sum, key) => sum + count(`${name}.${key}`), 0);
      const part = (key: string) => ({
        count: count(`${name}.${key}`),
        percent: total === 0 ? 0 : Math.round((100 * count(`${name}.${key}`)) / total),
      });
      return Object.fromEntries(keys.map((key) => [key, part(key)]));
    };
    const funnel = ['registered', 'activated_d1', 'active_d7', 'started_trial', 'converted_paid', 'renewed'];
    return {
      overview: {
        dau: count('overview.dau'),
        dau_change: percent(count('overview.dau'), this.activeOn(before.to).length),
        mau: count('overview.mau'),
        mau_change: percent(count('overview.mau'), this.activeIn30(before.to).length),
        d7_retention: this.share(7, from, to),
        d7_change: points(this.share(7, from, to), this.share(7, before.from, before.to)),
        d30_retention: this.share(30, from, to),
        d30_change: points(this.share(30, from, to), this.share(30, before.from, before.to)),
      },
      cohorts: this.cohorts(asked).map(({ cohort_date, lists: { users = [], ...days } }) => ({
        cohort_date: dayText(cohort_date),
        users: users?.length,
        ...Object.fromEntries(
          Object.entries(days).map(([day, active]) => [
            day,
            active === null ? null : active.length / (users?.length ?? 0),
          ]),
        ),
      })),
      funnel: Object.fromEntries(funnel.map((step) => [step, count(`funnel.${step}`)])),
      segments: block(
        'segments',
        SEGMENTS.filter((segment) => segment !== 'churned'),
      ),
      churn_risk: block('churn_risk', RISKS),
      paying_users: { total: count('paying_users.total'), ...block('paying_users', ['active', 'inactive', 'dead']) },
    };
  }

  /** One row of the series. */
  day(day: DayNumber): object {
    const dn = (n: number): object => ({
      users: this.reached(n, day, day).length,
      active: this.retained(n, day, day).length,
      share: this.share(n, day, day),
    });
    const known = this.#where(({ registered_on }) => registered_on !== null && registered_on <= day).length > 0;
    const counts = (name: 'segment' | 'churn_risk', keys: readonly string[]) =>
      known ? Object.fromEntries(keys.map((key) => [key, this.judged(day, name, key).length])) : null;
    return {
      date: dayText(day),
      dau: this.activeOn(day).length,
      mau: this.activeIn30(day).length,
      new_users: this.#where(({ registered_on }) => registered_on === day).length,
      d1: dn(1),
      d7: dn(7),
      d30: dn(30),
      segments: counts('segment', SEGMENTS),
      churn_risk: counts('churn_risk', RISKS),
    };
  }

  activeOn(day: DayNumber): string[] {
    return this.#where(({ active }) => active.has(day));
  }

  activeIn30(day: DayNumber): string[] {
    return this.#where(({ active }) => daysFrom(day - 29, day).some((other) => active.has(other)));
  }

  /** Whose day n fell in the period and is over. */
  reached(n: number, from: DayNumber, to: DayNumber): string[] {
    return this.#where((person) => reachedIn(person, n, from, to));
  }

  retained(n: number, from: DayNumber, to: DayNumber): string[] {
    return this.#where((person) => reachedIn(person, n, from, to) && wasActiveOnDay(person, n));
  }

  share(n: number, from: DayNumber, to: DayNumber): number | null {
    const reached = this.reached(n, from, to).length;
    return reached === 0 ? null : this.retained(n, from, to).length / reached;
  }

  judged(day: DayNumber, what: 'segment' | 'churn_risk', as: string): string[] {
    return this.#where((person) => judgement(person, day)?.[what] === as);
  }

  /** People who have registered, as far as is known. */
  get users(): number {
    return this.#where(({ registered_on }) => registered_on !== null).length;
  }

  get zone(): string {
    return this.#world.project_zone;
  }

  #where(holds: (person: Someone) => boolean): string[] {
    return ids(this.#people.filter(holds));
  }
}

function ids(people: readonly Someone[]): string[] {
  return people.map(({ user_id }) => user_id);
}

function judgement({ known, registered_on, judgements }: Someone, day: DayNumber): Judgement | null {
  let judged = judgements.get(day);
  if (judged === undefined) judgements.set(day, (judged = judge(known, registered_on, day)));
  return judged;
}

function within(day: DayNumber | null, from: DayNumber, to: DayNumber): boolean {
  return day !== null && day >= from && day <= to;
}

function reachedIn({ registered_on, today }: Someone, n: number, from: DayNumber, to: DayNumber): boolean {
  return registered_on !== null && within(registered_on + n, from, to) && registered_on + n < today;
}

function wasActiveOnDay({ registered_on, active }: Someone, n: number): boolean {
  return registered_on !== null && active.has(registered_on + n);
}

function wasActiveOnDayOrLater({ registered_on, active }: Someone, n: number): boolean {
  return registered_on !== null && [...active].some((day) => day >= registered_on + n);
}

function percent(now: number, before: number): OneDecimal | null {
  return before === 0 ? null : new OneDecimal((100 * (now - before)) / before);
}

function points(now: number | null, before: number | null): OneDecimal | null {
  return now === null || before === null ? null : new OneDecimal(100 * (now - before));
}
