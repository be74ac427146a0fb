import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A process, told apart from a later one with the same number by when it began. */
export interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly began: string;
}

/** The processes of the PostgreSQL that runs in a data folder, the postmaster first; none where it does not run. */
export function postgresOf(dataDir: string): Process[] {
  const pid = postmasterOf(dataDir);
  const all = pid === null ? [] : processes();
  const postmaster = all.find((process) => process.pid === pid);
  // The lock file outlives a postmaster that was killed, and the number may be somebody else's by now.
  if (postmaster === undefined || !isPostmaster(postmaster.pid, dataDir)) return [];
  return [postmaster, ...all.filter(({ parent }) => parent === pid)];
}

function postmasterOf(dataDir: string): number | null {
  try {
    const pid = Number(readFileSync(join(dataDir, 'postgres', 'cluster', 'postmaster.pid'), 'utf8').split('\n')[0]);
    return Number.isInteger(pid) && pid > 1 ? pid : null;
  } catch {
    return null;
  }
}

function isPostmaster(pid: number, dataDir: string): boolean {
  return spawnSync('ps', ['-p', String(pid), '-o', 'args='], { encoding: 'utf8' }).stdout.includes(dataDir);
}

/** Whether that very process is still there; one that has ended and waits to be noticed is not. */
export function isRunning({ pid, began }: Process): boolean {
  return processes().some((process) => process.pid === pid && process.began === began);
}

/** Sends a signal; a process that is gone already is as good as one that is told to go. */
export function signal({ pid }: Pick<Process, 'pid'>, name: 'SIGKILL' | 'SIGTERM'): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

/**
 * Stops processes in the middle of whatever they do; the answer lets them go on. A helper does it, which lets them go on
 * when its input ends too: nothing is left frozen where this process is killed meanwhile.
 */
export async function freeze(all: readonly Process[]): Promise<() => Promise<void>> {
  const pids = all.map(({ pid }) => pid).join(' ');
  const script = `kill -STOP ${pids}; echo frozen; read _; kill -CONT ${pids}`;
  const helper = spawn('sh', ['-c', script], { stdio: ['pipe', 'pipe', 'ignore'], detached: true });
  await once(helper.stdout, 'data');
  return async () => {
    helper.stdin.end();
    await once(helper, 'exit');
  };
}

function processes(): Process[] {
  const { stdout } = spawnSync('ps', ['-A', '-o', 'pid=,ppid=,stat=,lstart='], { encoding: 'utf8' });
  return stdout.split('\n').flatMap((line) => {
    const [, pid, parent, state, began] = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(line) ?? [];
    if (pid === undefined || parent === undefined || state?.startsWith('Z') !== false || began === undefined) return [];
    return [{ pid: Number(pid), parent: Number(parent), began }];
  });
}
