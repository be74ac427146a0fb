import { randomUUID } from 'node:crypto';
import type { Registry } from 'prom-client';
import { isZone } from '@retention/domain/day';
import { readEnvelope, readEvent, recent, type Event, type EventError } from '@retention/domain/event';
import { readUserId } from '@retention/domain/user';
import type { Clock } from '../clock.ts';
import type { Database } from '../db/database.ts';
import type { Partitions } from '../db/partition.ts';
import type { PersonHash } from '../db/person-hash.ts';
import type { Logger } from '../logger.ts';
import { ApiError } from '../http/errors.ts';
import { createCounters } from './counters.ts';
import { createGroupCommit, ErasedPerson, Overloaded } from './group-commit.ts';
import type { StoredEvent } from './event-copy.ts';
import { mayCrossPartitions, storeEvents } from './store.ts';

export interface CollectDeps {
  readonly database: Database;
  readonly partitions: Partitions;
  readonly clock: Clock;
  readonly projectZone: string;
  /** What those who were erased are remembered by. */
  readonly personHash: PersonHash;
  readonly registry: Registry;
  readonly logger: Pick<Logger, 'error'>;
}

export interface BatchCall {
  readonly user_id: string;
  /** The parsed body, whatever it is. */
  readonly body: unknown;
  /** Its length as received. */
  readonly bytes: number;
}

export interface BatchAnswer {
  readonly status: 'ok';
  readonly processed: number;
  readonly errors: readonly EventError[];
}

/** The room `collect`: events from the browser become durable rows. Spec section 3. */
export function createCollect(deps: CollectDeps) {
  const { database, partitions, clock, projectZone, personHash, registry, logger } = deps;
  const counters = createCounters(registry);
  const group = createGroupCommit({
    onCommit: counters.committed,
    onFailure(error, batches) {
      counters.failed();
      logger.error({ err: error, batches }, 'a group of events could not be stored; it is tried again');
    },
    store: (batches, again) => {
      const received_at = clock.now();
      const lookForKnown = again || mayCrossPartitions(received_at);
      return storeEvents(database, partitions, batches, { received_at, projectZone, personHash, lookForKnown });
    },
  });
  counters.watch(group);
  return {
    /** `POST …/events/batch/`. Answers when the events are durable. Throws ApiError 400 and 503. */
    async batch({ user_id, body, bytes }: BatchCall): Promise<BatchAnswer> {
      const envelope = readEnvelope(body);
      if (!envelope.ok) throw ApiError.badRequest(envelope.message);
      if (envelope.user_id !== undefined && readUserId(envelope.user_id) !== user_id) {
        throw ApiError.forbidden('"user_id" is not who the token or the cookie speaks of: log in again as that user');
      }
      const window = recent(clock.now(), envelope.sent_at);
      const events: StoredEvent[] = [];
      const errors: EventError[] = [];
      for (const [index, input] of envelope.events.entries()) {
        const event = readEvent(input, window);
        if (typeof event === 'string') errors.push({ index, error: event });
        else events.push(hasId(event) ? event : { ...event, id: randomUUID() });
      }
      counters.refused(errors.length);
      if (events.length === 0) throw ApiError.badRequest(refusal(errors), errors);
      const { timezone } = envelope;
      // A zone nobody knows must not cost the events; they are read in the zone known before.
      const client_timezone = typeof timezone === 'string' && isZone(timezone) ? timezone : null;
      try {
        await group.submit({ user_id, events, client_timezone }, bytes);
      } catch (error) {
        if (error instanceof Overloaded) throw ApiError.unavailable(error.message, error.retryAfterSeconds);
        if (error instanceof ErasedPerson) {
          const { message } = error;
          throw ApiError.badRequest(
            message,
            envelope.events.map((_event, index) => ({ index, error: message })),
          );
        }
        throw error;
      }
      return { status: 'ok', processed: events.length, errors };
    },
    /** Resolves when everything taken has been answered. */
    drain: () => group.drain(),
  };
}

function hasId(event: Event): event is StoredEvent {
  return event.id !== null;
}

function refusal(errors: readonly EventError[]): string {
  const [first] = errors;
  if (first === undefined) return 'No events';
  if (errors.length === 1) return first.error;
  return `None of the ${errors.length} events can be stored. The first: ${first.error}`;
}
