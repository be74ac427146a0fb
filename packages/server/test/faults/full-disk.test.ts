import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { Keeper } from './keeper.ts';
import { Ledger } from './ledger.ts';
import { Load, progress } from './load.ts';
import { chooseSeed } from './random.ts';
import { until } from './until.ts';
import { openWorkspace } from './workspace.ts';

const NOW = '2024-03-20T12:00:00Z';
const SIZE_MB = 400;

// A file system of its own that can be filled: only root may make one, and not everywhere.
const folder = mkdtempSync(join(tmpdir(), 'retention-full-disk-'));
const mounted =
  process.getuid?.() === 0 &&
  spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${SIZE_MB}m,mode=0700`, 'tmpfs', folder]).status === 0;
// Takes it away when its input ends, which it does however this process ends.
const cleaner = spawn('sh', ['-c', 'read _; umount -l "$0" 2>/dev/null; rmdir "$0"', folder], {
  stdio: ['pipe', 'ignore', 'inherit'],
  detached: true,
});
// Hooks run in reverse: this one after the workspace has ended everything that works in the folder.
afterAll(async () => {
  cleaner.stdin?.end();
  await once(cleaner, 'exit');
});
const workspace = openWorkspace(join(folder, 'data'));

it.runIf(mounted)(
  'a full disk puts senders off, loses nothing, and is over when there is room again',
  {
    timeout: 120_000,
  },
  async () => {
    const seed = chooseSeed('full disk');
    const keeper = new Keeper(workspace, { RETENTION_NOW: NOW });
    await keeper.server.listening;
    const ledger = new Ledger();
    const load = new Load({ ledger, seed, now: NOW, targets: () => keeper.targets });
    await load.start();
    await progress(load, 'the start');
    fill(join(folder, 'filler'));
    await until('senders are put off', () => (load.statuses.get(503) ?? 0) > 12, 40_000);
    rmSync(join(folder, 'filler'));
    await progress(load, 'a full disk');
    await load.stop();
    expect([...load.statuses.keys()].filter((status) => ![0, 200, 503].includes(status))).toEqual([]);
    expect(await keeper.stop(), `${keeper.server.output()}\n${workspace.postgresLog()}`).toBe(0);
    expect(keeper.fallen).toEqual([]);
    const counts = await workspace.read((database) => ledger.check(database));
    process.stdout.write(`${JSON.stringify(counts)}\n`);
  },
);

if (!mounted) process.stdout.write('full disk: skipped, only root may make a file system of its own to fill\n');

/** Takes all the room there is. */
function fill(file: string): void {
  const piece = Buffer.alloc(1024 * 1024);
  for (let size = piece.length; size >= 4096; size = Math.floor(size / 2)) {
    try {
      for (;;) writeFileSync(file, piece.subarray(0, size), { flag: 'a' });
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error;
    }
  }
  expect(statfsSync(folder).bavail).toBe(0);
}
