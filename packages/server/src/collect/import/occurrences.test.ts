import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createOccurrences } from './occurrences.ts';

/** What a Map says of the same rows. */
function counted(rows: readonly (readonly [number, number])[]): number[] {
  const counts = new Map<string, number>();
  return rows.map(([high, low]) => {
    const before = counts.get(`${high} ${low}`) ?? 0;
    counts.set(`${high} ${low}`, before + 1);
    return before;
  });
}

describe('occurrences', () => {
  const half = fc.nat({ max: 2 ** 32 - 1 });
  const digest = fc.tuple(half, half);

  it('counts like a Map, in memory and in a file', () => {
    const rows = fc
      .array(digest, { maxLength: 60 })
      .chain((known) =>
        fc.array(known.length > 0 ? fc.oneof(digest, fc.constantFrom(...known)) : digest, { maxLength: 200 }),
      );
    fc.assert(
      fc.property(rows, fc.constantFrom(4, 16, 64, 2 ** 20), (rows, slots) => {
        const occurrences = createOccurrences(slots);
        try {
          expect(rows.map(([high, low]) => occurrences.add(high, low))).toEqual(counted(rows));
        } finally {
          occurrences.close();
        }
      }),
      { numRuns: 200 },
    );
  });

  it('counts on in a file that doubles again and again', () => {
    const occurrences = createOccurrences(64);
    const count = 20_000;
    // Knuth's multiplier spreads the numbers over all 32 bits.
    const high = (index: number): number => Math.imul(index, 2_654_435_761) >>> 0;
    const wrong: number[] = [];
    for (let round = 0; round < 3; round++) {
      for (let index = 0; index < count; index++) if (occurrences.add(high(index), index) !== round) wrong.push(index);
    }
    occurrences.close();
    expect(wrong).toEqual([]);
  });
});
