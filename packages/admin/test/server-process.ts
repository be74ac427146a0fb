import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../server/src/main.ts', import.meta.url));
const COMMAND = fileURLToPath(new URL('../../server/bin/retention.js', import.meta.url));

/** Wednesday noon in Moscow, the zone of the project. The clock starts here and runs on. */
export const NOW = '2024-06-12T09:00:00Z';
export const PASSWORD = 'a password of the tests';

/** What a person has who runs the product: a folder of its own, and the two commands. */
export interface Installation {
  readonly dataDir: string;
  /** Runs `retention` and resolves with what it printed. */
  command(...args: string[]): Promise<string>;
  /** Starts the server and resolves with its address, like `http://127.0.0.1:40123`. */
  start(): Promise<string>;
  /** Stops the server and removes the folder. */
  remove(): Promise<void>;
}

export async function install(): Promise<Installation> {
  const dataDir = await mkdtemp(join(tmpdir(), 'retention-browser-'));
  let server: ChildProcess | null = null;
  let removed = false;
  return {
    dataDir,
    command: (...args) => runCommand(dataDir, args),
    async start() {
      // The channel tells it when we are gone, however we go: it then stops by itself, and its PostgreSQL with it.
      server = spawn(process.execPath, [MAIN], {
        stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
        env: environment(dataDir),
      });
      server.once('exit', (code, signal) => {
        // Else the tests would only say that a connection was refused.
        if (!removed) process.stderr.write(`\n  The server of the browser tests has ended: ${signal ?? code}.\n\n`);
      });
      return addressOf(server);
    },
    async remove() {
      removed = true;
      if (server !== null && server.exitCode === null && server.signalCode === null) {
        const exited = once(server, 'exit');
        server.kill('SIGTERM');
        await exited;
      }
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** Runs a command of an installation whose folder is known. */
export async function runCommand(dataDir: string, args: readonly string[]): Promise<string> {
  const child = spawn(process.execPath, [COMMAND, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: environment(dataDir),
  });
  const [printed, complaint, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
  if (code !== 0) throw new Error(`retention ${args.join(' ')} ended with ${String(code)}: ${complaint}`);
  return printed.trim();
}

function environment(dataDir: string): Record<string, string> {
  return {
    PATH: process.env['PATH'] ?? '',
    DATA_DIR: dataDir,
    PORT: '0',
    RETENTION_NOW: NOW,
    RETENTION_ADMIN_PASSWORD: PASSWORD,
    RETENTION_RATE_LIMIT: '1000000',
    RETENTION_LOG_LEVEL: 'warn',
  };
}

/** The server says where it listens, once it does. */
function addressOf(server: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    server.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
      said += chunk;
      const address = /^ {4}Server +(http:\S+)$/m.exec(said)?.[1];
      if (address !== undefined) resolve(address);
    });
    server.once('exit', (code) => reject(new Error(`the server ended (${String(code)}) before it listened: ${said}`)));
  });
}
