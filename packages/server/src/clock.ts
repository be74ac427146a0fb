import type { Instant } from '@retention/domain/day';

/** The only place where the server asks what time it is. */
export interface Clock {
  now(): Instant;
}

export const systemClock: Clock = { now: () => Date.now() };

/** A clock that reads `start` at this moment and runs on from there at the usual pace (`RETENTION_NOW`). */
export function clockFrom(start: Instant): Clock {
  const origin = performance.now();
  return { now: () => Math.floor(start + (performance.now() - origin)) };
}
