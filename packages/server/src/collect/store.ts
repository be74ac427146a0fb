import { DAY_MS, formatDay, localDay, utcDay, type Day, type Instant } from '@retention/domain/day';
import { addEvent, emptyDay, type ActiveDay } from '@retention/domain/activity';
import { EVENT_LIMITS, eventDefinition } from '@retention/domain/event';
import type { Database, Transaction } from '../db/database.ts';
import type { Partitions } from '../db/partition.ts';
import type { PersonHash } from '../db/person-hash.ts';
import type { Step } from '../db/script.ts';
import { loadStatements } from '../db/statement.ts';
import { dayRow, wireDate, wireInstant } from './active-day-row.ts';
import { EVENT_COPY, EventCopy, type StoredEvent } from './event-copy.ts';

const sql = loadStatements(new URL('collect.sql', import.meta.url), [
  'person_lock',
  'person_read',
  'person_unmake',
  'event_known',
  'active_day_add',
  'person_settle',
]);

/** Events of one person that arrived together. */
export interface Batch {
  readonly user_id: string;
  readonly events: readonly StoredEvent[];
  /** The zone the client says it is in; null where it says none. */
  readonly client_timezone: string | null;
}

export interface StoreOptions {
  readonly received_at: Instant;
  /** The zone of people of whom neither host nor client has said one. */
  readonly projectZone: string;
  /** What those who were erased are remembered by: nothing of theirs is stored. */
  readonly personHash: PersonHash;
  /**
   * Look for ids already known before writing. Without it the events are written in the hope that all are new, and a
   * repeated id fails the whole transaction with unique_violation: then the same group is stored again with it.
   */
  readonly lookForKnown: boolean;
  /**
   * How many days from its own the same event may have been stored before; default: what the endpoint allows. Where it
   * is given, events that near to another month are looked for even without `lookForKnown`: a repeat may lie in another
   * partition, which would not notice.
   */
  readonly daysAround?: number;
}

export interface Stored {
  /** Events written now. */
  readonly stored: number;
  /** Events whose id was known already; they changed nothing. */
  readonly repeated: number;
  /** Those of the people who were erased: of theirs nothing was stored. */
  readonly erased: ReadonlySet<string>;
}

interface PersonRow {
  readonly user_id: string;
  readonly timezone: string | null;
  readonly client_timezone: string | null;
  readonly joined_at: Instant | null;
  readonly first_event_at: Instant | null;
  readonly first_event_on: Day | null;
  readonly registered_on: Day | null;
  readonly streak_broken_days: readonly Day[];
  readonly erased: boolean;
}

/**
 * Stores events of many people in one transaction: the events, the active days they make, and what they change about
 * the person. When it returns the transaction has committed; when it throws nothing is stored, unless the connection
 * was lost while committing: storing the same group again with `lookForKnown` is right in every case.
 */
export async function storeEvents(
  database: Database,
  partitions: Partitions,
  batches: readonly Batch[],
  options: StoreOptions,
): Promise<Stored> {
  const people = Map.groupBy(batches, (batch) => batch.user_id);
  const user_ids = [...people.keys()];
  const hashes = user_ids.map(options.personHash);
  await ensurePartitions(partitions, batches);
  return database.transaction(async (transaction) => {
    const now = new Date(options.received_at);
    const rows = await transaction.together<PersonRow>([
      { statement: sql.person_lock, values: [user_ids, now, hashes] },
      { statement: sql.person_read, values: [user_ids, hashes] },
    ]);
    const erased = erasedOf(user_ids, rows);
    const known = await knownIds(transaction, batches, options);
    const copy = new EventCopy(
      options.received_at,
      batches.reduce((sum, { events }) => sum + events.length, 0),
    );
    const changed: object[] = [];
    const days: object[] = [];
    let repeated = 0;
    for (const row of rows) {
      if (row.erased) continue;
      copy.startUser(row.user_id);
      const person = new PersonChange(row);
      const gained = new Map<Day, ActiveDay>();
      for (const batch of people.get(row.user_id) ?? []) {
        if (batch.client_timezone !== null) person.client_timezone = batch.client_timezone;
        const zone = row.timezone ?? person.client_timezone ?? options.projectZone;
        for (const event of batch.events) {
          if (options.lookForKnown ? !addNew(known, event, row) : known.size > 0 && known.has(keyOf(event, row))) {
            repeated++;
            continue;
          }
          const day = localDay(event.occurred_at, zone);
          copy.add(event, day);
          person.see(event, day);
          if (eventDefinition(event.type).own === false) continue;
          let activeDay = gained.get(day);
          if (activeDay === undefined) gained.set(day, (activeDay = emptyDay(day)));
          addEvent(activeDay, event);
        }
      }
      if (person.changed) changed.push(person.row(options.projectZone));
      for (const day of gained.values()) days.push(dayRow(row.user_id, day));
    }
    const steps: Step[] = [];
    if (erased.size > 0) steps.push({ statement: sql.person_unmake, values: [[...erased]] });
    if (copy.count > 0) steps.push({ copy: EVENT_COPY, bytes: copy.finish() });
    if (days.length > 0) steps.push({ statement: sql.active_day_add, values: [JSON.stringify(days)] });
    if (changed.length > 0) steps.push({ statement: sql.person_settle, values: [JSON.stringify(changed), now] });
    await transaction.commit(steps);
    return { stored: copy.count, repeated, erased };
  });
}

/** Who of them was erased: nothing is known of them, or no more than this transaction has made by itself. */
function erasedOf(user_ids: readonly string[], rows: readonly PersonRow[]): ReadonlySet<string> {
  if (rows.length === user_ids.length && !rows.some(({ erased }) => erased)) return NOBODY;
  const living = new Set(rows.filter(({ erased }) => !erased).map(({ user_id }) => user_id));
  return new Set(user_ids.filter((user_id) => !living.has(user_id)));
}

const NOBODY: ReadonlySet<string> = new Set();

/** What a person's events change about the person. */
class PersonChange {
  readonly #before: PersonRow;
  client_timezone: string | null;
  #first_event_at: Instant;
  #first_event_on: Day;
  readonly #streak_broken_days: Set<Day>;
  /** The earliest day whose judgement this changes beyond what its active days say. */
  #touched_on: Day = Infinity;

  constructor(before: PersonRow) {
    this.#before = before;
    this.client_timezone = before.client_timezone;
    this.#first_event_at = before.first_event_at ?? Infinity;
    this.#first_event_on = before.first_event_on ?? Infinity;
    this.#streak_broken_days = new Set(before.streak_broken_days);
  }

  see(event: StoredEvent, day: Day): void {
    if (event.occurred_at < this.#first_event_at) this.#first_event_at = event.occurred_at;
    if (day < this.#first_event_on) this.#first_event_on = day;
    if (event.type === 'streak_broken' && !this.#streak_broken_days.has(day)) {
      this.#streak_broken_days.add(day);
      this.#touched_on = Math.min(this.#touched_on, day);
    }
  }

  get changed(): boolean {
    return (
      this.client_timezone !== this.#before.client_timezone ||
      this.#first_event_at !== (this.#before.first_event_at ?? Infinity) ||
      this.#first_event_on !== (this.#before.first_event_on ?? Infinity) ||
      this.#streak_broken_days.size !== this.#before.streak_broken_days.length
    );
  }

  row(projectZone: string): object {
    const { joined_at } = this.#before;
    const zone = this.#before.timezone ?? this.client_timezone ?? projectZone;
    // Without joined_at the first event is the registration.
    const registered_on = joined_at === null ? this.#first_event_on : localDay(joined_at, zone);
    const known = this.#before.registered_on;
    const moved = known === registered_on ? Infinity : Math.min(known ?? Infinity, registered_on);
    return {
      user_id: this.#before.user_id,
      client_timezone: this.client_timezone,
      first_event_at: wireInstant(this.#first_event_at),
      first_event_on: wireDate(this.#first_event_on),
      registered_on: wireDate(registered_on),
      streak_broken_days: Array.from(this.#streak_broken_days)
        .toSorted((one, other) => one - other)
        .map(formatDay),
      touched_on: wireDate(Math.min(this.#touched_on, moved)),
    };
  }
}

/**
 * The ids of these batches that are events already. A repeat need not carry the timestamp of the first time (clamped
 * again, corrected for another clock, read in another zone), so a few days around are searched too.
 */
async function knownIds(
  transaction: Transaction,
  batches: readonly Batch[],
  { lookForKnown, daysAround }: StoreOptions,
): Promise<Set<string>> {
  if (!lookForKnown && daysAround === undefined) return new Set();
  const around = daysAround ?? DAYS_AROUND;
  const user_ids: string[] = [];
  const ids: string[] = [];
  const days: string[] = [];
  const asked = new Map<Day, string | null>();
  for (const { user_id, events } of batches) {
    for (const { id, occurred_at } of events) {
      const day = utcDay(occurred_at);
      let text = asked.get(day);
      if (text === undefined) {
        const look = lookForKnown || monthOf(day - around) !== monthOf(day + around);
        asked.set(day, (text = look ? formatDay(day) : null));
      }
      if (text === null) continue;
      user_ids.push(user_id);
      ids.push(id);
      days.push(text);
    }
  }
  if (ids.length === 0) return new Set();
  // There is nothing to escape in ids and days: written out here they cost a fraction of an array of the driver's.
  const values = [user_ids, `{${ids.join()}}`, `{${days.join()}}`, around];
  const rows = await transaction.query<{ user_id: string; id: string }>(sql.event_known, values);
  return new Set(rows.map((row) => keyOf(row, row)));
}

function keyOf({ id }: { readonly id: string }, { user_id }: { readonly user_id: string }): string {
  return `${id} ${user_id}`;
}

/** Adds an event to the known ones. Answers whether it was not among them. */
function addNew(known: Set<string>, event: StoredEvent, person: { readonly user_id: string }): boolean {
  const before = known.size;
  return known.add(keyOf(event, person)).size > before;
}

/** Local days lie within a day of the UTC day. A history may leap over years, in which nothing need be made. */
async function ensurePartitions(partitions: Partitions, batches: readonly Batch[]): Promise<void> {
  const [first, last] = span(batches);
  if (last - first < 31 * DAY_MS) return partitions.ensure(utcDay(first) - 1, utcDay(last) + 1);
  const days = new Set(batches.flatMap(({ events }) => events.map(({ occurred_at }) => utcDay(occurred_at))));
  for (const day of days) await partitions.ensure(day - 1, day + 1);
}

/** The earliest and the latest instant among the events. */
function span(batches: readonly Batch[]): [first: Instant, last: Instant] {
  let first = Infinity;
  let last = -Infinity;
  for (const { events } of batches) {
    for (const { occurred_at } of events) {
      if (occurred_at < first) first = occurred_at;
      if (occurred_at > last) last = occurred_at;
    }
  }
  return [first, last];
}

/** What the endpoint accepts lies within 7 days and a clock's error; zones add one on either side. */
const DAYS_AROUND = EVENT_LIMITS.age_days + 2;

/**
 * Whether a repeat of what the endpoint accepts now may lie in another partition than its first time: then ids must be
 * looked up beforehand, since each partition alone keeps its ids unique.
 */
export function mayCrossPartitions(now: Instant): boolean {
  const today = utcDay(now);
  return monthOf(today - DAYS_AROUND) !== monthOf(today + 1);
}

function monthOf(day: Day): string {
  return formatDay(day).slice(0, 7);
}
