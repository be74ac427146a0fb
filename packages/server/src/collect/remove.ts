import { addEvent, emptyDay, type ActiveDay } from '@retention/domain/activity';
import { formatDay, localDay, type Day, type Instant } from '@retention/domain/day';
import { eventDefinition, isEventType, type Metadata } from '@retention/domain/event';
import type { Transaction } from '../db/database.ts';
import { loadStatements } from '../db/statement.ts';
import { dayRow, wireDate, wireInstant } from './active-day-row.ts';

const sql = loadStatements(new URL('remove.sql', import.meta.url), [
  'remove_lock',
  'remove_events',
  'remove_remaining',
  'remove_first',
  'remove_days',
  'remove_days_left',
  'remove_settle',
]);

/** Events of one person that are to go. */
export interface Removal {
  readonly user_id: string;
  readonly ids: readonly string[];
}

/** What a person has lost with their events. */
export interface Removed {
  /** How many of them there were. */
  readonly events: number;
  /** The earliest day that is to be judged anew. */
  readonly from: Day;
  /** Days that were active, and are none any more. */
  readonly lost: ReadonlySet<Day>;
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
}

interface GoneRow {
  readonly user_id: string;
  readonly local_day: Day;
  readonly occurred_at: Instant;
}

interface LeftRow {
  readonly user_id: string;
  readonly day: Day;
  readonly type: string;
  readonly occurred_at: Instant;
  readonly metadata: Metadata | null;
}

interface FirstRow {
  readonly user_id: string;
  readonly first_event_at: Instant;
  readonly first_event_on: Day;
}

/** Locks these people until the transaction ends. Answers those of them who are known. */
export async function lockPeople(transaction: Transaction, user_ids: readonly string[]): Promise<PersonRow[]> {
  return transaction.query<PersonRow>(sql.remove_lock, [user_ids]);
}

/**
 * Takes events away, as if they had never come: the days they were on are told anew from what is left of them. A day whose
 * events were dropped with their month is not touched, since nothing of it can be taken away. What has changed of each
 * person is answered, and has to be judged and counted in the same transaction.
 */
export async function removeStored(
  transaction: Transaction,
  people: readonly PersonRow[],
  removals: readonly Removal[],
  { now, projectZone }: { readonly now: Instant; readonly projectZone: string },
): Promise<Map<string, Removed>> {
  const user_ids = removals.flatMap(({ user_id, ids }) => ids.map(() => user_id));
  const ids = removals.flatMap((removal) => removal.ids);
  const gone = Map.groupBy(
    await transaction.query<GoneRow>(sql.remove_events, [user_ids, ids]),
    ({ user_id }) => user_id,
  );
  if (gone.size === 0) return new Map();
  const touched = Array.from(gone.values(), (rows) => uniqueDays(rows)).flat();
  const columns = [touched.map(({ user_id }) => user_id), touched.map(({ day }) => formatDay(day))];
  const left = Map.groupBy(await transaction.query<LeftRow>(sql.remove_remaining, columns), ({ user_id }) => user_id);
  const lost = await writeDays(transaction, columns, left);
  const first = await readFirst(
    transaction,
    people.filter((person) => losesFirst(person, gone.get(person.user_id) ?? [])),
  );
  const changed: object[] = [];
  const removed = new Map<string, Removed>();
  for (const person of people) {
    const own = gone.get(person.user_id);
    if (own === undefined) continue;
    const after = settled(person, own, { first, left: left.get(person.user_id) ?? [], projectZone });
    changed.push(after.row);
    removed.set(person.user_id, {
      events: own.length,
      from: Math.min(after.from, ...own.map(({ local_day }) => local_day)),
      lost: lost.get(person.user_id) ?? new Set(),
    });
  }
  await transaction.query(sql.remove_settle, [JSON.stringify(changed), new Date(now)]);
  return removed;
}

function uniqueDays(rows: readonly GoneRow[]): { readonly user_id: string; readonly day: Day }[] {
  const days = new Map(rows.map(({ user_id, local_day }) => [local_day, user_id]));
  return Array.from(days, ([day, user_id]) => ({ user_id, day }));
}

/** Writes what is left of days. Answers those of which nothing is, where they were active. */
async function writeDays(
  transaction: Transaction,
  touched: readonly (readonly string[])[],
  left: ReadonlyMap<string, readonly LeftRow[]>,
): Promise<Map<string, Set<Day>>> {
  const rows: object[] = [];
  const lost = new Map<string, Set<Day>>();
  const before = await transaction.query<{ user_id: string; day: Day }>(sql.remove_days, touched);
  for (const { user_id, day } of before) lost.set(user_id, (lost.get(user_id) ?? new Set()).add(day));
  for (const [user_id, events] of left) {
    for (const day of daysOf(events)) {
      rows.push(dayRow(user_id, day));
      lost.get(user_id)?.delete(day.day);
    }
  }
  if (rows.length > 0) await transaction.query(sql.remove_days_left, [JSON.stringify(rows)]);
  return lost;
}

/** The active days that these events make. */
function daysOf(events: readonly LeftRow[]): Iterable<ActiveDay> {
  const days = new Map<Day, ActiveDay>();
  for (const { day, type, occurred_at, metadata } of events) {
    if (!isEventType(type) || eventDefinition(type).own === false) continue;
    let known = days.get(day);
    if (known === undefined) days.set(day, (known = emptyDay(day)));
    addEvent(known, { type, occurred_at, metadata });
  }
  return days.values();
}

/** Whether an event was among those by which it is known when somebody was first heard of. */
function losesFirst({ first_event_at, first_event_on }: PersonRow, gone: readonly GoneRow[]): boolean {
  return gone.some(({ local_day, occurred_at }) => local_day === first_event_on || occurred_at === first_event_at);
}

async function readFirst(transaction: Transaction, people: readonly PersonRow[]): Promise<Map<string, FirstRow>> {
  if (people.length === 0) return new Map();
  const user_ids = people.map(({ user_id }) => user_id);
  const rows = await transaction.query<FirstRow>(sql.remove_first, [user_ids]);
  return new Map(rows.map((row) => [row.user_id, row]));
}

interface Left {
  readonly first: ReadonlyMap<string, FirstRow>;
  readonly left: readonly LeftRow[];
  readonly projectZone: string;
}

/** The person without those events, and the earliest day whose judgement that changes beyond its active days. */
function settled(person: PersonRow, gone: readonly GoneRow[], { first, left, projectZone }: Left) {
  const { user_id, joined_at } = person;
  const known = first.get(user_id);
  const losesAt = gone.some(({ occurred_at }) => occurred_at === person.first_event_at);
  const losesOn = gone.some(({ local_day }) => local_day === person.first_event_on);
  const first_event_at = losesAt ? (known?.first_event_at ?? Infinity) : (person.first_event_at ?? Infinity);
  const first_event_on = losesOn ? (known?.first_event_on ?? Infinity) : (person.first_event_on ?? Infinity);
  const zone = person.timezone ?? person.client_timezone ?? projectZone;
  // Spec section 4: the local day of `joined_at`, else of the first event.
  const registered_on = joined_at === null ? first_event_on : localDay(joined_at, zone);
  const before = person.registered_on ?? Infinity;
  const touched = new Set(gone.map(({ local_day }) => local_day));
  const broken = new Set(left.filter(({ type }) => type === 'streak_broken').map(({ day }) => day));
  const row = {
    user_id,
    first_event_at: wireInstant(first_event_at),
    first_event_on: wireDate(first_event_on),
    registered_on: wireDate(registered_on),
    streak_broken_days: person.streak_broken_days
      .filter((day) => !touched.has(day) || broken.has(day))
      .map((day) => formatDay(day)),
  };
  return { row, from: registered_on === before ? Infinity : Math.min(registered_on, before) };
}
