import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { adminUserEvents } from '@retention/domain/contract/person';
import type { Contract } from '@retention/domain/contract/contract';
import type { EventType } from '@retention/domain/event';
import { openTestDatabase } from '../../test/database.ts';
import { chooseSeed, Random } from '../../test/faults/random.ts';
import { storeEvents } from '../collect/store.ts';
import { createPartitions } from '../db/partition.ts';
import { openTestApp, signToken } from '../http/app.fixture.ts';
import { createPersonHash } from '../db/person-hash.ts';

const test = await openTestDatabase({ now: '2024-06-15T09:00:00Z' });
const { database, clock } = test;
const app = await openTestApp(test);
const owner = await signToken({ sub: 'owner', role: 'admin' });
const partitions = createPartitions(database);

type Page = Contract['admin_user_events']['response'];
type Asked = Omit<Contract['admin_user_events']['request'], 'user_id'>;

async function send(user_id: string, asked: Asked) {
  const response = await app.http.inject({
    method: 'POST',
    url: adminUserEvents.path,
    headers: { authorization: `Bearer ${owner}` },
    payload: { user_id, ...asked },
  });
  return { status: response.statusCode, body: response.json<Page>() };
}

async function page(user_id: string, asked: Asked): Promise<Page> {
  const { status, body } = await send(user_id, asked);
  expect(status).toBe(200);
  return body;
}

/** From the latest to the first; `between` happens after each page. */
async function walk(user_id: string, per_page: number, between?: () => Promise<void>): Promise<string[]> {
  const ids: string[] = [];
  let before: string | null = null;
  do {
    const { events, next }: Page = await page(user_id, { per_page, ...(before === null ? {} : { before }) });
    expect(events.length).toBeLessThanOrEqual(per_page);
    if (next !== null) expect(events).toHaveLength(per_page);
    ids.push(...events.map(({ id }) => id));
    before = next;
    await between?.();
  } while (before !== null);
  return ids;
}

interface Given {
  readonly at: string;
  readonly id?: string;
  readonly type?: EventType;
}

/** Stored as any door for events stores them, of whatever age; in which zone is the person meanwhile? */
async function store(user_id: string, client_timezone: string | null, given: readonly Given[]): Promise<void> {
  const events = given.map(({ at, id = randomUUID(), type = 'session_start' }) => ({
    id,
    type,
    occurred_at: Date.parse(at),
    metadata: null,
    metadata_json: null,
  }));
  await storeEvents(database, partitions, [{ user_id, client_timezone, events }], {
    received_at: clock.now(),
    projectZone: 'Europe/Moscow',
    personHash: createPersonHash(''),
    lookForKnown: false,
  });
}

/** All at once, without pages: what pages must add up to. */
async function all(user_id: string): Promise<string[]> {
  const text = 'SELECT id FROM event WHERE user_id = $1 ORDER BY occurred_at DESC, id DESC';
  const { rows } = await database.session((client) => client.query<{ id: string }>(text, [user_id]));
  return rows.map(({ id }) => id);
}

describe('pages', () => {
  it('are 50 events long, and end without a next', async () => {
    const events = Array.from({ length: 100 }, (_, index) => ({ at: new Date(index * 3_600_000).toISOString() }));
    await store('fifty', null, events);
    const first = await page('fifty', {});
    expect(first.events).toHaveLength(50);
    const second = await page('fifty', { before: first.next ?? '' });
    expect(second.events).toHaveLength(50);
    expect(second.next).toBeNull();
    expect([...first.events, ...second.events].map(({ id }) => id)).toEqual(await all('fifty'));
  });

  it('lose and repeat nothing among events of one instant', async () => {
    await store('same', null, [
      { at: '2024-06-01T09:00:00Z' },
      ...Array.from({ length: 30 }, () => ({ at: '2024-06-02T09:00:00Z' })),
      { at: '2024-06-03T09:00:00Z' },
    ]);
    for (const per_page of [1, 2, 7, 31]) expect(await walk('same', per_page)).toEqual(await all('same'));
  });

  it('stay where they are while new and late events arrive', async () => {
    const at = (hour: number): string => new Date(Date.UTC(2024, 4, 30, hour)).toISOString();
    await store(
      'growing',
      null,
      Array.from({ length: 60 }, (_, index) => ({ at: at(index) })),
    );
    const before = await all('growing');
    let later = 100;
    const walked = await walk('growing', 7, () => store('growing', null, [{ at: at(later++) }, { at: at(later++) }]));
    expect(walked).toEqual(before);
    // A late one is seen where the walk has not been yet.
    const { next } = await page('growing', { per_page: 20 });
    await store('growing', null, [{ at: '2024-05-01T00:00:00Z', id: '00000000-0000-4000-8000-000000000001' }]);
    const { events } = await page('growing', { before: next ?? '', per_page: 200 });
    expect(events.at(-1)?.id).toBe('00000000-0000-4000-8000-000000000001');
  });

  it('follow the instant, not the local day, where the zone has changed around a month', async () => {
    // The same hour is the 1st of July on Kiritimati and the 29th or 30th of June in Pago Pago.
    await store('mover', 'Pacific/Kiritimati', [
      { at: '2024-06-30T10:30:00Z', id: '00000000-0000-4000-8000-00000000000a' },
    ]);
    await store('mover', 'Pacific/Pago_Pago', [
      { at: '2024-06-30T10:45:00Z', id: '00000000-0000-4000-8000-00000000000b' },
      { at: '2024-07-01T10:45:00Z', id: '00000000-0000-4000-8000-00000000000d' },
    ]);
    await store('mover', 'Pacific/Kiritimati', [
      { at: '2024-06-30T11:00:00Z', id: '00000000-0000-4000-8000-00000000000c' },
    ]);
    const { events } = await page('mover', { per_page: 4 });
    expect(events.map(({ id, local_day }) => [id.slice(-1), local_day])).toEqual([
      ['d', '2024-06-30'],
      ['c', '2024-07-01'],
      ['b', '2024-06-29'],
      ['a', '2024-07-01'],
    ]);
    for (const per_page of [1, 2, 3]) expect(await walk('mover', per_page)).toEqual(await all('mover'));
  });

  it('of random histories add up to all there is, in order', { timeout: 60_000 }, async () => {
    const random = new Random(chooseSeed('pages of events'));
    const ZONES = ['Pacific/Kiritimati', 'Pacific/Pago_Pago', 'Europe/Moscow', 'America/New_York', 'Asia/Kathmandu'];
    for (let person = 0; person < 10; person++) {
      const user_id = `random ${person}`;
      for (let batch = random.whole(1, 8); batch > 0; batch--) {
        const events = Array.from({ length: random.whole(1, 40) }, (): Given => {
          // Near the first of some month, on the whole hour often, so that much falls together.
          const month = random.whole(0, 20);
          const hour = random.whole(-60, 60);
          const at = Date.UTC(2022, month, 1, hour, random.chance(0.5) ? 0 : random.whole(0, 59));
          const type = random.chance(0.2) ? 'streak_broken' : random.pick(['session_start', 'journal_entry'] as const);
          return { at: new Date(at).toISOString(), type };
        });
        await store(user_id, random.pick(ZONES), events);
      }
      const expected = await all(user_id);
      for (const per_page of [random.whole(2, 9), random.whole(10, 60), 200]) {
        expect(await walk(user_id, per_page)).toEqual(expected);
      }
    }
  });
});

describe('a place that no page has named', () => {
  const encode = (text: string): string => Buffer.from(text).toString('base64url');
  const id = '6f1c0a52-6b1c-4c4e-9f7e-0c8f1b7a9d10';

  it.each([
    '',
    'x',
    '\0',
    '2024-01-10T10:30:00Z',
    encode(''),
    encode('2024-01-10T10:30:00Z'),
    encode(`2024-01-10T10:30:00 ${id}`),
    encode(`2024-01-10T10:30:00+00:00 ${id}`),
    encode(`2024-13-10T10:30:00Z ${id}`),
    encode(`99999-01-10T10:30:00Z ${id}`),
    encode(`2024-01-10T10:30:00Z ${id.toUpperCase()}`),
    encode(`2024-01-10T10:30:00Z ${id}0`),
    encode(`2024-01-10T10:30:00Z  ${id}`),
    `${encode(`2024-01-10T10:30:00Z ${id}`)}=`,
    ` ${encode(`2024-01-10T10:30:00Z ${id}`)}`,
    'я'.repeat(100),
    'x'.repeat(101),
  ])('is refused by name: %j', async (before) => {
    await store('placed', null, [{ at: '2024-06-01T09:00:00Z' }]);
    expect(await send('placed', { before })).toMatchObject({
      status: 422,
      body: { status: 'error', errors: [{ field: 'before', error: expect.stringContaining('"before"') as string }] },
    });
  });

  it('may lie anywhere in time', async () => {
    await store('anywhen', null, [{ at: '2024-06-01T09:00:00Z' }]);
    for (const [instant, events] of [
      ['0001-01-02T00:00:00Z', 0],
      ['2024-06-01T09:00:00Z', 0],
      ['2024-06-01T09:00:00.001Z', 1],
      ['9999-12-30T23:59:59.999Z', 1],
    ] as const) {
      const before = encode(`${instant} 00000000-0000-0000-0000-000000000000`);
      expect((await page('anywhen', { before })).events).toHaveLength(events);
    }
  });

  it.each([0, -1, 201, 1.5, '50'])('nor a page of %j events', async (per_page) => {
    expect(await send('placed', { per_page: per_page as number })).toMatchObject({
      status: 422,
      body: { errors: [{ field: 'per_page' }] },
    });
  });
});
