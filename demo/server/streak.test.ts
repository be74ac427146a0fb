import { describe, expect, it } from 'vitest';
import { bestStreakOf, forgivableDay, lastBreakOf, lastDaysOf, streakOf, type HabitDays, type Mark } from './streak.ts';
import { levelOf } from './xp.ts';

const TODAY = 20_000;

/** Days before today, as a picture: the last letter is today; x done, a forgiven, . missed. */
function habit(picture: string, created_on = TODAY - picture.length + 1): HabitDays {
  const marks = new Map<number, Mark>();
  for (const [at, letter] of [...picture].entries()) {
    const day = TODAY - picture.length + 1 + at;
    if (letter === 'x') marks.set(day, 'done');
    if (letter === 'a') marks.set(day, 'amnesty');
  }
  return { created_on, marks };
}

describe('a streak', () => {
  it.each([
    ['', 0, 0],
    ['.', 0, 0],
    ['x', 1, 1],
    ['x.', 1, 1],
    ['x..', 0, 1],
    ['xxx', 3, 3],
    ['xxx.', 3, 3],
    ['xxx..x', 1, 3],
    ['xxaxx', 5, 5],
    ['xxa.', 3, 3],
    ['xx.xxx', 3, 3],
  ])('%s is of %i days, at best %i', (picture, streak, best) => {
    expect(streakOf(habit(picture), TODAY)).toBe(streak);
    expect(bestStreakOf(habit(picture))).toBe(best);
  });
});

describe('amnesty', () => {
  it.each([
    ['nothing was missed', 'xxx', null],
    ['yesterday was missed', 'xx..', 1],
    ['yesterday was missed, and today is done', 'xx.x', 1],
    ['a day before a new streak was missed', 'xx.xxx', 3],
    ['two days were missed: one is no bridge', 'xx...', null],
    ['it was too long ago', 'x.xxxxxxxx', null],
    ['nothing was done before', '..x', null],
    ['one was forgiven within 30 days', 'xaxxx.x', null],
  ])('%s', (_, picture, daysAgo) => {
    const day = forgivableDay(habit(picture), TODAY);
    expect(day === null ? null : TODAY - day).toBe(daysAgo);
  });

  it('comes again after 30 days', () => {
    const marks = (ago: number) => habit(`a${'x'.repeat(ago - 2)}.x`);
    expect(forgivableDay(marks(29), TODAY)).toBe(null);
    expect(forgivableDay(marks(31), TODAY)).toBe(TODAY - 1);
  });
});

it('the last thirty days begin with those before the habit', () => {
  const days = lastDaysOf(habit('xa.x.'), TODAY);
  expect(days).toHaveLength(30);
  expect(days.slice(-7)).toEqual(['before', 'before', 'done', 'amnesty', 'missed', 'done', 'missed']);
});

it.each([
  ['', 0],
  ['x', 0],
  ['x...x', 3],
  ['x....xx', 0],
])('%s: a break of %i days before the last time', (picture, days) => {
  expect(lastBreakOf(habit(picture))).toBe(days);
});

it.each([
  [0, 1, 0, 100],
  [99, 1, 0, 100],
  [100, 2, 100, 250],
  [999, 5, 700, 1000],
  [1000, 6, 1000, 1350],
])('%i XP are level %i', (total, level, level_from, level_to) => {
  expect(levelOf(total)).toEqual({ total, level, level_from, level_to });
});
