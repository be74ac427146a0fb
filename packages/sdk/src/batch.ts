import { EVENT_LIMITS } from '@retention/domain/contract/limits';
import type { Waiting } from './queue.ts';

/** A request that may outlive its page carries 64 KiB at most, together with others under way. Some is left to the host. */
export const KEEPALIVE_BYTES = 60 * 1024;
/** More than what an event takes beside what is kept of it. */
const BESIDE_BYTES = 100;
/** What a batch takes beside its events; nearly all of it is for the token. */
const ENVELOPE_BYTES = 8 * 1024;
/** A clock set back by less than this is taken at its word, as the server does. */
const { clock_error_ms, age_days, batch } = EVENT_LIMITS;

export interface Batch {
  readonly events: readonly Waiting[];
  /** Not less than what the body takes. */
  readonly bytes: number;
}

/** As many of the first events as fit into `room` bytes; null where none does. */
export function firstBatch(
  events: readonly Waiting[],
  bytesOf: (text: string) => number,
  room = KEEPALIVE_BYTES,
): Batch | null {
  let bytes = ENVELOPE_BYTES;
  let count = 0;
  for (const { text } of events.slice(0, batch)) {
    const more = bytes + bytesOf(text) + BESIDE_BYTES;
    if (more > room) break;
    bytes = more;
    count++;
  }
  return count === 0 ? null : { events: events.slice(0, count), bytes };
}

/** What two clocks of the client say at one moment, in milliseconds. */
export interface Clocks {
  readonly now: number;
  readonly monotonic: number;
}

/**
 * When it happened, by the clock that will be shown as `sent_at`. Where that clock was set back since, the other one says
 * how long ago it was, or, in another page, nobody can: then it is now. The other one may have slept, so it is not asked
 * otherwise.
 */
export function happenedAt({ tracked_at, monotonic }: Waiting, clocks: Clocks): number {
  const age = monotonic === undefined ? 0 : clocks.monotonic - monotonic;
  const wasSetBack = clocks.now - tracked_at < age - clock_error_ms;
  return wasSetBack ? clocks.now - age : tracked_at;
}

/** Whether the server would refuse it for its age. */
export function isTooOld(event: Waiting, clocks: Clocks): boolean {
  return clocks.now - happenedAt(event, clocks) > age_days * 86_400_000;
}
