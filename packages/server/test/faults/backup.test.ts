import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, expect, it } from 'vitest';
import { everything } from '../../src/backup/backup.fixture.ts';
import { checkBackup } from '../../src/backup/check.ts';
import { restoreBackup } from '../../src/backup/restore.ts';
import { testClock } from '../clock.ts';
import { expectCountsToHold } from '../counts.ts';
import { openTestDatabase } from '../database.ts';
import { spawnCommand, type CommandProcess } from './command-process.ts';
import { Keeper } from './keeper.ts';
import { Ledger } from './ledger.ts';
import { Load, progress } from './load.ts';
import { chooseSeed, Random } from './random.ts';
import { until } from './until.ts';
import { openWorkspace } from './workspace.ts';

const NOW = '2024-03-20T12:00:00Z';
const workspace = openWorkspace();
const fresh = await openTestDatabase({ now: NOW });
const taken = join(workspace.dataDir, 'taken');
const signal = new AbortController().signal;
const deps = { projectZone: 'Europe/Moscow', clock: testClock(NOW) };

const commands: CommandProcess[] = [];
afterAll(async () => {
  for (const command of commands) command.kill('SIGKILL');
  await Promise.all(commands.map(({ exited }) => exited));
});

function command(args: readonly string[], env: Readonly<Record<string, string>>): CommandProcess {
  const started = spawnCommand(args, { RETENTION_NOW: NOW, ...env });
  commands.push(started);
  return started;
}

async function ended(command: CommandProcess): Promise<string> {
  expect(await command.exited, command.output()).toBe(0);
  return command.output();
}

it(
  'taken and brought back under load: nothing acknowledged before the backup is missing, nothing is there twice',
  { timeout: 240_000 },
  async () => {
    const seed = chooseSeed('backup');
    const here = { DATA_DIR: workspace.dataDir };
    const keeper = new Keeper(workspace, { RETENTION_NOW: NOW });
    await keeper.server.listening;
    const ledger = new Ledger();
    const load = new Load({ ledger, seed, now: NOW, targets: () => keeper.targets });
    await load.start();
    await progress(load, 'the start');

    const killed = join(workspace.dataDir, 'killed');
    const dying = command(['backup', killed], here);
    await until('it has begun', () => existsSync(killed) && readdirSync(killed).length > 0, 30_000, 1);
    dying.kill('SIGKILL');
    await dying.exited;
    await expect(checkBackup(killed, { signal })).rejects.toThrow('is no backup');

    await progress(load, 'a backup that was killed');
    const before = ledger.acknowledgedBatches();
    await ended(command(['backup', taken], here));
    await progress(load, 'the backup');
    const manifest = await checkBackup(taken, { signal });

    // Beside the server that goes on: what came after the backup is lost, as it says, and what comes from now on is not.
    const said = await ended(command(['restore', taken, '--replace', '--yes'], here));
    const between = ledger.acknowledgedBatches();
    await progress(load, 'the restore');
    await load.stop();
    expect(await keeper.stop(), keeper.server.output()).toBe(0);
    expect([...load.statuses.keys()].filter((status) => ![200, 503].includes(status))).toEqual([]);
    const later = [...ledger.acknowledgedBatches()].filter((batch) => !between.has(batch));
    const counts = await workspace.read(async (database) => {
      await expectCountsToHold({ database, ...deps });
      return ledger.check(database, new Set([...before, ...later]));
    });
    const statuses = [...load.statuses].map(([status, times]) => `${status}: ${times}`).join(', ');
    process.stdout.write(`${JSON.stringify(counts)}; answers ${statuses}; ${/Restored.*/.exec(said)?.[0]}\n`);

    const erasePeople = () => Promise.reject(new Error('nobody was erased'));
    const restoring = { ...fresh, erasePeople, hashNow: null, hashAfter: null };
    await restoreBackup(restoring, manifest, { folder: taken, signal });
    const { acknowledged } = await ledger.check(fresh.database, before);
    expect(acknowledged).toBeGreaterThan(100);
    await expectCountsToHold({ database: fresh.database, ...deps });
  },
);

it('killed anywhere while it is brought back, the database is as before', { timeout: 120_000 }, async () => {
  const random = new Random(chooseSeed('restore'));
  await fresh.database.session((client) =>
    client.query(`INSERT INTO person (user_id, created_at, updated_at) VALUES ('of now', now(), now())`),
  );
  const there = { DATABASE_URL: fresh.connectionString, DATA_DIR: workspace.dataDir };
  const restoring = (): CommandProcess => command(['restore', taken, '--replace', '--yes'], there);
  const { audit: _, ...before } = await everything(fresh.database);
  const filling = `SELECT FROM pg_stat_activity WHERE datname = current_database()
    AND application_name = 'retention command' AND query LIKE 'COPY%'`;
  const filled = `SELECT FROM pg_namespace WHERE nspname = 'retention_restoring'`;
  let kills = 0;
  for (const moment of [filling, filling, filled]) {
    const dying = restoring();
    const come = async (): Promise<boolean> =>
      ((await fresh.database.session((client) => client.query(moment))).rowCount ?? 0) > 0;
    await until('it has come so far', come, 30_000, 1);
    await delay(random.whole(0, 100));
    dying.kill('SIGKILL');
    expect(await dying.exited).toBeNull();
    const { audit, ...after } = await everything(fresh.database);
    expect(after).toEqual(before);
    expect(audit?.filter((row) => row.includes(',restore,'))).toHaveLength(++kills);
  }
  await ended(restoring());
  expect(Object.keys(await everything(fresh.database)).length).toBeGreaterThan(10);
  const left = await fresh.database.session((client) =>
    client.query(`SELECT FROM pg_namespace WHERE nspname LIKE 'retention%'`),
  );
  expect(left.rowCount).toBe(0);
});
