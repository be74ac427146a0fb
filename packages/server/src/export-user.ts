import { once } from 'node:events';
import type { Writable } from 'node:stream';
import type { PoolClient } from 'pg';
import { formatDay, formatInstant } from '@retention/domain/day';
import { writeUserId } from '@retention/domain/user';
import type { Clock } from './clock.ts';
import type { Database, Row } from './db/database.ts';
import type { PersonHash } from './db/person-hash.ts';
import type { Column, Statement } from './db/statement.ts';
import { sql } from './export/statements.ts';
import { profileJson } from './profile/print.ts';
import { currentProfile } from './profile/profile.ts';

export interface ExportDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly projectZone: string;
  readonly personHash: PersonHash;
}

/** What the document holds as lists, in its order. What is known by the hash alone comes last. */
const LISTS: readonly (readonly [key: string, statement: Statement])[] = [
  ['events', sql.export_events],
  ['active_days', sql.export_active_days],
  ['stored_profile', sql.export_stored_profile],
  ['history', sql.export_history],
  ['counted_as', sql.export_counted_as],
  ['triggers', sql.export_triggers],
  ['deliveries', sql.export_deliveries],
  ['decisions', sql.export_decisions],
  ['agenda', sql.export_agenda],
  ['waiting', sql.export_waiting],
  ['preferences', sql.export_preferences],
  ['closed_addresses', sql.export_closed_addresses],
  ['push_subscriptions', sql.export_push_subscriptions],
  ['telegram_links', sql.export_telegram_links],
  ['codes', sql.export_codes],
  ['xp_awards', sql.export_xp_awards],
  ['xp_days', sql.export_xp_days],
  ['audit_subject', sql.export_audit_subject],
  ['sessions', sql.export_sessions],
  ['audit', sql.export_audit],
];
const BY_HASH: ReadonlySet<Statement> = new Set([sql.export_sessions, sql.export_audit]);

/** Rows read at a time: a million events take no more memory than these. */
const ROWS = 1_000;
/** Who takes nothing for so long has gone; a connection to the database waits meanwhile. */
const PATIENCE_MS = 60_000;

/**
 * Writes everything that is held about one person, as one JSON object: what they are, what is made of them as of now, and
 * each further kind of row as a list. As of one moment, in constant memory. Segment and risk are in it: it is theirs, and
 * for the owner to hand over. Secrets are left out. The stream is left open.
 */
export async function exportUser(deps: ExportDeps, user_id: string, out: Writable): Promise<void> {
  const { database, clock, personHash } = deps;
  const { person, profile } = await currentProfile(deps, user_id);
  const hash = personHash(user_id);
  await database.session(async (client) => {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    const [facts = {}] = await rowsOf(client, sql.export_person, [user_id]);
    const head = { user_id: writeUserId(user_id), exported_at: formatInstant(clock.now()), person: facts };
    // The last brace is left open.
    await write(out, `${JSON.stringify(head).slice(0, -1)},\n"profile":${profileJson(person, profile)}`);
    for (const [key, statement] of LISTS) {
      await write(out, `,\n${JSON.stringify(key)}:[`);
      await writeList(client, statement, [BY_HASH.has(statement) ? hash : user_id], out);
      await write(out, ']');
    }
    await client.query('COMMIT');
    await write(out, '}\n');
  });
}

async function rowsOf(client: PoolClient, { text, columns }: Statement, values: readonly string[]): Promise<Row[]> {
  const { rows } = await client.query<Row>(text, [...values]);
  return rows.map((row) => shown(row, columns));
}

async function writeList(
  client: PoolClient,
  { text, columns }: Statement,
  values: readonly string[],
  out: Writable,
): Promise<void> {
  await client.query({ text: `DECLARE exported NO SCROLL CURSOR FOR ${text}`, values: [...values] });
  let separator = '\n';
  for (;;) {
    const { rows } = await client.query<Row>(`FETCH ${ROWS} FROM exported`);
    if (rows.length === 0) break;
    await write(out, separator + rows.map((row) => JSON.stringify(shown(row, columns))).join(',\n'));
    separator = ',\n';
  }
  await client.query('CLOSE exported');
}

/** Days and instants as the API writes them. */
function shown(row: Row, columns: readonly Column[]): Row {
  return Object.fromEntries(columns.map(({ name, type }) => [name, written(row[name], type)]));
}

function written(value: unknown, type: string): unknown {
  if (type === 'date[]' && Array.isArray(value)) return value.map((day) => written(day, 'date'));
  if (typeof value !== 'number') return value ?? null;
  if (type === 'date') return formatDay(value);
  return type === 'timestamptz' ? formatInstant(value) : value;
}

function gone(): Error {
  return new Error('nobody reads the export any more');
}

async function write(out: Writable, text: string): Promise<void> {
  if (out.destroyed) throw gone();
  if (out.write(text)) return;
  const waiting = new AbortController();
  const signal = AbortSignal.any([waiting.signal, AbortSignal.timeout(PATIENCE_MS)]);
  const closed = once(out, 'close', { signal }).then(() => {
    throw gone();
  });
  try {
    await Promise.race([once(out, 'drain', { signal }), closed]);
  } finally {
    closed.catch(() => undefined);
    waiting.abort();
  }
}
