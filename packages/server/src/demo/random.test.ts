import { expect, it } from 'vitest';
import { Random } from './random.ts';

function numbers(...seed: ConstructorParameters<typeof Random>): number[] {
  const random = new Random(...seed);
  return Array.from({ length: 1_000 }, () => random.next());
}

it('gives the same numbers for the same seed, stream and part, and strangers for any other', () => {
  expect(numbers(1, 2, 3)).toEqual(numbers(1, 2, 3));
  for (const other of [numbers(2, 2, 3), numbers(1, 3, 3), numbers(1, 2, 4)]) {
    const known = new Set(numbers(1, 2, 3));
    expect(other.filter((number) => known.has(number)).length).toBeLessThan(3);
  }
});

it('is even: every tenth holds a tenth', () => {
  const drawn = Array.from({ length: 100 }, (_, stream) => numbers(0, stream)).flat();
  const tenths = Map.groupBy(drawn, (number) => Math.floor(number * 10));
  expect(tenths.size).toBe(10);
  for (const [, tenth] of tenths) expect(Math.abs(tenth.length - 10_000)).toBeLessThan(500);
});

it('keeps to weights, means and ends', () => {
  const random = new Random(5);
  const draws = Array.from({ length: 10_000 }, () =>
    random.weighted([['a', 3] as const, ['b', 1] as const, ['c', 0] as const]),
  );
  expect(draws.filter((draw) => draw === 'a').length / 10_000).toBeCloseTo(0.75, 1);
  expect(draws).not.toContain('c');
  const waits = Array.from({ length: 10_000 }, () => random.exponential(4));
  expect(waits.reduce((sum, wait) => sum + wait, 0) / 10_000).toBeCloseTo(4, 0);
  expect(new Set(Array.from({ length: 200 }, () => random.whole(-1, 1)))).toEqual(new Set([-1, 0, 1]));
  expect(random.shuffled([1, 2, 3, 4]).toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4]);
});

it('makes UUIDs of version 4', () => {
  const random = new Random(9);
  for (let at = 0; at < 1_000; at++) {
    expect(random.uuid()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  }
});
