import { parseInstant, type Instant } from '@retention/domain/day';
import type { Values } from '../../file/rows.ts';
import { HostError, type HostLook } from './host-database.ts';
import { all, asKey, asUserId, isLiteral, Parameters, Rows, samePerson, type Reference } from './host-query.ts';
import { textOf } from './host-table.ts';
import { asTime, boundFor, isoOf, plusMinutes } from './host-time.ts';
import type { EventSource, Mapping } from './mapping.ts';

export interface HostEvent {
  /** Of its row, as text. */
  readonly key: string;
  readonly user_id: string;
  /**
   * user_id, timestamp, type, metadata as readEventRow takes them, except where `day_only`: then `timestamp` is a date
   * like `2024-01-15`, and `noonOf(date, zone)` of the person's zone is its instant. It may lie in the future
   * (plus_minutes, a host that plans ahead).
   */
  readonly values: Values & { readonly timestamp: string };
  readonly day_only: boolean;
}

/** A place in the order of change, of the row that was read last. */
export interface ChangedUpTo {
  readonly at: string;
  readonly key: string;
}

export interface EventPage<Place> {
  readonly events: HostEvent[];
  /** Where to go on, also where all rows of the page were left out; null: there was nothing more. */
  readonly last: Place | null;
}

/**
 * Whether later rows of the source have greater keys (integers): only then a watermark finds what is new. Where not
 * (uuid, text), `changedEvents` finds new rows by `updated_at`, or by `at` where there is none.
 */
export async function keyGrows(look: HostLook, source: EventSource): Promise<boolean> {
  const rows = await Rows.of(look, source.table, 't');
  const { column } = await rows.column(source.key);
  return column.kind === 'integer';
}

/** Up to `most` rows beyond the key `after` (null: from the first), in the order of the key. */
export async function eventsAfter(
  look: HostLook,
  mapping: Mapping,
  source: EventSource,
  after: string | null,
  most: number,
): Promise<EventPage<string>> {
  const query = await openEventQuery(look, mapping, source);
  const { key, parameters } = query;
  const { kind, type } = key.column;
  // A place in another type's order is none: the host has another key than when it was noted.
  const beyond =
    after === null || !isLiteral(kind, type, after) ? [] : [`${key.sql} > ${parameters.bind(after, type)}`];
  const found = await query.run(beyond, `ORDER BY ${key.sql} LIMIT ${most}`);
  return { events: query.read(found), last: found.length === 0 ? null : textOf(found.at(-1)?.['key']) };
}

/**
 * Up to `most` rows changed at or after `since`, beyond the place `after` (null: from the first), in the order of change.
 * By `updated_at`; where the source has none and its key does not grow, by `at`; else nothing.
 */
export async function changedEvents(
  look: HostLook,
  mapping: Mapping,
  source: EventSource,
  since: Instant,
  after: ChangedUpTo | null,
  most: number,
): Promise<EventPage<ChangedUpTo>> {
  const query = await openEventQuery(look, mapping, source);
  const { key, parameters, changed } = query;
  if (changed === null) return { events: [], last: null };
  const { kind, type } = changed.column;
  const bound = boundFor(kind, since, mapping.timezone, 'earliest');
  const conditions = [`${changed.sql} >= ${parameters.bind(bound, type)}`];
  if (after !== null) {
    const place = `${parameters.bind(after.at, type)}, ${parameters.bind(after.key, key.column.type)}`;
    conditions.push(`(${changed.sql}, ${key.sql}) > (${place})`);
  }
  const found = await query.run(conditions, `ORDER BY ${changed.sql}, ${key.sql} LIMIT ${most}`);
  const row = found.at(-1);
  const last = row === undefined ? null : { at: textOf(row['changed']), key: textOf(row['key']) };
  return { events: query.read(found), last };
}

/** All rows of these users, in the order of user and key; of users the host no longer has, none. */
export async function eventsOf(
  look: HostLook,
  mapping: Mapping,
  source: EventSource,
  user_ids: readonly string[],
): Promise<HostEvent[]> {
  const query = await openEventQuery(look, mapping, source);
  const { kind, type } = query.user.column;
  const ids = user_ids.filter((id) => isLiteral(kind, type, id));
  if (ids.length === 0) return [];
  const among = `${query.user.sql} = ANY (${query.parameters.bindArray(ids, type)})`;
  return query.read(await query.run([among], `ORDER BY ${query.user.sql}, ${query.key.sql}`));
}

/** The newest rows by key, for the preview. */
export async function latestEvents(
  look: HostLook,
  mapping: Mapping,
  source: EventSource,
  most: number,
): Promise<HostEvent[]> {
  const query = await openEventQuery(look, mapping, source);
  return query.read(await query.run([], `ORDER BY ${query.key.sql} DESC LIMIT ${most}`));
}

export interface EventQuery {
  readonly key: Reference;
  readonly user: Reference;
  /** By which changes are found; null where only the key tells. */
  readonly changed: Reference | null;
  readonly parameters: Parameters;
  /** Rows that meet the source's conditions and these. */
  run(conditions: readonly string[], rest: string): Promise<Record<string, unknown>[]>;
  read(rows: readonly Record<string, unknown>[]): HostEvent[];
}

/** Throws HostError where the source speaks of what the host has not, or of what cannot be read so. */
export async function openEventQuery(look: HostLook, mapping: Mapping, source: EventSource): Promise<EventQuery> {
  const parameters = new Parameters();
  const rows = await Rows.of(look, source.table, 't');
  const key = asKey(await rows.column(source.key), rows.table);
  const at = asTime(await rows.column(source.at));
  const updated_at = source.updated_at === null ? null : asTime(await rows.column(source.updated_at));
  const users = await openUsers(look, mapping, parameters);
  const user = asUserId(await rows.column(source.user_id), users.id);
  const metadata = await metadataOf(rows, source);
  const until = source.until === null ? null : parseInstant(source.until);
  const latest = typeof until === 'number' ? until - source.plus_minutes * 60_000 : null;

  const conditions = [...(await rows.conditions(source.where, parameters)), `${at.sql} IS NOT NULL`];
  conditions.push(
    `EXISTS (SELECT FROM ${users.rows.from()} WHERE ${samePerson(users.id, user)} AND ${users.condition})`,
  );
  if (latest !== null) {
    const { kind, type } = at.column;
    const bound = boundFor(kind, latest, mapping.timezone, 'latest');
    conditions.push(`${at.sql} <= ${parameters.bind(bound, type)}`);
  }
  if (source.first_of_user) conditions.push(await noEarlier(look, source, { key, user, at }, parameters));

  const changed = updated_at ?? (key.column.kind === 'integer' ? null : at);
  const select = [
    `${key.sql}::text AS key`,
    `${user.sql}::text AS user_id`,
    `${at.sql}::text AS at`,
    ...(changed === null ? [] : [`${changed.sql}::text AS changed`]),
    ...metadata.map(({ reference }, index) => `${reference.sql}::text AS m${index}`),
  ];

  return {
    key,
    user,
    changed,
    parameters,
    run: (more, rest) =>
      look.rows(
        `SELECT ${select.join(', ')} FROM ${rows.from()} WHERE ${all([...conditions, ...more])} ${rest}`,
        parameters.values,
      ),
    read(found) {
      const { kind } = at.column;
      const events: HostEvent[] = [];
      for (const row of found) {
        const written = textOf(row['at']);
        const iso = isoOf(kind, written, mapping.timezone);
        if (kind !== 'timestamptz' && latest !== null && isAfter(iso, latest)) continue;
        const day_only = kind === 'date';
        const timestamp = day_only ? written : plusMinutes(iso, source.plus_minutes);
        const user_id = textOf(row['user_id']);
        const said: Record<string, unknown> = {};
        for (const [index, item] of metadata.entries()) {
          const value = row[`m${index}`];
          if (typeof value === 'string') said[item.name] = metadataValue(item.reference, value);
        }
        const values = { user_id, timestamp, type: source.type, metadata: said };
        events.push({ key: textOf(row['key']), user_id, values, day_only });
      }
      return events;
    },
  };
}

/** Those who are users of the host: the rows of the first source that meet its conditions. */
export async function openUsers(look: HostLook, mapping: Mapping, parameters: Parameters) {
  const [source] = mapping.people;
  if (source === undefined) throw new HostError('The mapping names no table of users', false);
  const rows = await Rows.of(look, source.table, 'u');
  const id = asKey(await rows.column(source.user_id), rows.table);
  const condition = all(await rows.conditions(source.where, parameters));
  return { source, rows, id, condition };
}

/** Of the rows of one user only the first, of those that meet the same conditions. */
async function noEarlier(
  look: HostLook,
  source: EventSource,
  { key, user, at }: Readonly<Record<'key' | 'user' | 'at', Reference>>,
  parameters: Parameters,
): Promise<string> {
  const others = await Rows.of(look, source.table, 'o');
  const other = { key: await others.column(source.key), at: await others.column(source.at) };
  const conditions = [
    `${(await others.column(source.user_id)).sql} = ${user.sql}`,
    ...(await others.conditions(source.where, parameters)),
    `(${other.at.sql}, ${other.key.sql}) < (${at.sql}, ${key.sql})`,
  ];
  return `NOT EXISTS (SELECT FROM ${others.from()} WHERE ${all(conditions)})`;
}

async function metadataOf(rows: Rows, source: EventSource) {
  const metadata: { name: string; reference: Reference }[] = [];
  for (const [name, path] of Object.entries(source.metadata)) {
    metadata.push({ name, reference: await rows.column(path) });
  }
  return metadata;
}

/** As the app itself would send it: a number where JSON can hold it, true or false, else text. */
function metadataValue({ column: { kind } }: Reference, text: string): string | number | boolean {
  if (kind === 'boolean') return text === 'true';
  if (kind !== 'integer' && kind !== 'number') return text;
  const number = Number(text);
  const exact = kind === 'integer' ? Number.isSafeInteger(number) : Number.isFinite(number);
  return exact ? number : text;
}

function isAfter(iso: string, instant: Instant): boolean {
  const at = parseInstant(iso);
  return typeof at === 'number' && at > instant;
}
