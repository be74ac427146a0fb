import type { Day } from '@retention/domain/day';
import type { Random } from './random.ts';

export interface CompletedHabit {
  readonly habit_id: number;
  /** The streak as the host counts it, this day included. */
  readonly streak: number;
  /** Whether this is the day's first, which makes the streak longer. */
  readonly begins: boolean;
}

/** Shorter ones nobody misses. */
const SHORTEST_BROKEN_STREAK = 2;
/** Habits of the host's own, from which everybody chooses at first. */
const BANK = [101, 102, 103, 104, 105, 106, 107, 108, 109, 110, 111, 112] as const;
const MOST_HABITS = 5;

/** The habits of one person and the streak they make. */
export class Habits {
  readonly #random: Random;
  readonly #chosen: number[];
  #doneToday = new Set<number>();
  #last: Day = -Infinity;
  #streak = 0;

  constructor(random: Random) {
    this.#random = random;
    this.#chosen = random.shuffled(BANK).slice(0, random.whole(1, 4));
  }

  add(habit_id: number): void {
    this.#chosen.push(habit_id);
    if (this.#chosen.length > MOST_HABITS) this.#chosen.shift();
  }

  /** Those completed in one sitting; none where all are done, or there was no time for it. */
  complete(day: Day): CompletedHabit[] {
    if (day !== this.#last) this.#doneToday = new Set();
    const done = this.#chosen.filter((habit) => !this.#doneToday.has(habit) && this.#random.chance(0.72));
    if (done.length === 0) return [];
    const begins = day !== this.#last;
    if (begins) this.#streak = day === this.#last + 1 ? this.#streak + 1 : 1;
    this.#last = day;
    for (const habit of done) this.#doneToday.add(habit);
    return done.map((habit_id, index) => ({ habit_id, streak: this.#streak, begins: begins && index === 0 }));
  }

  /** The streak that a missed day before `day` broke, told once; null where none did. */
  brokenBefore(day: Day): { readonly missed: Day; readonly streak: number } | null {
    const missed = this.#last + 1;
    if (day <= missed || this.#streak < SHORTEST_BROKEN_STREAK) return null;
    const streak = this.#streak;
    this.#streak = 0;
    return { missed, streak };
  }
}
