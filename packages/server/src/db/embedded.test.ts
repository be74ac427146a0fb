import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { afterAll, afterEach, expect, test, vi } from 'vitest';
import { openLogger } from '../logger.ts';
import { openEmbedded, type Embedded } from './embedded.ts';

const folder = mkdtempSync(join(tmpdir(), 'retention-embedded-'));
const dataDir = join(folder, 'data');
const pidFile = join(dataDir, 'postgres', 'cluster', 'postmaster.pid');
const logger = openLogger('silent');
const opened: Embedded[] = [];
const children: ChildProcess[] = [];

afterEach(async () => {
  vi.unstubAllEnvs();
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await Promise.all(opened.splice(0).map((embedded) => embedded.close()));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function open(where = dataDir): Promise<Embedded> {
  const embedded = await openEmbedded({ dataDir: where, logger, settings: { fsync: 'off' } });
  opened.push(embedded);
  return embedded;
}

/** In a process of its own. Answers when it has opened the database. */
async function openElsewhere(): Promise<ChildProcess> {
  const script = fileURLToPath(new URL('../../test/hold-database.ts', import.meta.url));
  const child = spawn(process.execPath, [script, dataDir], { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  await once(child.stdout, 'data');
  return child;
}

async function ask(text: string, { connectionString }: Embedded): Promise<unknown> {
  const client = new pg.Client({ connectionString });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ answer: unknown }>(text);
    return rows[0]?.answer;
  } finally {
    await client.end();
  }
}

/** As a pool would: the same address again and again, until it answers. */
async function askPatiently(text: string, embedded: Embedded): Promise<unknown> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await ask(text, embedded);
    } catch (error) {
      if (attempt > 200) throw error;
      await delay(25);
    }
  }
}

function postmaster(): number {
  return Number(readFileSync(pidFile, 'utf8').split('\n')[0]);
}

function isRunning(): boolean {
  return existsSync(pidFile);
}

/** Every process of that PostgreSQL, the postmaster among them. */
function family(pid: number): number[] {
  const { stdout } = spawnSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' });
  const all = stdout
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number));
  return [pid, ...all.flatMap(([child = 0, parent]) => (parent === pid ? [child] : []))];
}

test('two first starts at once make one database; nobody else may read it', async () => {
  const [one, other] = await Promise.all([open(), open()]);
  expect(one.connectionString).toBe(other.connectionString);
  expect(await ask("SELECT current_setting('listen_addresses') AS answer", one)).toBe('');
  expect(await ask("SELECT current_setting('synchronous_commit') AS answer", one)).toBe('on');
  expect(await ask("SELECT lower('ДНЕВНИК') AS answer", one)).toBe('дневник');
  expect(readdirSync(dataDir)).toEqual(['postgres']);
  expect(statSync(join(dataDir, 'postgres')).mode & 0o777).toBe(0o700);
  expect(statSync(join(dataDir, 'postgres', 'password')).mode & 0o777).toBe(0o600);
});

test('whoever closes last stops it; the data stays', async () => {
  const [one, other] = await Promise.all([open(), open()]);
  await ask('CREATE TABLE kept AS SELECT 42 AS answer', one);
  await one.close();
  expect(await ask('SELECT answer FROM kept', other)).toBe(42);
  await other.close();
  expect(isRunning()).toBe(false);
  expect(await ask('SELECT answer FROM kept', await open())).toBe(42);
});

test('a process beside keeps it running, and stops it when it ends last', async () => {
  const child = await openElsewhere();
  const here = await open();
  await here.close();
  expect(isRunning()).toBe(true);
  child.kill('SIGTERM');
  await once(child, 'exit');
  expect(isRunning()).toBe(false);
});

test('a killed process leaves it running; the next one finds it', async () => {
  const child = await openElsewhere();
  const pid = postmaster();
  child.kill('SIGKILL');
  await once(child, 'exit');
  const embedded = await open();
  expect(postmaster()).toBe(pid);
  await embedded.close();
  expect(isRunning()).toBe(false);
});

test('those who come while it stops start it again', async () => {
  for (let round = 0; round < 5; round++) {
    const leaving = await open();
    const [coming] = await Promise.all([delay(round * 4).then(() => open()), leaving.close()]);
    expect(await ask('SELECT 1 AS answer', coming)).toBe(1);
    await coming.close();
  }
});

test.each([
  ['the postmaster', (pid: number) => [pid]],
  ['all of it', family],
])('when %s is killed it comes back, at the same address', async (_, victims) => {
  const [embedded] = await Promise.all([open(), openElsewhere()]);
  await ask('CREATE TABLE IF NOT EXISTS written (at timestamptz)', embedded);
  await ask('INSERT INTO written VALUES (now())', embedded);
  const before = await ask('SELECT count(*) AS answer FROM written', embedded);
  const pid = postmaster();
  for (const victim of victims(pid)) process.kill(victim, 'SIGKILL');
  expect(await askPatiently('SELECT count(*) AS answer FROM written', embedded)).toBe(before);
  expect(postmaster()).not.toBe(pid);
});

test('closed while it is coming back, it is stopped all the same', async () => {
  const embedded = await open();
  const [, part = 0] = family(postmaster());
  process.kill(part, 'SIGKILL');
  await delay(30);
  await embedded.close();
  expect(isRunning()).toBe(false);
});

test('a lock file whose process number now belongs to somebody else is no obstacle', async () => {
  await (await open()).close();
  writeFileSync(pidFile, `1\n${join(dataDir, 'postgres', 'cluster')}\n1700000000\n5432\n\n\n0 0\nready\n`);
  writeFileSync(join(dataDir, 'postgres', 'socket', '.s.PGSQL.5432.lock'), '1\n/somewhere\n1700000000\n5432\n\n');
  expect(await ask('SELECT 1 AS answer', await open())).toBe(1);
});

test('what a killed first start left behind is cleared away', async () => {
  const gone = spawn(process.execPath, ['--version'], { stdio: 'ignore' });
  await once(gone, 'exit');
  const half = join(dataDir, `postgres.new-${gone.pid}-abcdef`);
  mkdirSync(half);
  await open();
  expect(existsSync(half)).toBe(false);
});

test('a path too long for a socket has its socket elsewhere', async () => {
  vi.stubEnv('TMPDIR', folder);
  const deep = join(folder, 'a'.repeat(60), 'b'.repeat(60));
  const embedded = await open(deep);
  expect(await ask('SELECT 1 AS answer', embedded)).toBe(1);
  expect(await ask('SELECT 2 AS answer', await open(deep))).toBe(2);
  expect(embedded.connectionString).not.toContain('bbb');
});

test('data of another version is refused with a way out', async () => {
  const version = join(dataDir, 'postgres', 'cluster', 'PG_VERSION');
  const own = readFileSync(version, 'utf8');
  writeFileSync(version, '17\n');
  await expect(open()).rejects.toThrow(/made by PostgreSQL 17, this program brings PostgreSQL 18: .*DATA_DIR/);
  writeFileSync(version, own);
});
