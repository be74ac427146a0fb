import { parseInstant, type Instant } from '@retention/domain/day';
import type { HostLook } from './host-database.ts';
import { all, Parameters, Rows, samePerson } from './host-query.ts';
import { textOf, type ColumnKind } from './host-table.ts';
import { asTime, boundFor, isoOf, plusMinutes } from './host-time.ts';
import type { EventSource, Mapping, PeopleSource } from './mapping.ts';
import { readHostPerson } from './people.ts';
import type { Preview, PreviewRecord, PreviewSource } from '../preview.ts';
import { latestEvents, openUsers } from './read-events.ts';
import { peopleAfter, peopleOf, type HostPerson } from './read-people.ts';

/** How many rows each source has to take, in the order of the mapping: people first. One statement a source. */
export async function countsOf(look: HostLook, mapping: Mapping): Promise<PreviewSource[]> {
  const counts: PreviewSource[] = [];
  for (const [index, source] of mapping.people.entries()) {
    counts.push(index === 0 ? await countUsers(look, mapping, source) : await countPeople(look, mapping, source));
  }
  for (const source of mapping.events) counts.push(await countEvents(look, mapping, source));
  return counts;
}

/** The counts, and ten people and ten events as they would be taken. */
export async function previewOf(look: HostLook, mapping: Mapping, now: Instant): Promise<Preview> {
  const sources = await countsOf(look, mapping);
  const people = await peopleOf(look, mapping, await someUsers(look, mapping));
  const events: PreviewRecord[] = [];
  const each = Math.max(1, Math.ceil(EXAMPLES / Math.max(1, mapping.events.length)));
  for (const source of mapping.events) {
    for (const { values } of await latestEvents(look, mapping, source, each)) {
      const { user_id, timestamp, metadata } = values;
      const said = metadata === undefined ? '' : JSON.stringify(metadata);
      events.push({ user_id: String(user_id), type: source.type, timestamp, metadata: said === '{}' ? null : said });
    }
  }
  return {
    sources,
    examples: [
      { of: 'people', rows: people.map(({ values }) => recordOf(values)) },
      { of: 'events', rows: events.slice(0, EXAMPLES) },
    ],
    notes: await refusals(look, mapping, now),
  };
}

const EXAMPLES = 10;

async function countUsers(look: HostLook, mapping: Mapping, source: PeopleSource): Promise<PreviewSource> {
  const parameters = new Parameters();
  const { rows, condition } = await openUsers(look, mapping, parameters);
  const joined = source.facts.joined_at;
  const at = joined === undefined ? null : asTime(await rows.column(joined));
  const times = at === null ? 'NULL AS first, NULL AS last' : span(at.sql, condition);
  const [row] = await look.rows(
    `SELECT count(*) AS total, count(*) FILTER (WHERE ${condition}) AS rows, ${times} FROM ${rows.from()}`,
    parameters.values,
  );
  const counted = Number(row?.['rows'] ?? 0);
  const left_out = [{ reason: whereReason(source.where), rows: Number(row?.['total'] ?? 0) - counted }];
  return {
    ...described(source, 'people'),
    rows: counted,
    left_out: left_out.filter(isThere),
    ...spanOf(row, at?.column.kind, mapping, 0),
  };
}

async function countPeople(look: HostLook, mapping: Mapping, source: PeopleSource): Promise<PreviewSource> {
  const parameters = new Parameters();
  const rows = await Rows.of(look, source.table, 't');
  const user = await rows.column(source.user_id);
  const users = await openUsers(look, mapping, parameters);
  const where = all(await rows.conditions(source.where, parameters));
  const [row] = await look.rows(
    `SELECT count(*) AS total, count(*) FILTER (WHERE ${where}) AS matching,
       count(u.id) FILTER (WHERE ${where}) AS of_users, count(DISTINCT u.id) FILTER (WHERE ${where}) AS rows
     FROM ${rows.from()} LEFT JOIN (SELECT ${users.id.sql} AS id FROM ${users.rows.from()} WHERE ${users.condition}) u
       ON ${samePerson({ ...users.id, sql: 'u.id' }, user)}`,
    parameters.values,
  );
  const figure = (name: string): number => Number(row?.[name] ?? 0);
  const left_out = [
    { reason: whereReason(source.where), rows: figure('total') - figure('matching') },
    { reason: NOBODY, rows: figure('matching') - figure('of_users') },
    { reason: 'older rows of the same user', rows: figure('of_users') - figure('rows') },
  ];
  return {
    ...described(source, 'people'),
    rows: figure('rows'),
    left_out: left_out.filter(isThere),
    first: null,
    last: null,
  };
}

async function countEvents(look: HostLook, mapping: Mapping, source: EventSource): Promise<PreviewSource> {
  const parameters = new Parameters();
  const rows = await Rows.of(look, source.table, 't');
  const user = await rows.column(source.user_id);
  const at = asTime(await rows.column(source.at));
  const users = await openUsers(look, mapping, parameters);
  const where = all(await rows.conditions(source.where, parameters));
  const until = source.until === null ? null : parseInstant(source.until);
  const { kind, type } = at.column;
  // For times without a zone this is the wall clock's hour; reading looks at each row.
  const latest = typeof until === 'number' ? until - source.plus_minutes * 60_000 : null;
  const early =
    latest === null
      ? 'true'
      : `${at.sql} <= ${parameters.bind(boundFor(kind, latest, mapping.timezone, 'nearest'), type)}`;
  const timed = `${where} AND u.id IS NOT NULL AND ${at.sql} IS NOT NULL`;
  const taken = `${timed} AND ${early}`;
  const [row] = await look.rows(
    `SELECT count(*) AS total, count(*) FILTER (WHERE ${where}) AS matching,
       count(*) FILTER (WHERE ${where} AND u.id IS NOT NULL) AS of_users,
       count(*) FILTER (WHERE ${timed}) AS timed, count(*) FILTER (WHERE ${taken}) AS early,
       ${source.first_of_user ? `count(DISTINCT u.id) FILTER (WHERE ${taken})` : `count(*) FILTER (WHERE ${taken})`} AS rows,
       ${span(at.sql, taken)}
     FROM ${rows.from()} LEFT JOIN (SELECT ${users.id.sql} AS id FROM ${users.rows.from()} WHERE ${users.condition}) u
       ON ${samePerson({ ...users.id, sql: 'u.id' }, user)}`,
    parameters.values,
  );
  const figure = (name: string): number => Number(row?.[name] ?? 0);
  const left_out = [
    { reason: whereReason(source.where), rows: figure('total') - figure('matching') },
    { reason: NOBODY, rows: figure('matching') - figure('of_users') },
    { reason: `${source.at} is empty`, rows: figure('of_users') - figure('timed') },
    { reason: `later than ${source.until ?? ''}, left to the app`, rows: figure('timed') - figure('early') },
    { reason: 'not the first of their user', rows: figure('early') - figure('rows') },
  ];
  return {
    ...described(source, source.type),
    rows: figure('rows'),
    left_out: left_out.filter(isThere),
    ...spanOf(row, kind, mapping, source.plus_minutes),
  };
}

const NOBODY = 'of nobody among the users';

function described({ name, table }: PeopleSource | EventSource, what: string) {
  return { name, what, from: table };
}

function isThere({ rows }: { readonly rows: number }): boolean {
  return rows > 0;
}

/** `where` in words: `is_active is not true`. */
function whereReason(where: PeopleSource['where']): string {
  const parts = Object.entries(where).map(
    ([column, value]) => `${column} is not ${value === null ? 'empty' : String(value)}`,
  );
  return parts.join(', or ');
}

function span(at: string, condition: string): string {
  // `infinity` is no time anybody did anything at.
  const among = `FILTER (WHERE ${condition} AND isfinite(${at}))`;
  return `(min(${at}) ${among})::text AS first, (max(${at}) ${among})::text AS last`;
}

function spanOf(
  row: Readonly<Record<string, unknown>> | undefined,
  kind: ColumnKind | undefined,
  mapping: Mapping,
  minutes: number,
) {
  const read = (name: string): string | null => {
    const text = textOf(row?.[name]);
    return text === '' || kind === undefined ? null : plusMinutes(isoOf(kind, text, mapping.timezone), minutes);
  };
  return { first: read('first'), last: read('last') };
}

/** Ten users spread over all there are; the first are mostly the makers themselves. */
async function someUsers(look: HostLook, mapping: Mapping): Promise<string[]> {
  const parameters = new Parameters();
  const { rows, id, condition } = await openUsers(look, mapping, parameters);
  const from = `FROM ${rows.from()} WHERE ${condition}`;
  const some =
    id.column.kind === 'integer'
      ? `SELECT DISTINCT s.id::text AS user_id
         FROM (SELECT min(${id.sql})::numeric AS low, max(${id.sql})::numeric AS high ${from}) b,
           generate_series(0, ${EXAMPLES - 1}) g,
           LATERAL (SELECT ${id.sql} AS id ${from}
             AND ${id.sql} >= trunc(b.low + (b.high - b.low) * g / ${EXAMPLES - 1})::bigint ORDER BY ${id.sql} LIMIT 1) s`
      : `SELECT ${id.sql}::text AS user_id ${from} ORDER BY ${id.sql} LIMIT ${EXAMPLES}`;
  return (await look.rows(some, parameters.values)).map((row) => textOf(row['user_id']));
}

function recordOf(values: HostPerson['values']): PreviewRecord {
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => [key, typeof value === 'string' ? value : null]),
  );
}

/** Looking at more people than that takes longer than a preview should. */
const MOST_LOOKED_AT = 100_000;
const PAGE = 2_000;
const MOST_REASONS = 10;

/** Facts that cannot be taken, and of how many people: one unknown zone may stand in thousands of rows. */
async function refusals(look: HostLook, mapping: Mapping, now: Instant): Promise<string[]> {
  const reasons = new Map<string, { people: number; example: string }>();
  let after: string | null = null;
  let seen = 0;
  while (seen < MOST_LOOKED_AT) {
    const { people, last } = await peopleAfter(look, mapping, after, PAGE);
    for (const person of people) {
      for (const { reason, input } of readHostPerson(person, mapping.timezone, now).refused) {
        const known = reasons.get(reason);
        if (known !== undefined) known.people++;
        else reasons.set(reason, { people: 1, example: input });
      }
    }
    seen += people.length;
    if (last === null || people.length < PAGE) break;
    after = last;
  }
  const found = [...reasons].toSorted(([, a], [, b]) => b.people - a.people).slice(0, MOST_REASONS);
  return found.map(([reason, { people, example }]) => `${people} people: ${reason}. One of them: ${example}`);
}
