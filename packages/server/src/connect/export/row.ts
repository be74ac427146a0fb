import { parseInstant, type Instant } from '@retention/domain/day';
import { EVENTS, type EventType } from '@retention/domain/event';
import type { Facts, PersonFacts } from '@retention/domain/facts';
import { readUserId } from '@retention/domain/user';
import { readEventRow, type EventRow } from '../../collect/import/event-row.ts';
import { readUserRow } from '../../host/import-users.ts';
import { fieldOf, firstOf, timestampOf, type Fields } from './field.ts';
import type { ExportMapping } from './mapping.ts';
import type { ExportShape } from './shape.ts';
import { FACTS } from '../fact.ts';

/** Why a row is not taken though nothing is wrong with it. */
export const LEFT_OUT = {
  nobody: 'without a user of yours (anonymous)',
  type: 'left out by the mapping',
  unknown: 'of events the mapping does not name',
  until: 'later than "until" of the mapping',
} as const;
export type LeftOut = keyof typeof LEFT_OUT;

export interface LeftOutRow {
  readonly left_out: LeftOut;
  readonly name: string;
}

/** How rows are read: a mapping, ready for a million of them. */
export interface RowReader {
  /** Their name of the row's event; null where it has none. */
  nameOf(row: Fields): string | null;
  /** The host's id of the person, as it stands; undefined where the row names nobody. */
  userOf(row: Fields): unknown;
  /** The event of a row, why it is left out, or the reason why it is refused. */
  event(row: Fields, now: Instant): EventRow | LeftOutRow | string;
  /** What the row says of the person; null where it says nothing. What makes no sense is left away, fact by fact. */
  facts(row: Fields, now: Instant): Facts | null;
}

/** Ids that programs send when they have none. */
const NOBODY = new Set(['null', 'undefined', 'none', 'nil', 'anonymous', 'guest', 'unknown', '[object object]', 'nan']);
const NO_UUID = '00000000-0000-0000-0000-000000000000';

/** Types are ours by then. */
const OURS: ReadonlyMap<string, string> = new Map();

export function createRowReader(shape: ExportShape, mapping: ExportMapping): RowReader {
  const types = new Map(Object.entries(mapping.types));
  const metadata = new Map(Object.entries(mapping.metadata).map(([name, keys]) => [name, Object.entries(keys)]));
  const until = mapping.until === null ? null : parseInstant(mapping.until);
  const facts = FACTS.flatMap((fact) => {
    const field = mapping.people[fact];
    return field === undefined ? [] : [{ fact, field, values: mapping.values[fact] }];
  });

  function userOf(row: Fields): unknown {
    const user_id = firstOf(row, mapping.user_id);
    if (user_id === undefined) return undefined;
    if (typeof user_id === 'string' && (NOBODY.has(user_id.toLowerCase()) || user_id === NO_UUID)) return undefined;
    return mapping.anonymous === 'left_out' && shape.anonymous(row, user_id) ? undefined : user_id;
  }

  function nameOf(row: Fields): string | null {
    const name = row[shape.name];
    return typeof name === 'string' && name !== '' ? name : null;
  }

  function event(row: Fields, now: Instant): EventRow | LeftOutRow | string {
    const name = nameOf(row);
    if (name === null) return `"${shape.name}" is missing: it names the event`;
    const type = types.get(name);
    if (type === undefined) return { left_out: 'unknown', name };
    if (type === null) return { left_out: 'type', name };
    const user_id = userOf(row);
    if (user_id === undefined) return { left_out: 'nobody', name };
    const timestamp = timestampOf(firstOf(row, [shape.time]), shape.wall);
    const values = { user_id, timestamp, type, metadata: metadataOf(row, type, metadata.get(name)) };
    const read = readEventRow(values, { types: OURS, timezone: mapping.timezone, now });
    if (typeof read === 'string') return reasonOf(read, shape);
    return typeof until === 'number' && read.named_at > until ? { left_out: 'until', name } : read;
  }

  return {
    nameOf,
    userOf,
    event,
    facts(row, now) {
      const user_id = facts.length === 0 ? null : readUserId(userOf(row));
      if (user_id === null) return null;
      const said: Partial<PersonFacts> = {};
      for (const { fact, field, values } of facts) {
        const value = factValue(fieldOf(row, field), values);
        if (value !== undefined) Object.assign(said, readFact(fact, value, mapping.timezone, now) ?? {});
      }
      return Object.keys(said).length === 0 ? null : { user_id, said };
    },
  };
}

/** In the words of the tool: it has a field of its own for the time, and not all write ISO 8601. */
function reasonOf(reason: string, { time }: ExportShape): string {
  return reason.replace('"timestamp"', `"${time}"`).replace(/: use ISO 8601 with a zone, like "[^"]*"$/, '');
}

/** Only what the mapping names: whatever else a tool gathered (addresses, devices, campaigns) stays there. */
function metadataOf(
  row: Fields,
  type: EventType,
  keys: readonly (readonly [string, string])[] | undefined,
): Fields | undefined {
  if (keys === undefined) return undefined;
  const known: Readonly<Record<string, string>> = EVENTS[type].metadata;
  const metadata: Record<string, unknown> = {};
  for (const [key, field] of keys) {
    const value = field.startsWith('=') ? field.slice(1) : firstOf(row, [field]);
    if (value === undefined) continue;
    // A table has numbers as text.
    const counted = known[key] === 'number' && typeof value === 'string' && /^-?\d{1,15}(?:\.\d+)?$/.test(value);
    metadata[key] = counted ? Number(value) : value;
  }
  return metadata;
}

function factValue(value: unknown, values: Readonly<Record<string, string>> | undefined): unknown {
  // Nothing said is nothing said: an export clears nothing that is known.
  if (value === undefined || value === null || value === '') return undefined;
  if (values === undefined) return value;
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return value;
  const text = String(value);
  if (Object.hasOwn(values, text)) return values[text];
  return values['*'] ?? value;
}

const INSTANTS: readonly string[] = ['joined_at', 'trial_started_at', 'trial_ends_at', 'paid_since'];

/** One fact as the host would say it, or null where it makes no sense. */
export function readFact(
  fact: (typeof FACTS)[number],
  value: unknown,
  timezone: string,
  now: Instant,
): Facts['said'] | null {
  const read = readUserRow({ user_id: '-', [fact]: INSTANTS.includes(fact) ? moment(value) : value }, timezone, now);
  return typeof read === 'string' ? null : read.said;
}

/** A plain date is the noon of that day, wherever it is. */
function moment(value: unknown): unknown {
  return typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value)
    ? `${value}T12:00:00`
    : timestampOf(value, false);
}
