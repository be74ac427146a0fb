import { describe, expect, it } from 'vitest';
import { createOccurrences } from '../../collect/import/occurrences.ts';
import type { Fields } from './field.ts';
import { firstMapping } from './guess.ts';
import { exportedId } from './id.ts';
import type { ExportMapping } from './mapping.ts';
import { createRowReader } from './row.ts';
import type { ExportKind } from './shape.ts';
import { EXPORT_SHAPES, misfit } from './shapes.ts';

const now = Date.UTC(2026, 1, 1);

/** What becomes of a row as it stands in a file: the event, why it is left out, or why it is refused. */
function read(kind: ExportKind, row: Fields, change: Partial<ExportMapping> = {}): unknown {
  const shape = EXPORT_SHAPES[kind];
  const mapping = {
    ...firstMapping(shape, 'UTC'),
    types: { Done: 'habit_completed' as const, Other: null },
    ...change,
  };
  const found = createRowReader(shape, mapping).event(shape.normal(row), now);
  if (typeof found === 'string') return found;
  if ('left_out' in found) return found.left_out;
  const { user_id, event } = found;
  return [user_id, new Date(event.occurred_at).toISOString(), event.type, event.metadata];
}

const AT = '2026-01-10T07:02:00.500Z';
const NOON = Date.UTC(2026, 0, 10, 12) / 1000;

describe('a row of PostHog', () => {
  const good = { event: 'Done', distinct_id: '17', timestamp: '2026-01-10T07:02:00.500123+00:00', properties: {} };
  const cases: [string, Fields, unknown][] = [
    ['an event', {}, ['17', AT, 'habit_completed', null]],
    ['a number as id', { distinct_id: 17 }, ['17', AT, 'habit_completed', null]],
    ['an id with zeros', { distinct_id: '0017' }, ['0017', AT, 'habit_completed', null]],
    ['a Unicode id', { distinct_id: 'Аня 🌱' }, ['Аня 🌱', AT, 'habit_completed', null]],
    ['the id of who signed in', { properties: { $user_id: '5', $device_id: 'd' } }, ['5', AT, 'habit_completed', null]],
    ['properties as text', { properties: '{"$user_id":"5"}' }, ['5', AT, 'habit_completed', null]],
    ['a flat table', { properties: undefined, 'properties.$user_id': '5' }, ['5', AT, 'habit_completed', null]],
    ['the device as id', { properties: { $device_id: '17' } }, 'nobody'],
    ['a visitor', { properties: { $is_identified: false } }, 'nobody'],
    ['no id', { distinct_id: '' }, 'nobody'],
    ['the id of a broken program', { distinct_id: 'undefined' }, 'nobody'],
    ['an event that is left out', { event: 'Other' }, 'type'],
    ['an event nobody named', { event: 'toString' }, 'unknown'],
    ['no name', { event: null }, expect.stringContaining('"event" is missing')],
    ['no time', { timestamp: null }, expect.stringContaining('"timestamp" is missing')],
    ['a time to come', { timestamp: '2026-02-02T00:00:00Z' }, expect.stringContaining('in the future')],
    ['an id too long', { distinct_id: 'x'.repeat(129) }, expect.stringContaining('"user_id" must be')],
    ['half a number as id', { distinct_id: 1.5 }, expect.stringContaining('"user_id" must be')],
    ['half a character as id', { distinct_id: '\ud83d' }, expect.stringContaining('"user_id" must be')],
  ];
  it.each(cases)('%s', (_, change, expected) => {
    expect(read('posthog', { ...good, ...change })).toEqual(expected);
  });

  it('is of a visitor, and taken where the owner wants that', () => {
    const row = { ...good, properties: { $device_id: '17' } };
    expect(read('posthog', row, { anonymous: 'taken' })).toEqual(['17', AT, 'habit_completed', null]);
  });
});

describe('a row of Amplitude', () => {
  const good = { event_type: 'Done', user_id: '17', device_id: 'd', event_time: '2026-01-10 07:02:00.500000' };
  const cases: [string, Fields, unknown][] = [
    ['an event: its time is UTC', {}, ['17', AT, 'habit_completed', null]],
    ['a device alone', { user_id: null }, 'nobody'],
    ['an empty id', { user_id: '' }, 'nobody'],
    ['no time', { event_time: '' }, expect.stringContaining('"event_time" is missing')],
    ['nonsense as time', { event_time: 'yesterday' }, expect.stringContaining('"event_time" \'yesterday\'')],
  ];
  it.each(cases)('%s', (_, change, expected) => {
    expect(read('amplitude', { ...good, ...change })).toEqual(expected);
  });
});

describe('a row of Mixpanel', () => {
  const good = { time: NOON, distinct_id: '17' };
  const noon = '2026-01-10T12:00:00.000Z';
  const cases: [string, Fields, unknown][] = [
    ['seconds', {}, ['17', noon, 'habit_completed', null]],
    ['milliseconds', { time: NOON * 1000 + 250 }, ['17', '2026-01-10T12:00:00.250Z', 'habit_completed', null]],
    ['microseconds', { time: NOON * 1e6 }, ['17', noon, 'habit_completed', null]],
    ['seconds as text', { time: String(NOON) }, ['17', noon, 'habit_completed', null]],
    ['who signed in', { $user_id: '5', $device_id: '17' }, ['5', noon, 'habit_completed', null]],
    ['a device', { distinct_id: '$device:7c1' }, 'nobody'],
    ['a device of old', { $device_id: '17' }, 'nobody'],
    ['no id', { distinct_id: undefined }, 'nobody'],
    ['no time', { time: undefined }, expect.stringContaining('"properties.time" is missing')],
    ['zero as time', { time: 0 }, expect.stringContaining('"properties.time" \'0\' is not a date')],
    ['an endless time', { time: 1e300 }, expect.stringContaining('is not a date')],
    ['a time to come', { time: NOON + 1e8 }, expect.stringContaining('in the future')],
  ];
  it.each(cases)('%s', (_, change, expected) => {
    expect(read('mixpanel', { event: 'Done', properties: { ...good, ...change } })).toEqual(expected);
  });

  it('is read on the wall clock of its project', () => {
    const row = { event: 'Done', properties: good };
    expect(read('mixpanel', row, { timezone: 'America/Los_Angeles' })).toContain('2026-01-10T20:00:00.000Z');
    expect(read('mixpanel', row, { timezone: 'Europe/Moscow' })).toContain('2026-01-10T09:00:00.000Z');
  });

  it('is the same in a table', () => {
    const row = { 'Event Name': 'Done', Time: String(NOON), 'Distinct ID': '17', habit: '12' };
    const metadata = { Done: { habit_id: 'properties.habit' } };
    expect(read('mixpanel', row, { metadata })).toEqual(['17', noon, 'habit_completed', { habit_id: '12' }]);
  });
});

describe('a mapping', () => {
  const good = { event_type: 'Done', user_id: '17', event_time: '2026-01-10 07:02:00.500', event_properties: {} };

  it('keeps the properties it names, and no others', () => {
    const row = { ...good, event_properties: { habit: 12, run: '3', ip: '203.0.113.9', empty: '' } };
    const metadata = { Done: { habit_id: 'event_properties.habit', streak: 'event_properties.run', context: '=app' } };
    expect(read('amplitude', row, { metadata })).toContainEqual({ habit_id: 12, streak: 3, context: 'app' });
    expect(read('amplitude', row)).toContainEqual(null);
  });

  it('refuses what is too large to be kept, and says so', () => {
    const row = { ...good, event_properties: { note: 'ж'.repeat(3000) } };
    const metadata = { Done: { context: 'event_properties.note' } };
    expect(read('amplitude', row, { metadata })).toContain('at most 4096 are kept');
    expect(read('amplitude', row)).toContain('habit_completed');
  });

  it('leaves what came later to the app', () => {
    expect(read('amplitude', good, { until: '2026-01-10T07:00:00Z' })).toBe('until');
    expect(read('amplitude', good, { until: '2026-01-10T08:00:00Z' })).toContain('17');
  });

  it('does not take our names for theirs', () => {
    const types = { Done: 'habit_completed', habit_completed: 'journal_entry' } as const;
    expect(read('amplitude', good, { types })).toContain('habit_completed');
  });
});

describe('what a row says of a person', () => {
  const shape = EXPORT_SHAPES.amplitude;
  const people = {
    email: 'user_properties.email',
    joined_at: 'user_properties.joined',
    locale: 'user_properties.language',
    subscription_plan: 'user_properties.plan',
  };
  const values = { subscription_plan: { Premium: 'pro', '*': 'free' } };
  const reader = createRowReader(shape, { ...firstMapping(shape, 'Europe/Moscow'), people, values });
  const facts = (user_properties: Fields): unknown => reader.facts({ user_id: 17, user_properties }, now)?.said ?? null;

  it.each([
    [
      { email: 'a@example.com', plan: 'Premium' },
      { email: 'a@example.com', subscription_plan: 'pro' },
    ],
    [{ plan: 'Trial' }, { subscription_plan: 'free' }],
    [{ joined: '2025-11-20' }, { joined_at: Date.UTC(2025, 10, 20, 9) }],
    [{ joined: '2025-11-20 08:00:00' }, { joined_at: Date.UTC(2025, 10, 20, 5) }],
    [{ joined: 1_763_625_600 }, { joined_at: 1_763_625_600_000 }],
    [{ email: 'no address', language: 'English' }, null],
    [{ email: 'no address', language: 'en' }, { locale: 'en' }],
    [{ email: '', language: null }, null],
  ])('%j', (properties, expected) => {
    expect(facts(properties)).toEqual(expected);
  });
});

describe('the id of an exported event', () => {
  const uuid = '0192A1B0-0000-7000-8000-000000000001';
  const ids = (kind: ExportKind, rows: readonly Fields[]): string[] => {
    const occurrences = createOccurrences();
    return rows.map((row) => exportedId(EXPORT_SHAPES[kind], row, '17', occurrences));
  };

  it('is their UUID as it is', () => {
    expect(ids('posthog', [{ uuid }])).toEqual([uuid.toLowerCase()]);
    expect(ids('amplitude', [{ uuid, $insert_id: 'x' }])).toEqual([uuid.toLowerCase()]);
    expect(ids('mixpanel', [{ properties: { $insert_id: uuid } }])).toEqual([uuid.toLowerCase()]);
  });

  it('is made of any other id, the person and the event, whatever else the row says', () => {
    const row = { event_type: 'Done', $insert_id: 'ins-1' };
    const [one, again, other] = ids('amplitude', [row, { ...row, event_time: 'later' }, { ...row, event_type: 'B' }]);
    expect(again).toBe(one);
    expect(other).not.toBe(one);
    expect(one).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  it('tells identical rows without one apart, the same in each run', () => {
    const rows = [
      { event: 'Done', properties: { a: 1, b: 2 } },
      { properties: { b: 2, a: 1 }, event: 'Done' },
    ];
    const first = ids('mixpanel', rows);
    expect(new Set(first).size).toBe(2);
    expect(ids('mixpanel', rows.toReversed())).toEqual(first);
  });
});

describe('a file of something else', () => {
  it.each([
    ['posthog', { event_type: 'A', event_time: 'x' }, 'retention connect amplitude FILE'],
    ['posthog', { event: 'A', properties: { time: 1, distinct_id: '1' } }, 'retention connect mixpanel FILE'],
    ['mixpanel', { event: 'A', timestamp: 'x', distinct_id: '1', properties: {} }, 'retention connect posthog FILE'],
    ['posthog', { distinct_id: '1', person_id: 'p', properties: {} }, 'persons of PostHog, not events'],
    ['mixpanel', { $distinct_id: '1', $properties: {} }, 'profiles of Mixpanel, not events'],
    ['amplitude', { user_id: '1', type: 'session_start', timestamp: 'x' }, 'retention import events FILE'],
    ['amplitude', { a: 1 }, 'event_type and event_time are missing, and there are a. What is read here is'],
  ] as const)('%s: %j', (kind, row, expected) => {
    expect(misfit(EXPORT_SHAPES[kind], row)).toContain(expected);
  });

  it.each([
    ['posthog', { event: 'A', timestamp: 'x', distinct_id: '1', properties: { time: 3 } }],
    ['amplitude', { event_type: 'A', event_time: 'x' }],
    ['mixpanel', { event: 'A', properties: { time: 1 } }],
  ] as const)('is none: %s', (kind, row) => {
    expect(misfit(EXPORT_SHAPES[kind], row)).toBeNull();
  });
});
