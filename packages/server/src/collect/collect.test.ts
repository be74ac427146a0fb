import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { eventsBatch } from '@retention/domain/contract/events';
import { hostUsers } from '@retention/domain/contract/host';
import { EVENT_TYPES } from '@retention/domain/event';
import { expectedActiveDays, storedActiveDays } from '../../test/active-days.ts';
import { openTestDatabase } from '../../test/database.ts';
import { HOST_KEY, openTestApp, signToken, type TestApp } from '../http/app.fixture.ts';

const test = await openTestDatabase({ now: '2024-01-15T10:30:00Z' });
const { database, clock } = test;
let app: TestApp;
/** A second process on the same database. */
let other: TestApp;

beforeAll(async () => {
  app = await openTestApp(test);
  other = await openTestApp(test);
});

interface Answer {
  readonly status: number;
  readonly body: { status: string; processed?: number; message?: string; errors: { index: number; error: string }[] };
}

async function send(user_id: string, events: unknown, extra: object = {}, to = app): Promise<Answer> {
  const response = await to.http.inject({
    method: 'POST',
    url: eventsBatch.path,
    headers: { authorization: `Bearer ${await signToken({ sub: user_id })}` },
    payload: { events, ...extra },
  });
  return { status: response.statusCode, body: response.json<Answer['body']>() };
}

async function tellHost(user: object): Promise<void> {
  const response = await app.http.inject({
    method: 'POST',
    url: hostUsers.path,
    headers: { authorization: `Bearer ${HOST_KEY}` },
    payload: { users: [user] },
  });
  expect(response.statusCode).toBe(200);
}

function select(text: string, values: unknown[] = []): Promise<Record<string, unknown>[]> {
  return database.session(async (client) => (await client.query<Record<string, unknown>>(text, values)).rows);
}

const eventsOf = (user_id: string) =>
  select('SELECT type, local_day::text AS day, occurred_at FROM event WHERE user_id = $1 ORDER BY occurred_at, id', [
    user_id,
  ]);

const event = (said: object = {}) => ({ type: 'session_start', timestamp: '2024-01-15T10:00:00Z', ...said });
const id = () => crypto.randomUUID();

describe('a batch', () => {
  it('keeps the good events and names what is wrong with the others by index', async () => {
    const answer = await send('partial', [
      event(),
      event({ type: 'invalid_type' }),
      event({ timestamp: '2024-01-15T10:00:00' }),
      event({ type: 'journal_entry' }),
    ]);
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({ status: 'ok', processed: 2, errors: [{ index: 1 }, { index: 2 }] });
    expect(answer.body.errors[0]?.error).toMatch(/^Unknown event type 'invalid_type': use one of /);
    expect(await eventsOf('partial')).toHaveLength(2);
  });

  it.each([
    ['no event is good', [event({ type: 'x' })], [0]],
    ['events is empty', [], []],
    ['events is no list', { length: 1 }, []],
    ['there are 101', Array.from({ length: 101 }, () => event()), []],
  ])('is refused with 400 and stores nothing when %s', async (_, events, indexes) => {
    const answer = await send('refused', events);
    expect(answer.status).toBe(400);
    expect(answer.body.status).toBe('error');
    expect(answer.body.message).toBeTruthy();
    expect(answer.body.errors.map(({ index }) => index)).toEqual(indexes);
    expect(await select("SELECT 1 FROM person WHERE user_id = 'refused'")).toEqual([]);
  });

  it('of exactly 100 events is taken', async () => {
    const answer = await send(
      'hundred',
      Array.from({ length: 100 }, () => event()),
    );
    expect(answer).toMatchObject({ status: 200, body: { processed: 100 } });
    expect(await eventsOf('hundred')).toHaveLength(100);
  });

  it('makes a person of somebody the host has not announced: registered on the first event', async () => {
    await send('newcomer', [event({ timestamp: '2024-01-14T10:00:00Z' })]);
    await send('newcomer', [event({ timestamp: '2024-01-12T22:00:00Z' })]);
    await send('newcomer', [event({ timestamp: '2024-01-15T10:00:00Z' })]);
    expect(
      await select(
        "SELECT registered_on::text, first_event_on::text, announced_at FROM person WHERE user_id = 'newcomer'",
      ),
    ).toEqual([{ registered_on: '2024-01-13', first_event_on: '2024-01-13', announced_at: null }]);
  });

  it("moves a registration the host has dated into the client's zone, once that is known", async () => {
    const registered = () => select("SELECT registered_on::text AS day FROM person WHERE user_id = 'dated'");
    await tellHost({ user_id: 'dated', joined_at: '2024-01-09T22:30:00Z' });
    expect(await registered()).toEqual([{ day: '2024-01-10' }]);
    await send('dated', [event()], { timezone: 'America/New_York' });
    expect(await registered()).toEqual([{ day: '2024-01-09' }]);
  });

  it('with nothing but streak_broken makes no active day', async () => {
    await send('breaker', [event({ type: 'streak_broken', metadata: { streak_was: 7 } })]);
    expect(await select("SELECT 1 FROM active_day WHERE user_id = 'breaker'")).toEqual([]);
    expect(
      await select("SELECT unnest(streak_broken_days)::text AS day FROM person WHERE user_id = 'breaker'"),
    ).toEqual([{ day: '2024-01-15' }]);
  });
});

describe('an id', () => {
  it('makes a resend harmless: it counts as processed and stores nothing', async () => {
    const events = [event({ id: id() }), event({ id: id(), type: 'habit_completed', metadata: { streak: 3 } })];
    expect(await send('resend', events)).toMatchObject({ status: 200, body: { processed: 2 } });
    expect(await send('resend', events)).toMatchObject({ status: 200, body: { processed: 2, errors: [] } });
    expect(await eventsOf('resend')).toHaveLength(2);
    expect(await select("SELECT actions FROM active_day WHERE user_id = 'resend'")).toEqual([{ actions: 2 }]);
  });

  it('stores what is new beside what is known', async () => {
    const known = event({ id: id() });
    await send('mixed', [known]);
    await send('mixed', [known, event({ id: id() }), event()]);
    expect(await eventsOf('mixed')).toHaveLength(3);
    expect(await select("SELECT actions FROM active_day WHERE user_id = 'mixed'")).toEqual([{ actions: 3 }]);
  });

  it('twice in one batch is one event', async () => {
    const twice = event({ id: id() });
    expect(await send('twice', [twice, twice])).toMatchObject({ body: { processed: 2 } });
    expect(await eventsOf('twice')).toHaveLength(1);
  });

  it('belongs to its person: two people may use the same one', async () => {
    const same = event({ id: id() });
    await Promise.all([send('one', [same]), send('two', [same])]);
    expect(await eventsOf('one')).toHaveLength(1);
    expect(await eventsOf('two')).toHaveLength(1);
  });

  it('is read regardless of case', async () => {
    const lower = id();
    await send('case', [event({ id: lower }), event({ id: lower.toUpperCase() })]);
    expect(await eventsOf('case')).toHaveLength(1);
  });

  it('taken by two processes at the same moment, and many times, is stored once', async () => {
    const batches = Array.from({ length: 6 }, () => Array.from({ length: 20 }, () => event({ id: id() })));
    const answers = await Promise.all(
      [app, other, app, other].flatMap((process, turn) =>
        batches.map((batch) => send('race', turn % 2 === 0 ? batch : batch.toReversed(), {}, process)),
      ),
    );
    expect(answers.every(({ status, body }) => status === 200 && body.processed === 20)).toBe(true);
    expect(await eventsOf('race')).toHaveLength(120);
    expect(await select("SELECT actions FROM active_day WHERE user_id = 'race'")).toEqual([{ actions: 120 }]);
  });

  it('of an event clamped to now is known when it comes again later, also across midnight and a month', async () => {
    clock.set('2024-01-31T20:58:00Z'); // 23:58 in Moscow
    const ahead = event({ id: id(), timestamp: '2024-01-31T21:02:00Z' });
    await send('clamped', [ahead]);
    clock.set('2024-01-31T21:01:00Z'); // the first of February there; still ahead, clamped again
    await send('clamped', [ahead]);
    clock.set('2024-02-03T12:00:00Z');
    await send('clamped', [ahead]);
    expect(await eventsOf('clamped')).toEqual([
      { type: 'session_start', day: '2024-01-31', occurred_at: Date.parse('2024-01-31T20:58:00Z') },
    ]);
    expect(await select("SELECT actions FROM active_day WHERE user_id = 'clamped'")).toEqual([{ actions: 1 }]);
    clock.set('2024-01-15T10:30:00Z');
  });

  it('sent again with another timestamp, in another month, is the same event', async () => {
    clock.set('2024-02-02T10:00:00Z');
    const first = event({ id: id(), timestamp: '2024-01-30T10:00:00Z' });
    await send('moved', [first]);
    await send('moved', [{ ...first, timestamp: '2024-02-02T09:00:00Z' }]);
    expect(await eventsOf('moved')).toHaveLength(1);
    clock.set('2024-01-15T10:30:00Z');
  });
});

describe('the local day', () => {
  it.each([
    ['America/New_York', '2024-03-10T04:59:00Z', '2024-03-09', 'the minute before midnight, DST begins that day'],
    ['America/New_York', '2024-03-11T03:59:00Z', '2024-03-10', 'the last minute of the 23-hour day'],
    ['America/New_York', '2024-11-04T04:59:00Z', '2024-11-03', 'the last minute of the 25-hour day'],
    ['America/New_York', '2024-11-04T05:00:00Z', '2024-11-04', 'the first minute after it'],
    ['Europe/Berlin', '2024-03-31T21:59:00Z', '2024-03-31', 'summer time since that morning'],
    ['Europe/Berlin', '2024-03-31T22:00:00Z', '2024-04-01', 'an hour earlier in UTC than the day before'],
    ['Australia/Lord_Howe', '2024-04-06T12:59:00Z', '2024-04-06', 'UTC+11 before the half-hour change'],
    ['Australia/Lord_Howe', '2024-04-07T13:29:00Z', '2024-04-07', 'UTC+10:30 after it'],
    ['America/Santiago', '2024-09-08T03:59:00Z', '2024-09-07', 'the last minute before midnight, which does not exist'],
    ['America/Santiago', '2024-09-08T04:00:00Z', '2024-09-08', 'the day begins at 01:00'],
    ['Pacific/Apia', '2011-12-30T09:59:00Z', '2011-12-29', 'the day before the one that was skipped'],
    ['Pacific/Apia', '2011-12-30T10:00:00Z', '2011-12-31', 'the day after it'],
    ['Asia/Kathmandu', '2024-01-14T18:14:00Z', '2024-01-14', 'UTC+5:45'],
    ['Asia/Kathmandu', '2024-01-14T18:15:00Z', '2024-01-15', 'UTC+5:45'],
  ])('in %s of %s is %s: %s', async (zone, timestamp, day) => {
    clock.set(timestamp);
    const user = `${zone} ${timestamp}`;
    await tellHost({ user_id: user, timezone: zone });
    await send(user, [event({ timestamp })]);
    expect(await eventsOf(user)).toMatchObject([{ day }]);
    expect(await select('SELECT day::text FROM active_day WHERE user_id = $1', [user])).toEqual([{ day }]);
    clock.set('2024-01-15T10:30:00Z');
  });

  it("is the host's zone before the client's, the client's before the project's, and never moves afterwards", async () => {
    const late = { type: 'session_start', timestamp: '2024-01-14T22:30:00Z' };
    await send('traveller', [late]); // Moscow, the project's: the 15th
    await send('traveller', [late], { timezone: 'America/New_York' });
    await send('traveller', [late]); // the client's zone is remembered
    await send('traveller', [late], { timezone: 'Mars/Olympus' }); // nobody knows that one
    await tellHost({ user_id: 'traveller', timezone: 'Asia/Tokyo' });
    await send('traveller', [late], { timezone: 'America/New_York' });
    const days = await select("SELECT local_day::text AS day FROM event WHERE user_id = 'traveller'");
    expect(days.map(({ day }) => String(day)).sort()).toEqual([
      '2024-01-14',
      '2024-01-14',
      '2024-01-14',
      '2024-01-15',
      '2024-01-15',
    ]);
  });
});

describe('active_day', () => {
  it('equals what the events say, whatever came, how often and in which order', async () => {
    const minute = fc.integer({ min: 0, max: 6 * 24 * 60 });
    const anyEvent = fc.record({
      type: fc.constantFrom(...EVENT_TYPES),
      timestamp: minute.map((ago) => new Date(Date.parse('2024-01-15T10:30:00Z') - ago * 60_000).toISOString()),
      id: fc.option(
        fc.nat(40).map((number) => `00000000-0000-4000-8000-0000000000${String(number).padStart(2, '0')}`),
        {
          nil: undefined,
        },
      ),
      metadata: fc.record({
        streak: fc.nat(50),
        feature: fc.constantFrom('journal', 'planning', 'ssp', 'unheard_of'),
        duration_seconds: fc.nat(900),
        progress: fc.integer({ min: 50, max: 99 }),
      }),
    });
    const user = fc.constantFrom('anna', 'boris', 'Ёжик', '42');
    const batches = fc.array(fc.tuple(user, fc.array(anyEvent, { minLength: 1, maxLength: 20 })), {
      minLength: 1,
      maxLength: 12,
    });
    await fc.assert(
      fc.asyncProperty(batches, async (sent) => {
        await Promise.all(
          sent.map(([user_id, events], turn) => send(user_id, events, {}, turn % 2 === 0 ? app : other)),
        );
        expect(await storedActiveDays(database)).toEqual(await expectedActiveDays(database));
      }),
      { numRuns: 25 },
    );
  });
});
