import { isZone, type Instant } from '@retention/domain/day';
import type { Values } from '../../file/rows.ts';
import type { HostLook } from './host-database.ts';
import { all, asUserId, isLiteral, Parameters, Rows, type Reference } from './host-query.ts';
import { textOf } from './host-table.ts';
import { writtenName } from './identifier.ts';
import { asTime, boundFor, isoOf } from './host-time.ts';
import { FACTS, type Fact } from '../fact.ts';
import { type Mapping, type PeopleSource } from './mapping.ts';
import { openUsers } from './read-events.ts';

export interface HostPerson {
  readonly user_id: string;
  /** As readUserRow takes them, `user_id` among them; every instant is ISO 8601 with Z. What the host has no row for is null. */
  readonly values: Values;
}

/**
 * Up to `most` users beyond the user `after` (null: from the first) with the facts of all sources, in the order of the
 * users' key. `last` is where to go on; null: there was nobody more.
 */
export async function peopleAfter(
  look: HostLook,
  mapping: Mapping,
  after: string | null,
  most: number,
): Promise<{ people: HostPerson[]; last: string | null }> {
  const parameters = new Parameters();
  const users = await openUsers(look, mapping, parameters);
  const { kind, type } = users.id.column;
  const conditions = [users.condition];
  if (after !== null && isLiteral(kind, type, after)) {
    conditions.push(`${users.id.sql} > ${parameters.bind(after, type)}`);
  }
  const rest = `ORDER BY ${users.id.sql} LIMIT ${most}`;
  const people = await readPeople(look, mapping, users, conditions, parameters, rest);
  return { people, last: people.at(-1)?.user_id ?? null };
}

/** Those of these users whom the host has (and who meet `where` of the first source), in the order of the users' key. */
export async function peopleOf(look: HostLook, mapping: Mapping, user_ids: readonly string[]): Promise<HostPerson[]> {
  const parameters = new Parameters();
  const users = await openUsers(look, mapping, parameters);
  const { kind, type } = users.id.column;
  const ids = user_ids.filter((id) => isLiteral(kind, type, id));
  if (ids.length === 0) return [];
  const among = `${users.id.sql} = ANY (${parameters.bindArray(ids, type)})`;
  return readPeople(look, mapping, users, [users.condition, among], parameters, `ORDER BY ${users.id.sql}`);
}

/**
 * The ids of users of whom a source with `updated_at` has a row changed at or after `since`, and of those beyond `after`
 * (where the users' key grows), else of those who joined at or after `since`. Some may be gone: ask peopleOf.
 */
export async function changedPeople(
  look: HostLook,
  mapping: Mapping,
  since: Instant,
  after: string | null,
): Promise<string[]> {
  const found = new Set<string>();
  const gather = async (rows: Rows, user: Reference, condition: string, parameters: Parameters): Promise<void> => {
    const statement = `SELECT DISTINCT ${user.sql}::text AS user_id FROM ${rows.from()} WHERE ${condition} AND ${user.sql} IS NOT NULL`;
    for (const row of await look.rows(statement, parameters.values)) found.add(textOf(row['user_id']));
  };
  const changedSince = (reference: Reference, parameters: Parameters): string => {
    const { kind, type } = asTime(reference).column;
    const bound = boundFor(kind, since, mapping.timezone, 'earliest');
    return `${reference.sql} >= ${parameters.bind(bound, type)}`;
  };
  for (const source of mapping.people) {
    if (source.updated_at === null) continue;
    const parameters = new Parameters();
    const rows = await Rows.of(look, source.table, 't');
    const user = await rows.column(source.user_id);
    await gather(rows, user, changedSince(await rows.column(source.updated_at), parameters), parameters);
  }
  const parameters = new Parameters();
  const { source, rows, id } = await openUsers(look, mapping, new Parameters());
  const { kind, type } = id.column;
  const joined_at = source.facts.joined_at;
  if (kind === 'integer') {
    const beyond =
      after === null || !isLiteral(kind, type, after) ? 'true' : `${id.sql} > ${parameters.bind(after, type)}`;
    await gather(rows, id, beyond, parameters);
  } else if (joined_at !== undefined) {
    await gather(rows, id, changedSince(await rows.column(joined_at), parameters), parameters);
  }
  return [...found];
}

/** One statement for the users and one for each other source, however many people. */
async function readPeople(
  look: HostLook,
  mapping: Mapping,
  users: Awaited<ReturnType<typeof openUsers>>,
  conditions: readonly string[],
  parameters: Parameters,
  rest: string,
): Promise<HostPerson[]> {
  const facts = await factsOf(users.rows, users.source);
  const select = [`${users.id.sql}::text AS user_id`, ...selected(facts)];
  const found = await look.rows(
    `SELECT ${select.join(', ')} FROM ${users.rows.from()} WHERE ${all(conditions)} ${rest}`,
    parameters.values,
  );
  const people = new Map<string, Said[]>();
  for (const row of found) people.set(textOf(row['user_id']), said(facts, row));
  for (const source of mapping.people.slice(1)) {
    await readSource(look, source, users.id, people);
  }
  return [...people].map(([user_id, values]) => ({ user_id, values: valuesOf(user_id, values, mapping.timezone) }));
}

/** Adds what a source says of these people: of many rows of one of them the latest. */
async function readSource(
  look: HostLook,
  source: PeopleSource,
  users: Reference,
  people: Map<string, Said[]>,
): Promise<void> {
  const parameters = new Parameters();
  const rows = await Rows.of(look, source.table, 't');
  const user = asUserId(await rows.column(source.user_id), users);
  const facts = await factsOf(rows, source);
  const conditions = await rows.conditions(source.where, parameters);
  const order = await latestFirst(rows, source);
  const { kind, type } = user.column;
  const ids = [...people.keys()].filter((id) => isLiteral(kind, type, id));
  conditions.push(`${user.sql} = ANY (${parameters.bindArray(ids, type)})`);
  const select = [`${user.sql}::text AS user_id`, ...selected(facts)];
  const found = await look.rows(
    `SELECT DISTINCT ON (${user.sql}) ${select.join(', ')} FROM ${rows.from()}
     WHERE ${all(conditions)} ORDER BY ${[user.sql, ...order].join(', ')}`,
    parameters.values,
  );
  const silent = facts.map((fact): Said => ({ ...fact, text: null }));
  const rowsOf = new Map(found.map((row) => [textOf(row['user_id']), row]));
  for (const [user_id, values] of people) {
    const row = rowsOf.get(user_id);
    values.push(...(row === undefined ? silent : said(facts, row)));
  }
}

/** The order in which the row that counts comes first; the primary key settles what is equal. */
export async function latestFirst(rows: Rows, source: PeopleSource): Promise<string[]> {
  const order: string[] = [];
  if (source.latest_by !== null) order.push(`${(await rows.column(source.latest_by)).sql} DESC NULLS LAST`);
  for (const column of rows.table.primary_key) {
    // One that may not be read settles nothing.
    if (rows.table.columns.has(column)) order.push(`${(await rows.column(writtenName([column]))).sql} DESC`);
  }
  return order;
}

interface FactColumn {
  readonly fact: Fact;
  readonly reference: Reference;
  readonly translations: Readonly<Record<string, string>>;
}

interface Said extends FactColumn {
  readonly text: string | null;
}

const INSTANTS: readonly Fact[] = ['joined_at', 'trial_started_at', 'trial_ends_at', 'paid_since'];
const NUMBERS: readonly Fact[] = ['xp', 'renewals'];

/** Throws HostError where a column is missing or cannot hold its fact. */
export async function factsOf(rows: Rows, source: PeopleSource): Promise<FactColumn[]> {
  const columns: FactColumn[] = [];
  for (const fact of FACTS) {
    const path = source.facts[fact];
    if (path === undefined) continue;
    const reference = await rows.column(path);
    columns.push({
      fact,
      reference: INSTANTS.includes(fact) ? asTime(reference) : reference,
      translations: source.values[fact] ?? {},
    });
  }
  return columns;
}

function selected(facts: readonly FactColumn[]): string[] {
  return facts.map(({ reference }, index) => `${reference.sql}::text AS f${index}`);
}

function said(facts: readonly FactColumn[], row: Readonly<Record<string, unknown>>): Said[] {
  return facts.map((fact, index) => {
    const text = row[`f${index}`];
    return { ...fact, text: typeof text === 'string' ? text : null };
  });
}

function valuesOf(user_id: string, facts: readonly Said[], timezone: string): Values {
  const zone = facts.find(({ fact }) => fact === 'timezone');
  const theirs = zone === undefined || zone.text === null ? '' : translated(zone, zone.text);
  const days = isZone(theirs) ? theirs : timezone;
  const values: Record<string, unknown> = { user_id };
  for (const said of facts) values[said.fact] = said.text === null ? null : valueOf(said, said.text, timezone, days);
  return values;
}

/** `days`: the zone in which a plain date is its noon. */
function valueOf(said: Said, text: string, timezone: string, days: string): string {
  const { fact, reference } = said;
  const ours = translated(said, text);
  if (ours !== text) return ours;
  const { kind } = reference.column;
  if (INSTANTS.includes(fact)) return isoOf(kind, text, kind === 'date' ? days : timezone);
  // 12.50 points are 12: ours are whole.
  return NUMBERS.includes(fact) && kind === 'number' ? text.replace(/\..*$/, '') : text;
}

function translated({ translations }: FactColumn, text: string): string {
  if (Object.hasOwn(translations, text)) return translations[text] ?? text;
  return translations['*'] ?? text;
}
