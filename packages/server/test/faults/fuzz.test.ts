import fc from 'fast-check';
import type { InjectOptions } from 'fastify';
import type { TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ENDPOINTS } from '@retention/domain/contract/contract';
import { eventsBatch } from '@retention/domain/contract/events';
import { hostUsers } from '@retention/domain/contract/host';
import { catchUp } from '../../src/catch-up.ts';
import { HOST_KEY, openTestApp, signToken } from '../../src/http/app.fixture.ts';
import { openTestDatabase } from '../database.ts';
import { bodiesFor, type Body } from './fuzz-bodies.ts';
import { chooseSeed } from './random.ts';
import { count, fingerprint } from './state.ts';

/** Bodies against all endpoints together; more of them by hand: FAULT_BODIES=100000. */
const BODIES = Number(process.env['FAULT_BODIES'] ?? 4_000);
const GROUP = 40;
const seed = chooseSeed('fuzz');

const test = await openTestDatabase({ now: '2024-01-15T12:00:00Z' });
const { database } = test;
const app = await openTestApp(test);
const token = await signToken({ sub: 'fuzz', role: 'owner' });

type Row = (typeof ENDPOINTS)[number];
const asked = await Promise.all(
  ENDPOINTS.map(async (row) => ({ row, reply: await app.http.inject({ method: row.method, url: row.path }) })),
);
const routed = asked.filter(({ reply }) => reply.statusCode !== 404).map(({ row }) => row);
const taking = routed.filter(({ method }) => method === 'POST');
// A stream has no end to wait for.
const giving = routed.filter(({ method, produces }) => method === 'GET' && produces !== 'text/event-stream');

interface Reply {
  readonly status: number;
  readonly text: string;
  readonly type: unknown;
}

async function send(row: Row, payload: Body, changes: InjectOptions = {}): Promise<Reply> {
  const headers = { authorization: `Bearer ${row.who === 'host' ? HOST_KEY : token}`, ...changes.headers };
  const response = await app.http.inject({ method: row.method, url: row.path, payload, ...changes, headers });
  return { status: response.statusCode, text: response.body, type: response.headers['content-type'] };
}

function expectSane({ status, text, type }: Reply): void {
  expect(status, text).toBeLessThan(500);
  if (status === 200) return;
  expect(type).toBe('application/json; charset=utf-8');
  const body: unknown = JSON.parse(text);
  expect(body).toEqual({ status: 'error', message: expect.stringMatching(/./), errors: expect.any(Array) });
}

// Old enough for a report.
beforeAll(async () => {
  const users = [{ user_id: 'fuzz', joined_at: '2023-12-01T09:00:00Z' }];
  expect(await send(hostUsers, JSON.stringify({ users }))).toMatchObject({ status: 200 });
});

/** A good batch still goes in: the process lives, and its way to the database is whole. */
beforeEach(async () => {
  const events = [{ type: 'session_start', timestamp: '2024-01-15T11:00:00Z' }];
  const before = await count(database);
  expect(await send(eventsBatch, JSON.stringify({ events }))).toMatchObject({ status: 200 });
  expect((await count(database)).events).toBe(before.events + 1);
  // Else the first reader of figures would count it, and change what is stored.
  await catchUp({ database, clock: test.clock, projectZone: 'Europe/Moscow' });
});

/** The fewest characters that show the fault are what is told. */
async function throwAll(row: Row, group: (bodies: readonly Body[]) => Promise<void>, share: number): Promise<void> {
  const bodies = fc.array(bodiesFor(row.example.request), { minLength: GROUP, maxLength: GROUP });
  const numRuns = Math.ceil((BODIES * share) / GROUP);
  await fc.assert(fc.asyncProperty(bodies, group), { seed, numRuns, interruptAfterTimeLimit: 100_000 });
}

describe.each(taking.map((row): [string, Row] => [row.name, row]))('%s', (name, row) => {
  it('refuses nonsense politely, writes what it accepts and nothing else', { timeout: 120_000 }, async () => {
    const statuses = new Map<number, number>();
    await throwAll(
      row,
      async (bodies) => {
        const before = await count(database);
        let accepted = 0;
        const refused: Body[] = [];
        for (const body of bodies) {
          const reply = await send(row, body);
          expectSane(reply);
          statuses.set(reply.status, (statuses.get(reply.status) ?? 0) + 1);
          if (reply.status !== 200) refused.push(body);
          else if (row === eventsBatch) accepted += newEvents(body, reply);
          else if (row === hostUsers) accepted += newUsers(body, reply);
        }
        const after = await count(database);
        expect(after.events - before.events).toBe(row === eventsBatch ? accepted : 0);
        expect(after.people - before.people).toBe(row === hostUsers ? accepted : 0);
        expect(after.actions).toBe(after.own);
        // What was refused once is refused again, all of it together, and leaves no trace whatever.
        const untouched = await fingerprint(database);
        const again = await Promise.all(refused.map((body) => send(row, body)));
        expect(again.filter(({ status }) => status === 200)).toEqual([]);
        expect(await fingerprint(database)).toEqual(untouched);
      },
      0.95 / taking.length,
    );
    const shown = [...statuses].map(([status, times]) => `${status}: ${times}`).join(', ');
    process.stdout.write(`fuzz, ${name}: ${shown}\n`);
    // A door that lets everything through, or nothing, has not been tried.
    expect(statuses.size).toBeGreaterThan(1);
  });

  it.each([
    ['another content type', { headers: { 'content-type': 'application/x-www-form-urlencoded' } }, 415],
    ['XML', { headers: { 'content-type': 'application/xml' } }, 415],
    ['a content type of nonsense', { headers: { 'content-type': `${'a/'.repeat(200)};;;=` } }, 415],
    ['gzip', { headers: { 'content-encoding': 'gzip' } }, 415],
    ['DELETE', { method: 'DELETE' }, 405],
    ['PUT', { method: 'PUT' }, 405],
    ['GET', { method: 'GET' }, 405],
    ['300 KiB in a string', { payload: `"${'x'.repeat(300 * 1024)}"` }, row === hostUsers ? 400 : 413],
    ['3 MB', { payload: ' '.repeat(3 * 1024 * 1024) }, 413],
    ['100,000 brackets', { payload: `${'['.repeat(100_000)}${']'.repeat(100_000)}` }, null],
    ['no body', { payload: '' }, withoutBody(row)],
  ] as [string, InjectOptions, number | null][])('is not impressed by %s', async (_, changes, status) => {
    const untouched = await fingerprint(database);
    const reply = await send(row, JSON.stringify(row.example.request), changes);
    expectSane(reply);
    if (status === null) expect(reply.status).toBeGreaterThanOrEqual(400);
    else expect(reply.status, reply.text).toBe(status);
    expect(await fingerprint(database)).toEqual(untouched);
  });
});

it.each(giving.map((row): [string, Row] => [row.name, row]))(
  '%s minds no body',
  { timeout: 120_000 },
  async (_, row) => {
    await throwAll(
      row,
      async (bodies) => {
        const untouched = await fingerprint(database);
        for (const body of bodies) expectSane(await send(row, body));
        expect(await fingerprint(database)).toEqual(untouched);
      },
      0.05 / giving.length,
    );
  },
);

/** No body is an empty object. */
function withoutBody(row: Row): number {
  if (row.checked_by === 'handler') return 400;
  return row.name !== 'session_create' && Compile<TSchema>(row.request).Check({}) ? 200 : 422;
}

const knownIds = new Set<string>();

/** How many events of a batch that was answered with 200 must be stored now: processed, less what is a repeat. */
function newEvents(body: Body, { text }: Reply): number {
  const answer = JSON.parse(text) as { processed: number; errors: { index: number }[] };
  const refused = new Set(answer.errors.map(({ index }) => index));
  const { events } = JSON.parse(body.toString()) as { events: { id?: string | null }[] };
  const good = events.filter((_, index) => !refused.has(index));
  expect(answer.processed).toBe(good.length);
  return good.filter(({ id }) => typeof id !== 'string' || isNew(knownIds, id.toLowerCase())).length;
}

const knownUsers = new Set<string>();

function newUsers(body: Body, { text }: Reply): number {
  const answer = JSON.parse(text) as { processed: number; errors: { index: number }[] };
  const refused = new Set(answer.errors.map(({ index }) => index));
  const { users } = JSON.parse(body.toString()) as { users: { user_id: unknown }[] };
  const good = users.filter((_, index) => !refused.has(index));
  expect(answer.processed).toBe(good.length);
  return good.filter(({ user_id }) => isNew(knownUsers, String(user_id))).length;
}

function isNew(known: Set<string>, key: string): boolean {
  const before = known.size;
  return known.add(key).size > before;
}
