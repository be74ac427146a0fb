import type { Carrier } from '@retention/server/carrier';
import type { Database } from '@retention/server/database';
import { createOutbox } from '@retention/server/outbox';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { median } from './load.ts';
import type { Figures } from './options.ts';
import { startServer } from './server.ts';

const DELIVERIES = 10_000;
const ROUNDS = 3;
/** What was sent before and stays in the table. */
const SENT_BEFORE = 300_000;
/** Messages under way at a time: as the channels have, and as many as a provider might allow. */
const LANES = [16, 64] as const;
const DAY_MS = 86_400_000;

/**
 * 10,000 messages through the outbox to a provider that takes no time: taken, judged, handed over and written down, each once.
 * Beside it one plain UPDATE that says "sent" of as many rows, in the same run.
 */
export async function deliveries(): Promise<Figures> {
  const server = await startServer();
  try {
    const { database } = server;
    await createPeople(database);
    await fill(database, SENT_BEFORE, 'sent');
    const figures: Record<string, number> = {};
    const updates: number[] = [];
    for (const lanes of LANES) {
      const rates: number[] = [];
      for (let round = 0; round < ROUNDS; round++) {
        await fill(database, DELIVERIES, 'waiting');
        const rate = await send(database, lanes);
        console.error(`${lanes} lanes: ${Math.round(rate).toLocaleString('en')} deliveries/s`);
        rates.push(rate);
        await fill(database, DELIVERIES, 'waiting');
        updates.push(await update(database));
      }
      figures[`deliveries_per_s_${lanes}_lanes`] = Math.round(median(rates));
    }
    const bare = median(updates);
    figures['bare_update_rows_per_s'] = Math.round(bare);
    for (const lanes of LANES) {
      figures[`ratio_to_bare_update_${lanes}_lanes`] =
        Math.round(((figures[`deliveries_per_s_${lanes}_lanes`] ?? 0) / bare) * 1000) / 1000;
    }
    return figures;
  } finally {
    await server.stop();
  }
}

/** Sends all that waits; deliveries per second. */
async function send(database: Database, lanes: number): Promise<number> {
  let taken = 0;
  const carrier: Carrier = {
    channel: 'email',
    lanes,
    per_second: null,
    compose: () => ({ title: '', text: '', html: null, buttons: [] }),
    send() {
      taken++;
      return Promise.resolve({ outcome: 'sent', answer: '250 2.0.0 Ok' });
    },
    close: () => Promise.resolve(),
  };
  // Noon, when nobody's night defers anything.
  const noon = (Math.floor(Date.now() / DAY_MS) + 1.5) * DAY_MS;
  const began = performance.now();
  const outbox = createOutbox({
    database,
    clock: { now: () => Math.floor(noon + performance.now() - began) },
    logger: pino({ level: 'warn' }),
    registry: new Registry(),
    projectZone: 'UTC',
    carriers: [carrier],
    webhook: null,
    linksOf: () => ({ action_url: '', unsubscribe_url: '', preferences_url: '' }),
  });
  await outbox.runOnce();
  const seconds = (performance.now() - began) / 1000;
  if (taken !== DELIVERIES) throw new Error(`${taken} of ${DELIVERIES} deliveries were sent`);
  return DELIVERIES / seconds;
}

/** One statement for as many rows; rows per second. */
async function update(database: Database): Promise<number> {
  const start = performance.now();
  const changed = await database.session((client) =>
    client.query("UPDATE delivery SET status = 'sent', sent_at = now(), updated_at = now() WHERE status = 'waiting'"),
  );
  if (changed.rowCount !== DELIVERIES) throw new Error(`${changed.rowCount} of ${DELIVERIES} rows were updated`);
  return DELIVERIES / ((performance.now() - start) / 1000);
}

async function createPeople(database: Database): Promise<void> {
  await database.session((client) =>
    client.query(
      `INSERT INTO person (user_id, email, first_name, timezone, created_at, updated_at)
       SELECT 'user ' || n, 'user' || n || '@example.com', 'Anna', 'UTC', now(), now() FROM generate_series(1, $1::int) AS n`,
      [DELIVERIES],
    ),
  );
}

let filled = 0;

/** So many messages more, spread over everybody. */
async function fill(database: Database, count: number, status: string): Promise<void> {
  await database.session(async (client) => {
    await client.query(
      `WITH made AS (
         INSERT INTO trigger (user_id, type, period_key, mode, holdout, status, open, data, channels, created_at)
         SELECT 'user ' || (n % $1::int + 1), 'win_back', ($3::int + n)::text, 'live', false, 'pending', true,
           '{"days_inactive": 30}', '{email}', now()
         FROM generate_series(1, $2::int) AS n
         RETURNING user_id, id
       )
       INSERT INTO delivery (user_id, key, trigger_id, channel, address, status, next_at, created_at, updated_at)
       SELECT user_id, id::text || '/email', id, 'email', user_id || '@example.com', $4::text, now(), now(), now() FROM made`,
      [DELIVERIES, count, filled, status],
    );
    await client.query('VACUUM ANALYZE trigger, delivery, person');
  });
  filled += count;
}
