import { parseInstant, type Instant } from '@retention/domain/day';
import { anyAge, readEvent, type Event } from '@retention/domain/event';
import { readUserId } from '@retention/domain/user';
import { lacksZone, ZONE_HINT, zoned } from '../../file/options.ts';
import type { Values } from '../../file/rows.ts';

export const EVENT_COLUMNS = { required: ['user_id', 'timestamp', 'type'], optional: ['id', 'metadata'] } as const;

export interface EventRowOptions {
  /** Their name of a type → ours. */
  readonly types: ReadonlyMap<string, string>;
  /** Zone of timestamps that name none; undefined: they are refused. */
  readonly timezone: string | undefined;
  readonly now: Instant;
}

export interface EventRow {
  readonly user_id: string;
  readonly event: Event;
  /** The instant the row names. The event's own may be an earlier one: it is never in the future. */
  readonly named_at: Instant;
}

/** What is older is a fault of a program: an empty date, seconds taken for milliseconds. */
const OLDEST = Date.UTC(1900, 0, 1);

/** The event of a row, or the reason why it is none. Spec sections 3 and 8. */
export function readEventRow(values: Values, { types, timezone, now }: EventRowOptions): EventRow | string {
  if (values.user_id === undefined || values.user_id === null) return '"user_id" is missing';
  const user_id = readUserId(values.user_id);
  if (user_id === null) return '"user_id" must be an integer or a string of 1 to 128 characters';
  const metadata = readMetadata(values.metadata);
  if (metadata instanceof SyntaxError) return `"metadata" is not JSON: ${metadata.message.slice(0, 120)}`;
  const type = typeof values.type === 'string' ? (types.get(values.type) ?? values.type) : values.type;
  if (typeof values.timestamp === 'number') return '"timestamp" is a number: use ISO 8601, like "2024-01-15T10:30:00Z"';
  const timestamp = zoned(values.timestamp, timezone);
  const event = readEvent({ type, timestamp, metadata, id: values.id }, anyAge(now));
  if (typeof event === 'string') return event + hint(event, timestamp);
  if (event.occurred_at < OLDEST) return `"timestamp" '${String(timestamp)}' is before 1900: is it a date?`;
  // Clamped, it would have another identity each time it is imported.
  const named = event.occurred_at === now ? parseInstant(String(timestamp)) : event.occurred_at;
  return { user_id, event, named_at: typeof named === 'number' ? named : event.occurred_at };
}

/** CSV has JSON in a cell, NDJSON has the object itself. */
function readMetadata(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch (error) {
    return error instanceof SyntaxError ? error : new SyntaxError(String(error));
  }
}

function hint(reason: string, timestamp: unknown): string {
  if (reason.startsWith('Unknown event type')) return '; --map theirs=ours makes it one of ours, which --help lists';
  return lacksZone(timestamp) ? ZONE_HINT : '';
}
