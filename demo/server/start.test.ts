import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, it } from 'vitest';
import { openTestDatabase } from '../../packages/server/test/database.ts';
import { migrate } from './migrate.ts';
import { makeReadyPerson } from './ready-person.ts';
import { READY_USER_ID } from './ready-story.ts';

const NOW = '2026-03-05T09:00:00Z';
const demo = await openTestDatabase({ now: NOW });
const used = await openTestDatabase({ now: NOW });
const folder = mkdtempSync(join(tmpdir(), 'onepercent-start-'));
const main = fileURLToPath(new URL('start.ts', import.meta.url));
const running: ChildProcess[] = [];

afterAll(() => {
  for (const child of running) child.kill('SIGKILL');
  rmSync(folder, { recursive: true });
});

/** Starts it as `npm start` does, and waits for what it says to a person. */
async function start(connectionString: string) {
  const env = {
    PATH: process.env['PATH'],
    HOME: folder,
    DATA_DIR: folder,
    PORT: '0',
    DATABASE_URL: connectionString,
    RETENTION_NOW: NOW,
  };
  const child = spawn(process.execPath, [main], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  running.push(child);
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
  }
  const exited = once(child, 'close');
  while (!said.includes('Ctrl-C')) {
    if (child.exitCode !== null) throw new Error(said);
    await Promise.race([once(child.stdout, 'data'), exited]);
  }
  const address = /Server +(http:\S+)/.exec(said)?.[1] ?? '';
  return {
    said,
    address,
    async stop() {
      child.kill('SIGTERM');
      await exited;
      return child.exitCode;
    },
  };
}

it('serves OnePercent beside made-up people, and tells the retention system of whoever is new', async () => {
  const { database, clock, connectionString } = demo;
  await migrate(database);
  await makeReadyPerson({ database, clock, projectZone: 'Europe/Moscow' });
  await database.session((client) =>
    client.query('INSERT INTO onepercent.filling (people, started_at, finished_at) VALUES (30, now(), now())'),
  );
  const { said, address, stop } = await start(connectionString);
  expect(said).toContain(`App         ${address}/\n`);
  expect(said).toContain('These are demo data: 30 people who never were');
  expect(said).toContain('For real people: npx retention serve');
  // The page itself may not have been built.
  expect([200, 503]).toContain((await fetch(`${address}/habits`)).status);
  const answer = await fetch(`${address}/app/api/session/create`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"as":"ready"}',
  });
  expect(answer.headers.get('set-cookie')).toMatch(/; HttpOnly; SameSite=Lax$/);
  const told = async (): Promise<unknown> => {
    const { rows } = await database.session((client) =>
      client.query<{ first_name: string }>('SELECT first_name FROM person WHERE user_id = $1', [String(READY_USER_ID)]),
    );
    return rows[0]?.first_name;
  };
  await expect.poll(told, { timeout: 10_000 }).toBe('Аня');
  expect(await stop()).toBe(0);
});

it('serves the dashboard alone beside people who are not made up', async () => {
  const { database, connectionString } = used;
  await database.session((client) =>
    client.query("INSERT INTO person (user_id, created_at, updated_at) VALUES ('1', now(), now())"),
  );
  const { said, address, stop } = await start(connectionString);
  expect(said).toContain('This database holds people already: nothing was made up');
  const home = await fetch(`${address}/`, { redirect: 'manual' });
  expect([home.status, home.headers.get('location')]).toEqual([302, '/admin/']);
  expect((await fetch(`${address}/app/api/session/get`, { method: 'POST', body: '{}' })).status).toBe(404);
  expect(await stop()).toBe(0);
});
