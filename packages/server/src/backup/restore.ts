import type { Clock } from '../clock.ts';
import type { Database } from '../db/database.ts';
import type { PersonHash } from '../db/person-hash.ts';
import { APART, fillApart, type FillOptions } from './fill.ts';
import { inSchema } from './in-schema.ts';
import type { Manifest } from './manifest.ts';
import { ownTables } from './own-tables.ts';
import { peopleErased, quieten, readErased, type Quietened } from './quieten.ts';
import { restoreSql } from './statements.ts';
import { putInPlace, type ErasedKnown } from './swap.ts';

/** Erases people of a database as if they had never been, and leaves their hash (erase.ts). */
export type ErasePeople = (database: Database, personHash: PersonHash, user_ids: readonly string[]) => Promise<number>;

export interface RestoreDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly erasePeople: ErasePeople;
  /** By the key that is in force now; null: there is none yet. */
  readonly hashNow: PersonHash | null;
  /** By the key that is in force afterwards; null: there is none yet. */
  readonly hashAfter: PersonHash | null;
}

export interface Restored extends Quietened {
  /** People of the backup who were erased since it was taken. */
  readonly erased: number;
}

/** Key of the advisory lock under which one restore runs. */
const RESTORING = 7_235_005;
/** People erased in one go. */
const AT_A_TIME = 500;

/**
 * Puts a backup that was checked into the place of all that is there. Until the last moment everything stays as it is, for
 * servers that run as well; killed anywhere, it is as before. People who were erased since are not brought back, and nothing
 * leaves by itself. Throws where another restore runs.
 */
export function restoreBackup(deps: RestoreDeps, manifest: Manifest, options: FillOptions): Promise<Restored> {
  return deps.database.session(async (client) => {
    const { rows } = await client.query<{ locked: boolean }>('SELECT pg_try_advisory_lock($1) AS locked', [RESTORING]);
    if (rows[0]?.locked !== true) throw new Error('Another restore is running');
    try {
      return await restore(deps, manifest, options);
    } finally {
      await client.query('SELECT pg_advisory_unlock($1)', [RESTORING]);
    }
  });
}

async function restore(deps: RestoreDeps, manifest: Manifest, options: FillOptions): Promise<Restored> {
  const { database, clock } = deps;
  const apart = inSchema(database, APART);
  await fillApart(database, manifest, options);
  try {
    const quietened = await quieten(apart, clock.now());
    for (let erased = 0; ;) {
      const known = await erasedKnown(database);
      erased += await eraseAgain(deps, apart);
      options.signal.throwIfAborted();
      if (await putInPlace(database, { tables: ownTables(options.migrations), erased: known }))
        return { ...quietened, erased };
    }
  } catch (error) {
    // As far as it can be said: where the database is away, the next restore clears it away.
    await database.session((client) => client.query(`DROP SCHEMA IF EXISTS ${APART} CASCADE`)).catch(() => undefined);
    throw error;
  }
}

async function erasedKnown(database: Database): Promise<ErasedKnown> {
  const [known] = await database.query<ErasedKnown>(restoreSql.restore_erased_known);
  return known ?? { people: 0, last: null };
}

/** Whoever was erased by the list of now, or by that of the backup, is erased from what was brought back. */
async function eraseAgain(deps: RestoreDeps, apart: Database): Promise<number> {
  const { database, clock, erasePeople, hashNow, hashAfter } = deps;
  // Where the backup brings no key of its own, those of now are still known.
  const personHash = hashAfter ?? hashNow;
  if (personHash === null) return 0;
  const now = await readErased(database);
  const lists = [{ hashes: await readErased(apart), personHash }];
  if (hashNow !== null) lists.push({ hashes: now, personHash: hashNow });
  const user_ids = await peopleErased(apart, lists);
  for (let at = 0; at < user_ids.length; at += AT_A_TIME) {
    await erasePeople(apart, personHash, user_ids.slice(at, at + AT_A_TIME));
  }
  // Also those of whom the backup knows nothing: they come in by no door either. By another key they are not to be known.
  const sameKey = hashNow !== null && hashNow('') === hashAfter?.('');
  if (sameKey) await apart.query(restoreSql.restore_erased_keep, [[...now], new Date(clock.now())]);
  return user_ids.length;
}
