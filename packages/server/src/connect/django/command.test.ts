import { spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { openTestDatabase } from '../../../test/database.ts';
import { openDjangoHost, READER_PASSWORD } from '../../../test/open-django-host.ts';
import { catchUp } from '../../catch-up.ts';
import { openFolder, witness } from '../../file/file.fixture.ts';
import { connectDjango, type DjangoOptions, type DjangoTools } from './command.ts';
import { forget, PROJECT_ZONE, select, stateOf, testDeps } from './connect.fixture.ts';
import { createConnectLoop } from './connect-loop.ts';
import { createConnections } from './connections-endpoint.ts';
import type { Mapping } from './mapping.ts';

const NOW = '2024-01-15T10:30:00Z';
const { database, connectionString, clock } = await openTestDatabase({ now: NOW });
const app = await openDjangoHost({ users: 30, rows: 400, now: NOW });
const folder = openFolder();
const deps = testDeps(database, clock);

let files = 0;
let mapping = '';
beforeEach(async () => {
  mapping = folder.path(`mapping-${++files}.json`);
  await forget(database);
});

interface Given extends Partial<Omit<DjangoTools, 'config'>> {
  readonly options?: DjangoOptions;
}

async function run({ options, ...given }: Given = {}) {
  const seen = witness();
  const summary = await connectDjango(
    { databaseUrl: app.readerUrl, mapping, yes: true, ...options },
    {
      config: {
        timezone: PROJECT_ZONE,
        djangoDatabaseUrl: null,
        eventsKeepMonths: null,
        publicUrl: 'https://retention.example.com',
        host: '127.0.0.1',
        port: 3000,
      },
      database,
      clock,
      personHash: deps.personHash,
      signal: new AbortController().signal,
      catchUp: async () => void (await catchUp(deps, { wait: true })),
      ask: null,
      ...seen,
      ...given,
    },
  );
  return { summary, ...seen, text: seen.printed.join('\n') };
}

describe('retention connect django', () => {
  it('looks, makes a mapping, shows it, takes it, and says what is next', async () => {
    const { summary, text, shown } = await run();
    expect(existsSync(mapping)).toBe(true);
    expect(shown.join('')).toContain('is made: it says what is taken from where');
    expect(text).toContain('habits_habitlog');
    expect(summary).toMatchObject({ finished: true, swept: null, taken: { shadowed: true } });
    expect(summary?.taken.rows).toBe(summary?.taken.stored);
    expect(text).toMatch(/^rows +\d+ {3}in .* rows\/s$/m);
    expect(text).toContain('Every trigger is in shadow now');
    expect(text).toContain('https://retention.example.com/admin/triggers/go-live');
    expect(text).toContain('Set RETENTION_DJANGO_DATABASE_URL for the server');
    expect([text, ...shown, readFileSync(mapping, 'utf8')].join('')).not.toContain(READER_PASSWORD);
    expect(JSON.stringify(await select(database, 'SELECT c::text FROM connection c'))).not.toContain(READER_PASSWORD);

    const before = await stateOf(database);
    const again = await run({ options: { json: true } });
    expect(JSON.parse(again.printed.at(-1) ?? '')).toMatchObject({
      rows: 0,
      refused: 0,
      finished: true,
      compared: { stored: 0, removed: 0 },
    });
    expect(await stateOf(database)).toEqual(before);
  });

  it('takes nothing before somebody has said so', async () => {
    expect((await run({ options: { preview: true } })).summary).toBeNull();
    const unasked = await run({ options: { yes: undefined } as unknown as DjangoOptions });
    expect(unasked.summary).toBeNull();
    expect(unasked.shown.join('')).toContain('Nothing is taken yet');
    const asked: string[] = [];
    const no = await run({
      options: { yes: undefined } as unknown as DjangoOptions,
      ask: (question) => Promise.resolve(asked.push(question) < 0),
    });
    expect(no.summary).toBeNull();
    expect(asked).toEqual(['Take this? [y/N] ']);
    expect(await select(database, 'SELECT user_id FROM person')).toEqual([]);
  });

  it('uses the mapping as it stands, and says what is wrong with it', async () => {
    await run({ options: { preview: true } });
    const made = JSON.parse(readFileSync(mapping, 'utf8')) as Mapping;
    const [first, ...events] = made.events;
    writeFileSync(mapping, JSON.stringify({ ...made, events: [{ ...first, table: 'habits_log' }, ...events] }));
    await expect(run()).rejects.toThrow(/cannot be used:\n {2}.*habits_log/);
    writeFileSync(mapping, JSON.stringify({ ...made, events: [first] }));
    const { summary } = await run();
    expect(summary?.taken.rows).toBeGreaterThan(100);
    expect(await select(database, 'SELECT DISTINCT type FROM event')).toEqual([first?.type]);
  });

  it('names what could not be taken in a file beside', async () => {
    await app.query(`UPDATE users_user SET email = 'nobody' WHERE id = 2`);
    const { text, summary } = await run();
    await app.query(`UPDATE users_user SET email = 'user2@example.com' WHERE id = 2`);
    expect(summary?.refused.count).toBe(1);
    expect(text).toContain(`see ${mapping}.refused.ndjson`);
    expect(folder.refused(mapping)).toMatchObject([
      { reason: expect.stringContaining('"email" must be an e-mail address') },
    ]);
  });

  it('stops where it is told to, and goes on there', async () => {
    const stop = new AbortController();
    stop.abort(new Error('SIGINT'));
    const interrupted = await run({ signal: stop.signal });
    expect(interrupted.summary).toBeNull();
    const { summary } = await run();
    expect(summary?.finished).toBe(true);
  });

  it('says how to reach the app where it is not reached, without the password', async () => {
    const url = new URL(app.readerUrl);
    url.pathname = 'no_such_database';
    const error = await run({ options: { databaseUrl: url.href } }).then(String, String);
    expect(error).toContain('no_such_database');
    expect(error).not.toContain(READER_PASSWORD);
  });

  it('killed at any moment, and run again, has taken everything once', { timeout: 60_000 }, async () => {
    await run();
    const whole = await stateOf(database);
    await forget(database);
    const cli = fileURLToPath(new URL('../../../bin/retention.js', import.meta.url));
    const env = {
      PATH: process.env['PATH'] ?? '',
      DATABASE_URL: connectionString,
      DATA_DIR: folder.path('data'),
      RETENTION_NOW: NOW,
      RETENTION_TIMEZONE: PROJECT_ZONE,
      RETENTION_ERASURE_KEY: 'the key of the tests, of 32 characters',
    };
    const args = [cli, 'connect', 'django', '--database-url', app.readerUrl, '--mapping', mapping, '--yes'];
    // Killed as soon as something is there, and again a little further.
    for (const events of [1, 200]) {
      const child = spawn(process.execPath, args, { env, stdio: 'ignore' });
      const ended = new Promise((resolve) => child.once('exit', resolve));
      const isAlive = (): boolean => child.exitCode === null;
      while (isAlive() && Number((await select(database, 'SELECT count(*)::text FROM event'))[0]) < events);
      child.kill('SIGKILL');
      await ended;
    }
    await run();
    expect(await stateOf(database)).toEqual(whole);
  });
});

describe('the server', () => {
  const lines: string[] = [];
  const line = (_fields: unknown, text?: string): void => void lines.push(text ?? String(_fields));
  const logger = { info: line, warn: line, error: line, debug: line } as unknown as Parameters<
    typeof createConnectLoop
  >[0]['logger'];
  const loop = (url: string | null) => createConnectLoop({ ...deps, logger, url });

  afterAll(() => lines.splice(0));

  it('takes what is new, and says how far everything has come', async () => {
    lines.splice(0);
    await loop(app.readerUrl).tick();
    expect(lines).toEqual(['no app is connected yet: run retention connect django']);
    await run();
    await app.query(
      `INSERT INTO habits_habitlog (user_id, habit_id, completed_at) VALUES (1, 1, '2024-01-15T10:20:00Z')`,
    );
    clock.set('2024-01-15T12:00:00Z');
    await loop(app.readerUrl).tick();
    await app.query('DELETE FROM habits_habitlog WHERE id = (SELECT max(id) FROM habits_habitlog)');
    const { connections } = await createConnections({ database, syncing: true }).get();
    expect(connections).toMatchObject([
      {
        kind: 'django',
        syncing: true,
        synced_at: '2024-01-15T12:00:00Z',
        swept_at: '2024-01-15T12:00:00Z',
        failure: null,
      },
    ]);
    expect(connections[0]?.sources.every(({ complete }) => complete)).toBe(true);
    expect(lines.slice(1)).toEqual(['what is new in the app is taken']);
    clock.set(NOW);
  });

  it('keeps why the app could not be read, and tries again', async () => {
    await run();
    lines.splice(0);
    const url = new URL(app.readerUrl);
    url.pathname = 'no_such_database';
    await loop(url.href).tick();
    expect(lines).toEqual(['the connected app could not be read: it is tried again']);
    const failed = await createConnections({ database, syncing: true }).get();
    expect(failed.connections[0]?.failure).toContain('no_such_database');
    expect(failed.connections[0]?.failure).not.toContain(READER_PASSWORD);
    await loop(app.readerUrl).tick();
    const { connections } = await createConnections({ database, syncing: true }).get();
    expect(connections[0]?.failure).toBeNull();
    await loop(null).tick();
    expect(lines.at(-1)).toContain('RETENTION_DJANGO_DATABASE_URL is not set');
  });
});
