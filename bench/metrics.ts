import { isDeepStrictEqual } from 'node:util';
import { join } from 'node:path';
import { adminMetrics } from '@retention/domain/contract/admin';
import type { Contract } from '@retention/domain/contract/contract';
import { metricUsers } from '@retention/domain/contract/metric-users';
import { adminSeries } from '@retention/domain/contract/series';
import { formatDay, localDay } from '@retention/domain/day';
import { previousPeriod, type Period } from '@retention/domain/period';
import type { Database } from '@retention/server/database';
import { median, openConnection, percentile, post, type Connection } from './load.ts';
import { fill, PROJECT_ZONE } from './metrics-fill.ts';
import { askRaw, noteZones, openDuck, postgres, type Answers, type RawFigures } from './metrics-raw.ts';
import type { BenchOptions, Figures } from './options.ts';
import { startServer, type BenchServer } from './server.ts';

const SCALES = [1_000_000, 12_000_000, 50_000_000];
/** 12 million events are of 200,000 people, 50 million of twice as many. */
const EVENTS_PER_PERSON = 60;
const MOST_PEOPLE = 400_000;
const PERIOD_DAYS = 90;
const WARM_UP = 10;
const CALLS = 30;
const RAW_ROUNDS = 3;

/**
 * (d) The dashboard over HTTP for 90 days that end today, one caller, warm: the metrics endpoint, its day series, and
 * first pages of people behind a number, at several numbers of events. Beside it, in the same run, the same figures by
 * plain SQL on the raw events in PostgreSQL and in DuckDB; all three must agree in DAU, MAU, retention and every cell of
 * the cohorts. The raw questions leave out funnel, segments, risk and paying users, which the endpoint answers as well.
 */
export async function metrics({ events = SCALES, people }: BenchOptions): Promise<Figures> {
  const figures: Record<string, Record<string, number>> = {};
  for (const scale of events) {
    const label = scale.toLocaleString('en');
    console.error(`${label} events`);
    const server = await startServer();
    try {
      const most = people ?? Math.min(MOST_PEOPLE, Math.round(scale / EVENTS_PER_PERSON));
      for (const [name, figure] of Object.entries(await measure(server, scale, most))) {
        (figures[name] ??= {})[label] = figure;
      }
    } finally {
      await server.stop();
    }
  }
  return figures;
}

async function measure(server: BenchServer, events: number, most: number): Promise<Record<string, number>> {
  const { database } = server;
  const { rebuild_s, user_days, ...filled } = await fill(server, events, most);
  const to = localDay(Date.now(), PROJECT_ZONE);
  const period = { from: to - PERIOD_DAYS + 1, to };
  const connection = await openConnection(server.port);
  const asked = { date_from: formatDay(period.from), date_to: formatDay(period.to) };
  const call = async <Name extends keyof Contract>(
    path: string,
    body: Contract[Name]['request'],
  ): Promise<Timed<Contract[Name]['response']>> =>
    repeat(connection, post(path, await server.token('owner', 'admin'), JSON.stringify(body)));
  // Right before: which days are over depends on the moment.
  await noteZones(database, Date.now());
  const answered = await call<'admin_metrics'>(adminMetrics.path, asked);
  const series = await call<'admin_series'>(adminSeries.path, asked);
  const mau = await call<'metric_users'>(metricUsers.path, { ...asked, metric: 'overview.mau' });
  const churned = await call<'metric_users'>(metricUsers.path, { ...asked, metric: 'segments.churned' });
  connection.close();
  const seen = shown(answered.answer, series.answer, period);
  same('the length of the list', mau.answer.total, answered.answer.overview.mau);

  const raw = await askRaw(postgres(database), period, RAW_ROUNDS);
  same('PostgreSQL on raw events', raw.answers, seen);
  const duck = await openDuck(database, join(server.dataDir, 'duckdb'));
  try {
    const inDuck = await askRaw(duck.engine, period, RAW_ROUNDS);
    same('DuckDB on raw events', inDuck.answers, seen);
    return {
      ...filled,
      user_days,
      rebuild_s: round1(rebuild_s),
      rebuild_user_days_per_s: Math.round(user_days / rebuild_s),
      ...latencies('metrics', answered.times),
      ...latencies('series', series.times),
      ...latencies('users_of_mau', mau.times),
      ...latencies('users_churned', churned.times),
      ...named('postgres_raw', raw.figures),
      ...named('duckdb_raw', inDuck.figures),
      ...(await sizes(database)),
      duckdb_mb: round2(duck.bytes() / 1e6),
    };
  } finally {
    duck.close();
  }
}

interface Timed<Answer> {
  readonly answer: Answer;
  /** Milliseconds of each call, without the warm-up. */
  readonly times: readonly number[];
}

/** The same request again and again; the first answer. */
async function repeat<Answer>(connection: Connection, request: Uint8Array): Promise<Timed<Answer>> {
  const times: number[] = [];
  let answer: Answer | undefined;
  for (let turn = -WARM_UP; turn < CALLS; turn++) {
    const start = performance.now();
    const { status, body } = await connection.send(request);
    if (turn >= 0) times.push(performance.now() - start);
    if (status !== 200) throw new Error(`answered ${status}: ${body}`);
    answer ??= JSON.parse(body) as Answer;
  }
  if (answer === undefined) throw new Error('nothing was asked');
  return { answer, times };
}

/** What the endpoints said, as the raw questions say it; the figures of the period before come from the series. */
function shown(
  { overview, cohorts }: Contract['admin_metrics']['response'],
  { days, previous }: Contract['admin_series']['response'],
  period: Period,
): Answers {
  const [last, before] = [days.at(-1), previous.at(-1)];
  same('the last day of the period before', before?.date, formatDay(previousPeriod(period).to));
  same('the series', [last?.dau, last?.mau], [overview.dau, overview.mau]);
  return {
    dau: [overview.dau, before?.dau ?? 0],
    mau: [overview.mau, before?.mau ?? 0],
    d7_retention: overview.d7_retention,
    d30_retention: overview.d30_retention,
    cohorts,
  };
}

/** A benchmark of something else would be worthless. */
function same(what: string, found: unknown, expected: unknown): void {
  if (isDeepStrictEqual(found, expected)) return;
  throw new Error(`${what} differs: ${JSON.stringify(found)} instead of ${JSON.stringify(expected)}`);
}

/** The tables the endpoint reads, those its lists and the judgements read, and the events, in MB with their keys. */
async function sizes(database: Database): Promise<Record<string, number>> {
  return database.session(async (client) => {
    const figures: Record<string, number> = {};
    for (const table of ['cohort', 'daily_count', 'snapshot_count']) {
      const { rows } = await client.query<{ rows: number }>(`SELECT count(*) AS rows FROM ${table}`);
      figures[`${table}_rows`] = rows[0]?.rows ?? 0;
    }
    for (const table of ['cohort', 'daily_count', 'snapshot_count', 'member', 'active_day', 'event']) {
      const { rows } = await client.query<{ bytes: number }>(
        `SELECT coalesce(sum(pg_total_relation_size(inhrelid)), pg_total_relation_size($1::regclass))::bigint AS bytes
         FROM pg_inherits WHERE inhparent = $1::regclass`,
        [table],
      );
      figures[`${table}_mb`] = round2((rows[0]?.bytes ?? 0) / 1e6);
    }
    return figures;
  });
}

function latencies(name: string, times: readonly number[]): Record<string, number> {
  return { [`${name}_ms`]: round1(median(times)), [`${name}_p95_ms`]: round1(percentile(times, 0.95)) };
}

function named(name: string, figures: RawFigures): Record<string, number> {
  return Object.fromEntries(Object.entries(figures).map(([key, value]) => [`${name}_${key}`, round1(value)]));
}

function round1(value: number): number {
  return Math.round(value * 10) / 10;
}

function round2(value: number): number {
  return Math.round(value * 100) / 100;
}
