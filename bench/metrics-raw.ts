import { createWriteStream, mkdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { formatDay, localDay } from '@retention/domain/day';
import { cohortEnd, cohortStarts, previousPeriod, type Period } from '@retention/domain/period';
import type { Database } from '@retention/server/database';
import { loadStatements, type Statement } from '@retention/server/statement';
import { to as copyTo } from 'pg-copy-streams';
import { median } from './load.ts';
import { PROJECT_ZONE } from './metrics-fill.ts';

const sql = loadStatements(new URL('metrics-raw.sql', import.meta.url), ['dau', 'mau', 'retention', 'cohorts']);

/** Key figures and cohorts, in the shape of the metrics endpoint. */
export interface Answers {
  readonly dau: readonly number[];
  readonly mau: readonly number[];
  readonly d7_retention: number | null;
  readonly d30_retention: number | null;
  readonly cohorts: readonly object[];
}

/** Milliseconds; `all_ms`: key figures of the period and of the one before, and the cohorts. */
export type RawFigures = Readonly<Record<'dau_ms' | 'mau_ms' | 'cohorts_ms' | 'all_ms', number>>;

type Row = Readonly<Record<string, unknown>>;
/** Runs a statement of metrics-raw.sql on the raw events. */
export type Engine = (statement: Statement, values: readonly (string | number)[]) => Promise<Row[]>;

export function postgres(database: Database): Engine {
  return async ({ text }, values) =>
    database.session(async (client) => (await client.query<Row>(text, [...values])).rows);
}

export interface Duck {
  readonly engine: Engine;
  /** Its file, in bytes. */
  readonly bytes: () => number;
  readonly close: () => void;
}

/** The same rows in a DuckDB file, with the columns that the questions need. */
export async function openDuck(database: Database, folder: string): Promise<Duck> {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'raw.duckdb');
  const instance = await DuckDBInstance.create(file);
  const connection = await instance.connect();
  const { rows } = await database.session((client) =>
    client.query<{ name: string }>(
      "SELECT inhrelid::regclass::text AS name FROM pg_inherits WHERE inhparent = 'event'::regclass ORDER BY name",
    ),
  );
  const tables: [source: string, target: string, columns: Readonly<Record<string, string>>][] = [
    ['person', 'person', { user_id: 'VARCHAR', registered_on: 'DATE', timezone: 'VARCHAR' }],
    ['bench_zone', 'bench_zone', { zone: 'VARCHAR', today: 'DATE' }],
  ];
  for (const { name } of rows) tables.push([name, 'event', { user_id: 'VARCHAR', type: 'VARCHAR', local_day: 'DATE' }]);
  const csv = join(folder, 'rows.csv');
  for (const [source, target, columns] of tables) {
    const names = Object.keys(columns).join(', ');
    await database.session(async (client) => {
      const copy = client.query(copyTo(`COPY (SELECT ${names} FROM ${source}) TO STDOUT (FORMAT csv)`));
      await pipeline(copy, createWriteStream(csv));
    });
    const fields = Object.entries(columns).map(([name, type]) => `${name} ${type}`);
    await connection.run(`CREATE TABLE IF NOT EXISTS ${target} (${fields.join(', ')})`);
    const forced = JSON.stringify(columns).replaceAll('"', "'");
    // An empty field in quotes is a text, one without is nothing: as PostgreSQL writes them.
    await connection.run(
      `INSERT INTO ${target} SELECT * FROM read_csv('${csv}', header = false, auto_detect = false, delim = ',',
         quote = '"', allow_quoted_nulls = false, columns = ${forced})`,
    );
  }
  rmSync(csv);
  await connection.run('CHECKPOINT');
  return {
    engine: duckdb(connection),
    bytes: () => statSync(file).size,
    close: () => {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

function duckdb(connection: DuckDBConnection): Engine {
  return async ({ text }, values) => (await connection.runAndReadAll(text, [...values])).getRowObjectsJS();
}

/** Notes the local today of every zone, for the raw questions. */
export async function noteZones(database: Database, now: number): Promise<void> {
  await database.session(async (client) => {
    await client.query('CREATE TABLE IF NOT EXISTS bench_zone (zone text, today date)');
    await client.query('TRUNCATE bench_zone');
    const { rows } = await client.query<{ zone: string }>(
      "SELECT DISTINCT coalesce(timezone, '') AS zone FROM person ORDER BY zone",
    );
    for (const { zone } of rows) {
      const today = formatDay(localDay(now, zone === '' ? PROJECT_ZONE : zone));
      await client.query('INSERT INTO bench_zone VALUES ($1, $2)', [zone, today]);
    }
    await client.query('ANALYZE bench_zone');
  });
}

/** Asks everything once to warm up and then so many times; medians. The answers are the same each time. */
export async function askRaw(
  engine: Engine,
  period: Period,
  rounds: number,
): Promise<{ readonly answers: Answers; readonly figures: RawFigures }> {
  const first = await askOnce(engine, period);
  const times: RawFigures[] = [];
  for (let round = 0; round < rounds; round++) times.push((await askOnce(engine, period)).figures);
  const figure = (name: keyof RawFigures): number => median(times.map((time) => time[name]));
  return {
    answers: first.answers,
    figures: {
      dau_ms: figure('dau_ms'),
      mau_ms: figure('mau_ms'),
      cohorts_ms: figure('cohorts_ms'),
      all_ms: figure('all_ms'),
    },
  };
}

async function askOnce(engine: Engine, period: Period) {
  const start = performance.now();
  const periods = [period, previousPeriod(period)];
  const counted = async (statement: Statement): Promise<{ users: number[]; ms: number }> => {
    const users: number[] = [];
    const begun = performance.now();
    for (const { to } of periods) users.push(Number((await engine(statement, [formatDay(to)]))[0]?.['users']));
    return { users, ms: (performance.now() - begun) / periods.length };
  };
  const dau = await counted(sql.dau);
  const mau = await counted(sql.mau);
  const shares: (number | null)[] = [];
  for (const n of [7, 30]) {
    for (const { from, to } of periods) {
      const [row] = await engine(sql.retention, [formatDay(from), formatDay(to), n]);
      const [users, active] = [Number(row?.['users']), Number(row?.['active'])];
      shares.push(users === 0 ? null : active / users);
    }
  }
  const begun = performance.now();
  const starts = cohortStarts(period, 'week');
  const days = [starts[0] ?? period.from, cohortEnd(starts.at(-1) ?? period.to, 'week')].map(formatDay);
  const cohorts = (await engine(sql.cohorts, days)).map((row) => cohort(row));
  const end = performance.now();
  const answers: Answers = {
    dau: dau.users,
    mau: mau.users,
    d7_retention: shares[0] ?? null,
    d30_retention: shares[2] ?? null,
    cohorts,
  };
  const figures: RawFigures = { dau_ms: dau.ms, mau_ms: mau.ms, cohorts_ms: end - begun, all_ms: end - start };
  return { answers, figures };
}

function cohort(row: Row): object {
  const users = Number(row['users']);
  const share = (n: number): number | null =>
    n + Number(row['days_to_run']) < 0 ? Number(row[`d${n}`]) / users : null;
  const [d1, d3, d7, d14, d30] = [1, 3, 7, 14, 30].map(share);
  return { cohort_date: row['cohort_date'], users, d1, d3, d7, d14, d30 };
}
