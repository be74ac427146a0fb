import { describe, expect, test } from 'vitest';
import type { Goal } from '../../host-api.ts';
import { crossesHalf, isCompletion, isFirstCompletion } from './milestones.ts';

const open = (id: number, progress = 0): Goal => ({
  id,
  title: `goal ${id}`,
  sphere: 'health',
  progress,
  created_at: '2024-06-01T09:00:00Z',
  completed_at: null,
});
const done = (id: number): Goal => ({ ...open(id, 100), completed_at: '2024-06-10T09:00:00Z' });

test.each([
  [0, 45, false],
  [45, 50, true],
  [45, 100, true],
  [50, 55, false],
  [55, 45, false],
  [50, 50, false],
])('from %i to %i percent crosses the half: %s', (before, after, expected) => {
  expect(crossesHalf(before, after)).toBe(expected);
});

const having = (...goals: Goal[]) => ({ goals, achievements: [] });

describe('the first completion', () => {
  test('is the first goal that becomes done', () => {
    expect(isFirstCompletion(1, having(open(1, 90), open(2)), having(done(1), open(2)))).toBe(true);
  });

  test('is not the second', () => {
    expect(isFirstCompletion(2, having(done(1), open(2)), having(done(1), done(2)))).toBe(false);
    expect(isCompletion(2, [done(1), open(2)], [done(1), done(2)])).toBe(true);
  });

  test('is not progress that completes nothing', () => {
    expect(isFirstCompletion(1, having(open(1, 90)), having(open(1, 95)))).toBe(false);
  });

  test('is not a goal that was done before', () => {
    expect(isFirstCompletion(1, having(done(1)), having(done(1)))).toBe(false);
  });

  test('is not the next one after the first has been deleted', () => {
    const before = { goals: [open(2)], achievements: [{ id: 'goal_done', earned_at: '2024-06-01T09:00:00Z' }] };
    expect(isFirstCompletion(2, before, having(done(2)))).toBe(false);
  });
});
