import { describe, expect, it } from 'vitest';
import { parseInstant } from '@retention/domain/day';
import { canonicalJson, eventId } from './event-id.ts';
import { readEventRow } from './event-row.ts';
import { createOccurrences } from './occurrences.ts';

const now = Date.UTC(2024, 0, 15, 10, 30);
const options = { types: new Map([['purchase', 'session_start']]), timezone: undefined, now };
const good = { user_id: '00001', timestamp: '1997-01-01T12:00:00Z', type: 'purchase' };

function read(change: Record<string, unknown>, more: Partial<Parameters<typeof readEventRow>[1]> = {}) {
  return readEventRow({ ...good, ...change }, { ...options, ...more });
}

function instantOf(change: Record<string, unknown>, timezone?: string): unknown {
  const row = read(change, { timezone });
  return typeof row === 'string' ? row : new Date(row.event.occurred_at).toISOString();
}

describe('the event of a row', () => {
  it('is of any age, with the id as it stands and the type mapped', () => {
    expect(read({})).toMatchObject({ user_id: '00001', event: { type: 'session_start', id: null } });
    expect(read({ user_id: 17, type: 'journal_entry' })).toMatchObject({
      user_id: '17',
      event: { type: 'journal_entry' },
    });
  });

  it('has metadata from a cell or as an object', () => {
    for (const metadata of ['{"feature": "goals"}', { feature: 'goals' }]) {
      expect(read({ metadata })).toMatchObject({ event: { metadata_json: '{"feature":"goals"}' } });
    }
  });

  it.each([
    [{ user_id: undefined }, '"user_id" is missing'],
    [{ user_id: null }, '"user_id" is missing'],
    [{ user_id: 'x'.repeat(129) }, '"user_id" must be'],
    [{ user_id: 'a\0' }, '"user_id" must be'],
    [{ user_id: 1.5 }, '"user_id" must be'],
    [{ user_id: 2 ** 53 }, '"user_id" must be'],
    [{ type: undefined }, '"type" is missing'],
    [{ type: 'bought' }, '; --map theirs=ours'],
    [{ timestamp: undefined }, '"timestamp" is missing'],
    [{ timestamp: 852_120_000 }, '"timestamp" is a number'],
    [{ timestamp: 'yesterday' }, 'is not a date'],
    [{ timestamp: '1997-02-30T12:00:00Z' }, 'is not a date'],
    [{ timestamp: '1997-01-01 12:00:00' }, 'has no zone: end it with Z or an offset like +03:00; --timezone'],
    [{ timestamp: '1899-12-31T23:59:59Z' }, 'is before 1900'],
    [{ timestamp: '2024-01-15T10:36:00Z' }, 'is in the future'],
    [{ id: '17' }, '"id" must be a UUID'],
    [{ metadata: '{' }, '"metadata" is not JSON'],
    [{ metadata: '[1]' }, '"metadata" must be a JSON object'],
    [{ metadata: '{"a":"\\u0000"}' }, 'NUL'],
    [{ metadata: { a: 'x'.repeat(5000) } }, 'at most 4096'],
  ])('is refused: %j', (change, reason) => {
    expect(read(change)).toContain(reason);
  });

  it.each([
    ['2024-01-15 13:00:00.250', 'Europe/Moscow', '2024-01-15T10:00:00.250Z'],
    ['2023-07-01T12:00:00', 'America/New_York', '2023-07-01T16:00:00.000Z'],
    ['2023-07-01T12:00:00+02:00', 'America/New_York', '2023-07-01T10:00:00.000Z'],
    ['2023-03-12T02:30:10', 'America/New_York', '2023-03-12T07:00:10.000Z'],
    ['2023-11-05T01:30:00', 'America/New_York', '2023-11-05T05:30:00.000Z'],
  ])('reads %s in %s', (timestamp, timezone, expected) => {
    expect(instantOf({ timestamp }, timezone)).toBe(expected);
  });

  it('is never in the future, and still known by the instant the row names', () => {
    const row = read({ timestamp: '2024-01-15T10:33:00Z' });
    expect(row).toMatchObject({ event: { occurred_at: now }, named_at: parseInstant('2024-01-15T10:33:00Z') });
  });
});

describe('the id of an event', () => {
  function ids(rows: readonly Record<string, unknown>[], at = now): string[] {
    const occurrences = createOccurrences();
    return rows.map((change) => {
      const row = read(change, { now: at });
      if (typeof row === 'string') throw new Error(row);
      return eventId(row, occurrences);
    });
  }

  it('is the one it brings', () => {
    const id = '018f3c5e-7d2a-7cc1-9d0e-5a4b3c2d1e0f';
    expect(ids([{ id }, { id: id.toUpperCase() }])).toEqual([id, id]);
  });

  it('stays what it was: files imported before must be known again', () => {
    expect(ids([{}, {}])).toEqual(['c7f54546-fa0c-8d53-9a1e-f61ca5e1e142', '11b22348-ac4f-80e8-ba76-f771ac6539f5']);
  });

  it('is a UUID of version 8, other for each of some identical rows, the same in every order', () => {
    const rows = [{}, { user_id: '1' }, {}, { type: 'journal_entry' }, {}, { metadata: '{"a":1}' }];
    const first = ids(rows);
    expect(new Set(first).size).toBe(rows.length);
    for (const id of first) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(ids(rows.toReversed()).toSorted()).toEqual(first.toSorted());
  });

  it('depends on what is said and not on how it is written', () => {
    const [one, ...others] = ids([{ metadata: '{"a":1,"b":{"c":[1,2],"d":null}}' }]).concat(
      ids([{ metadata: { b: { d: null, c: [1, 2] }, a: 1 } }]),
      ids([{ metadata: '{ "b": {"d":null,"c":[1,2]}, "a": 1.0 }', timestamp: '1997-01-01T15:00:00+03:00' }]),
    );
    expect(others).toEqual([one, one]);
  });

  it('does not change with the moment of the import', () => {
    const ahead = { timestamp: '2024-01-15T10:33:00Z' };
    expect(ids([ahead], now + 60_000)).toEqual(ids([ahead]));
  });

  it('orders keys, whatever they are called', () => {
    const value: unknown = JSON.parse('{"b":1,"__proto__":{"z":1,"y":[{"b":1,"a":2}]},"a":"ж"}');
    expect(canonicalJson(value)).toBe('{"__proto__":{"y":[{"a":2,"b":1}],"z":1},"a":"ж","b":1}');
  });
});
