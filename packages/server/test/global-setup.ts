import { mkdtemp, readdir, readlink, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { openDatabase } from '../src/db/database.ts';
import { openEmbedded } from '../src/db/embedded.ts';
import { migrate } from '../src/db/migrate.ts';
import { isAlive } from '../src/db/postmaster.ts';
import { openLogger } from '../src/logger.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Of the PostgreSQL of this run; its database is the migrated template. */
    readonly templateUrl: string;
  }
}

const PREFIX = 'retention-test-';
const logger = openLogger('error');

/** One embedded PostgreSQL for the whole run; its database, migrated, is the template of every test's own. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  await removeAbandoned();
  const dataDir = await mkdtemp(join(tmpdir(), `${PREFIX}${process.pid}-`));
  // Thrown away at the end: it need not survive a power failure, and many tests share it.
  const settings = { fsync: 'off', max_connections: '200' };
  const embedded = await openEmbedded({ dataDir, logger, settings });
  const template = openDatabase({
    connectionString: embedded.connectionString,
    applicationName: 'template',
    connections: 1,
    statementTimeoutMs: 0,
    onError: (error) => logger.error(error),
  });
  await migrate(template);
  await template.close();
  project.provide('templateUrl', embedded.connectionString);
  return async () => {
    await embedded.close();
    await rm(dataDir, { recursive: true, force: true });
  };
}

/** A run that was killed leaves its PostgreSQL behind, perhaps half dead. Nothing in there is worth asking it to stop. */
async function removeAbandoned(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const maker = new RegExp(`^${PREFIX}(\\d+)-`).exec(name)?.[1];
    if (maker === undefined || isAlive(Number(maker))) continue;
    const dataDir = join(tmpdir(), name);
    for (const pid of await processesIn(join(dataDir, 'postgres', 'cluster'))) kill(pid);
    // Perhaps another user's: let them.
    await rm(dataDir, { recursive: true, force: true, maxRetries: 5 }).catch(() => undefined);
  }
}

/** Those that work in a directory, as every process of PostgreSQL does in its data. Known on Linux only. */
async function processesIn(directory: string): Promise<number[]> {
  const pids = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name)).map(Number);
  const directories = await Promise.all(pids.map((pid) => readlink(`/proc/${pid}/cwd`).catch(() => '')));
  return pids.filter((_, index) => directories[index] === directory);
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // Gone by itself.
  }
}
