import { parseInstant, type Instant } from '@retention/domain/day';
import type { Clock } from '../src/clock.ts';

/** A clock that stands still until it is set. */
export interface TestClock extends Clock {
  /** To an instant like `2024-01-15T10:30:00Z`. */
  set(iso: string): void;
  advance(milliseconds: number): void;
}

export function testClock(iso: string): TestClock {
  let now = read(iso);
  return {
    now: () => now,
    set: (next) => {
      now = read(next);
    },
    advance: (milliseconds) => {
      now += milliseconds;
    },
  };
}

function read(iso: string): Instant {
  const instant = parseInstant(iso);
  if (typeof instant !== 'number') throw new RangeError(`no instant: ${iso}`);
  return instant;
}
