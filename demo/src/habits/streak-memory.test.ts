import { describe, expect, test } from 'vitest';
import { readStreakMemory, streakNews, type StreakMemory } from './streak-memory.ts';

/** Shows the streaks of one habit one after another and gathers the news. */
function told(streaks: readonly number[], memory: StreakMemory = {}) {
  const broken: number[] = [];
  const ten: number[] = [];
  let seen = memory;
  for (const streak of streaks) {
    const news = streakNews(seen, [{ id: 7, streak }]);
    seen = news.memory;
    broken.push(...news.broken);
    ten.push(...news.ten);
  }
  return { broken, ten };
}

describe('a broken streak', () => {
  test.for([
    ['is told once', [5, 0, 0, 0], [5]],
    ['is told though a new one has begun', [5, 1, 2], [5]],
    ['is told again when it breaks again', [3, 0, 1, 2, 3, 0], [3, 3]],
    ['is not told where it was seen broken at first', [0, 0], []],
    ['is not today taken back', [6, 5, 6], []],
    ['is not a single day taken back', [0, 1, 0], []],
    ['is mended by amnesty without a word', [5, 0, 6], [5]],
  ] as const)('%s', ([, streaks, expected]) => {
    expect(told(streaks).broken).toEqual(expected);
  });
});

describe('the tenth day in a row', () => {
  test.for([
    ['is told when it is reached', [9, 10, 11], [10]],
    ['is told once, though today is taken back and done again', [9, 10, 9, 10], [10]],
    ['is told again by another streak', [10, 0, 9, 10], [10]],
    ['is no news where the streak was that long already', [12, 13], []],
    ['is told where it was passed unseen', [8, 12], [12]],
  ] as const)('%s', ([, streaks, expected]) => {
    expect(told(streaks).ten).toEqual(expected);
  });
});

test('habits do not mix, and a deleted one is forgotten', () => {
  const memory = streakNews({}, [
    { id: 1, streak: 4 },
    { id: 2, streak: 8 },
  ]).memory;
  const news = streakNews(memory, [{ id: 2, streak: 8 }]);
  expect(news.broken).toEqual([]);
  expect(Object.keys(news.memory)).toEqual(['2']);
});

test('what was remembered is read back; what cannot be read is nothing', () => {
  const memory = { 7: { streak: 5, ten: false } };
  expect(readStreakMemory(JSON.stringify(memory))).toEqual(memory);
  for (const text of [null, '', 'null', '{"7":5}', '{"7":{"streak":"5","ten":false}}']) {
    expect(readStreakMemory(text)).toEqual({});
  }
});
