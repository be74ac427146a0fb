import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, expect, test } from 'vitest';
import { openTestDatabase } from './database.ts';

const { connectionString } = await openTestDatabase();
const folder = mkdtempSync(join(tmpdir(), 'retention-serve-'));
const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));
const running: ChildProcess[] = [];

afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL');
});
afterAll(() => rmSync(folder, { recursive: true }));

interface Server {
  readonly child: ChildProcess;
  /** What it has written so far, to either stream. */
  readonly said: () => string;
  readonly exited: Promise<number | null>;
}

function start(env: Record<string, string>): Server {
  const given = { PATH: process.env['PATH'], HOME: folder, DATA_DIR: join(folder, 'data'), PORT: '0', ...env };
  const child = spawn(process.execPath, [main], { env: given, stdio: ['ignore', 'pipe', 'pipe'] });
  running.push(child);
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
  }
  const exited = once(child, 'close').then(() => child.exitCode);
  return { child, said: () => said, exited };
}

/** Waits until it says where it listens. */
async function address(server: Server): Promise<string> {
  for (;;) {
    const found = /Server +(http:\S+)/.exec(server.said())?.[1];
    if (found !== undefined && server.said().includes('Ctrl-C')) return found;
    if (server.child.exitCode !== null) throw new Error(server.said());
    await Promise.race([once(server.child.stdout ?? server.child, 'data'), server.exited]);
  }
}

test('alone: brings its database up, writes down its secrets once and in no log, stops both; survives being killed', async () => {
  const postmaster = join(folder, 'data', 'postgres', 'cluster', 'postmaster.pid');
  const first = start({});
  const health = await fetch(`${await address(first)}/healthz`);
  expect(health.status).toBe(200);
  const secrets = join(folder, 'data', 'secrets.json');
  expect(statSync(secrets).mode & 0o777).toBe(0o600);
  const secret = /"RETENTION_HOST_KEY": "(.*)"/.exec(readFileSync(secrets, 'utf8'))?.[1] ?? '';
  expect(secret).toHaveLength(43);
  // This is no terminal: what is printed stays in a log.
  const generated = join(folder, 'data', 'generated.txt');
  expect(first.said()).toContain(generated);
  expect(first.said()).not.toContain(secret);
  expect(statSync(generated).mode & 0o777).toBe(0o600);
  expect(readFileSync(generated, 'utf8')).toContain(`RETENTION_HOST_KEY=${secret}\n`);
  expect(readFileSync(generated, 'utf8')).toMatch(/^RETENTION_ADMIN_PASSWORD=\S{20,}$/m);
  rmSync(generated);
  first.child.kill('SIGKILL');
  await first.exited;
  expect(existsSync(postmaster)).toBe(true);

  const second = start({});
  expect((await fetch(`${await address(second)}/readyz`)).status).toBe(200);
  expect(second.said()).not.toContain(secret);
  expect(existsSync(generated)).toBe(false);
  second.child.kill('SIGTERM');
  expect(await second.exited).toBe(0);
  expect(existsSync(postmaster)).toBe(false);
});

test('a port in use is told, and leaves the one that uses it alone', async () => {
  const first = start({ DATABASE_URL: connectionString });
  const { origin, port } = new URL(await address(first));
  const second = start({ DATABASE_URL: connectionString, PORT: port });
  expect(await second.exited).toBe(1);
  expect(second.said()).toContain(`retention: port ${port} on 127.0.0.1 is in use: `);
  expect((await fetch(`${origin}/readyz`)).status).toBe(200);
  first.child.kill('SIGINT');
  expect(await first.exited).toBe(0);
});

test('a configuration that cannot be used is told before anything is touched', async () => {
  const server = start({ PORT: 'abc', RETENTION_TIMEZONE: 'Moscow', DATA_DIR: join(folder, 'untouched') });
  expect(await server.exited).toBe(1);
  expect(server.said()).toMatch(
    /^retention: the configuration cannot be used:\n {2}PORT is .*\n {2}RETENTION_TIMEZONE is /,
  );
  expect(existsSync(join(folder, 'untouched'))).toBe(false);
});
