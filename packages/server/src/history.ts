import { anyAge, readEvent } from '@retention/domain/event';
import { readUserId } from '@retention/domain/user';
import type { Clock } from './clock.ts';
import { storeEvents } from './collect/store.ts';
import type { StoredEvent } from './collect/event-copy.ts';
import type { Database } from './db/database.ts';
import { createPartitions } from './db/partition.ts';
import { createPersonHash, WAS_ERASED, type PersonHash } from './db/person-hash.ts';

/** An event as the API takes it, of any age; its `id` is what makes a repeat harmless, and so is required. */
export interface PastEvent {
  readonly id: string;
  readonly type: string;
  /** ISO 8601 with a zone. */
  readonly timestamp: string;
  readonly metadata?: Readonly<Record<string, unknown>>;
}

export interface HistoryDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly projectZone: string;
  /** What those who were erased are remembered by; left out where nobody was yet. */
  readonly personHash?: PersonHash;
}

/** Matches nobody's hash. */
const NOBODY_ERASED = createPersonHash('');

/**
 * Stores what one person has done before, as `retention import events` does for many; but leaves the triggers as they are,
 * for a person whose history is no news to them. Storing it again changes nothing. Throws where an event is none, and where
 * the person was erased.
 */
export async function storeHistory(
  { database, clock, projectZone, personHash = NOBODY_ERASED }: HistoryDeps,
  id: string | number,
  past: readonly PastEvent[],
): Promise<void> {
  const user_id = readUserId(id);
  if (user_id === null) throw new Error(`'${id}' can be no user_id`);
  const received_at = clock.now();
  const events = past.map((one): StoredEvent => {
    const event = readEvent(one, anyAge(received_at));
    if (typeof event === 'string') throw new Error(`${one.type} at ${one.timestamp}: ${event}`);
    return { ...event, id: event.id ?? one.id };
  });
  const { erased } = await storeEvents(
    database,
    createPartitions(database),
    [{ user_id, events, client_timezone: null }],
    {
      received_at,
      projectZone,
      personHash,
      lookForKnown: true,
    },
  );
  if (erased.size > 0) throw new Error(WAS_ERASED);
}
