import { isDeepStrictEqual } from 'node:util';
import { expect } from 'vitest';
import type { Database } from '../../src/db/database.ts';
import { select } from './state.ts';
import { expectedActiveDays, storedActiveDays } from '../active-days.ts';

export interface SentEvent {
  readonly type: string;
  readonly timestamp: string;
  readonly id?: string;
  /** `n` is the number of the event in the ledger. */
  readonly metadata: { readonly n: number; readonly [key: string]: unknown };
}

export interface SentBatch {
  readonly user_id: string;
  readonly timezone: string | undefined;
  readonly events: readonly SentEvent[];
  /** Answered with 200 at least once. */
  acknowledged: boolean;
}

/** Whether sending it again is harmless. */
export function isRepeatable({ events }: SentBatch): boolean {
  return events.every(({ id }) => id !== undefined);
}

/** The test's own account of what it sent and what was acknowledged, kept apart from everything the server does. */
export class Ledger {
  readonly #batches = new Set<SentBatch>();
  readonly #repeatable: SentBatch[] = [];
  #events = 0;

  nextNumber(): number {
    return this.#events++;
  }

  /** Note a batch before it is sent. */
  add(batch: SentBatch): void {
    this.#batches.add(batch);
  }

  acknowledge(batch: SentBatch): void {
    if (!batch.acknowledged && isRepeatable(batch)) this.#repeatable.push(batch);
    batch.acknowledged = true;
  }

  /** Acknowledged batches that may be sent again. */
  get repeatable(): readonly SentBatch[] {
    return this.#repeatable;
  }

  /** Batches that have been acknowledged so far. */
  acknowledgedBatches(): ReadonlySet<SentBatch> {
    return new Set([...this.#batches].filter((batch) => batch.acknowledged));
  }

  /**
   * Holds the database to the account. Every event of the database must be in it, and of the batches that were acknowledged
   * all, or these.
   */
  async check(
    database: Database,
    due = this.acknowledgedBatches(),
  ): Promise<{ readonly stored: number; readonly acknowledged: number }> {
    const stored = await select(
      database,
      `SELECT (metadata->>'n')::int AS n, count(*)::int AS times, min(user_id) AS user_id, min(id::text) AS id,
         min(type) AS type, min(occurred_at) AS at, min(metadata::text) AS metadata
       FROM event GROUP BY 1`,
    );
    const byNumber = new Map(stored.map((row) => [Number(row['n']), row]));
    const faults: string[] = [];
    const known = new Set<number>();
    for (const batch of this.#batches) {
      let present = 0;
      for (const event of batch.events) {
        const { n } = event.metadata;
        known.add(n);
        const row = byNumber.get(n);
        if (row === undefined) continue;
        present++;
        const times = Number(row['times']);
        if (times !== 1) faults.push(`event ${n} is stored ${times} times (${event.id ?? 'no id'})`);
        if (!isSame(batch, event, row)) faults.push(`event ${n} is stored as ${JSON.stringify(row)}`);
      }
      if (due.has(batch) && present < batch.events.length) {
        faults.push(`acknowledged, and ${batch.events.length - present} of ${batch.events.length} events are lost`);
      }
      // One transaction: what was not acknowledged is there as a whole, or not at all.
      if (present > 0 && present < batch.events.length) faults.push('part of a batch is stored');
    }
    for (const n of byNumber.keys()) if (!known.has(n)) faults.push(`event ${n} was never sent`);
    expect(faults.slice(0, 10)).toEqual([]);
    await expectConsistent(database);
    const acknowledged = [...due].flatMap(({ events }) => events);
    return { stored: stored.length, acknowledged: new Set(acknowledged.map(({ metadata }) => metadata.n)).size };
  }
}

function isSame({ user_id }: SentBatch, event: SentEvent, row: Record<string, unknown>): boolean {
  const metadata: unknown = JSON.parse(String(row['metadata']));
  return (
    row['user_id'] === user_id &&
    row['type'] === event.type &&
    row['at'] === Date.parse(event.timestamp) &&
    (event.id === undefined || row['id'] === event.id) &&
    isDeepStrictEqual(metadata, event.metadata)
  );
}

/** What is derived from the events is what the events say; local days by PostgreSQL's own knowledge of zones. */
async function expectConsistent(database: Database): Promise<void> {
  expect(await storedActiveDays(database)).toEqual(await expectedActiveDays(database));
  const zone = "coalesce(p.timezone, p.client_timezone, 'Europe/Moscow')";
  const wrongDays = await select(
    database,
    `SELECT e.* FROM event e JOIN person p USING (user_id)
     WHERE e.local_day <> (e.occurred_at AT TIME ZONE ${zone})::date LIMIT 3`,
  );
  expect(wrongDays).toEqual([]);
  const wrongPeople = await select(
    database,
    `SELECT * FROM person p LEFT JOIN (
       SELECT user_id, min(local_day) AS day, min(occurred_at) AS at FROM event GROUP BY user_id
     ) e USING (user_id)
     WHERE (p.first_event_on, p.first_event_at) IS DISTINCT FROM (e.day, e.at)
       OR p.registered_on IS DISTINCT FROM coalesce((p.joined_at AT TIME ZONE ${zone})::date, e.day) LIMIT 3`,
  );
  expect(wrongPeople).toEqual([]);
}
