import { describe, expect, test } from 'vitest';
import { SPHERES } from '../sphere/spheres.ts';
import { balance, changesBetween, clampScore, lowestSphere, scoreByKey, type Scores } from './changes.ts';
import { pointOn, radiusOf, RIM, scoreAt, spokeAt } from './geometry.ts';

const even: Scores = { health: 5, family: 5, friends: 5, career: 5, money: 5, growth: 5, rest: 5, home: 5 };

describe('what has changed', () => {
  test('rises first, falls last, and nothing else', () => {
    expect(changesBetween(even, { ...even, rest: 2, money: 6, health: 9 })).toEqual([
      { sphere: 'health', by: 4 },
      { sphere: 'money', by: 1 },
      { sphere: 'rest', by: -3 },
    ]);
    expect(changesBetween(even, even)).toEqual([]);
  });

  test('the balance is the mean', () => {
    expect(balance(even)).toBe(5);
    expect(balance({ ...even, home: 6 })).toBe(5.1);
  });

  test('one sphere is the lowest, or none', () => {
    expect(lowestSphere({ ...even, rest: 3 })).toBe('rest');
    expect(lowestSphere({ ...even, rest: 3, home: 3 })).toBeNull();
    expect(lowestSphere(even)).toBeNull();
  });

  test.each([
    [-3, 1],
    [0.4, 1],
    [7.5, 8],
    [12, 10],
  ])('%d is the score %i', (score, expected) => {
    expect(clampScore(score)).toBe(expected);
  });
});

test.each([
  ['ArrowUp', 5, 6],
  ['ArrowLeft', 5, 4],
  ['ArrowDown', 1, 1],
  ['PageUp', 9, 10],
  ['Home', 7, 1],
  ['End', 7, 10],
  ['Enter', 7, undefined],
])('%s on %i leads to %s', (key, score, expected) => {
  expect(scoreByKey(key, score)).toBe(expected);
});

describe('where a score lies', () => {
  test('on the wheel, every score of every spoke is found again', () => {
    for (const spoke of SPHERES.keys()) {
      for (let score = 1; score <= 10; score++) {
        const point = pointOn(spoke, radiusOf(score));
        expect(spokeAt(point)).toBe(spoke);
        expect(scoreAt(point, spoke)).toBe(score);
      }
    }
  });

  test('the first spoke points up, the third to the right', () => {
    expect(pointOn(0, RIM)).toEqual({ x: 0, y: -RIM });
    expect(pointOn(2, RIM)).toEqual({ x: RIM, y: 0 });
  });

  test('a pointer that leaves the wheel holds the highest, one behind the centre the lowest', () => {
    expect(scoreAt({ x: 0, y: -500 }, 0)).toBe(10);
    expect(scoreAt({ x: 0, y: 80 }, 0)).toBe(1);
  });
});
