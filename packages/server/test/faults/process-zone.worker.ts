import { eventsBatch } from '@retention/domain/contract/events';
import { hostUsers } from '@retention/domain/contract/host';
import { profileGet } from '@retention/domain/contract/profile';
import type { Endpoint } from '@retention/domain/contract/endpoint';
import { SignJWT } from 'jose';
import { openApp } from '../../src/app.ts';
import { openDatabase } from '../../src/db/database.ts';
import { TEST_CONFIG } from '../../src/http/config.fixture.ts';
import { openLogger } from '../../src/logger.ts';
import { catchUp } from '../../src/catch-up.ts';
import { refreshProfiles } from '../../src/profile/refresh.ts';
import { createReadStandings } from '../../src/standing.ts';
import { lookAtDue } from '../../src/trigger/look.ts';
import { testClock } from '../clock.ts';
import { select } from './state.ts';

// The same people, events and clock in a process of whatever TZ; prints everything that came of it.

/** Days on which something happens to the clocks of a zone, and what happens to them. */
const CASES = [
  ['Pacific/Apia', '2011-12-30', 'a day that does not exist'],
  ['Asia/Kathmandu', '2024-01-15', 'nothing: its offset is odd enough'],
  ['America/New_York', '2024-03-10', 'forward'],
  ['Europe/Berlin', '2024-03-31', 'forward'],
  ['America/Santiago', '2024-04-07', 'back, at midnight'],
  ['Australia/Lord_Howe', '2024-04-07', 'back, by half an hour'],
  ['America/Santiago', '2024-09-08', 'forward: the day begins at one'],
  ['Australia/Lord_Howe', '2024-10-06', 'forward, by half an hour'],
  ['Europe/Berlin', '2024-10-27', 'back'],
  ['America/New_York', '2024-11-03', 'back'],
] as const;

const HOUR_MS = 3_600_000;
const SECRET = 'the secret of the zones, 32 characters and more';
const PROJECT_ZONE = 'America/Santiago';
const TYPES = ['session_start', 'habit_completed', 'journal_entry', 'feature_used', 'streak_broken'];

const [connectionString = ''] = process.argv.slice(2);
const clock = testClock('2011-01-01T00:00:00Z');
const logger = openLogger('error');
const database = openDatabase({
  connectionString,
  applicationName: 'zones',
  connections: 4,
  statementTimeoutMs: 0,
  onError: (error) => logger.error(error),
});
const app = await openApp({
  config: { ...TEST_CONFIG, timezone: PROJECT_ZONE, jwtSecret: SECRET, hostKey: SECRET },
  database,
  clock,
  logger,
});

async function post({ path: url }: Endpoint, token: string, payload: object): Promise<unknown> {
  const headers = { authorization: `Bearer ${token}` };
  const response = await app.http.inject({ method: 'POST', url, headers, payload });
  if (response.statusCode !== 200) throw new Error(`${url}: ${response.statusCode} ${response.body}`);
  return response.json();
}

function tokenOf(user_id: string): Promise<string> {
  return new SignJWT({ sub: user_id }).setProtectedHeader({ alg: 'HS256' }).sign(new TextEncoder().encode(SECRET));
}

const speaking = {
  database,
  clock,
  projectZone: PROJECT_ZONE,
  configured: new Set(['telegram'] as const),
  readStandings: createReadStandings(PROJECT_ZONE),
};

const profiles: unknown[] = [];
for (const [at, [timezone, day]] of CASES.entries()) {
  const change = Date.parse(`${day}T00:00:00Z`);
  clock.set(new Date(change + 60 * HOUR_MS).toISOString());
  // Every hour at a minute of its own, from three days before to two days after.
  const events = Array.from({ length: 100 }, (_, index) => ({
    type: TYPES[index % TYPES.length],
    timestamp: new Date(change + (index - 60) * HOUR_MS + ((index * 37) % 60) * 60_000).toISOString(),
    id: `00000000-0000-4000-8000-${String(at * 1000 + index).padStart(12, '0')}`,
    metadata: { feature: 'planning', duration_seconds: 60, streak: index },
  })).filter(({ timestamp }) => Date.parse(timestamp) <= clock.now());
  // Whose zone the host knows, whose only the client knows, and whose nobody knows.
  const announced = `host ${timezone} ${day}`;
  const joined_at = new Date(change - 26.5 * HOUR_MS).toISOString();
  await post(hostUsers, SECRET, { users: [{ user_id: announced, timezone, joined_at, telegram_chat_id: at + 1 }] });
  for (const [user_id, said] of [
    [announced, undefined],
    [`client ${timezone} ${day}`, timezone],
    [`project ${timezone} ${day}`, undefined],
  ] as const) {
    const token = await tokenOf(user_id);
    await post(eventsBatch, token, { events, timezone: said });
    for (let hour = 0; hour < 48; hour += 5) {
      clock.set(new Date(change + (36 + hour) * HOUR_MS).toISOString());
      profiles.push([user_id, hour, await post(profileGet, token, {})]);
    }
    clock.set(new Date(change + 60 * HOUR_MS).toISOString());
  }
  await refreshProfiles({ database, clock, projectZone: PROJECT_ZONE });
  // Through the nights after: what is said, and when it may leave.
  for (let hour = 61; hour < 61 + 5 * 24; hour += 7) {
    clock.set(new Date(change + hour * HOUR_MS).toISOString());
    await catchUp(speaking);
    await lookAtDue(speaking);
  }
}
const table = (text: string): Promise<Record<string, unknown>[]> => select(database, text);
const report = {
  events: await table('SELECT user_id, id, local_day::text AS day, occurred_at FROM event ORDER BY user_id, id'),
  days: await table('SELECT *, day::text AS text FROM active_day ORDER BY user_id, day'),
  people: await table('SELECT *, registered_on::text AS text FROM person ORDER BY user_id'),
  written: await table('SELECT * FROM profile ORDER BY user_id'),
  snapshots: await table('SELECT * FROM profile_snapshot ORDER BY user_id, since'),
  triggers: await table('SELECT * FROM trigger ORDER BY user_id, id'),
  decisions: await table('SELECT user_id, trigger_id, rule, until FROM decision ORDER BY user_id, id'),
  deliveries: await table('SELECT user_id, key, status, next_at FROM delivery ORDER BY user_id, key'),
  agenda: await table('SELECT user_id, look_at FROM agenda ORDER BY user_id, look_at'),
  profiles,
};
await app.close();
await database.close();
// Whether TZ was heard at all: minutes from UTC of this process in July.
process.stdout.write(JSON.stringify({ offset: new Date(2024, 6, 1).getTimezoneOffset(), report }));
