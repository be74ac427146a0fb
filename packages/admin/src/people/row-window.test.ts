import { describe, expect, test } from 'vitest';
import { pagesOf, rowsInSight, rowsThatFit } from './row-window.ts';

describe('rows in sight', () => {
  test.each([
    ['at the top', { top: 0, height: 440 }, 10_000, { first: 0, end: 22 }],
    ['list begins further down', { top: -200, height: 440 }, 10_000, { first: 0, end: 18 }],
    ['in the middle', { top: 44_000, height: 440 }, 10_000, { first: 988, end: 1_022 }],
    ['at the end', { top: 44 * 9_990, height: 440 }, 10_000, { first: 9_978, end: 10_000 }],
    ['scrolled past a list that became shorter', { top: 44_000, height: 440 }, 5, { first: 5, end: 5 }],
    ['nobody', { top: 0, height: 440 }, 0, { first: 0, end: 0 }],
  ])('%s', (_, viewport, total, expected) => {
    expect(rowsInSight(viewport, 44, total)).toEqual(expected);
  });
});

test('pages that hold the rows', () => {
  expect(pagesOf({ first: 0, end: 22 }, 200)).toEqual([1]);
  expect(pagesOf({ first: 190, end: 210 }, 200)).toEqual([1, 2]);
  expect(pagesOf({ first: 200, end: 400 }, 200)).toEqual([2]);
  expect(pagesOf({ first: 5, end: 5 }, 200)).toEqual([]);
});

test('a list taller than a browser can lay out is cut', () => {
  expect(rowsThatFit(10_000, 44)).toBe(10_000);
  expect(rowsThatFit(1_000_000, 44) * 44).toBeLessThanOrEqual(15_000_000);
});
