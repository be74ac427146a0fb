import { statfsSync } from 'node:fs';
import { localDay, type Day } from '@retention/domain/day';
import { rebuild } from '@retention/server/rebuild';
import type { Database } from '@retention/server/database';
import { createPartitions } from '@retention/server/partition';
import { loadStatements } from '@retention/server/statement';
import type { BenchServer } from './server.ts';

const sql = loadStatements(new URL('metrics-fill.sql', import.meta.url), [
  'lives',
  'days_expected',
  'people',
  'days',
  'events',
  'stored',
  'keys',
]);

/** Where people live who have said nothing else. */
export const PROJECT_ZONE = 'Europe/Moscow';
const HISTORY_DAYS = 365;
const EVENTS_PER_DAY = 4;
/** Rows, keys, the journal of changes and the copy for DuckDB, generously. */
const BYTES_PER_EVENT = 350;

export interface Filled {
  readonly events: number;
  readonly people: number;
  readonly user_days: number;
  /** What it took the product to count all of it from nothing. */
  readonly rebuild_s: number;
}

/** A year of about so many events of so many people, a quarter as many active days, and everything counted. */
export async function fill(server: BenchServer, events: number, people: number): Promise<Filled> {
  const { database, dataDir } = server;
  const { bavail, bsize } = statfsSync(dataDir);
  const [wanted, free] = [events * BYTES_PER_EVENT, bavail * bsize].map(
    (bytes) => `${Math.round(bytes / 1e8) / 10} GB`,
  );
  if (bavail * bsize < events * BYTES_PER_EVENT) throw new Error(`${wanted} of disk are needed, ${free} are free`);
  console.error(`about ${wanted} of disk at most, ${free} are free`);
  const today = localDay(Date.now(), PROJECT_ZONE);
  await createPartitions(database).ensure(today - HISTORY_DAYS - 1, today + 1);
  const { user_days, stored } = await timed('filled', () => store(database, events, people));
  await tidy(database);
  const rebuild_s = await timed('counted', () => count(database, today));
  await tidy(database);
  return { events: stored, people, user_days, rebuild_s };
}

async function store(
  database: Database,
  events: number,
  people: number,
): Promise<{ readonly stored: number; readonly user_days: number }> {
  return database.session(async (client) => {
    await client.query("SET work_mem = '256MB'; SET maintenance_work_mem = '512MB'");
    await client.query('SELECT setseed(0.42)');
    await client.query(
      `CREATE TABLE bench_life (user_id text COLLATE "C", timezone text, zone text, today date, registered_on date,
         last_on date, weight double precision, luck double precision)`,
    );
    await client.query(sql.lives.text, [people, PROJECT_ZONE]);
    await client.query('ANALYZE bench_life');
    const expected = async (scale: number): Promise<number> => {
      const { rows } = await client.query<{ days: number }>(sql.days_expected.text, [scale]);
      return rows[0]?.days ?? 0;
    };
    const wanted = events / EVENTS_PER_DAY;
    let [low, high] = [0, 32];
    for (let step = 0; step < 24; step++) {
      const middle = (low + high) / 2;
      if ((await expected(middle)) < wanted) low = middle;
      else high = middle;
    }
    // Days may be fewer than a quarter where so many people cannot have so many: then each has more events.
    const more = events / (await expected(high)) - 1;
    const keys = await client.query<{ relation: string; name: string; definition: string }>(sql.keys.text);
    // Rows first and keys then takes a fraction of the time, and gives the same.
    for (const { relation, name } of keys.rows) await client.query(`ALTER TABLE ${relation} DROP CONSTRAINT ${name}`);
    await client.query(sql.people.text);
    // The whole part of an exponential with this mean has the mean `more`.
    await client.query(sql.days.text, [high, 1 / Math.log(1 + 1 / more)]);
    await client.query('ANALYZE active_day');
    await client.query(sql.events.text);
    for (const { relation, name, definition } of keys.rows) {
      await client.query(`ALTER TABLE ${relation} ADD CONSTRAINT ${name} ${definition}`);
    }
    await client.query('DROP TABLE bench_life');
    const { rows } = await client.query<{ events: number; user_days: number; actions: number }>(sql.stored.text);
    const [now] = rows;
    if (now === undefined || now.events !== now.actions) throw new Error('the days do not add up to the events');
    return { stored: now.events, user_days: now.user_days };
  });
}

/** With the product's own code, as `retention measure` does it. Answers seconds. */
async function count(database: Database, today: Day): Promise<number> {
  const start = performance.now();
  const deps = { database, clock: { now: () => Date.now() }, projectZone: PROJECT_ZONE };
  await rebuild(deps, { from: today - HISTORY_DAYS, to: today });
  return (performance.now() - start) / 1000;
}

/** As autovacuum and time would leave it. */
async function tidy(database: Database): Promise<void> {
  await database.session(async (client) => {
    await client.query('VACUUM ANALYZE');
    await client.query('CHECKPOINT');
  });
}

async function timed<T>(done: string, work: () => Promise<T>): Promise<T> {
  const start = performance.now();
  const result = await work();
  console.error(`${done} in ${((performance.now() - start) / 1000).toFixed(1)} s`);
  return result;
}
