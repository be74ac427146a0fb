import { formatInstant, localDay, parseDay, parseInstant, utcDay, type Day, type Instant } from '@retention/domain/day';
import { readEventRow } from '../../collect/import/event-row.ts';
import type { StoredEvent } from '../../collect/event-copy.ts';
import type { ImportedEvent } from '../../collect/import/store-rows.ts';
import type { Database } from '../../db/database.ts';
import { zoned } from '../../file/options.ts';
import type { Taken } from '../../file/persist.ts';
import { sql } from './connections.ts';
import type { EventSource, Mapping } from './mapping.ts';
import { noonOf, type HostEvent } from './read.ts';
import { rowId } from '../row-id.ts';

/**
 * A row of the host on its way in. Tens of thousands are held at a time, so that nothing is kept that can be told from the
 * rest.
 */
export class HostRow implements ImportedEvent, Taken<ImportedEvent> {
  readonly source: string;
  readonly key: string;
  readonly user_id: string;
  readonly event: StoredEvent;
  /** Where the host knows the day alone; else null. */
  readonly day: Day | null;
  /** The key is the identity: it comes again with another time only where that is looked for. */
  readonly ownId = false;
  /** It is of no file. */
  readonly line = 0;

  constructor(source: string, key: string, user_id: string, event: StoredEvent, day: Day | null) {
    this.source = source;
    this.key = key;
    this.user_id = user_id;
    this.event = event;
    this.day = day;
  }

  get item(): ImportedEvent {
    return this;
  }

  get input(): string {
    const { source, key, user_id, event } = this;
    const { type, metadata } = event;
    return JSON.stringify({ source, key, user_id, timestamp: formatInstant(event.occurred_at), type, metadata });
  }
}

/** A row that cannot be taken. */
export interface Refusal {
  readonly source: string;
  readonly reason: string;
  /** The row as JSON. */
  readonly input: string;
}

export interface RowsRead {
  readonly rows: HostRow[];
  readonly refused: Refusal[];
  /** Rows whose time has not come: they are taken when it has. */
  readonly later: number;
}

export interface ReadRowsOptions {
  readonly mapping: Mapping;
  readonly source: EventSource;
  readonly tag: string;
  readonly now: Instant;
}

const NO_TYPES: ReadonlyMap<string, string> = new Map();

/** What rows of the host say, each with the id that its key gives it. */
export async function readHostRows(
  database: Database,
  events: readonly HostEvent[],
  options: ReadRowsOptions,
): Promise<RowsRead> {
  const zones = await zonesFor(database, events);
  const read: { rows: HostRow[]; refused: Refusal[]; later: number } = { rows: [], refused: [], later: 0 };
  const { mapping, source, tag, now } = options;
  for (const host of events) {
    const day = host.day_only ? parseDay(host.values.timestamp) : null;
    const values = day === null ? host.values : onItsDay(host, day, zones.get(host.user_id) ?? mapping.timezone, now);
    const row = readEventRow(values, { types: NO_TYPES, timezone: mapping.timezone, now });
    if (typeof row !== 'string') {
      const { user_id, event } = row;
      const stored = { ...event, id: rowId(tag, host.key) };
      read.rows.push(new HostRow(source.name, host.key, user_id, stored, day));
    } else if (isLater(values.timestamp, mapping.timezone, now)) read.later++;
    else read.refused.push({ source: source.name, reason: row, input: inputOf(source.name, host) });
  }
  return read;
}

/** Where only the day is known, noon is as good as any moment of it; of the day that runs, none that has not come. */
function onItsDay(host: HostEvent, day: Day, zone: string, now: Instant): HostEvent['values'] {
  const noon = noonOf(host.values.timestamp, zone);
  const instant = parseInstant(noon);
  const ahead = typeof instant === 'number' && instant > now;
  return { ...host.values, timestamp: ahead && day === localDay(now, zone) ? formatInstant(now) : noon };
}

function isLater(timestamp: string, timezone: string, now: Instant): boolean {
  const instant = parseInstant(String(zoned(timestamp, timezone)));
  return typeof instant === 'number' && instant > now;
}

function inputOf(source: string, { key, values }: Pick<HostEvent, 'key' | 'values'>): string {
  return JSON.stringify({ source, key, ...values });
}

/** Of the people of rows without a time; nobody's zone is asked for otherwise. */
async function zonesFor(database: Database, events: readonly HostEvent[]): Promise<Map<string, string>> {
  const people = new Set<string>();
  for (const { day_only, user_id } of events) if (day_only) people.add(user_id);
  if (people.size === 0) return new Map();
  const rows = await database.query<{ user_id: string; zone: string }>(sql.zones_of, [[...people]]);
  return new Map(rows.map(({ user_id, zone }) => [user_id, zone]));
}

/** An event that is there already. A row of `events_found` and `events_taken`. */
export interface KnownEvent {
  readonly user_id: string;
  readonly id: string;
  readonly type: string;
  readonly occurred_at: Instant;
  readonly local_day: Day;
}

/** Whether what is there is what the row says. Whoever moves to another zone has done on that day what they did. */
export function says({ event, day }: HostRow, known: KnownEvent): boolean {
  if (event.type !== known.type) return false;
  return day === null ? event.occurred_at === known.occurred_at : day === known.local_day;
}

/** The UTC day of a row, or the one it names. */
export function dayOf({ event, day }: HostRow): Day {
  return day ?? utcDay(event.occurred_at);
}
