import { expect, test } from 'vitest';
import { profile } from '../client.fixture.ts';
import { celebrationOf } from './celebration.ts';

test.each([
  ['nothing new', [0], [0], null],
  ['the next one', [0], [0, 1], { milestone_id: 1, title: 'M1', xp: 50 }],
  ['a later one first', [0], [0, 2], { milestone_id: 2, title: 'M2', xp: 50 }],
  ['two at once', [0], [0, 1, 2], { milestone_id: 2, title: 'M2', xp: 100 }],
  ['the last one', [0, 1, 2], [0, 1, 2, 3], { milestone_id: 3, title: 'M3', xp: 50 }],
  ['one fewer, as after a correction', [0, 1], [0], null],
])('%s', (_, before, after, celebration) => {
  expect(celebrationOf(profile(before).journey, profile(after).journey)).toEqual(celebration);
});
