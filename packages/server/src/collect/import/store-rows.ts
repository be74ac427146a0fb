import type { Instant } from '@retention/domain/day';
import { sqlState, type Database } from '../../db/database.ts';
import type { Partitions } from '../../db/partition.ts';
import type { PersonHash } from '../../db/person-hash.ts';
import type { StoredEvent } from '../event-copy.ts';
import { storeEvents, type Batch, type Stored } from '../store.ts';

/** An event of a file with the identity it was given. */
export interface ImportedEvent {
  readonly user_id: string;
  readonly event: StoredEvent;
  /** Whether the id came with the event: then it may come again with another timestamp. */
  readonly ownId: boolean;
}

export interface StoreRowsDeps {
  readonly database: Database;
  readonly partitions: Partitions;
  readonly projectZone: string;
  /** What those who were erased are remembered by. */
  readonly personHash: PersonHash;
}

const UNIQUE_VIOLATION = '23505';
/** An event made out by what it says has the same instant each time: only the zone its day is counted in may differ. */
const SAME_INSTANT_DAYS = 2;
/** Who brings ids may bring them with corrected timestamps; what the endpoint took may differ as much. */
const OWN_ID_DAYS = 9;

/**
 * Stores chunks of a file; what is known already changes nothing. A history is mostly new, so it is written in that hope
 * and looked up only once it proves wrong, until nothing is found any more.
 */
export function createRowStore({ database, partitions, projectZone, personHash }: StoreRowsDeps) {
  let hopeful = true;

  async function store(rows: readonly ImportedEvent[], received_at: Instant, lookForKnown: boolean): Promise<Stored> {
    const daysAround = rows.some(({ ownId }) => ownId) ? OWN_ID_DAYS : SAME_INSTANT_DAYS;
    const options = { received_at, projectZone, personHash, lookForKnown, daysAround };
    const stored = await storeEvents(database, partitions, batches(rows), options);
    hopeful = stored.repeated === 0;
    return stored;
  }

  /** Stores them durably; `again` when an earlier attempt may have. */
  return async (rows: readonly ImportedEvent[], received_at: Instant, again: boolean): Promise<Stored> => {
    if (again || !hopeful) return store(rows, received_at, true);
    try {
      return await store(rows, received_at, false);
    } catch (error) {
      if (sqlState(error) !== UNIQUE_VIOLATION) throw error;
      return store(rows, received_at, true);
    }
  };
}

function batches(rows: readonly ImportedEvent[]): Batch[] {
  const people = new Map<string, StoredEvent[]>();
  for (const { user_id, event } of rows) {
    const events = people.get(user_id);
    if (events === undefined) people.set(user_id, [event]);
    else events.push(event);
  }
  return [...people].map(([user_id, events]) => ({ user_id, events, client_timezone: null }));
}
