import { setTimeout as delay } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { eventsBatch } from '@retention/domain/contract/events';
import { metrics } from '@retention/domain/contract/operations';
import { signToken } from '../../src/http/app.fixture.ts';
import { openClient } from './client.ts';
import { Keeper } from './keeper.ts';
import { Ledger } from './ledger.ts';
import { Load, progress } from './load.ts';
import { freeze } from './postgres-process.ts';
import { chooseSeed, Random } from './random.ts';
import { select } from './state.ts';
import { until } from './until.ts';
import { openWorkspace } from './workspace.ts';

const NOW = '2024-03-20T12:00:00Z';
const workspace = openWorkspace();

it('a server asked to stop finishes what it has taken', { timeout: 60_000 }, async () => {
  const server = workspace.start({ RETENTION_NOW: NOW });
  const address = await server.listening;
  const token = await signToken({ sub: 'in flight' });
  const clients = Array.from({ length: 16 }, () => openClient());
  const event = { type: 'session_start', timestamp: '2024-03-20T11:00:00Z' };
  // None of them can be answered before the stop has been asked for: the database stands still meanwhile.
  const thaw = await freeze(workspace.postgres());
  const answers = clients.map((client) =>
    client.post(`${address}${eventsBatch.path}`, token, JSON.stringify({ events: [event, event] })),
  );
  await until('all have been taken', async () => {
    const text = await (await fetch(`${address}${metrics.path}`)).text();
    return text.includes(`\nevent_batches_waiting ${clients.length}\n`);
  });
  server.kill('SIGTERM');
  await until('it is stopping', () => server.output().includes('stopping: SIGTERM'));
  await thaw();
  expect((await Promise.all(answers)).map(({ status }) => status)).toEqual(clients.map(() => 200));
  expect(await server.exited, server.output()).toBe(0);
  for (const client of clients) client.close();
  expect(await workspace.read((database) => select(database, 'SELECT count(*) FROM event'))).toEqual([{ count: 32 }]);
  await workspace.read((database) => select(database, 'TRUNCATE event, person, active_day'));
});

it('a server asked to stop under load, again and again, loses nothing', { timeout: 90_000 }, async () => {
  const seed = chooseSeed('stop');
  const random = new Random(seed);
  const keeper = new Keeper(workspace, { RETENTION_NOW: NOW });
  await keeper.server.listening;
  const ledger = new Ledger();
  const load = new Load({ ledger, seed, now: NOW, targets: () => keeper.targets });
  await load.start();
  for (let round = 0; round < 3; round++) {
    await progress(load, 'the stop');
    await delay(random.whole(50, 400));
    const { server } = keeper;
    server.kill('SIGTERM');
    expect(await server.exited, `${server.output()}\n${workspace.postgresLog()}`).toBe(0);
  }
  await progress(load, 'the last stop');
  await load.stop();
  expect(await keeper.stop()).toBe(0);
  // Stopping is not a reason to put anybody off: who reaches the server is served.
  expect([...load.statuses.keys()].filter((status) => status !== 0 && status !== 200)).toEqual([]);
  const counts = await workspace.read((database) => ledger.check(database));
  process.stdout.write(`${JSON.stringify(counts)}\n`);
});
