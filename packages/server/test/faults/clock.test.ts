import { beforeAll, expect, it } from 'vitest';
import { eventsBatch } from '@retention/domain/contract/events';
import { openTestApp, signToken, type TestApp } from '../../src/http/app.fixture.ts';
import { openTestDatabase } from '../database.ts';
import { Ledger, type SentBatch } from './ledger.ts';
import { count } from './state.ts';

// Late enough in January that the jump forward leads into another month.
const test = await openTestDatabase({ now: '2024-01-30T20:00:00Z' });
const { database, clock } = test;
let app: TestApp;

beforeAll(async () => {
  app = await openTestApp(test);
});

async function post(user_id: string, events: unknown, to = app): Promise<number> {
  const headers = { authorization: `Bearer ${await signToken({ sub: user_id })}` };
  const response = await to.http.inject({ method: 'POST', url: eventsBatch.path, headers, payload: { events } });
  return response.statusCode;
}

it('a clock that jumps between batches loses no event, stores none twice and holds nobody up', async () => {
  const ledger = new Ledger();
  const sent: SentBatch[] = [];
  for (const jumpMs of [0, -2 * 3_600_000, 3 * 86_400_000, -2 * 3_600_000, -3 * 86_400_000, 3 * 86_400_000]) {
    clock.advance(jumpMs);
    const fresh = Array.from({ length: 20 }, (_, index): SentBatch => {
      const events = Array.from({ length: 10 }, (_, minute) => ({
        type: 'habit_completed',
        timestamp: new Date(clock.now() - minute * 60_000).toISOString(),
        id: crypto.randomUUID(),
        metadata: { n: ledger.nextNumber(), streak: minute },
      }));
      return { user_id: `person ${index}`, timezone: undefined, events, acknowledged: false };
    });
    const begun = performance.now();
    await Promise.all(
      fresh.map(async (batch) => {
        ledger.add(batch);
        expect(await post(batch.user_id, batch.events)).toBe(200);
        ledger.acknowledge(batch);
      }),
    );
    expect(performance.now() - begun).toBeLessThan(4_000);
    // Everything sent before comes again. What now lies in the future or is too old is refused; the rest is known.
    const before = await count(database);
    const again = await Promise.all(sent.map(({ user_id, events }) => post(user_id, events)));
    expect(again.filter((status) => status !== 200 && status !== 400)).toEqual([]);
    expect(await count(database)).toEqual(before);
    sent.push(...fresh);
  }
  expect(await ledger.check(database)).toEqual({ stored: 1200, acknowledged: 1200 });
});

it('a clock that goes back locks nobody out', async () => {
  const limited = await openTestApp(test, { rateLimit: 60 });
  const events = [{ type: 'session_start', timestamp: new Date(clock.now() - 5 * 3_600_000).toISOString() }];
  const statuses: number[] = [];
  for (let turn = 0; turn < 61; turn++) statuses.push(await post('hasty', events, limited));
  expect([statuses.at(-2), statuses.at(-1)]).toEqual([200, 429]);
  clock.advance(-2 * 3_600_000);
  expect(await post('hasty', events, limited)).toBe(429);
  // A second later one request has been earned, whatever the clock showed before.
  clock.advance(1_000);
  expect(await post('hasty', events, limited)).toBe(200);
});
