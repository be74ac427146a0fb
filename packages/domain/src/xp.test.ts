import { describe, expect, it } from 'vitest';
import { at } from './activity.fixture.ts';
import { FEATURES } from './event.ts';
import type { JourneyCounts } from './measures.ts';
import type { Standing } from './occasion.ts';
import { standingAt } from './speak.fixture.ts';
import { milestoneAwards } from './xp.ts';

const NOON = at('2024-01-31T12:00:00+03:00');
const THREE_FEATURES = 0b111;
const ALL_FEATURES = 2 ** FEATURES.length - 1;

function standing(registered: string, counts: Partial<JourneyCounts>): Standing {
  const known = standingAt(NOON, { registered });
  return { ...known, journey_counts: { ...known.journey_counts, ...counts } };
}

const reasons = (registered: string, counts: Partial<JourneyCounts>): string[] =>
  milestoneAwards(standing(registered, counts)).map(({ reason }) => reason);

describe('milestoneAwards', () => {
  it.each<[string, Partial<JourneyCounts>, string[]]>([
    ['nothing done', {}, []],
    ['one habit', { habit_completed: 1 }, ['milestone_0']],
    ['two features', { features: 0b11 }, []],
    ['three features', { features: THREE_FEATURES }, ['milestone_1']],
    ['two journal entries', { journal_entry: 2 }, []],
    ['three journal entries', { journal_entry: 3 }, ['milestone_2']],
    ['nineteen active days', { active_days: 19 }, []],
    ['twenty active days', { active_days: 20 }, ['milestone_3']],
    [
      'everything',
      { habit_completed: 9, features: ALL_FEATURES, journal_entry: 9, active_days: 30 },
      ['milestone_0', 'milestone_1', 'milestone_2', 'milestone_3'],
    ],
  ])('%s', (_, counts, expected) => {
    expect(reasons('2024-01-25', counts)).toEqual(expected);
  });

  it('are worth 50 XP each', () => {
    expect(milestoneAwards(standing('2024-01-25', { habit_completed: 1 }))).toEqual([
      { reason: 'milestone_0', xp: 50 },
    ]);
  });

  it.each([
    ['2023-12-25', 37, ['milestone_0']],
    ['2023-12-24', 38, []],
  ])('of who registered on %s (lifecycle day %i)', (registered, _, expected) => {
    expect(reasons(registered, { habit_completed: 1 })).toEqual(expected);
  });
});
