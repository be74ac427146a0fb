import { setTimeout as delay } from 'node:timers/promises';
import type pg from 'pg';
import { isConflict, type Database } from '../db/database.ts';
import { makePartition, partitionMonth } from '../db/partition.ts';
import { quoted } from '../db/quoted.ts';
import { APART, countOn } from './fill.ts';
import type { Manifest } from './manifest.ts';
import { restoreSql, sql } from './statements.ts';

/** Shorter than PostgreSQL takes to find a deadlock: it is we who give way, not those who serve. */
const LOCK_MS = 800;
const PAUSE_MS = 500;
const ATTEMPTS = 120;

export interface PutOptions {
  /** Of this program, without partitions. */
  readonly tables: readonly string[];
  readonly erased: ErasedKnown;
}

/** What the list of the erased looked like when it was read. */
export interface ErasedKnown {
  readonly people: number;
  readonly last: number | null;
}

/**
 * Puts the tables that were filled apart into the place of those that are used, in one transaction: whoever reads sees the
 * old ones before and the new ones after, and waits for moments in between. False: somebody was erased meanwhile, who has to
 * be erased apart as well, and nothing was changed.
 */
export async function putInPlace(database: Database, given: PutOptions): Promise<boolean> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await database.session((client) => attemptTo(client, given));
    } catch (error) {
      if (!isConflict(error) || attempt === ATTEMPTS) throw error;
      await delay(PAUSE_MS);
    }
  }
}

async function attemptTo(client: pg.ClientBase, { tables: names, erased: known }: PutOptions): Promise<boolean> {
  await client.query('BEGIN');
  const { rows: places } = await client.query<{ schema: string }>(sql.backup_place.text);
  const place = quoted(places[0]?.schema ?? 'public');
  await client.query(`SET LOCAL lock_timeout = ${LOCK_MS}`);
  // Who stores something locks a person first: where we wait, they still have all they need.
  const ordered = ['person', ...names.filter((name) => name !== 'person')];
  await client.query(`LOCK TABLE ${ordered.map(quoted).join(', ')} IN ACCESS EXCLUSIVE MODE`);
  const { rows: erased } = await client.query<ErasedKnown>(restoreSql.restore_erased_known.text);
  if (erased[0]?.people !== known.people || erased[0].last !== known.last) {
    await client.query('ROLLBACK');
    return false;
  }
  const { rows: sequences } = await client.query<Manifest['sequences'][number]>(sql.backup_sequences.text, [names]);
  await countOn(client, APART, sequences);
  await keepAudit(client, place);
  await keepAccounts(client, place);
  const grants = await grantsOf(client, names);
  const used = await tablesOf(client, names);
  await client.query(`SET LOCAL search_path TO ${APART}`);
  const apart = new Set(await tablesOf(client, names));
  for (const name of used) {
    // A server that runs knows that it is there, and does not look again.
    const month = partitionMonth(name);
    if (month !== null && !apart.has(name)) await makePartition(client, month);
  }
  await client.query(`SET LOCAL search_path TO ${place}`);
  await client.query(`DROP TABLE ${names.map((name) => `${place}.${quoted(name)}`).join(', ')}`);
  await moveFunctions(client, place);
  for (const name of new Set([...apart, ...used])) {
    // A month that was taken off the table, and not dropped yet.
    if (partitionMonth(name) !== null) await client.query(`DROP TABLE IF EXISTS ${place}.${quoted(name)}`);
    await client.query(`ALTER TABLE ${APART}.${quoted(name)} SET SCHEMA ${place}`);
  }
  for (const grant of grants) await client.query(grant);
  // Not a word of CASCADE: what was left in it would be lost.
  await client.query(`DROP SCHEMA ${APART}`);
  await client.query('COMMIT');
  return true;
}

/** With their partitions, those behind what they are part of. */
async function tablesOf(client: pg.ClientBase, names: readonly string[]): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(sql.backup_tables.text, [names]);
  return rows.map(({ name }) => name);
}

/** Rows of the audit are only added, also here: those written since the backup stay. */
async function keepAudit(client: pg.ClientBase, place: string): Promise<void> {
  const { rows } = await client.query<{ columns: string[] }>(sql.backup_tables.text, [['audit']]);
  const others = (rows[0]?.columns ?? []).filter((name) => name !== 'id').map(quoted);
  await client.query(`
    INSERT INTO ${APART}.audit (id, ${others.join(', ')}) OVERRIDING SYSTEM VALUE
    SELECT CASE WHEN EXISTS (SELECT FROM ${APART}.audit AS known WHERE known.id = own.id)
        THEN nextval(pg_get_serial_sequence('${APART}.audit', 'id')) ELSE own.id END, ${others.join(', ')}
    FROM ${place}.audit AS own
    WHERE NOT EXISTS (
      SELECT FROM ${APART}.audit AS same WHERE same.id = own.id AND same.at = own.at AND same.action = own.action
    )
    ORDER BY own.id`);
}

/** Who was let in, shut out or given another password since the backup: that stays. */
async function keepAccounts(client: pg.ClientBase, place: string): Promise<void> {
  const { rows } = await client.query<{ columns: string[] }>(sql.backup_tables.text, [['account']]);
  const columns = (rows[0]?.columns ?? []).map(quoted);
  await client.query(`
    INSERT INTO ${APART}.account AS known (${columns.join(', ')})
    SELECT ${columns.join(', ')} FROM ${place}.account
    ON CONFLICT (login) DO UPDATE SET ${columns.map((name) => `${name} = EXCLUDED.${name}`).join(', ')}
    WHERE known.updated_at < EXCLUDED.updated_at`);
}

/** What others were allowed to do with the tables, as statements that allow it again. */
async function grantsOf(client: pg.ClientBase, names: readonly string[]): Promise<string[]> {
  const { rows } = await client.query<{ grant: string }>(
    `SELECT format('GRANT %s ON %I TO %s%s', acl.privilege_type, c.relname,
       CASE acl.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(acl.grantee)) END,
       CASE WHEN acl.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END) AS grant
     FROM pg_class AS c, aclexplode(c.relacl) AS acl
     WHERE c.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema())
       AND c.relname = ANY ($1) AND acl.grantee <> c.relowner`,
    [names],
  );
  return rows.map(({ grant }) => grant);
}

/** Of triggers on the tables. */
async function moveFunctions(client: pg.ClientBase, place: string): Promise<void> {
  const { rows } = await client.query<{ signature: string }>(
    `SELECT format('%I(%s)', proname, pg_get_function_identity_arguments(oid)) AS signature
     FROM pg_proc WHERE pronamespace = $1::regnamespace`,
    [APART],
  );
  for (const { signature } of rows) {
    await client.query(`DROP FUNCTION IF EXISTS ${place}.${signature}`);
    await client.query(`ALTER FUNCTION ${APART}.${signature} SET SCHEMA ${place}`);
  }
}
