import { describe, expect, it } from 'vitest';
import { compareGroups, type Experiment } from './experiment.ts';
import { isHeldOut } from './holdout.ts';
import { TRIGGER_TYPES } from './trigger.ts';

/**
 * Whether the holdout tells the truth, with the product's own assignment: people with ids as hosts give them, who do what the
 * trigger is judged by as often as we have planted.
 */
const SEEDS = 500;
const PEOPLE = 2_000;
const TYPE = 'inactivity_3_days';

interface Planted {
  readonly holdout_share: number;
  /** How often those held out do it by themselves. */
  readonly base: number;
  /** What the message adds. */
  readonly effect: number;
}

function simulate(seed: number, { holdout_share, base, effect }: Planted): Experiment {
  const random = randomFrom(seed);
  const treatment = { users: 0, reached: 0 };
  const holdout = { users: 0, reached: 0 };
  for (let person = 0; person < PEOPLE; person++) {
    // Ids of a host are numbers that follow on each other: the hardest case for a hash.
    const held = isHeldOut(String(seed * PEOPLE + person), TYPE, holdout_share);
    const group = held ? holdout : treatment;
    group.users++;
    if (random() < base + (held ? 0 : effect)) group.reached++;
  }
  return { treatment, holdout, holdout_share, days: 30 };
}

function run(planted: Planted) {
  let covered = 0;
  let winners = 0;
  for (let seed = 1; seed <= SEEDS; seed++) {
    const { interval, verdict } = compareGroups(simulate(seed, planted));
    if (interval !== null && interval.low <= planted.effect && planted.effect <= interval.high) covered++;
    if (verdict === 'better' || verdict === 'worse') winners++;
  }
  return { covered: covered / SEEDS, winners: winners / SEEDS };
}

describe(`in ${SEEDS} simulated experiments`, () => {
  it.each<Planted>([
    { holdout_share: 0.1, base: 0.18, effect: 0.12 },
    { holdout_share: 0.1, base: 0.05, effect: 0.03 },
    { holdout_share: 0.5, base: 0.4, effect: -0.05 },
    { holdout_share: 0.05, base: 0.9, effect: 0.05 },
  ])('the interval covers what was planted in 93–97 %: %o', (planted) => {
    const { covered } = run(planted);
    expect(covered).toBeGreaterThanOrEqual(0.93);
    expect(covered).toBeLessThanOrEqual(0.97);
  });

  it.each<Omit<Planted, 'effect'>>([
    { holdout_share: 0.1, base: 0.18 },
    { holdout_share: 0.1, base: 0.03 },
    { holdout_share: 0.5, base: 0.5 },
    { holdout_share: 0.03, base: 0.95 },
  ])('a message that does nothing is called better or worse in at most 5 %, and what chance adds: %o', (planted) => {
    // Three standard errors of 500 tosses with 5 %.
    expect(run({ ...planted, effect: 0 }).winners).toBeLessThanOrEqual(0.05 + 3 * Math.sqrt((0.05 * 0.95) / SEEDS));
  });

  it('a message that does much is called better', () => {
    expect(run({ holdout_share: 0.1, base: 0.18, effect: 0.12 }).winners).toBeGreaterThan(0.95);
  });
});

describe('the assignment', () => {
  // Known answers: whatever machine, version and day it is, these people are in these groups.
  it.each<[string, string, number, boolean]>([
    ['1', 'inactivity_3_days', 0.936, false],
    ['1', 'inactivity_3_days', 0.937, true],
    ['2', 'inactivity_3_days', 0.043, false],
    ['2', 'inactivity_3_days', 0.044, true],
    ['123', 'win_back', 0.1, false],
    ['123', 'streak_at_risk', 0.1, true],
    ['123', 'inactivity_3_days', 0.476, false],
    ['123', 'inactivity_3_days', 0.477, true],
    ['Анна Петрова', 'streak_at_risk', 0.528, false],
    ['Анна Петрова', 'streak_at_risk', 0.529, true],
    ['😀', 'win_back', 0.1, true],
    ['6f1c0a52-6b1c-4c4e-9f7e-0c8f1b7a9d10', 'inactivity_3_days', 0.591, false],
    ['6f1c0a52-6b1c-4c4e-9f7e-0c8f1b7a9d10', 'inactivity_3_days', 0.592, true],
  ])('of %s in %s at %d is %s everywhere', (user_id, type, share, held) => {
    expect(isHeldOut(user_id, type, share)).toBe(held);
  });

  const ids = {
    'numbers in a row': (person: number) => String(person),
    'numbers far apart': (person: number) => String(person * 1_000_003),
    UUIDs: (person: number) => `6f1c0a52-6b1c-4c4e-9f7e-${person.toString(16).padStart(12, '0')}`,
    'e-mail addresses': (person: number) => `user${person}@example.com`,
    'names in Cyrillic': (person: number) => `Пользователь ${person}`,
  };

  it.each(Object.keys(ids) as (keyof typeof ids)[])('spreads %s evenly', (kind) => {
    const CELLS = 10;
    for (const type of TRIGGER_TYPES) {
      const cells = Array.from({ length: CELLS }, () => 0);
      for (let person = 0; person < 10_000; person++) {
        const cell = cellOf(ids[kind](person), type, CELLS);
        cells[cell] = (cells[cell] ?? 0) + 1;
      }
      // χ² with 9 degrees of freedom is above 33.7 once in ten thousand.
      const even = 10_000 / CELLS;
      expect(cells.reduce((sum, count) => sum + (count - even) ** 2 / even, 0)).toBeLessThan(33.7);
    }
  });

  it.each(Object.keys(ids) as (keyof typeof ids)[])('of %s in one type says nothing of another', (kind) => {
    const held = TRIGGER_TYPES.map((type) =>
      Array.from({ length: 10_000 }, (_, person) => isHeldOut(ids[kind](person), type, 0.3)),
    );
    for (const [place, one] of held.entries()) {
      for (const other of held.slice(place + 1)) {
        const both = one.filter((is, person) => is && other[person]).length / one.length;
        // Four standard errors.
        expect(Math.abs(both - share(one) * share(other))).toBeLessThan(4 * Math.sqrt((0.09 * 0.91) / 10_000));
      }
    }
  });

  it('holds out nobody at 0, everybody at 1, and never lets go of anybody as the share grows', () => {
    for (let person = 0; person < 500; person++) {
      const at = Array.from({ length: 101 }, (_, percent) => isHeldOut(String(person), TYPE, percent / 100));
      expect(at[0]).toBe(false);
      expect(at[100]).toBe(true);
      const first = at.indexOf(true);
      expect(at.slice(first).every(Boolean)).toBe(true);
    }
  });
});

/** In which of so many equal parts of 0 to 1 somebody stands. */
function cellOf(user_id: string, type: string, cells: number): number {
  let cell = 0;
  while (!isHeldOut(user_id, type, (cell + 1) / cells)) cell++;
  return cell;
}

function share(held: readonly boolean[]): number {
  return held.filter(Boolean).length / held.length;
}

/** Numbers from 0 to 1 in the same order every time (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
  };
}
