import { randomFillSync } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { eventsBatch } from '@retention/domain/contract/events';
import type { Database } from '@retention/server/database';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import { median, openConnection, post } from './load.ts';
import { startServer } from './server.ts';

const EVENTS_PER_BATCH = 100;
const CONNECTIONS = 16;
const USERS = 5_000;
const ROUNDS = 3;
const BATCHES_PER_ROUND = 5_000;
const ID_DIGITS = 32;

/**
 * (a) Events per second through HTTP: batches of 100, 16 connections, each batch of one of 5,000 people, events of the
 * last day and a half, ids of their own; the load generator on the same machine. Durable: an answer means committed.
 * Beside it COPY of the same rows into the same tables, in the same run. While it takes events in, the server judges and
 * counts in the background what has changed; `catch_up_ms` says how far behind that is when the load ends.
 */
export async function ingest(): Promise<Record<string, number>> {
  const server = await startServer();
  try {
    const tokens = await Promise.all(Array.from({ length: USERS }, (_, user) => server.token(`user-${user}`)));
    const connections = await Promise.all(Array.from({ length: CONNECTIONS }, () => openConnection(server.port)));
    const template = createTemplate();
    const rates: number[] = [];
    let sent = 0;
    const round = async (batches: number): Promise<number> => {
      let left = batches;
      const before = [server.cpuSeconds(), server.databaseCpuSeconds(), process.cpuUsage().user / 1e6];
      const start = performance.now();
      await Promise.all(
        connections.map(async (connection) => {
          while (left-- > 0) {
            const token = tokens[Math.floor(Math.random() * USERS)] ?? '';
            const { status, body } = await connection.send(post(eventsBatch.path, token, template()));
            if (status !== 200 || !body.includes('"processed":100')) throw new Error(`answered ${status}: ${body}`);
            sent += EVENTS_PER_BATCH;
          }
        }),
      );
      const seconds = (performance.now() - start) / 1000;
      const after = [server.cpuSeconds(), server.databaseCpuSeconds(), process.cpuUsage().user / 1e6];
      const perEvent = after.map(
        (value, index) => ((value - (before[index] ?? 0)) * 1e6) / (batches * EVENTS_PER_BATCH),
      );
      console.error(
        `${Math.round((batches * EVENTS_PER_BATCH) / seconds).toLocaleString('en')} events/s; CPU in µs an event: ` +
          ['Node', 'PostgreSQL', 'generator'].map((name, index) => `${name} ${perEvent[index]?.toFixed(2)}`).join(', '),
      );
      return (batches * EVENTS_PER_BATCH) / seconds;
    };
    await round(10_000); // warm-up
    for (let number = 0; number < ROUNDS; number++) rates.push(await round(BATCHES_PER_ROUND));
    for (const connection of connections) connection.close();
    const catch_up_ms = await caughtUp(server.database);
    const peak_memory_mb = server.peakMemoryMb();
    await checkStored(server.database, sent);
    const copy_rows_per_s = await copyReference(server.database, sent);
    const events_per_s = median(rates);
    return {
      events_per_s: Math.round(events_per_s),
      copy_events_per_s: Math.round(copy_rows_per_s),
      ratio_to_copy: round2(events_per_s / copy_rows_per_s),
      catch_up_ms,
      peak_memory_mb,
      events: sent,
    };
  } finally {
    await server.stop();
  }
}

/** Gives bodies of 100 events that differ in their ids and nothing else: the generator must cost little. */
function createTemplate(): () => Buffer {
  const kinds = [
    { type: 'habit_completed', metadata: { habit_id: 123, streak: 5 } },
    { type: 'feature_used', metadata: { feature: 'journal', duration_seconds: 120 } },
    { type: 'session_start', metadata: {} },
    { type: 'journal_entry', metadata: { entry_id: 789 } },
    { type: 'ai_coach_message', metadata: { session_id: 'b7e1', message_count: 5 } },
  ];
  const now = Date.now();
  const events = Array.from({ length: EVENTS_PER_BATCH }, (_, index) => ({
    id: '00000000-0000-4000-8000-000000000000',
    ...kinds[index % kinds.length],
    timestamp: new Date(now - index * 22 * 60_000).toISOString(),
  }));
  const text = JSON.stringify({ events });
  const places = [...text.matchAll(/"id":"/g)].map(({ index }) => index + 6);
  const skeleton = Buffer.from(text);
  const random = Buffer.allocUnsafe((EVENTS_PER_BATCH * ID_DIGITS) / 2);
  return () => {
    const body = Buffer.from(skeleton);
    const digits = randomFillSync(random).toString('hex');
    for (const [index, place] of places.entries()) {
      const from = index * ID_DIGITS;
      body.write(digits.slice(from, from + 8), place, 'latin1');
      body.write(digits.slice(from + 8, from + 12), place + 9, 'latin1');
      body.write(digits.slice(from + 12, from + 15), place + 15, 'latin1');
      body.write(digits.slice(from + 15, from + 18), place + 20, 'latin1');
      body.write(digits.slice(from + 18, from + 30), place + 24, 'latin1');
    }
    return body;
  };
}

const PATIENCE_MS = 600_000;

/** Waits until all that has changed is counted. Up to two seconds of it are the pause between two looks. */
async function caughtUp(database: Database): Promise<number> {
  const start = performance.now();
  for (;;) {
    const { rows } = await database.session((client) => client.query('SELECT FROM change LIMIT 1'));
    const waited = performance.now() - start;
    if (rows.length === 0) return Math.round(waited);
    if (waited > PATIENCE_MS) throw new Error('what has changed is still not counted after ten minutes');
    await delay(50);
  }
}

/** A benchmark that lost events would be no benchmark, nor would one that counted none of them for the dashboard. */
async function checkStored(database: Database, sent: number): Promise<void> {
  const [events, actions, days, counted] = await database.session(async (client) => {
    const { rows } = await client.query<Record<string, number>>(
      `SELECT (SELECT count(*) FROM event) AS events, sum(actions) AS actions, count(*) AS days,
         (SELECT sum(dau) FROM daily_count) AS counted
       FROM active_day`,
    );
    return ['events', 'actions', 'days', 'counted'].map((name) => rows[0]?.[name] ?? 0);
  });
  if (events !== sent || actions !== sent) {
    throw new Error(`${sent} events were acknowledged, ${events} are stored, active_day counts ${actions}`);
  }
  if (counted !== days) throw new Error(`${days} active days are stored, the dashboard counts ${counted}`);
}

/** The same rows again by COPY, one stream, into empty tables of the same shape with the same keys. */
async function copyReference(database: Database, events: number): Promise<number> {
  return database.session(async (client) => {
    const partitions = await client.query<{ name: string; bounds: string }>(
      `SELECT relname AS name, pg_get_expr(relpartbound, oid) AS bounds FROM pg_class
       JOIN pg_inherits ON inhrelid = oid WHERE inhparent = 'event'::regclass`,
    );
    await client.query('CREATE SCHEMA reference');
    await client.query('CREATE TABLE reference.event (LIKE event) PARTITION BY RANGE (local_day)');
    for (const { name, bounds } of partitions.rows) {
      await client.query(`CREATE TABLE reference.${name} PARTITION OF reference.event ${bounds}`);
      await client.query(`ALTER TABLE reference.${name} ADD PRIMARY KEY (user_id, id)`);
    }
    await client.query('CREATE TABLE reference.active_day (LIKE active_day INCLUDING ALL)');
    const tables: [string, Buffer][] = [];
    for (const table of ['event', 'active_day']) {
      const chunks: Buffer[] = [];
      const stream = client.query(copyTo(`COPY (SELECT * FROM ${table}) TO STDOUT (FORMAT binary)`));
      for await (const chunk of stream) chunks.push(chunk as Buffer);
      tables.push([table, Buffer.concat(chunks)]);
    }
    await client.query('CHECKPOINT');
    const rates: number[] = [];
    for (let number = 0; number < ROUNDS; number++) {
      await client.query(`TRUNCATE ${['event', 'active_day'].map((table) => `reference.${table}`).join(', ')}`);
      const start = performance.now();
      for (const [table, bytes] of tables) {
        await new Promise<void>((resolve, reject) => {
          const stream = client.query(copyFrom(`COPY reference.${table} FROM STDIN (FORMAT binary)`));
          stream.on('finish', resolve);
          stream.on('error', reject);
          stream.end(bytes);
        });
      }
      rates.push(events / ((performance.now() - start) / 1000));
    }
    return median(rates);
  });
}

function round2(value: number): number {
  return Math.round(value * 100) / 100;
}
