import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { attachDatabase } from '@retention/server/attach';
import type { Database } from '@retention/server/database';
import { pino } from 'pino';
import { createDjangoHost } from '../packages/server/test/django-host.ts';
import type { BenchOptions } from './options.ts';

const PEOPLE = 50_000;
const ROWS = 3_000_000;
const CLI = fileURLToPath(new URL('../packages/server/bin/retention.js', import.meta.url));

/**
 * (h) Moving in: a Django app of 50,000 users and 3 million habit logs, journal entries and chat messages, connected, taken and
 * counted by one command; then the same command again, which compares everybody. Beside it the same events by a bare COPY
 * into a table with the same key. `--people` and `--events` make it smaller. The app lies in the same PostgreSQL.
 */
export async function connect({
  people = PEOPLE,
  events: [rows = ROWS] = [],
}: BenchOptions): Promise<Record<string, number>> {
  const folder = mkdtempSync(join(tmpdir(), 'retention-bench-'));
  const dataDir = join(folder, 'data');
  const database = await attachDatabase({
    config: { databaseUrl: null, dataDir },
    logger: pino({ level: 'warn' }),
    applicationName: 'retention bench',
    connections: 4,
    statementTimeoutMs: 0,
  });
  try {
    const url = await createHost(database);
    const start = performance.now();
    await createDjangoHost(url, { users: people, rows, now: new Date().toISOString() });
    console.error(`the app is made in ${secondsSince(start).toFixed(1)} s`);
    const args = [
      'connect',
      'django',
      '--database-url',
      url,
      '--mapping',
      join(folder, 'mapping.json'),
      '--yes',
      '--json',
    ];
    const first = await timed(() => command(args, dataDir));
    console.error(`connected, taken and counted in ${first.seconds.toFixed(1)} s`);
    const taken = read(first.said);
    const again = await timed(() => command(args, dataDir));
    console.error(`compared in ${again.seconds.toFixed(1)} s`);
    const copy = await bareCopy(database, join(folder, 'events.copy'));
    return {
      people: figure(taken, 'people'),
      rows: figure(taken, 'rows'),
      all_seconds: round(first.seconds),
      taking_seconds: round(figure(taken, 'seconds')),
      rows_per_s: Math.round(figure(taken, 'rows') / figure(taken, 'seconds')),
      rows_per_s_counted: Math.round(figure(taken, 'rows') / first.seconds),
      comparing_seconds: round(again.seconds),
      bare_copy_rows_per_s: Math.round(copy),
    };
  } finally {
    await database.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A database of its own beside ours, and the address of it. */
function createHost(database: Database): Promise<string> {
  return database.session(async (client) => {
    await client.query("CREATE ROLE app SUPERUSER LOGIN PASSWORD 'bench'");
    await client.query('CREATE DATABASE app OWNER app');
    const { rows } = await client.query<{ folder: string; port: string }>(
      "SELECT current_setting('unix_socket_directories') AS folder, current_setting('port') AS port",
    );
    const [{ folder, port } = { folder: '', port: '' }] = rows;
    const host = encodeURIComponent(folder.replaceAll('"', ''));
    return `postgresql://app:bench@localhost/app?host=${host}&port=${port}`;
  });
}

/** What it prints; its progress is seen meanwhile. */
function command(args: readonly string[], dataDir: string): Promise<string> {
  const child = spawn(process.execPath, [CLI, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { PATH: process.env.PATH ?? '', DATA_DIR: dataDir },
  });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => (code === 0 ? resolve(said) : reject(new Error(`the command ended with ${code}`))));
  });
}

async function timed(work: () => Promise<string>): Promise<{ readonly said: string; readonly seconds: number }> {
  const start = performance.now();
  const said = await work();
  return { said, seconds: secondsSince(start) };
}

/** The summary is the last line. */
function read(said: string): unknown {
  return JSON.parse(said.trimEnd().split('\n').at(-1) ?? '');
}

function figure(summary: unknown, name: string): number {
  const value: unknown = typeof summary === 'object' && summary !== null ? Reflect.get(summary, name) : undefined;
  return Number(value);
}

/** Rows a second of COPY into a table with the key our events have, and nothing else. */
function bareCopy(database: Database, file: string): Promise<number> {
  return database.session(async (client) => {
    await client.query(`COPY (SELECT * FROM event) TO '${file}' (FORMAT binary)`);
    await client.query('CREATE TABLE bare_event (LIKE event, PRIMARY KEY (user_id, id))');
    const start = performance.now();
    const { rowCount } = await client.query(`COPY bare_event FROM '${file}' (FORMAT binary)`);
    return (rowCount ?? 0) / secondsSince(start);
  });
}

function secondsSince(start: number): number {
  return (performance.now() - start) / 1000;
}

function round(seconds: number): number {
  return Math.round(seconds * 10) / 10;
}
