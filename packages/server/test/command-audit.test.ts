import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command as Program } from 'commander';
import { pino } from 'pino';
import { afterAll, expect, it } from 'vitest';
import { importEventsCommand } from '../src/collect/import/command.ts';
import type { Command } from '../src/command.ts';
import { loadConfig } from '../src/config.ts';
import { createPersonHash } from '../src/db/person-hash.ts';
import { importUsersCommand } from '../src/host/import-users.ts';
import { measureCommand } from '../src/measure-command.ts';
import { tokenCommand } from '../src/token-command.ts';
import { openTestDatabase } from './database.ts';

const { database, clock } = await openTestDatabase();
const folder = mkdtempSync(join(tmpdir(), 'retention-audit-'));
afterAll(() => rmSync(folder, { recursive: true }));
const users = join(folder, 'users.csv');
writeFileSync(users, 'user_id,email\n7,hers@example.com\n');
const events = join(folder, 'events.csv');
writeFileSync(events, 'user_id,timestamp,type\n7,2024-01-10T10:00:00Z,session_start\n');
const personHash = createPersonHash('a key of these tests');

/** What a command writes into the audit. */
async function rowOf(command: Command, args: readonly string[]): Promise<object | undefined> {
  const loaded = loadConfig({ DATA_DIR: folder });
  if ('faults' in loaded) throw new Error(loaded.faults.join());
  const logger = pino({ level: 'silent' });
  const { signal } = new AbortController();
  const tools = { config: loaded.config, database, clock, logger, personHash, signal };
  const program = new Program();
  command.register(program, {
    run: (work) => work({ ...tools, print: () => undefined, catchUp: () => Promise.resolve() }),
  });
  await program.parseAsync(args, { from: 'user' });
  const rows = await database.session((client) =>
    client.query<object>('SELECT actor, action, person_hash, detail, outcome FROM audit ORDER BY id DESC LIMIT 1'),
  );
  return rows.rows[0];
}

const ROW = { actor: 'command', person_hash: null, detail: {}, outcome: 'begun' };

it.each<[string, Command, string[], object]>([
  ['import users', importUsersCommand, ['import', 'users', users], { action: 'import_users' }],
  ['import events', importEventsCommand, ['import', 'events', events], { action: 'import_events' }],
  [
    'measure',
    measureCommand,
    ['measure', '--from', '2024-01-01', '--to', '2024-01-02'],
    { action: 'measure', detail: { from: '2024-01-01', to: '2024-01-02' } },
  ],
  [
    'token',
    tokenCommand,
    ['token', '7', '--role', 'owner'],
    { action: 'token', person_hash: personHash('7'), detail: { role: 'owner', days: 1 } },
  ],
])('%s is written into the audit', async (_, command, args, expected) => {
  expect(await rowOf(command, args)).toEqual({ ...ROW, ...expected });
});
