import type { Clock } from '../../src/clock.ts';

export interface Quick {
  /** What it showed … */
  readonly start: number;
  /** … when the system's clock showed this. */
  readonly origin: number;
  /** So many times faster than the system's. */
  readonly speed: number;
}

/** A clock that runs faster, and shows the same in every process that is given the same figures. */
export function quickClock({ start, origin, speed }: Quick): Clock {
  return { now: () => Math.floor(start + (systemNow() - origin) * speed) };
}

export function systemNow(): number {
  return performance.timeOrigin + performance.now();
}
