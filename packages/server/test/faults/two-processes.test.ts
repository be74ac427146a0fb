import { setTimeout as delay } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { testClock } from '../clock.ts';
import { expectCountsToHold } from '../counts.ts';
import { Keeper } from './keeper.ts';
import { Ledger } from './ledger.ts';
import { Load, progress } from './load.ts';
import { signal } from './postgres-process.ts';
import { chooseSeed, Random } from './random.ts';
import { until } from './until.ts';
import { openWorkspace } from './workspace.ts';

const NOW = '2024-03-20T12:00:00Z';
const workspace = openWorkspace();

it(
  'two servers that take the same batches at the same moment, and are killed in turn, store each event once',
  {
    timeout: 120_000,
  },
  async () => {
    const seed = chooseSeed('two processes');
    const random = new Random(seed);
    // Both at once, on an empty folder: one of them makes the database.
    const keepers = [0, 1].map(() => new Keeper(workspace, { RETENTION_NOW: NOW }));
    await Promise.all(keepers.map(({ server }) => server.listening));
    const ledger = new Ledger();
    const load = new Load({ ledger, seed, now: NOW, targets: () => keepers.flatMap(({ targets }) => targets) });
    await load.start();
    await progress(load, 'the start');
    for (let round = 0; round < 6; round++) {
      keepers[round % 2]?.server.kill('SIGKILL');
      await progress(load, 'kill -9 of one of two servers');
      await delay(random.whole(100, 600));
    }
    const [postmaster] = workspace.postgres();
    if (postmaster !== undefined) signal(postmaster, 'SIGKILL');
    await progress(load, 'kill -9 of the postmaster of both');
    await load.stop();
    // Whoever stops last stops PostgreSQL.
    expect(await keepers[0]?.stop()).toBe(0);
    expect(workspace.postgres().length).toBeGreaterThan(0);
    expect(await keepers[1]?.stop()).toBe(0);
    await until('PostgreSQL has stopped with the last', () => workspace.postgres().length === 0);
    expect(keepers.flatMap(({ fallen }) => fallen)).toEqual([]);
    expect([...load.statuses.keys()].filter((status) => ![0, 200, 503].includes(status))).toEqual([]);
    const counts = await workspace.read(async (database) => {
      await expectCountsToHold({ database, clock: testClock(NOW), projectZone: 'Europe/Moscow' });
      return ledger.check(database);
    });
    process.stdout.write(`${JSON.stringify(counts)}\n`);
  },
);
