import { pino } from 'pino';
import { Registry } from 'prom-client';
import { beforeEach, describe, expect, it } from 'vitest';
import { openTestDatabase } from '../../../test/database.ts';
import type { Database } from '../../db/database.ts';
import type { Carrier, Outcome } from '../carrier.ts';
import { outboxRows, scriptedCarrier, SENT } from './outbox.fixture.ts';
import { createOutbox } from './outbox.ts';

const { database, clock } = await openTestDatabase({ now: '2024-01-15T10:30:00Z' });
const rows = outboxRows(database);

beforeEach(() => rows.run('TRUNCATE person, trigger, delivery, agenda, closed_address, pace', []));

function open(carrier: Carrier, given: { readonly database?: Database; readonly registry?: Registry } = {}) {
  return createOutbox({
    database,
    clock,
    logger: pino({ level: 'silent' }),
    registry: new Registry(),
    projectZone: 'Europe/Moscow',
    carriers: [carrier],
    webhook: null,
    linksOf: () => ({ action_url: '', unsubscribe_url: '', preferences_url: '' }),
    ...given,
  });
}

async function fill(count: number): Promise<void> {
  for (let at = 0; at < count; at++) await rows.delivery({ user_id: `u${at}`, channel: 'email' });
}

const statuses = async (): Promise<Record<string, number>> =>
  Object.fromEntries(
    (
      await rows.run<{ status: string; count: number }>('SELECT status, count(*) FROM delivery GROUP BY status', [])
    ).map(({ status, count }) => [status, count]),
  );

/** The database, which loses the connection whenever a statement of that name is asked, so many times. */
function losing(name: string, times: number): Database & { lost(): number } {
  let lost = 0;
  return {
    ...database,
    query: (statement, values) => {
      if (statement.name !== name || lost >= times) return database.query(statement, values);
      lost++;
      return Promise.reject(new Error('Connection terminated unexpectedly'));
    },
    lost: () => lost,
  };
}

describe('a running outbox', () => {
  it('sends what waits, and what comes later', async () => {
    const carrier = scriptedCarrier('email');
    const outbox = open(carrier);
    await fill(20);
    outbox.start();
    await expect.poll(statuses, { timeout: 5_000 }).toEqual({ sent: 20 });
    await rows.delivery({ user_id: 'later', channel: 'email' });
    await expect.poll(statuses, { timeout: 5_000 }).toEqual({ sent: 21 });
    await outbox.stop();
    expect(new Set(carrier.taken.map(({ user_id }) => user_id)).size).toBe(21);
  });

  it('has no more under way than its lanes, and does not wait for the slowest', async () => {
    const slow = Promise.withResolvers<Outcome>();
    const carrier = scriptedCarrier('email', { lanes: 4 });
    carrier.answers.push(() => slow.promise);
    const outbox = open(carrier);
    await fill(20);
    outbox.start();
    await expect.poll(statuses, { timeout: 5_000 }).toEqual({ sending: 1, sent: 19 });
    slow.resolve(SENT);
    await outbox.stop();
    expect(await statuses()).toEqual({ sent: 20 });
  });

  it('asked to stop takes nothing more, and finishes what is under way', async () => {
    const answers = Array.from({ length: 4 }, () => Promise.withResolvers<Outcome>());
    const carrier = scriptedCarrier('email', { lanes: 4 });
    carrier.answers.push(
      ...answers.map(
        ({ promise }) =>
          () =>
            promise,
      ),
    );
    const outbox = open(carrier);
    await fill(10);
    outbox.start();
    await expect.poll(() => carrier.taken).toHaveLength(4);
    const stopped = outbox.stop();
    for (const { resolve } of answers) resolve(SENT);
    await stopped;
    expect(await statuses()).toEqual({ sent: 4, waiting: 6 });
  });

  it('asked to stop puts back what waits for its moment', async () => {
    const carrier = scriptedCarrier('telegram', { per_second: 10, lanes: 8 });
    const outbox = open(carrier);
    for (let at = 0; at < 3; at++) await rows.delivery({ user_id: `u${at}`, channel: 'telegram' });
    outbox.start();
    await expect.poll(() => carrier.taken).toHaveLength(1);
    await outbox.stop();
    const after = await rows.run<{ status: string; attempts: number }>('SELECT status, attempts FROM delivery', []);
    const sent = after.filter(({ status }) => status === 'sent').length;
    expect(after.filter(({ status, attempts }) => status === 'waiting' && attempts === 0)).toHaveLength(3 - sent);
    expect(carrier.taken).toHaveLength(sent);
  });

  it('does not forget what has become of a message while the database is away', async () => {
    const away = losing('outcome_write', 5);
    const outbox = open(scriptedCarrier('email'), { database: away });
    await fill(3);
    await outbox.runOnce();
    expect(away.lost()).toBe(5);
    expect(await statuses()).toEqual({ sent: 3 });
  });

  it('gives back what it may have taken when the connection broke: nothing of it has left', async () => {
    let broken = 0;
    const breaking: Database = {
      ...database,
      transaction: (work, isolation) =>
        database.transaction(
          (transaction) =>
            work({
              ...transaction,
              async commit(steps) {
                await transaction.commit(steps);
                if (broken++ === 0) throw new Error('Connection terminated unexpectedly');
              },
            }),
          isolation,
        ),
    };
    const carrier = scriptedCarrier('email');
    const outbox = open(carrier, { database: breaking });
    await fill(3);
    await expect(outbox.runOnce()).rejects.toThrow('Connection terminated');
    await outbox.stop();
    expect(carrier.taken).toEqual([]);
    const after = await rows.run('SELECT status, attempts FROM delivery', []);
    expect(after).toEqual(Array.from({ length: 3 }, () => ({ status: 'waiting', attempts: 0 })));
    expect(await open(carrier).runOnce()).toBe(3);
  });

  it('goes on when the database is back', async () => {
    const away = losing('outbox_look', 1);
    const outbox = open(scriptedCarrier('email'), { database: away });
    await fill(3);
    outbox.start();
    await expect.poll(statuses, { timeout: 5_000 }).toEqual({ sent: 3 });
    await outbox.stop();
  });

  it('asks one statement at a look that finds nothing', async () => {
    const asked: string[] = [];
    const counting: Database = {
      ...database,
      query: (statement, values) => {
        asked.push(statement.name);
        return database.query(statement, values);
      },
      transaction: () => Promise.reject(new Error('nothing is due')),
    };
    const outbox = open(scriptedCarrier('email'), { database: counting });
    outbox.start();
    await outbox.stop();
    expect(asked).toEqual(['outbox_look']);
  });

  it('tells Prometheus', async () => {
    const registry = new Registry();
    const carrier = scriptedCarrier('email');
    carrier.answers.push({ outcome: 'unreachable', answer: '', pause_s: null });
    await fill(3);
    await open(carrier, { registry }).runOnce();
    const text = await registry.metrics();
    expect(text).toContain('retention_deliveries_total{channel="email",outcome="retried"} 1');
    expect(text).toContain('retention_deliveries_total{channel="email",outcome="sent"} 2');
    expect(text).toContain('retention_delivery_seconds_count{channel="email"} 3');
  });
});
