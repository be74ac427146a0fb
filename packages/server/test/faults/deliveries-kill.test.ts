import { spawn, type ChildProcess } from 'node:child_process';
import { createECDH } from 'node:crypto';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, it } from 'vitest';
import { openTestDatabase } from '../database.ts';
import type { DeliveriesWorker } from './deliveries.worker.ts';
import { startProviders, type Providers } from './providers.ts';
import { quickClock, systemNow } from './quick-clock.ts';
import { chooseSeed, Random } from './random.ts';
import { until } from './until.ts';

/** More of both by hand: FAULT_DELIVERIES=10000 FAULT_WORKER_KILLS=200. */
const DELIVERIES = Number(process.env['FAULT_DELIVERIES'] ?? 2_000);
const KILLS = Number(process.env['FAULT_WORKER_KILLS'] ?? 30);
const WORKERS = 3;
const CHANNELS = ['telegram', 'email', 'push'] as const;
const WORKER = fileURLToPath(new URL('deliveries.worker.ts', import.meta.url));
/** Leases and pauses of half a minute end within two seconds. */
const SPEED = 20;
/** From when a message is made, on the quick clock. */
const EXPIRES_MS = 3 * 3_600_000;
const TIMEOUT_MS = 180_000 + KILLS * 3_000;

const { database, connectionString } = await openTestDatabase({ connections: 4 });
const quick = { start: Date.parse('2024-01-15T12:00:00Z'), origin: systemNow(), speed: SPEED };
const clock = quickClock(quick);
const run = <R extends object>(text: string, values: readonly unknown[] = []): Promise<R[]> =>
  database.session(async (client) => (await client.query<R>(text, [...values])).rows);

const keys = createECDH('prime256v1');
keys.generateKeys();
const publicKey = keys.getPublicKey('base64url');
const privateKey = keys.getPrivateKey('base64url').padStart(43, 'A');

const children = new Set<ChildProcess>();
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL');
  await until('the workers are gone', () => children.size === 0);
});

/** A worker that has begun, or is about to. */
interface Worker {
  readonly child: ChildProcess;
  readonly begun: Promise<void>;
  readonly exited: Promise<number | null>;
  output: string;
}

function startWorker(given: DeliveriesWorker): Worker {
  const child = spawn(process.execPath, [WORKER, JSON.stringify(given)], {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: { PATH: process.env['PATH'] ?? '' },
  });
  children.add(child);
  const exited = once(child, 'exit').then(([code]: unknown[]) => {
    children.delete(child);
    return typeof code === 'number' ? code : null;
  });
  const begun = Promise.race([once(child, 'message'), exited]).then(() => undefined);
  const worker: Worker = { child, begun, exited, output: '' };
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (text) => (worker.output += String(text)));
  return worker;
}

let people = 0;

/** So many deliveries more, to people with an address in every channel. */
async function fill(deliveries: number, subscribe: Providers['subscribe']) {
  const rows = Array.from({ length: Math.ceil(deliveries / CHANNELS.length) }, () => {
    const number = ++people;
    const push = subscribe(publicKey);
    return { user_id: `u${number}`, telegram: String(number), email: `u${number}@example.com`, ...push };
  });
  const now = clock.now();
  await run(
    `WITH given AS MATERIALIZED (
       SELECT * FROM json_to_recordset($1) AS given (user_id text, telegram text, email text, endpoint text, p256dh text, auth text)
     ), people AS (
       INSERT INTO person (user_id, created_at, updated_at) SELECT user_id, $2, $2 FROM given
     ), browsers AS (
       INSERT INTO push_subscription SELECT user_id, endpoint, p256dh, auth, $2 FROM given
     ), made AS (
       INSERT INTO trigger (user_id, type, period_key, mode, holdout, status, open, data, channels, created_at, expires_at)
       SELECT user_id, 'inactivity_3_days', '', 'live', false, 'pending', true, '{"days_inactive": 3}', '{}', $2, $3 FROM given
       RETURNING user_id, id
     )
     INSERT INTO delivery (user_id, key, trigger_id, channel, address, status, next_at, created_at, updated_at)
     SELECT made.user_id, channel, made.id, channel, address, 'waiting', $2, $2, $2
     FROM made JOIN given USING (user_id)
     CROSS JOIN LATERAL (VALUES ('telegram', given.telegram), ('email', given.email), ('push', given.endpoint))
       AS way (channel, address)`,
    [JSON.stringify(rows), new Date(now), new Date(now + EXPIRES_MS)],
  );
}

/** Waits until some of what waits is being sent; answers one that is at it. */
async function busyOne(workers: readonly Worker[], providers: Providers, random: Random): Promise<Worker> {
  const enough = providers.requests() + random.whole(1, 60);
  const patience = performance.now() + 1_500;
  while (providers.requests() < enough && performance.now() < patience) await delay(2);
  const rows = await run<{ worker: string }>(
    `SELECT worker FROM delivery WHERE status = 'sending' ORDER BY next_at DESC LIMIT 1`,
  );
  // "<host> <pid> <id>"
  const pid = Number(rows[0]?.worker.split(' ')[1]);
  return workers.find(({ child }) => child.pid === pid) ?? random.pick(workers);
}

interface Ended {
  readonly channel: (typeof CHANNELS)[number];
  readonly address: string;
  readonly status: string;
  readonly answer: string | null;
}

it(
  'whichever workers are killed, every message is taken once at most, and what may have been taken is listed',
  { timeout: TIMEOUT_MS },
  async () => {
    const random = new Random(chooseSeed('deliveries'));
    const providers = await startProviders(random);
    const given: DeliveriesWorker = {
      connectionString,
      clock: quick,
      smtpUrl: providers.smtpUrl,
      telegram: providers.telegram,
      push: { host: providers.pushHost, publicKey, privateKey },
    };
    const workers = Array.from({ length: WORKERS }, () => startWorker(given));
    // Stands in for whoever looks at people whose message has not arrived.
    const judging = new AbortController();
    const judge = (async () => {
      while (!judging.signal.aborted) {
        await run('DELETE FROM agenda');
        await delay(50);
      }
    })();
    for (let kill = 0; kill < KILLS; kill++) {
      await fill(DELIVERIES / KILLS, providers.subscribe);
      const victim = random.chance(0.6) ? await busyOne(workers, providers, random) : random.pick(workers);
      // Sometimes while it is only starting.
      if (random.chance(0.9)) await victim.begun;
      victim.child.kill('SIGKILL');
      workers[workers.indexOf(victim)] = startWorker(given);
    }
    const left = async () => {
      const [row] = await run<{ count: number }>(
        `SELECT count(*) FROM delivery WHERE status IN ('waiting', 'sending')`,
      );
      return row?.count ?? Infinity;
    };
    await until('every delivery has ended', async () => (await left()) === 0, 120_000, 200);
    for (const { child } of workers) child.kill('SIGTERM');
    expect(await Promise.all(workers.map(({ exited }) => exited))).toEqual([0, 0, 0]);
    judging.abort();
    await judge;

    const all = await run<Ended>('SELECT channel, address, status, answer FROM delivery');
    const taken = providers.taken();
    const times = ({ channel, address }: Ended): number => taken[channel].get(address) ?? 0;
    const statuses = Object.groupBy(all, ({ status }) => status);
    const uncertain = statuses['uncertain'] ?? [];
    const bereft = uncertain.filter(({ answer }) => answer?.startsWith('its worker') === true);
    const takenOf = (ended: readonly Ended[]): number => ended.filter((each) => times(each) > 0).length;
    const counts = Object.entries(statuses).map(([status, of = []]) => `${status} ${of.length}`);
    process.stdout.write(
      `${all.length} deliveries, ${KILLS} kills: ${counts.join(', ')}. Uncertain: ${bereft.length} whose worker was killed ` +
        `(${takenOf(bereft)} had been taken), ${uncertain.length - bereft.length} whose connection broke ` +
        `(${takenOf(uncertain) - takenOf(bereft)} had been taken)\n`,
    );

    expect(all).toHaveLength(people * CHANNELS.length);
    expect(Object.keys(statuses).filter((status) => !FINAL.includes(status))).toEqual([]);
    expect(all.filter((each) => times(each) > 1)).toEqual([]);
    expect(statuses['sent']?.filter((each) => times(each) !== 1)).toEqual([]);
    const neither = all.filter(({ status }) => status !== 'sent' && status !== 'uncertain');
    expect(neither.filter((each) => times(each) > 0)).toEqual([]);
    const wrong = await run(
      `SELECT t.user_id FROM trigger t
       WHERE (t.status = 'sent') <> EXISTS (SELECT FROM delivery d
         WHERE d.user_id = t.user_id AND d.trigger_id = t.id AND d.status = 'sent')`,
    );
    expect(wrong).toEqual([]);
    expect(workers.map(({ output }) => output)).toEqual(['', '', '']);
    await providers.close();
  },
);

/** `cancelled`: it expired before its turn came again. */
const FINAL = ['sent', 'refused', 'unreachable', 'uncertain', 'cancelled'];
