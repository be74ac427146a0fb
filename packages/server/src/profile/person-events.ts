import type { Contract } from '@retention/domain/contract/contract';
import { formatDay, formatInstant, parseInstant, type Day, type Instant } from '@retention/domain/day';
import type { Queryable } from '../db/database.ts';
import { loadStatements } from '../db/statement.ts';
import { ApiError } from '../http/errors.ts';

const sql = loadStatements(new URL('person_events.sql', import.meta.url), ['person_events']);

interface EventRow {
  readonly id: string;
  readonly type: string;
  readonly occurred_at: Instant;
  readonly received_at: Instant;
  readonly local_day: Day;
  readonly metadata: Record<string, unknown> | null;
}

type EventPage = Contract['admin_user_events']['response'];

/** Where a page begins: before this event. Ids order events of one instant. */
interface Place {
  readonly occurred_at: Instant;
  readonly id: string;
}

/**
 * A page of what a person did, the latest first; null where nobody has spoken of them. A page begins at an event, not at
 * a number of events: what arrives meanwhile moves nothing. Throws ApiError 422 where `before` is no such place.
 */
export async function readEventPage(
  database: Queryable,
  user_id: string,
  before: string | undefined,
  per_page: number,
): Promise<EventPage | null> {
  const place = before === undefined ? null : readPlace(before);
  const rows = await database.query<EventRow | { readonly id: null }>(sql.person_events, [
    user_id,
    place === null ? null : formatInstant(place.occurred_at),
    place?.id ?? null,
    // One more than is shown tells whether there is a next page.
    per_page + 1,
  ]);
  if (rows.length === 0) return null;
  const found = rows.filter((row) => row.id !== null);
  const events = found.slice(0, per_page);
  const last = events.at(-1);
  return {
    events: events.map((event) => ({
      id: event.id,
      type: event.type,
      occurred_at: formatInstant(event.occurred_at),
      received_at: formatInstant(event.received_at),
      local_day: formatDay(event.local_day),
      metadata: event.metadata,
    })),
    next: found.length > per_page && last !== undefined ? writePlace(last) : null,
  };
}

function writePlace({ occurred_at, id }: Place): string {
  return Buffer.from(`${formatInstant(occurred_at)} ${id}`).toString('base64url');
}

const PLACE_PATTERN = /^(\S+) ([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

function readPlace(text: string): Place {
  const [, instant = '', id = ''] = PLACE_PATTERN.exec(Buffer.from(text, 'base64url').toString()) ?? [];
  const occurred_at = parseInstant(instant);
  if (typeof occurred_at === 'number' && writePlace({ occurred_at, id }) === text) return { occurred_at, id };
  const error = '"before" must be what the page before said under "next": leave it out to begin with the latest';
  throw ApiError.unprocessable(error, [{ field: 'before', error }]);
}
