import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { attachDatabase } from '../../src/db/attach.ts';
import type { Database } from '../../src/db/database.ts';
import { openLogger } from '../../src/logger.ts';
import { isRunning, postgresOf, signal, type Process } from './postgres-process.ts';
import { spawnServer, type ServerProcess } from './server-process.ts';
import { until } from './until.ts';

/** A data folder with the servers on it; whatever becomes of the test, none of them outlives the test file. */
export interface Workspace {
  readonly dataDir: string;
  /** `main`: of another version of the program. */
  start(env?: Readonly<Record<string, string>>, main?: string): ServerProcess;
  /** The processes of its PostgreSQL, the postmaster first. */
  postgres(): Process[];
  /** The end of what PostgreSQL has written, to be shown with a failure. */
  postgresLog(): string;
  /** Opens the database by itself, with no server running; for the length of `work`. */
  read<T>(work: (database: Database) => Promise<T>): Promise<T>;
}

const LOG_CHARACTERS = 4_000;

/** `dataDir`: an existing folder to work in; by default a new one. */
export function openWorkspace(dataDir = newFolder()): Workspace {
  const servers: ServerProcess[] = [];
  const seen = new Map<string, Process>();
  const look = (): Process[] => {
    const found = postgresOf(dataDir);
    for (const process of found) seen.set(`${process.pid} ${process.began}`, process);
    return found;
  };
  const killAll = (): void => {
    look();
    for (const server of servers) server.kill('SIGKILL');
    for (const process of [...seen.values()].filter(isRunning)) signal(process, 'SIGKILL');
  };
  process.once('exit', killAll);
  afterAll(async () => {
    for (const server of servers) server.kill('SIGKILL');
    await Promise.all(servers.map(({ exited }) => exited));
    killAll();
    await until('PostgreSQL is gone', () => ![...seen.values(), ...postgresOf(dataDir)].some(isRunning));
    process.off('exit', killAll);
    rmSync(dataDir, { recursive: true, force: true });
  });
  return {
    dataDir,
    postgres: look,
    postgresLog() {
      const logs = join(dataDir, 'postgres', 'log');
      const texts = readdirSync(logs).map((name) => readFileSync(join(logs, name), 'utf8'));
      return texts.join('').slice(-LOG_CHARACTERS);
    },
    start(env = {}, main) {
      const server = spawnServer({ DATA_DIR: dataDir, ...env }, main);
      servers.push(server);
      return server;
    },
    async read(work) {
      const database = await attachDatabase({
        config: { databaseUrl: null, dataDir },
        logger: openLogger('error'),
        applicationName: 'test',
        connections: 2,
        statementTimeoutMs: 0,
      });
      try {
        return await work(database);
      } finally {
        await database.close();
      }
    },
  };
}

/** Named so that, should this process be killed, the next test run clears the folder away (global-setup.ts). */
export function newFolder(): string {
  return mkdtempSync(join(tmpdir(), `retention-test-${process.pid}-`));
}
