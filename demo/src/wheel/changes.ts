import type { Sphere } from '../../host-api.ts';
import { SPHERES } from '../sphere/spheres.ts';

export type Scores = Readonly<Record<Sphere, number>>;

export const LOWEST = 1;
export const HIGHEST = 10;

/** Where somebody begins who has never given a score. */
export const MIDDLE: Scores = { health: 5, family: 5, friends: 5, career: 5, money: 5, growth: 5, rest: 5, home: 5 };

/** A whole score from 1 to 10. */
export function clampScore(score: number): number {
  return Math.min(HIGHEST, Math.max(LOWEST, Math.round(score)));
}

/** Where a key of a slider leads from a score; undefined where it is none. */
export function scoreByKey(key: string, score: number): number | undefined {
  const to: Readonly<Record<string, number>> = {
    ArrowUp: score + 1,
    ArrowRight: score + 1,
    ArrowDown: score - 1,
    ArrowLeft: score - 1,
    PageUp: score + 3,
    PageDown: score - 3,
    Home: LOWEST,
    End: HIGHEST,
  };
  const next = to[key];
  return next === undefined ? undefined : clampScore(next);
}

export interface Change {
  readonly sphere: Sphere;
  readonly by: number;
}

/** What differs, the largest rise first, the deepest fall last. */
export function changesBetween(before: Scores, after: Scores): Change[] {
  return SPHERES.map((sphere) => ({ sphere, by: after[sphere] - before[sphere] }))
    .filter(({ by }) => by !== 0)
    .toSorted((one, other) => other.by - one.by);
}

/** The mean of the eight, to one decimal. */
export function balance(scores: Scores): number {
  return Math.round((SPHERES.reduce((sum, sphere) => sum + scores[sphere], 0) / SPHERES.length) * 10) / 10;
}

/** The sphere that asks for most care: the lowest, where one stands clearly below the others; else null. */
export function lowestSphere(scores: Scores): Sphere | null {
  const [first, second] = SPHERES.toSorted((one, other) => scores[one] - scores[other]);
  if (first === undefined || second === undefined) return null;
  return scores[first] < scores[second] && scores[first] < balance(scores) ? first : null;
}
