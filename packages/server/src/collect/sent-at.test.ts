import { beforeEach, describe, expect, it } from 'vitest';
import { eventsBatch } from '@retention/domain/contract/events';
import { DAY_MS } from '@retention/domain/day';
import { openTestDatabase } from '../../test/database.ts';
import { openTestApp, signToken } from '../http/app.fixture.ts';

const test = await openTestDatabase();
const { database, clock } = test;
const app = await openTestApp(test);
const token = await signToken({ sub: 'ivan' });
const MINUTE_MS = 60_000;

beforeEach(async () => {
  clock.set('2024-01-15T12:00:00Z');
  await database.session((client) => client.query('TRUNCATE event, active_day, person, change'));
});

async function post(payload: string): Promise<{ status: number; message: string }> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const response = await app.http.inject({ method: 'POST', url: eventsBatch.path, headers, payload });
  return { status: response.statusCode, message: response.json<{ message?: string }>().message ?? '' };
}

/** A client whose clock is off by so many milliseconds tells of something it saw so many milliseconds ago. */
function tell(off: number, ago: number, id?: string) {
  const shown = (instant: number): string => new Date(instant + off).toISOString();
  const event = { type: 'session_start', timestamp: shown(clock.now() - ago), id };
  return post(JSON.stringify({ events: [event], sent_at: shown(clock.now()) }));
}

async function stored(): Promise<unknown[]> {
  const text = 'SELECT occurred_at, local_day::text AS day FROM event ORDER BY occurred_at';
  return database.session(async (client) => (await client.query<object>(text)).rows);
}

const iso = (text: string): number => Date.parse(text);

describe('the clock of a client', () => {
  it.each([-2 * DAY_MS, 2 * DAY_MS, -40 * DAY_MS, 36_500 * DAY_MS, 90_000])(
    'that is off by %d ms makes no difference to when something happened',
    async (off) => {
      expect(await tell(off, 3 * DAY_MS)).toMatchObject({ status: 200 });
      expect(await stored()).toEqual([{ occurred_at: iso('2024-01-12T12:00:00Z'), day: '2024-01-12' }]);
    },
  );

  it('is taken at its word up to a minute', async () => {
    await tell(-MINUTE_MS, MINUTE_MS);
    expect(await stored()).toEqual([{ occurred_at: iso('2024-01-15T11:58:00Z'), day: '2024-01-15' }]);
  });

  it('makes no old event young, and no future one present', async () => {
    expect((await tell(2 * DAY_MS, 8 * DAY_MS)).message).toContain('by "sent_at" corrected to 2024-01-07T12:00:00Z');
    expect((await tell(-2 * DAY_MS, -2 * DAY_MS)).message).toContain('is in the future');
    expect(await stored()).toEqual([]);
  });

  it('that is put right between an answer that was lost and the next attempt stores nothing twice', async () => {
    // Late in January as the first attempt sees it, February as the second does.
    clock.set('2024-01-31T23:30:00Z');
    const id = crypto.randomUUID();
    const event = { type: 'session_start', timestamp: '2024-01-29T23:25:00Z', id };
    const attempt = (sent_at: string) => post(JSON.stringify({ events: [event], sent_at }));
    expect((await attempt('2024-01-29T23:30:00Z')).status).toBe(200);
    clock.set('2024-02-01T02:00:00Z');
    expect((await attempt('2024-02-01T02:00:00Z')).status).toBe(200);
    expect((await attempt('2024-01-30T02:00:00Z')).status).toBe(200);
    expect((await attempt('2024-01-29T23:26:00Z')).status).toBe(200);
    expect(await stored()).toEqual([{ occurred_at: iso('2024-01-31T23:25:00Z'), day: '2024-02-01' }]);
  });

  it.each([
    ['1e999'],
    ['-1e999'],
    ['1705320000000'],
    ['null'],
    ['true'],
    ['{"a":[]}'],
    ['"0000-01-01T00:00:00Z"'],
    ['"-271821-04-20T00:00:00Z"'],
    ['"+275760-09-13T00:00:00.000Z"'],
    ['"2024-01-15T12:00:00"'],
    ['"2024-02-30T12:00:00Z"'],
    ['"\\u0000"'],
    [JSON.stringify('9'.repeat(100_000))],
  ])('that shows nonsense costs no event: case %#', async (sent_at) => {
    const events = '[{"type":"session_start","timestamp":"2024-01-15T11:00:00Z"}]';
    expect(await post(`{"sent_at":${sent_at},"events":${events}}`)).toMatchObject({ status: 200 });
    expect(await stored()).toEqual([{ occurred_at: iso('2024-01-15T11:00:00Z'), day: '2024-01-15' }]);
  });

  it.each(['0001-01-02T00:00:00Z', '9999-12-29T23:59:59Z'])('at %s corrects as far as it is off', async (sent_at) => {
    const events = [{ type: 'session_start', timestamp: sent_at }];
    expect(await post(JSON.stringify({ events, sent_at }))).toMatchObject({ status: 200 });
    expect(await stored()).toEqual([{ occurred_at: iso('2024-01-15T12:00:00Z'), day: '2024-01-15' }]);
    const late = [{ type: 'session_start', timestamp: '2024-01-15T11:00:00Z' }];
    expect(await post(JSON.stringify({ events: late, sent_at }))).toMatchObject({ status: 400 });
  });
});

describe('whose events they are', () => {
  const batch = (user_id: unknown): string =>
    JSON.stringify({ events: [{ type: 'session_start', timestamp: '2024-01-15T12:00:00Z' }], user_id });

  it('is whom the token speaks of', async () => {
    expect(await post(batch('ivan'))).toMatchObject({ status: 200 });
  });

  it.each(['anna', '', 7, null, {}])('that they are %j, with the token of another, is refused', async (user_id) => {
    expect(await post(batch(user_id))).toMatchObject({ status: 403 });
    expect(await stored()).toEqual([]);
  });
});
