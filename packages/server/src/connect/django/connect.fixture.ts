import { catchUp } from '../../catch-up.ts';
import type { Database } from '../../db/database.ts';
import { createPersonHash } from '../../db/person-hash.ts';
import type { TestClock } from '../../../test/clock.ts';
import { storedCounts } from '../../../test/counts.ts';
import { connectDeps, type ConnectDeps } from './deps.ts';
import type { HostDatabase } from './host-database.ts';
import type { Refusal } from './host-row.ts';
import type { Mapping } from './mapping.ts';
import { moveIn, type MovedIn } from './move-in.ts';
import type { Listener } from './store.ts';
import { sweep, type Swept } from './sweep.ts';
import { sync, type Synced } from './sync.ts';

export const PROJECT_ZONE = 'Europe/Moscow';
/** So small that a little app takes many transactions. */
export const SMALL_PAGES = { people: 10, rows: 40, stretch: 100 } as const;

export function testDeps(database: Database, clock: TestClock, eventsKeepMonths: number | null = null): ConnectDeps {
  const personHash = createPersonHash('the key of the tests, of 32 characters');
  return connectDeps({ database, clock, projectZone: PROJECT_ZONE, personHash, eventsKeepMonths });
}

export function quietly(): Listener & { readonly refused: Refusal[]; readonly said: string[] } {
  const refused: Refusal[] = [];
  const said: string[] = [];
  return {
    refused,
    said,
    refuse: (refusal) => refused.push(refusal),
    say: (text) => said.push(text),
    went: () => undefined,
  };
}

interface Given {
  readonly listener?: Listener;
  readonly signal?: AbortSignal;
  readonly confirmErasure?: boolean;
}

/** What `retention connect django` does, and counts. */
export async function move(
  deps: ConnectDeps,
  host: HostDatabase,
  mapping: Mapping,
  given: Given = {},
): Promise<MovedIn> {
  const { listener = quietly(), signal = new AbortController().signal, confirmErasure = false } = given;
  const moved = await moveIn(deps, host, mapping, {
    listener,
    signal,
    confirmErasure,
    pages: SMALL_PAGES,
    onBegin: () => undefined,
  });
  await catchUp(deps, { wait: true });
  return moved;
}

export async function takeNew(deps: ConnectDeps, host: HostDatabase, mapping: Mapping): Promise<Synced> {
  const synced = await sync(deps, host, mapping, { listener: quietly(), signal: new AbortController().signal });
  await catchUp(deps, { wait: true });
  return synced;
}

export async function compareAll(
  deps: ConnectDeps,
  host: HostDatabase,
  mapping: Mapping,
  confirmErasure = false,
): Promise<Swept> {
  const swept = await sweep(deps, host, mapping, {
    round: { gone: null },
    listener: quietly(),
    signal: new AbortController().signal,
    most_ms: Infinity,
    confirmErasure,
  });
  await catchUp(deps, { wait: true });
  return swept;
}

const STATE = {
  people: `SELECT (to_jsonb(p) - 'updated_at' - 'created_at' - 'announced_at')::text FROM person AS p ORDER BY user_id`,
  events: `SELECT concat_ws(' ', user_id, id, type, occurred_at, local_day, metadata) FROM event ORDER BY user_id, id`,
  days: `SELECT d::text FROM active_day AS d ORDER BY user_id, day`,
  xp: `SELECT x::text FROM xp_day AS x ORDER BY user_id, day`,
  sources: `SELECT concat_ws(' ', source, watermark, rows_taken, backfilled_at IS NOT NULL) FROM connection_source ORDER BY source`,
  settings: `SELECT concat_ws(' ', type, mode) FROM trigger_setting ORDER BY type`,
} as const;

/** Everything that was taken and counted, as text; but not when it was received. */
export async function stateOf(database: Database): Promise<Record<string, string[]>> {
  const state: Record<string, string[]> = { counts: await storedCounts(database) };
  for (const [name, text] of Object.entries(STATE)) state[name] = await select(database, text);
  return state;
}

/** The only column of these rows. */
export async function select(database: Database, text: string): Promise<string[]> {
  const { rows } = await database.session((client) => client.query<string[]>({ text, rowMode: 'array' }));
  return rows.map(([value]) => value ?? '');
}

/** As if nothing had ever been taken. So few rows are gone sooner by DELETE. */
export async function forget(database: Database): Promise<void> {
  await database.session(async (client) => {
    const { rows } = await client.query<{ statements: string }>(
      `SELECT string_agg(format('DELETE FROM %I', c.relname), '; ') AS statements
       FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
       WHERE nspname = 'public' AND relkind IN ('r', 'p') AND NOT relispartition AND relname NOT IN ('migration', 'audit')`,
    );
    await client.query(rows[0]?.statements ?? '');
  });
}
