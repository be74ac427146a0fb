import { readFileSync } from 'node:fs';
import { PassThrough, Writable } from 'node:stream';
import { Command as Program } from 'commander';
import { describe, expect, it } from 'vitest';
import { hostUserExport, userExport } from '@retention/domain/contract/privacy';
import { openTestDatabase } from '../test/database.ts';
import type { Command, Tools } from './command.ts';
import { createPersonHash } from './db/person-hash.ts';
import { fillTables, personalTables, uniquePerson } from './erase/held.fixture.ts';
import { eraseUserCommand } from './erase-command.ts';
import { exportUserCommand } from './export-command.ts';
import { exportUser } from './export-user.ts';
import { sql } from './export/statements.ts';
import { openFolder } from './file/file.fixture.ts';
import { HOST_KEY, openTestApp, signToken, TEST_CONFIG } from './http/app.fixture.ts';

const test = await openTestDatabase({ now: '2024-01-15T10:30:00Z' });
const { database, clock } = test;
const personHash = createPersonHash(TEST_CONFIG.erasureKey);
const deps = { database, clock, projectZone: TEST_CONFIG.timezone, personHash };
const app = await openTestApp(test);
const folder = openFolder();

async function post(path: string, token: string, user_id: string) {
  const headers = { authorization: `Bearer ${token}` };
  const response = await app.http.inject({ method: 'POST', url: path, headers, payload: { user_id } });
  return { status: response.statusCode, type: response.headers['content-type'], text: response.body };
}

async function exported(user_id: string): Promise<Record<string, unknown[]>> {
  const parts: string[] = [];
  const out = new Writable({
    write(chunk: Buffer, _encoding, done) {
      parts.push(chunk.toString());
      done();
    },
  });
  await exportUser(deps, user_id, out);
  return JSON.parse(parts.join('')) as Record<string, unknown[]>;
}

describe('the document', () => {
  const one = uniquePerson('9c1e55');
  const { p256dh, auth, token, ...theirs } = one;

  it('holds every text of theirs that is no secret, a part for each table', async () => {
    await fillTables(database, one, personHash(one.user_id));
    await fillTables(database, uniquePerson('other'), personHash('only-other'));
    const document = await exported(one.user_id);
    const text = JSON.stringify(document);
    expect(Object.values(theirs).filter((each) => !text.includes(each))).toEqual([]);
    expect([p256dh, auth, token, 'other'].filter((each) => text.includes(each))).toEqual([]);
    const lists = Object.entries(document).filter(([, part]) => Array.isArray(part));
    expect(lists.filter(([key, part]) => part.length !== 1 && key !== 'audit')).toEqual([]);
    expect(document).toMatchObject({
      user_id: one.user_id,
      exported_at: '2024-01-15T10:30:00Z',
      person: { email: one.email, first_event_on: '2024-01-10', streak_broken_days: [] },
      profile: { segment: 'new_user', churn_risk: expect.any(String) as string },
      events: [{ type: 'habit_completed', occurred_at: '2024-01-10T09:00:00Z', local_day: '2024-01-10' }],
    });
  });

  it('reads every table that says whose its rows are', async () => {
    const read = Object.values(sql).map(({ text }) => text);
    const tables = await personalTables(database);
    expect(tables.filter((table) => !read.some((text) => new RegExp(`FROM ${table}\\b`).test(text)))).toEqual([]);
  });

  it('has all of many events, in the order of time', async () => {
    await database.session((client) =>
      client.query(
        `INSERT INTO event SELECT $1, gen_random_uuid(), 'session_start', at, at, at::date, NULL
         FROM generate_series(TIMESTAMPTZ '2024-01-02', '2024-01-12', '5 minutes') AS at`,
        [one.user_id],
      ),
    );
    const { events = [] } = await exported(one.user_id);
    const moments = (events as { occurred_at: string }[]).map(({ occurred_at }) => occurred_at);
    expect(moments).toHaveLength(2882);
    expect(moments).toEqual(moments.toSorted());
  });

  it('waits for a slow reader, and ends where nobody reads', async () => {
    const out = new PassThrough({ highWaterMark: 1 });
    const writing = exportUser(deps, one.user_id, out);
    out.once('readable', () => out.destroy());
    await expect(writing).rejects.toThrow('nobody reads the export any more');
  });

  it('is given to the host and to an admin alike, and to nobody else', async () => {
    const admin = await signToken({ sub: 'the admin', role: 'admin' });
    const byHost = await post(hostUserExport.path, HOST_KEY, one.user_id);
    const byAdmin = await post(userExport.path, admin, one.user_id);
    for (const answer of [byHost, byAdmin]) {
      expect(answer).toMatchObject({ status: 200, type: 'application/json; charset=utf-8' });
      expect(JSON.parse(answer.text)).toMatchObject({ person: { email: one.email } });
    }
    for (const role of ['user', 'analyst']) {
      expect((await post(userExport.path, await signToken({ sub: one.user_id, role }), one.user_id)).status).toBe(403);
    }
    expect((await post(hostUserExport.path, admin, one.user_id)).status).toBe(401);
    expect((await post(hostUserExport.path, HOST_KEY, 'nobody')).status).toBe(404);
  });
});

describe('on the command line', () => {
  const one = uniquePerson('cccc11');

  /** Runs a command as the program would, without a terminal. */
  async function run(command: Command, ...args: string[]): Promise<string> {
    const printed: string[] = [];
    const program = new Program().exitOverride();
    const tools = {
      ...deps,
      config: { timezone: TEST_CONFIG.timezone },
      signal: new AbortController().signal,
      print: (line: string) => void printed.push(line),
    };
    command.register(program, { run: (work) => work(tools as unknown as Tools) });
    await program.parseAsync(args, { from: 'user' });
    return printed.join('\n');
  }

  it('an export goes into a file of its own, once', async () => {
    await fillTables(database, one, personHash(one.user_id));
    const file = folder.path('export.json');
    await run(exportUserCommand, 'export-user', one.user_id, '--out', file);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ person: { email: one.email } });
    await expect(run(exportUserCommand, 'export-user', one.user_id, '--out', file)).rejects.toThrow('EEXIST');
    await expect(run(exportUserCommand, 'export-user', 'nobody')).rejects.toThrow('Nothing is held about this user');
  });

  it('erasing wants a terminal or --yes, and says what goes', async () => {
    await expect(run(eraseUserCommand, 'erase-user', one.user_id)).rejects.toThrow('pass --yes');
    const said = await run(eraseUserCommand, 'erase-user', one.user_id, '--yes');
    expect(said).toContain('1  push_subscription');
    expect(said).toContain('Erased, 1 events among it');
    expect(await run(eraseUserCommand, 'erase-user', one.user_id, '--yes')).toContain(
      'Nothing is held about this user.',
    );
    expect(await run(eraseUserCommand, 'erase-user', one.user_id, '--allow-again')).toContain('They may come in again');
    const audit = await database.session((client) =>
      client.query('SELECT action, actor FROM audit WHERE person_hash = $1 ORDER BY id', [personHash(one.user_id)]),
    );
    expect(audit.rows).toEqual(
      ['user_export', 'user_export', 'user_erase', 'user_erase', 'user_allow'].map((action) => ({
        action,
        actor: 'command',
      })),
    );
  });
});
