import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { at } from './activity.fixture.ts';
import { DAY_MS, formatInstant } from './day.ts';
import { anyAge, clockShift, readEnvelope, readEvent, recent } from './event.ts';

const now = at('2024-01-15T12:00:00Z');
const MINUTE_MS = 60_000;
const YEAR_MS = 365 * DAY_MS;

function read(timestamp: number, sent_at: number | null): ReturnType<typeof readEvent> {
  return readEvent({ type: 'session_start', timestamp: formatInstant(timestamp) }, recent(now, sent_at));
}

describe('clockShift', () => {
  it.each<[string, number | null, number]>([
    ['says nothing', null, 0],
    ['is right', now, 0],
    ['is a second behind', now - 1000, 0],
    ['is exactly a minute behind', now - MINUTE_MS, 0],
    ['is exactly a minute ahead', now + MINUTE_MS, 0],
    ['is a millisecond more than a minute behind', now - MINUTE_MS - 1, MINUTE_MS + 1],
    ['is a millisecond more than a minute ahead', now + MINUTE_MS + 1, -MINUTE_MS - 1],
    ['is two days behind', now - 2 * DAY_MS, 2 * DAY_MS],
    ['is two days ahead', now + 2 * DAY_MS, -2 * DAY_MS],
    ['is a hundred years ahead', now + 100 * YEAR_MS, -100 * YEAR_MS],
  ])('a clock that %s', (_, sent_at, shift_ms) => {
    expect(clockShift(sent_at, now)).toBe(shift_ms);
  });

  it('is nothing in an import: a file was sent at no moment', () => {
    expect(anyAge(now).shift_ms).toBe(0);
  });
});

describe('readEvent: a clock that is off', () => {
  it.each<[string, number, number | null, number]>([
    ['a minute behind is taken at its word', now - 2 * MINUTE_MS, now - MINUTE_MS, now - 2 * MINUTE_MS],
    ['a millisecond more is not', now - 2 * MINUTE_MS, now - MINUTE_MS - 1, now - MINUTE_MS + 1],
    ['two days behind', now - 2 * DAY_MS - 3000, now - 2 * DAY_MS, now - 3000],
    ['two days ahead', now + 2 * DAY_MS - 3000, now + 2 * DAY_MS, now - 3000],
    ['two days behind, and an event that only seems too old', now - 8 * DAY_MS, now - 2 * DAY_MS, now - 6 * DAY_MS],
    ['two days ahead, and the oldest event there may be', now - 5 * DAY_MS, now + 2 * DAY_MS, now - 7 * DAY_MS],
    ['an event after the sending: clamped', now + 2 * DAY_MS + 1, now + 2 * DAY_MS, now],
    ['exactly 5 minutes after it: clamped', now - 2 * DAY_MS + 5 * MINUTE_MS, now - 2 * DAY_MS, now],
    ['at the year 1', at('0001-01-03T00:00:00Z'), at('0001-01-03T00:00:01Z'), now - 1000],
    ['a hundred years ahead', now + 100 * YEAR_MS - 1000, now + 100 * YEAR_MS, now - 1000],
  ])('%s', (_, timestamp, sent_at, occurred_at) => {
    expect(read(timestamp, sent_at)).toMatchObject({ occurred_at });
  });

  it.each<[string, number, number, string]>([
    [
      'two days ahead, and an event that only seems young enough',
      now - 5 * DAY_MS - 1,
      now + 2 * DAY_MS,
      `"timestamp" '2024-01-10T11:59:59.999Z', by "sent_at" corrected to 2024-01-08T11:59:59.999Z, is older than 7 days: import older events instead`,
    ],
    [
      'two days behind, and an event of now',
      now,
      now - 2 * DAY_MS,
      `"timestamp" '2024-01-15T12:00:00Z', by "sent_at" corrected to 2024-01-17T12:00:00Z, is in the future: at most 5 minutes ahead of the server is accepted`,
    ],
    [
      '1 ms more than 5 minutes after the sending',
      now - 2 * DAY_MS + 5 * MINUTE_MS + 1,
      now - 2 * DAY_MS,
      `"timestamp" '2024-01-13T12:05:00.001Z', by "sent_at" corrected to 2024-01-15T12:05:00.001Z, is in the future: at most 5 minutes ahead of the server is accepted`,
    ],
    [
      'as far apart as instants can be',
      at('9999-12-30T00:00:00Z'),
      at('0001-01-03T00:00:00Z'),
      `"timestamp" '9999-12-30T00:00:00Z', by "sent_at" corrected to +012023-01-10T12:00:00Z, is in the future: at most 5 minutes ahead of the server is accepted`,
    ],
  ])('refuses %s', (_, timestamp, sent_at, reason) => {
    expect(read(timestamp, sent_at)).toBe(reason);
  });

  const instants = fc.integer({ min: at('0001-01-03T00:00:00Z'), max: at('9999-12-29T00:00:00Z') });
  const near = fc.integer({ min: now - 20 * DAY_MS, max: now + 20 * DAY_MS });

  it('is judged as if its clock had been right, and nothing beyond the window gets in', () => {
    const moments = fc.oneof({ weight: 3, arbitrary: near }, { weight: 1, arbitrary: instants });
    fc.assert(
      fc.property(moments, moments, (timestamp, sent_at) => {
        const event = read(timestamp, sent_at);
        const truth = timestamp + (Math.abs(now - sent_at) > MINUTE_MS ? now - sent_at : 0);
        const stored = typeof event === 'string' ? null : event.occurred_at;
        const may = truth >= now - 7 * DAY_MS && truth <= now + 5 * MINUTE_MS;
        expect(stored).toBe(may ? Math.min(truth, now) : null);
      }),
      { numRuns: 1000 },
    );
  });

  it('keeps the time between what happened and the sending, whatever the clock showed', () => {
    const ago = fc.integer({ min: 0, max: 7 * DAY_MS });
    const off = fc.integer({ min: MINUTE_MS + 1, max: 50 * YEAR_MS });
    fc.assert(
      fc.property(ago, off, fc.constantFrom(-1, 1), (ms, error, sign) => {
        const clock = now + sign * error;
        expect(read(clock - ms, clock)).toMatchObject({ occurred_at: now - ms });
      }),
    );
  });
});

describe('readEnvelope: sent_at', () => {
  const events = [{ type: 'session_start', timestamp: '2024-01-15T10:30:00Z' }];

  it.each([
    ['2024-01-15T12:00:00Z', now],
    ['2024-01-15T15:00:00.250+03:00', now + 250],
    ['2124-01-15T12:00:00Z', at('2124-01-15T12:00:00Z')],
  ])('%s is read', (sent_at, instant) => {
    expect(readEnvelope({ events, sent_at })).toMatchObject({ ok: true, sent_at: instant });
  });

  // As with a zone nobody knows: what is wrong about the sending costs no event.
  it.each([
    [undefined],
    [null],
    [''],
    ['2024-01-15T12:00:00'],
    ['yesterday'],
    ['0000-01-01T00:00:00Z'],
    ['+012345-01-01T00:00:00Z'],
    ['9'.repeat(100_000)],
    [now],
    [Infinity],
    [-1],
    [true],
    [{ toString: 'now' }],
    [[]],
  ])('case %# is passed over, and the events are read as they stand', (sent_at) => {
    expect(readEnvelope({ events, sent_at })).toEqual({
      ok: true,
      events,
      timezone: undefined,
      user_id: undefined,
      sent_at: null,
    });
  });
});
