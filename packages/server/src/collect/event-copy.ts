import type { Day, Instant } from '@retention/domain/day';
import { EVENT_TYPES, type Event, type EventType } from '@retention/domain/event';
import { CopyRows, encodeText } from '../db/copy-rows.ts';

export const EVENT_COPY =
  'COPY event (user_id, id, type, occurred_at, received_at, local_day, metadata) FROM STDIN (FORMAT binary)';
const COLUMNS = 7;
/** Of a row with a short id and little metadata. */
const USUAL_ROW_BYTES = 160;

const types = new Map<EventType, Buffer>(EVENT_TYPES.map((type) => [type, encodeText(type)]));

/** An event with an id, its own or one given to it on arrival. */
export interface StoredEvent extends Event {
  readonly id: string;
}

/** The rows of EVENT_COPY. */
export class EventCopy {
  readonly #rows: CopyRows;
  readonly #received_at: Instant;
  #user: Buffer = encodeText('');

  constructor(received_at: Instant, expectedRows: number) {
    this.#rows = new CopyRows(expectedRows * USUAL_ROW_BYTES);
    this.#received_at = received_at;
  }

  get count(): number {
    return this.#rows.count;
  }

  /** The events added from now on are this person's. */
  startUser(user_id: string): void {
    this.#user = encodeText(user_id);
  }

  add(event: StoredEvent, local_day: Day): void {
    const type = types.get(event.type);
    if (type === undefined) throw new RangeError(`no event type: ${event.type}`);
    const rows = this.#rows;
    rows.row(COLUMNS);
    rows.encoded(this.#user);
    rows.uuid(event.id);
    rows.encoded(type);
    rows.timestamptz(event.occurred_at);
    rows.timestamptz(this.#received_at);
    rows.date(local_day);
    if (event.metadata_json === null) rows.null();
    else rows.jsonb(event.metadata_json);
  }

  finish(): Buffer {
    return this.#rows.finish();
  }
}
