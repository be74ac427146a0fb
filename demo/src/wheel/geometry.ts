import { SPHERES } from '../sphere/spheres.ts';
import { clampScore, HIGHEST } from './changes.ts';

/** The wheel in its own units: the centre is 0, 0, y grows downwards, the rim has this radius. */
export const RIM = 100;
/** Score 0, which nobody can give, would be this far from the centre: so that a 1 is still something to see and touch. */
const HUB = 16;
const STEP = (RIM - HUB) / HIGHEST;
const SLICE = (2 * Math.PI) / SPHERES.length;

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** How far from the centre a score lies. */
export function radiusOf(score: number): number {
  return HUB + STEP * score;
}

/** A point on a spoke, `spoke` counted clockwise from the top. */
export function pointOn(spoke: number, radius: number): Point {
  const angle = spoke * SLICE;
  return { x: rounded(radius * Math.sin(angle)), y: rounded(-radius * Math.cos(angle)) };
}

/** The piece of the wheel around a spoke, out to a radius, as an SVG path. */
export function petal(spoke: number, radius: number): string {
  const from = pointOn(spoke - 0.5, radius);
  const to = pointOn(spoke + 0.5, radius);
  return `M0 0L${from.x} ${from.y}A${radius} ${radius} 0 0 1 ${to.x} ${to.y}Z`;
}

/** The outer edge of a petal alone. */
export function edge(spoke: number, radius: number): string {
  const from = pointOn(spoke - 0.5, radius);
  const to = pointOn(spoke + 0.5, radius);
  return `M${from.x} ${from.y}A${radius} ${radius} 0 0 1 ${to.x} ${to.y}`;
}

/** The spoke whose petal a point lies in. */
export function spokeAt({ x, y }: Point): number {
  const turn = Math.atan2(x, -y) / SLICE;
  return ((Math.round(turn) % SPHERES.length) + SPHERES.length) % SPHERES.length;
}

/** The score that a point stands for on a spoke: how far along it the point lies. */
export function scoreAt({ x, y }: Point, spoke: number): number {
  const direction = pointOn(spoke, 1);
  return clampScore((x * direction.x + y * direction.y - HUB) / STEP);
}

function rounded(value: number): number {
  // Adding 0 makes a −0 a 0.
  return Math.round(value * 1000) / 1000 + 0;
}
