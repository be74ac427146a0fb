import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { at } from './activity.fixture.ts';
import { DAY_MS, formatInstant } from './day.ts';
import { EVENT_TYPES, readEvent, recent } from './event.ts';

const now = at('2024-01-15T12:00:00Z');
const window = recent(now);
const good = { type: 'habit_completed', timestamp: '2024-01-15T10:30:00Z' };

function read(said: Record<string, unknown>): ReturnType<typeof readEvent> {
  return readEvent({ ...good, ...said }, window);
}

describe('readEvent: the size and the depth of metadata', () => {
  /** `{"a":"…"}` of exactly so many bytes. */
  const sized = (letter: string, bytes: number): { a: string } => {
    const letters = Math.floor((bytes - 8) / Buffer.byteLength(letter));
    const rest = bytes - 8 - letters * Buffer.byteLength(letter);
    return { a: letter.repeat(letters) + 'x'.repeat(rest) };
  };

  it.each(['x', 'я', '€', '🔥'])('takes 4096 bytes of %s and refuses 4097', (letter) => {
    const most = sized(letter, 4096);
    expect(Buffer.byteLength(JSON.stringify(most))).toBe(4096);
    expect(read({ metadata: most })).toMatchObject({ metadata: most });
    expect(read({ metadata: sized(letter, 4097) })).toBe('"metadata" takes 4097 bytes as JSON: at most 4096 are kept');
  });

  const nested = (levels: number): unknown => JSON.parse('{"a":'.repeat(levels) + '1' + '}'.repeat(levels));
  const unstorable =
    '"metadata" holds a NUL character, half of a surrogate pair, or too many levels: it cannot be stored';

  it('takes 64 levels and refuses 65', () => {
    expect(read({ metadata: nested(64) })).toMatchObject({ type: good.type });
    expect(read({ metadata: nested(65) })).toBe(unstorable);
    expect(read({ metadata: { a: '[{'.repeat(500) } })).toMatchObject({ type: good.type });
    expect(read({ metadata: { a: `"${'['.repeat(500)}` } })).toMatchObject({ type: good.type });
  });

  it('refuses what is nested so deep that writing it overflows the stack, and does not throw', () => {
    let deep: unknown = {};
    for (let level = 0; level < 100_000; level++) deep = { deep };
    expect(read({ metadata: deep })).toBe(unstorable);
  });

  it.each([
    ['a NUL', { a: 'x\0y' }],
    ['a NUL in a key', { 'a\0': 1 }],
    ['a NUL behind a backslash', { a: '\\\0' }],
    ['the first half of a surrogate pair', { a: '\ud83d' }],
    ['the second half of a surrogate pair', { a: ['\udd25'] }],
    ['halves in the wrong order', { a: '\udd25\ud83d' }],
  ])('refuses %s', (_, metadata) => {
    expect(read({ metadata })).toBe(unstorable);
  });

  it.each([
    ['a whole pair', { a: '🔥' }],
    ['other control characters', { a: '\u0001\n\u001f' }],
    ['the letters \\u0000 themselves', { a: '\\u0000' }],
    ['the letters \\ud83d behind a backslash', { a: '\\\\ud83d' }],
  ])('keeps %s', (_, metadata) => {
    expect(read({ metadata })).toMatchObject({ metadata, metadata_json: JSON.stringify(metadata) });
  });
});

describe('readEvent: anything at all', () => {
  const uuid = fc.uuid();
  const part = <T>(
    right: fc.Arbitrary<T>,
    wrong: fc.Arbitrary<unknown>,
  ): fc.Arbitrary<{ value: unknown; right: boolean }> =>
    fc.oneof(
      { weight: 4, arbitrary: right.map((value) => ({ value, right: true })) },
      { weight: 1, arbitrary: wrong.map((value) => ({ value, right: false })) },
    );

  it('refuses exactly the events with a wrong part', () => {
    const parts = fc.record({
      type: part(
        fc.constantFrom(...EVENT_TYPES),
        fc.oneof(fc.integer(), fc.constantFrom('__proto__', 'zero_ai_interactions', 'x')),
      ),
      timestamp: part(
        fc.integer({ min: now - 7 * DAY_MS, max: now + 5 * 60_000 }).map(formatInstant),
        fc.oneof(
          fc.integer({ min: now - 100 * DAY_MS, max: now - 7 * DAY_MS - 1 }).map(formatInstant),
          fc.integer({ min: now + 5 * 60_000 + 1, max: now + 100 * DAY_MS }).map(formatInstant),
          fc.constantFrom('2024-01-15T10:30:00', 'soon', now, null, undefined),
        ),
      ),
      metadata: part(
        fc.oneof(
          fc.constantFrom(undefined, null, {}),
          fc.dictionary(fc.stringMatching(/^\w{1,8}$/), fc.integer(), { maxKeys: 5 }),
        ),
        fc.constantFrom([], 'x', 1, true, { a: '\0' }, { a: 'x'.repeat(4096) }),
      ),
      id: part(fc.oneof(uuid, fc.constantFrom(undefined, null)), fc.constantFrom('', '1', 1, {}, 'x'.repeat(36))),
    });
    fc.assert(
      fc.property(parts, (said) => {
        const input = Object.fromEntries(Object.entries(said).map(([key, { value }]) => [key, value]));
        const right = Object.values(said).every((each) => each.right);
        expect(typeof readEvent(input, window)).toBe(right ? 'object' : 'string');
      }),
      { numRuns: 500 },
    );
  });

  it('never throws, and keeps only metadata that reads back the same', () => {
    const inputs = fc.oneof(
      fc.anything(),
      fc.jsonValue(),
      fc.oneof(fc.jsonValue(), fc.anything()).map((metadata) => ({ ...good, metadata })),
    );
    fc.assert(
      fc.property(inputs, (input) => {
        const event = readEvent(input, window);
        if (typeof event === 'string' || event.metadata_json === null) return;
        expect(JSON.stringify(JSON.parse(event.metadata_json))).toBe(event.metadata_json);
        expect(Buffer.byteLength(event.metadata_json)).toBeLessThanOrEqual(4096);
      }),
      { numRuns: 500 },
    );
  });
});
