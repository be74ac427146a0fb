import { createHash } from 'node:crypto';
import { isZone, parseInstant } from '@retention/domain/day';
import { EVENT_TYPES, isEventType, type EventType } from '@retention/domain/event';
import { SUBSCRIPTION_PLANS, SUBSCRIPTION_STATUSES } from '@retention/domain/user';
import { FACTS, type Fact } from '../fact.ts';
import { nameParts } from './identifier.ts';
import { Fields } from './mapping-fields.ts';
import { meant } from './nearest.ts';

/**
 * A column of the source's table. `habit_id.user_id` follows the foreign key of `habit_id` and means the column
 * `user_id` of the row it points to.
 */
export type Column = string;

/** All of these must hold: null means IS NULL, everything else equality in the column's own type. */
export type Where = Readonly<Record<Column, string | number | boolean | null>>;

/** What stands in a mapping file: where people and events are in the host's database. */
export interface Mapping {
  readonly kind: 'django';
  /** IANA zone of timestamps without one, and of plain dates where the person's own zone is unknown. */
  readonly timezone: string;
  /** The first lists the users: whose row is gone there, or no longer meets `where`, was deleted in the host. */
  readonly people: readonly PeopleSource[];
  readonly events: readonly EventSource[];
}

export interface PeopleSource {
  /** Unique among the sources: `users`, `profile`, `subscription`. */
  readonly name: string;
  /** May name its schema: `billing.subscription`. */
  readonly table: string;
  readonly user_id: Column;
  /** Of many rows of one user the one with the greatest value counts, then the one with the greatest primary key. */
  readonly latest_by: Column | null;
  /** When a row was last changed; null: changes are found by comparing everybody now and then. */
  readonly updated_at: Column | null;
  readonly facts: Readonly<Partial<Record<Fact, Column>>>;
  /** Theirs as text → ours; `*` is every other value that is not null. What is not named is taken as it stands. */
  readonly values: Readonly<Partial<Record<Fact, Readonly<Record<string, string>>>>>;
  readonly where: Where;
}

export interface EventSource {
  /** Unique among the sources; the identity of its events hangs on it and on `key`. */
  readonly name: string;
  readonly type: EventType;
  readonly table: string;
  /** A column of its own that no two rows share: integer, uuid or text. */
  readonly key: Column;
  readonly user_id: Column;
  /** timestamptz, timestamp (read in the mapping's zone) or date (noon where the person is). */
  readonly at: Column;
  /** Added to `at`; not to plain dates. */
  readonly plus_minutes: number;
  /** Of each user's rows only the earliest by `at`, then by `key`. */
  readonly first_of_user: boolean;
  readonly where: Where;
  readonly updated_at: Column | null;
  /** Our key → their column. */
  readonly metadata: Readonly<Record<string, Column>>;
  /** ISO 8601 with a zone. Later rows are left to the app, which sends them itself: each would count twice. */
  readonly until: string | null;
}

export type MappingReading =
  { readonly ok: true; readonly mapping: Mapping } | { readonly ok: false; readonly faults: readonly string[] };

/** A mapping file's text; each fault names its path, like `events[2].type`, and what would be right. */
export function parseMapping(text: string): MappingReading {
  try {
    return readMapping(JSON.parse(text.replace(/^\uFEFF/, '')));
  } catch (error) {
    return { ok: false, faults: [`The file is no JSON: ${error instanceof Error ? error.message : String(error)}`] };
  }
}

/** The same from a JSON value, as it stands in table `connection`. */
export function readMapping(input: unknown): MappingReading {
  const faults: string[] = [];
  const fields = new Fields(input, '', faults);
  const kind = fields.text('kind', '"django"');
  if (kind !== '' && kind !== 'django') fields.fault('kind', 'must be "django"');
  const timezone = fields.text('timezone', ZONE);
  if (timezone !== '' && !isZone(timezone)) fields.fault('timezone', `must be ${ZONE}`);
  const people = fields.list('people').map((source, index) => readPeopleSource(source, index === 0));
  const events = fields.list('events').map(readEventSource);
  fields.end();
  if (people.length === 0) fields.fault('people', 'must hold at least one source: the table of users');
  faults.push(...namedTwice(people, events));
  return faults.length > 0
    ? { ok: false, faults }
    : { ok: true, mapping: { kind: 'django', timezone, people, events } };
}

const ZONE = 'an IANA zone like "Europe/Moscow"';
const TABLE = 'a table like "users_user" or "billing.subscription"';
const COLUMN = 'a column like "user_id", or a way to it along foreign keys like "habit_id.user_id"';
/** How many foreign keys a column may be away, itself included. */
const MOST_STEPS = 4;
const MOST_MINUTES = 60 * 24 * 366;

function readPeopleSource(fields: Fields, lists: boolean): PeopleSource {
  const source = {
    name: fields.text('name', 'a name of your own, like "profile"'),
    table: readTable(fields),
    user_id: readColumn(fields, 'user_id'),
    latest_by: readColumnOrNull(fields, 'latest_by'),
    updated_at: readColumnOrNull(fields, 'updated_at'),
    facts: readFactColumns(fields.object('facts')),
    values: readTranslations(fields.object('values')),
    where: readWhere(fields.object('where')),
  };
  fields.end();
  if (lists && source.user_id.includes('.')) {
    fields.fault('user_id', 'must be a column of the table itself: the first source lists the users');
  }
  for (const fact of FACTS) {
    if (source.values[fact] === undefined || source.facts[fact] !== undefined) continue;
    fields.fault(`values.${fact}`, 'translates a fact that "facts" names no column for');
  }
  return source;
}

function readEventSource(fields: Fields): EventSource {
  const type = fields.text('type', 'an event type like "habit_completed"');
  const known = isEventType(type);
  if (type !== '' && !known) fields.fault('type', `is no event type of ours${meant(type, EVENT_TYPES)}`);
  const metadata = fields.object('metadata');
  const source = {
    name: fields.text('name', 'a name of your own, like "habits"'),
    type: known ? type : ('session_start' as const),
    table: readTable(fields),
    key: readColumn(fields, 'key'),
    user_id: readColumn(fields, 'user_id'),
    at: readColumn(fields, 'at'),
    plus_minutes: fields.whole('plus_minutes', MOST_MINUTES),
    first_of_user: fields.flag('first_of_user'),
    where: readWhere(fields.object('where')),
    updated_at: readColumnOrNull(fields, 'updated_at'),
    metadata: Object.fromEntries(metadata.keys().map((key) => [key, readColumn(metadata, key)])),
    until: fields.textOrNull('until', INSTANT),
  };
  fields.end();
  if (source.key.includes('.')) fields.fault('key', 'must be a column of the table itself');
  if (source.until !== null && typeof parseInstant(source.until) !== 'number')
    fields.fault('until', `must be ${INSTANT}`);
  return source;
}

const INSTANT = 'an instant with a zone, like "2024-01-15T10:30:00Z"';

function readTable(fields: Fields): string {
  const table = fields.text('table', TABLE);
  if (table !== '' && nameParts(table, 2) === null) fields.fault('table', `must be ${TABLE}`);
  return table;
}

function readColumn(fields: Fields, key: string): Column {
  const column = fields.text(key, COLUMN);
  if (column !== '' && nameParts(column, MOST_STEPS) === null) fields.fault(key, `must be ${COLUMN}`);
  return column;
}

function readColumnOrNull(fields: Fields, key: string): Column | null {
  const column = fields.textOrNull(key, COLUMN);
  if (column !== null && nameParts(column, MOST_STEPS) === null) fields.fault(key, `must be ${COLUMN}, or null`);
  return column;
}

function readWhere(fields: Fields): Where {
  for (const key of fields.keys()) if (nameParts(key, MOST_STEPS) === null) fields.fault(key, `must be ${COLUMN}`);
  return Object.fromEntries(fields.keys().map((key) => [key, fields.scalar(key)]));
}

function readFactColumns(fields: Fields): Partial<Record<Fact, Column>> {
  const facts: Partial<Record<Fact, Column>> = {};
  for (const fact of FACTS) if (fields.keys().includes(fact)) facts[fact] = readColumn(fields, fact);
  for (const key of fields.keys()) {
    if (!isFact(key)) fields.fault(key, `is no fact of ours${meant(key, FACTS)}`);
  }
  return facts;
}

function readTranslations(fields: Fields): Partial<Record<Fact, Record<string, string>>> {
  const values: Partial<Record<Fact, Record<string, string>>> = {};
  for (const key of fields.keys()) {
    if (!isFact(key)) {
      fields.fault(key, `is no fact of ours${meant(key, FACTS)}`);
      continue;
    }
    const table = fields.object(key);
    const words = WORDS[key];
    values[key] = Object.fromEntries(
      table.keys().map((theirs) => {
        const ours = table.scalar(theirs);
        if (typeof ours !== 'string') table.fault(theirs, 'must be a text: what it means here');
        else if (words !== undefined && !words.includes(ours))
          table.fault(theirs, `must be one of ${words.join(', ')}`);
        return [theirs, String(ours)];
      }),
    );
  }
  return values;
}

const WORDS: Readonly<Partial<Record<Fact, readonly string[]>>> = {
  subscription_plan: SUBSCRIPTION_PLANS,
  subscription_status: SUBSCRIPTION_STATUSES,
};

function isFact(name: string): name is Fact {
  return FACTS.some((fact) => fact === name);
}

function namedTwice(people: readonly PeopleSource[], events: readonly EventSource[]): string[] {
  const faults: string[] = [];
  const names = [...people, ...events].map(({ name }) => name);
  for (const name of new Set(names.filter((name, index) => name !== '' && names.indexOf(name) !== index))) {
    faults.push(`Two sources are named "${name}": each needs a name of its own`);
  }
  for (const fact of FACTS) {
    const giving = people.filter(({ facts }) => facts[fact] !== undefined).map(({ name }) => name);
    if (giving.length > 1) faults.push(`${fact} is given by ${giving.join(' and ')}: leave it in one of them`);
  }
  return faults;
}

/** The text of a mapping file: every key there is, in the order of the types above. */
export function writeMapping({ kind, timezone, people, events }: Mapping): string {
  return `${JSON.stringify({ kind, timezone, people, events }, null, 2)}\n`;
}

/**
 * The same for the same rows: 32 hex digits of what one source says and of what it depends on: the zone, and for events
 * whose rows count, which the first source says.
 */
export function fingerprintOf(mapping: Mapping, source: PeopleSource | EventSource): string {
  const { timezone, people } = mapping;
  const [users] = people;
  const depends = 'type' in source ? [timezone, users?.table, users?.user_id, users?.where] : [timezone];
  return createHash('sha256')
    .update(canonical([depends, source]))
    .digest('hex')
    .slice(0, 32);
}

/** JSON that does not depend on the order of keys. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}
