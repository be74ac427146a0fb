import { createHash, randomBytes } from 'node:crypto';
import { chownSync, existsSync, fsyncSync, lstatSync, mkdirSync, mkdtempSync, openSync, closeSync } from 'node:fs';
import { readdirSync, readFileSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { explain, finished, openBinaries, type Binaries, type Owner } from './binaries.ts';
import { isAlive } from './postmaster.ts';

/** The files of an embedded PostgreSQL: everything lies in one folder, which appears at once and complete. */
export interface Cluster {
  /** PostgreSQL's own data directory. */
  readonly data: string;
  readonly logs: string;
  readonly password: string;
  /** Where the socket is, unless a running PostgreSQL says otherwise. */
  readonly sockets: string;
  readonly binaries: Binaries;
}

/** The database of ours. */
export const DATABASE = 'retention';
const USER = 'retention';
const PORT = 5432;

/** `nobody`: owns no files, and nobody logs in as it. */
const NOBODY: Owner = { uid: 65_534, gid: 65_534 };

/** Opens the cluster below a data folder; makes it first where there is none. Nothing is started. */
export async function openCluster(dataDir: string): Promise<Cluster> {
  try {
    return await open(dataDir);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && (error.code === 'EACCES' || error.code === 'EPERM')))
      throw error;
    const way = 'start as the user it belongs to (root, if root started it before), or set DATA_DIR to another folder';
    throw new Error(`The data folder ${dataDir} is closed to this user: ${way}`, { cause: error });
  }
}

async function open(dataDir: string): Promise<Cluster> {
  // Root's PostgreSQL runs as somebody else, who has to pass through.
  mkdirSync(dataDir, { recursive: true, mode: process.getuid?.() === 0 ? 0o711 : 0o700 });
  const folder = join(realpathSync(dataDir), 'postgres');
  const owner = process.getuid?.() === 0 ? ownerOf(folder) : null;
  const binaries = await openBinaries(owner);
  removeUnfinished(folder);
  if (!existsSync(folder)) await create(folder, binaries, owner);
  const data = join(folder, 'cluster');
  const made = Number(readFileSync(join(data, 'PG_VERSION'), 'utf8'));
  if (made !== binaries.major) {
    throw new Error(
      `${folder} was made by PostgreSQL ${made}, this program brings PostgreSQL ${binaries.major}: ` +
        'go back to the release that made it, or set DATA_DIR to another folder',
    );
  }
  const password = readFileSync(join(folder, 'password'), 'utf8').trim();
  return { data, logs: join(folder, 'log'), password, sockets: socketFolder(folder, owner), binaries };
}

/** Where a database of PostgreSQL in that folder is to be reached, whenever it runs. */
export function connectionString(cluster: Cluster, sockets: string, database: string): string {
  // Everything spelt out: what is left open would be taken from PG… variables of the environment.
  const address = `${USER}:${cluster.password}@localhost:${PORT}/${database}`;
  return `postgresql://${address}?host=${encodeURIComponent(sockets)}&sslmode=disable`;
}

/** Deletes old log files of PostgreSQL but the newest few: with 10 MB each they stay below 100 MB. */
export function trimLogs({ logs }: Cluster): void {
  for (const kind of ['postgresql-', 'start-']) {
    const names = readdirSync(logs).filter((name) => name.startsWith(kind));
    for (const name of names.toSorted().slice(0, -9)) rmSync(join(logs, name), { force: true });
  }
}

/** Whoever owns the files already goes on owning them. */
function ownerOf(folder: string): Owner {
  if (!existsSync(folder)) return NOBODY;
  const { uid, gid } = statSync(folder);
  return uid === 0 ? NOBODY : { uid, gid };
}

/** Two processes may do this at once: each makes a whole cluster beside, one rename wins, the other is thrown away. */
async function create(folder: string, binaries: Binaries, owner: Owner | null): Promise<void> {
  const fresh = mkdtempSync(`${folder}.new-${process.pid}-`);
  try {
    mkdirSync(join(fresh, 'log'), { mode: 0o700 });
    mkdirSync(join(fresh, 'socket'), { mode: 0o700 });
    const password = join(fresh, 'password');
    writeFileSync(password, `${randomBytes(24).toString('base64url')}\n`, { mode: 0o600 });
    if (owner !== null) for (const path of [fresh, ...entries(fresh)]) chownSync(path, owner.uid, owner.gid);
    const data = join(fresh, 'cluster');
    const encoding = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
    const access = [`--username=${USER}`, `--pwfile=${password}`, '--auth=scram-sha-256', '--no-instructions'];
    await must(binaries, 'initdb', [`--pgdata=${data}`, ...encoding, ...access]);
    await must(binaries, 'postgres', ['--single', '-D', data, 'postgres'], `CREATE DATABASE ${DATABASE};\n`);
    synchronise(fresh);
    renameSync(fresh, folder);
    synchronise(dirname(folder));
  } catch (error) {
    rmSync(fresh, { recursive: true, force: true });
    if (!existsSync(folder)) throw error;
  }
}

async function must(binaries: Binaries, program: 'initdb' | 'postgres', args: string[], input = ''): Promise<void> {
  const { code, output } = await finished(() => binaries.start(program, args, ['pipe', 'pipe', 'pipe']), input);
  if (code !== 0) throw new Error(`${program} could not make the database: ${explain(output)}`);
}

/** Half a cluster is left behind where its maker was killed. */
function removeUnfinished(folder: string): void {
  const parent = dirname(folder);
  for (const name of readdirSync(parent)) {
    const maker = /^postgres\.new-(\d+)-/.exec(name)?.[1];
    if (maker === undefined || Number(maker) === process.pid || isAlive(Number(maker))) continue;
    rmSync(join(parent, name), { recursive: true, force: true });
  }
}

function entries(folder: string): string[] {
  return readdirSync(folder).map((name) => join(folder, name));
}

/** Makes names in a folder survive a power failure. */
function synchronise(folder: string): void {
  const handle = openSync(folder, 'r');
  fsyncSync(handle);
  closeSync(handle);
}

/** The path of a Unix socket has room for 107 bytes (103 on macOS); a deep data folder has its socket elsewhere. */
function socketFolder(folder: string, owner: Owner | null): string {
  const inside = join(folder, 'socket');
  const longest = process.platform === 'linux' ? 107 : 103;
  if (Buffer.byteLength(join(inside, `.s.PGSQL.${PORT}`)) <= longest) return inside;
  const uid = owner?.uid ?? process.getuid?.();
  const outside = join(
    tmpdir(),
    `retention-${createHash('sha256').update(`${uid} ${folder}`).digest('hex').slice(0, 16)}`,
  );
  mkdirSync(outside, { recursive: true, mode: 0o700 });
  // Anybody may create names in a temporary folder: what is there must be ours, and closed to others.
  const { uid: holder, mode } = lstatSync(outside);
  if (owner !== null && holder === process.getuid?.()) chownSync(outside, owner.uid, owner.gid);
  else if (holder !== uid || (mode & 0o170_077) !== 0o040_000) {
    throw new Error(`${outside} belongs to somebody else or is open to others: remove it, or use a shorter DATA_DIR`);
  }
  return outside;
}
