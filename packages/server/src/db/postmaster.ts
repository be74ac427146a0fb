import { spawnSync } from 'node:child_process';
import { linkSync, openSync, closeSync, readdirSync, readFileSync, readlinkSync, renameSync, rmSync } from 'node:fs';
import { totalmem } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { explain } from './binaries.ts';
import type { Cluster } from './cluster.ts';

export interface Postmaster {
  readonly pid: number;
  /** The folder of its socket. */
  readonly sockets: string;
}

export interface Start {
  /** Why it ended, as it said itself; null while it runs. */
  failure(): string | null;
  /** Stops it again: nobody waits for it any more. */
  abandon(): void;
}

/** The PostgreSQL that runs on these files, whoever started it; null where none does. */
export function findPostmaster({ data, sockets }: Cluster): Postmaster | null {
  const lines = read(join(data, 'postmaster.pid'))?.split('\n');
  if (lines === undefined) return null;
  const pid = Number(lines[0]);
  return serves(pid, data) ? { pid, sockets: lines[4]?.trim() || sockets } : null;
}

/** Starts PostgreSQL; it goes on when we end. Where another is already starting, it ends by itself. */
export function startPostmaster(cluster: Cluster, sockets: string, extra: Readonly<Record<string, string>>): Start {
  forgetStranger(join(cluster.data, 'postmaster.pid'), cluster.data);
  forgetStranger(join(sockets, '.s.PGSQL.5432.lock'), cluster.data);
  const said = join(cluster.logs, `start-${process.pid}.log`);
  const output = openSync(said, 'w', 0o600);
  const settings = Object.entries({ ...settingsFor(sockets), ...extra });
  const args = ['-D', cluster.data, ...settings.flatMap(([name, value]) => ['-c', `${name}=${value}`])];
  const child = cluster.binaries.start('postgres', args, ['ignore', output, output]);
  closeSync(output);
  child.unref();
  let failure: string | null = null;
  const ended = (reason: string): void => {
    failure = `${reason}: ${explain(lastWords(cluster, said))}`;
    rmSync(said, { force: true });
  };
  child.on('error', (error) => ended(error.message));
  child.on('exit', (code, signal) => ended(`exit ${signal ?? code}`));
  return { failure: () => failure, abandon: () => void child.kill('SIGINT') };
}

/** What it wrote before it opened its log; where it got so far, the end of the log, which is of earlier runs otherwise. */
function lastWords({ logs }: Cluster, said: string): string {
  const words = read(said)?.trim() ?? '';
  if (!words.includes('redirecting log output')) return words;
  const log = readdirSync(logs).findLast((name) => name.startsWith('postgresql-'));
  return log === undefined ? words : (read(join(logs, log))?.trim() ?? words);
}

/** How long PostgreSQL may write what it still has in memory before it is spoken of, and before we leave it to itself. */
const SLOW_STOP_MS = 5_000;
const LONGEST_STOP_MS = 60_000;

/** Asks it to end: clients are cut off, transactions rolled back, everything written. Throws where it does not end. */
export async function stopPostmaster(
  { data }: Cluster,
  { pid }: Postmaster,
  say: (message: string) => void,
): Promise<void> {
  process.kill(pid, 'SIGINT');
  let spoken = false;
  for (const begun = performance.now(); serves(pid, data); await delay(20)) {
    const waited = performance.now() - begun;
    if (waited > LONGEST_STOP_MS) throw new Error(`PostgreSQL (process ${pid}) goes on stopping by itself`);
    if (waited > SLOW_STOP_MS && !spoken) {
      spoken = true;
      say('PostgreSQL is still writing what it has in memory');
    }
  }
}

export function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** Numbers of processes are used again: whether it is the PostgreSQL that works in that directory. */
function serves(pid: number, data: string): boolean {
  if (!isAlive(pid)) return false;
  if (process.platform !== 'linux') {
    return spawnSync('ps', ['-p', String(pid), '-o', 'command='], { encoding: 'utf8' }).stdout.includes(data);
  }
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === data;
  } catch {
    // Gone meanwhile; or root in a container, who may not look so closely at another user's process.
    return read(`/proc/${pid}/cmdline`)?.split('\0').includes(data) ?? false;
  }
}

/**
 * PostgreSQL clears away the lock files of a process that is gone, but not where its number now belongs to somebody
 * else. Taken away by renaming, so that a lock written in between is put back.
 */
function forgetStranger(lock: string, data: string): void {
  const written = read(lock);
  const pid = Number(written?.split('\n')[0]);
  if (written === null || !isAlive(pid) || serves(pid, data)) return;
  const aside = `${lock}.${process.pid}`;
  try {
    renameSync(lock, aside);
    if (read(aside) !== written) linkSync(aside, lock);
  } catch {
    // Another process did it, or PostgreSQL holds it again: the start will tell.
  }
  rmSync(aside, { force: true });
}

function read(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}

const MEGABYTE = 1024 * 1024;

function settingsFor(sockets: string): Record<string, string> {
  const memory = Math.min(totalmem(), process.constrainedMemory() || Infinity) / MEGABYTE;
  return {
    listen_addresses: '',
    port: '5432',
    unix_socket_directories: `"${sockets.replaceAll('"', '""')}"`,
    unix_socket_permissions: '0700',
    max_connections: '60',
    shared_buffers: `${Math.round(Math.min(512, Math.max(64, memory / 16)))}MB`,
    max_wal_size: '4GB',
    checkpoint_timeout: '15min',
    // An answer "ok" means durable: these two are never traded for speed.
    synchronous_commit: 'on',
    full_page_writes: 'on',
    jit: 'off',
    timezone: 'UTC',
    log_timezone: 'UTC',
    logging_collector: 'on',
    log_directory: '../log',
    log_filename: 'postgresql-%Y%m%d-%H%M%S.log',
    log_rotation_size: '10MB',
    log_rotation_age: '1d',
    // Statements carry what people wrote.
    log_min_error_statement: 'panic',
    log_error_verbosity: 'terse',
  };
}
