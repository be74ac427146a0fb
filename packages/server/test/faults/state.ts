import type { Database } from '../../src/db/database.ts';

/** Rows as they are, for tests. */
export async function select(database: Database, text: string): Promise<Record<string, unknown>[]> {
  return database.session(async (client) => (await client.query<Record<string, unknown>>(text)).rows);
}

/** A hash of everything a request can change: equal before and after means nothing was written. */
export async function fingerprint(database: Database): Promise<unknown> {
  return select(
    database,
    ['person', 'event', 'active_day', 'profile', 'preference', 'push_subscription', 'code', 'trigger_setting']
      .map((table) => `SELECT '${table}', count(*), md5(string_agg(t::text, '\n' ORDER BY t::text)) FROM ${table} t`)
      .join(' UNION ALL '),
  );
}

export interface Counts {
  readonly people: number;
  readonly events: number;
  /** Actions of all active days together, and the events that should be them. */
  readonly actions: number;
  readonly own: number;
}

export async function count(database: Database): Promise<Counts> {
  const [row] = await select(
    database,
    `SELECT (SELECT count(*) FROM person) AS people, (SELECT count(*) FROM event) AS events,
       (SELECT coalesce(sum(actions), 0)::int FROM active_day) AS actions,
       (SELECT count(*) FROM event WHERE type <> 'streak_broken') AS own`,
  );
  const { people, events, actions, own } = row ?? {};
  return { people: Number(people), events: Number(events), actions: Number(actions), own: Number(own) };
}
