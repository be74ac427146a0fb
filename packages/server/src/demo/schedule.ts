import type { Instant } from '@retention/domain/day';
import type { Listener } from './listener.ts';

const HOUR_MS = 3_600_000;
/** The server looks every few seconds: what becomes due on the hour is seen a little later. */
const LATE_MS = 4_000;

/** Each hour from a moment until now: who is there in the hour before, and who is to be looked at. */
export class Schedule {
  readonly #from: Instant;
  readonly #now: Instant;
  readonly #came: ReadonlyMap<Listener, Instant>[];
  readonly #due: Set<Listener>[];

  /** At the first moment everybody is looked at who has come by then. */
  constructor(from: Instant, now: Instant, listeners: Iterable<Listener>) {
    this.#from = from + LATE_MS;
    this.#now = now;
    const moments = Math.max(1, Math.ceil((now - this.#from) / HOUR_MS) + 1);
    const came = Array.from({ length: moments }, () => new Map<Listener, Instant>());
    this.#came = came;
    this.#due = Array.from({ length: moments }, () => new Set());
    for (const listener of listeners) {
      if (listener.person.facts.joined_at <= this.#from) this.note(listener, this.#from, -1);
      for (const { occurred_at } of listener.doings) {
        const there = occurred_at > this.#from ? came[this.#momentOf(occurred_at)] : undefined;
        if (there?.has(listener) === false) there.set(listener, occurred_at);
      }
    }
  }

  get moments(): number {
    return this.#due.length;
  }

  at(moment: number): Instant {
    return Math.min(this.#now, this.#from + moment * HOUR_MS);
  }

  /** Who was there since the moment before, and when first. */
  came(moment: number): ReadonlyMap<Listener, Instant> {
    return this.#came[moment] ?? new Map<Listener, Instant>();
  }

  /** Who is to be looked at. */
  due(moment: number): Listener[] {
    const at = this.at(moment);
    return Array.from(this.#due[moment] ?? []).filter(({ look_at }) => look_at !== null && look_at <= at);
  }

  /** Looks at somebody at that time instead of any other, and not before the moment after this one; null: never. */
  note(listener: Listener, at: Instant | null, moment: number): void {
    listener.look_at = at;
    if (at !== null && at <= this.#now) this.#due[Math.max(moment + 1, this.#momentOf(at))]?.add(listener);
  }

  /** The first moment that is not before it. */
  #momentOf(at: Instant): number {
    return Math.min(this.moments - 1, Math.max(0, Math.ceil((at - this.#from) / HOUR_MS)));
  }
}
