import { expect, it } from 'vitest';
import { eventsBatch } from '@retention/domain/contract/events';
import { readyz } from '@retention/domain/contract/operations';
import type { Database } from '../../src/db/database.ts';
import { signToken } from '../../src/http/app.fixture.ts';
import { testClock } from '../clock.ts';
import { expectCountsToHold } from '../counts.ts';
import { startSmtp } from '../peers/smtp.ts';
import { openBalancer } from './balancer.ts';
import { openClient } from './client.ts';
import { Ledger } from './ledger.ts';
import { Load, progress } from './load.ts';
import { makeNextVersion } from './next-version.ts';
import { chooseSeed } from './random.ts';
import type { ServerProcess } from './server-process.ts';
import { select } from './state.ts';
import { until } from './until.ts';
import { newFolder, openWorkspace } from './workspace.ts';

const NOW = '2024-03-20T12:00:00Z';
/** People who get a message between two steps. */
const MESSAGES = 60;
const workspace = openWorkspace();
const MIGRATION = `ALTER TABLE person ADD COLUMN nickname text;
ALTER TABLE event ADD COLUMN note text;
CREATE TABLE badge (user_id text COLLATE "C" PRIMARY KEY, given_at timestamptz NOT NULL);`;

/** Messages that may leave at once. */
async function fillOutbox(database: Database, step: number): Promise<void> {
  await select(
    database,
    `WITH people AS (
       INSERT INTO person (user_id, created_at, updated_at)
       SELECT 'reader ${step} ' || n, '${NOW}', '${NOW}' FROM generate_series(1, ${MESSAGES}) AS n RETURNING user_id
     ), made AS (
       INSERT INTO trigger (user_id, type, period_key, mode, holdout, status, open, data, channels, created_at, expires_at)
       SELECT user_id, 'inactivity_3_days', '', 'live', false, 'pending', true, '{"days_inactive": 3}', '{email}',
         '${NOW}', '2024-03-20T15:00:00Z' FROM people RETURNING user_id, id
     )
     INSERT INTO delivery (user_id, key, trigger_id, channel, address, status, next_at, created_at, updated_at)
     SELECT user_id, 'email', id, 'email', replace(user_id, ' ', '-') || '@example.com', 'waiting', '${NOW}', '${NOW}', '${NOW}'
     FROM made`,
  );
}

it('a server that drains says so and serves, until it is asked a second time', { timeout: 60_000 }, async () => {
  const server = workspace.start({ RETENTION_NOW: NOW, RETENTION_DRAIN_SECONDS: '60' });
  const address = await server.listening;
  const ready = async (): Promise<number> => (await fetch(`${address}${readyz.path}`)).status;
  expect(await ready()).toBe(200);
  server.kill('SIGTERM');
  await until('balancers are told', async () => (await ready()) === 503);
  const asked = performance.now();
  const client = openClient();
  const event = { type: 'session_start', timestamp: '2024-03-20T11:00:00Z' };
  const sent = JSON.stringify({ events: [event] });
  const token = await signToken({ sub: 'late' });
  expect((await client.post(`${address}${eventsBatch.path}`, token, sent)).status).toBe(200);
  client.close();
  // Asked again within a second it is taken for the same request, passed on by npm.
  await until('a second has passed', () => performance.now() - asked > 1_000);
  server.kill('SIGTERM');
  expect(await server.exited).toBe(1);
  expect(server.output()).toContain('SIGTERM, a second time');
  await workspace.read((database) => select(database, 'TRUNCATE event, person, active_day, change'));
});

it(
  'two servers replaced one after another under load, with a migration: nobody notices',
  { timeout: 240_000 },
  async () => {
    const seed = chooseSeed('rolling');
    const next = makeNextVersion(newFolder(), MIGRATION);
    const smtp = await startSmtp();
    const env = {
      RETENTION_NOW: NOW,
      RETENTION_SMTP_URL: smtp.url,
      RETENTION_EMAIL_FROM: 'hello@example.com',
      RETENTION_DRAIN_SECONDS: '1',
    };
    const balancer = await openBalancer();
    const begin = async (main?: string): Promise<ServerProcess> => {
      const server = workspace.start(env, main);
      balancer.add(await server.listening);
      return server;
    };
    const old = await Promise.all([begin(), begin()]);
    await until('both are ready', () => balancer.ready() === 2);
    const ledger = new Ledger();
    const load = new Load({ ledger, seed, now: NOW, targets: () => [balancer.origin] });
    await load.start();
    await progress(load, 'the start');

    const counts = await workspace.read(async (database) => {
      const replaced: ServerProcess[] = [];
      for (const [step, server] of old.entries()) {
        await fillOutbox(database, step);
        // The first of them migrates, while those of the old version serve.
        replaced.push(await begin(next));
        await until('the new one is ready', () => balancer.ready() === 3);
        await fillOutbox(database, step + 2);
        server.kill('SIGTERM');
        expect(await server.exited, server.output()).toBe(0);
        expect(server.output()).toContain('stopping in 1 s: SIGTERM');
        await progress(load, 'replacing a server');
      }
      await expect(workspace.start(env).listening).rejects.toThrow('newer version of this program (9999_next.sql)');
      await until('everything has been sent', async () => {
        const [left] = await select(
          database,
          `SELECT count(*) FROM delivery WHERE channel = 'email' AND status <> 'sent'`,
        );
        return left?.['count'] === 0;
      });
      await load.stop();
      for (const server of replaced) server.kill('SIGTERM');
      expect(await Promise.all(replaced.map(({ exited }) => exited))).toEqual([0, 0]);
      // Made by this test alone, past every door: nobody has counted them.
      await select(database, `DELETE FROM person WHERE user_id LIKE 'reader %'`);
      await expectCountsToHold({ database, clock: testClock(NOW), projectZone: 'Europe/Moscow' });
      return ledger.check(database);
    });
    await balancer.close();
    await smtp.close();
    process.stdout.write(`${JSON.stringify(counts)}; answers ${JSON.stringify([...load.statuses])}\n`);

    // Not one was cut off, put off or refused.
    expect([...load.statuses.keys()]).toEqual([200]);
    const times = Map.groupBy(smtp.taken, ({ to }) => to);
    expect(times.size).toBe(4 * MESSAGES);
    expect([...times.values()].filter((taken) => taken.length > 1)).toEqual([]);
  },
);
