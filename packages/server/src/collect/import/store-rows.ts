import type { Instant } from '@retention/domain/day';
import type { Database } from '../../db/database.ts';
import type { Partitions } from '../../db/partition.ts';
import type { StoredEvent } from '../event-copy.ts';
import { storeEvents, type Batch, type Stored } from '../store.ts';

/** An event of a file with the identity it was given. */
export interface ImportedEvent {
  readonly user_id: string;
  readonly event: StoredEvent;
}

export interface StoreRowsDeps {
  readonly database: Database;
  readonly partitions: Partitions;
  readonly projectZone: string;
}

/** Stores a chunk of a file; what is known already changes nothing. */
export function storeRows(
  { database, partitions, projectZone }: StoreRowsDeps,
  rows: readonly ImportedEvent[],
  received_at: Instant,
): Promise<Stored> {
  return storeEvents(database, partitions, batches(rows), { received_at, projectZone, lookForKnown: true });
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
