import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addEvent, countFeatures, emptyDay, featureBit, featureNames, type ActiveDay } from './activity.ts';
import { EVENT_TYPES, FEATURES, type EventType, type Metadata } from './event.ts';

interface Said {
  readonly type: EventType;
  readonly occurred_at: number;
  readonly metadata: Metadata | null;
}

function dayWith(...events: readonly Said[]): ActiveDay {
  const day = emptyDay(19_737);
  for (const event of events) addEvent(day, event);
  return day;
}

function said(type: EventType, metadata: Metadata | null = null, occurred_at = 1000): Said {
  return { type, occurred_at, metadata };
}

describe('features', () => {
  it('have a bit each in the order of FEATURES, which tables keep', () => {
    expect(FEATURES.map(featureBit)).toEqual([1, 2, 4, 8, 16, 32]);
  });

  it.each(['', 'chat', '__proto__', 'constructor', 'Journal'])('%j is none', (name) => {
    expect(featureBit(name)).toBe(0);
  });

  it.each([
    [0, []],
    [1, ['journal']],
    [0b101010, ['habits', 'ai_chat', 'ssp']],
    [0b111111, [...FEATURES]],
  ])('set %i reads %j', (features, names) => {
    expect(featureNames(features)).toEqual(names);
    expect(countFeatures(features)).toBe(names.length);
  });
});

describe('addEvent', () => {
  it.each<[string, Said[], Partial<ActiveDay>]>([
    ['a session', [said('session_start')], { actions: 1, session_start: 1, features: 0, completions: 0 }],
    ['a habit', [said('habit_completed')], { habit_completed: 1, features: 2, completions: 1, habit_streak: 0 }],
    ['a habit with a streak', [said('habit_completed', { streak: 5 })], { habit_streak: 5, habit_streak_at: 1000 }],
    ['a journal entry', [said('journal_entry')], { journal_entry: 1, features: 1, completions: 1 }],
    ['a message to the AI coach', [said('ai_coach_message')], { ai_coach_message: 1, features: 8, completions: 0 }],
    ['a habit of their own', [said('custom_habit_created')], { habit_completed: 0, features: 2, completions: 0 }],
    ['a goal of their own', [said('personal_goal_added')], { features: 4, completions: 0, goal_progress: 0 }],
    ['a goal half done', [said('goal_progress_50')], { features: 4, completions: 1, goal_progress: 50 }],
    ['a goal with a percent', [said('goal_progress_50', { progress: 65 })], { goal_progress: 65 }],
    ['a goal with too high a percent', [said('goal_progress_50', { progress: 250 })], { goal_progress: 100 }],
    ['a goal with a senseless percent', [said('goal_progress_50', { progress: 'x' })], { goal_progress: 50 }],
    ['a goal completed', [said('first_goal_completed')], { features: 4, completions: 1, goal_progress: 100 }],
    [
      'a feature',
      [said('feature_used', { feature: 'ssp', duration_seconds: 120 })],
      { features: 32, feature_seconds: 120 },
    ],
    [
      'an unknown feature',
      [said('feature_used', { feature: 'x', duration_seconds: 7 })],
      { features: 0, feature_seconds: 7 },
    ],
    ['a feature without a name', [said('feature_used')], { actions: 1, features: 0, feature_seconds: 0 }],
    ['seconds as text', [said('feature_used', { duration_seconds: '120' })], { feature_seconds: 0 }],
    ['negative seconds', [said('feature_used', { duration_seconds: -5 })], { feature_seconds: 0 }],
    ['no number of seconds', [said('feature_used', { duration_seconds: NaN })], { feature_seconds: 0 }],
    ['a fraction of seconds', [said('feature_used', { duration_seconds: 1.5 })], { feature_seconds: 2 }],
    ['as many seconds as a day has', [said('feature_used', { duration_seconds: 86_400 })], { feature_seconds: 86_400 }],
    ['more seconds than a day has', [said('feature_used', { duration_seconds: 86_401 })], { feature_seconds: 86_400 }],
    ['an endless streak', [said('habit_completed', { streak: Infinity })], { habit_streak: 100_000 }],
    [
      'a later habit with a smaller streak, which counts',
      [said('habit_completed', { streak: 9 }, 1), said('habit_completed', { streak: 2 }, 2)],
      { habit_streak: 2, habit_streak_at: 2, habit_completed: 2 },
    ],
    [
      'a later habit without a streak, which counts',
      [said('habit_completed', { streak: 9 }, 1), said('habit_completed', null, 2)],
      { habit_streak: 0, habit_streak_at: 2 },
    ],
    [
      'two habits in one millisecond, of which the larger streak counts',
      [said('habit_completed', { streak: 9 }, 1), said('habit_completed', { streak: 2 }, 1)],
      { habit_streak: 9, habit_streak_at: 1 },
    ],
    [
      'the latest event',
      [said('session_start', null, 5), said('session_start', null, 3)],
      { last_active_at: 5, actions: 2 },
    ],
  ])('counts %s', (_, events, expected) => {
    expect(dayWith(...events)).toMatchObject(expected);
  });

  it('comes to the same day in whatever order events arrive', () => {
    const metadata = fc.record(
      {
        streak: fc.oneof(fc.integer({ min: -2, max: 40 }), fc.string()),
        feature: fc.constantFrom(...FEATURES, 'other'),
        duration_seconds: fc.oneof(fc.double(), fc.nat(90_000)),
        progress: fc.integer({ min: -10, max: 120 }),
      },
      { requiredKeys: [] },
    );
    const event = fc.record({
      type: fc.constantFrom(...EVENT_TYPES),
      occurred_at: fc.nat(5),
      metadata: fc.option(metadata),
    });
    const orders = fc
      .array(event, { maxLength: 12 })
      .chain((events) => fc.tuple(fc.constant(events), fc.shuffledSubarray(events, { minLength: events.length })));
    fc.assert(
      fc.property(orders, ([events, shuffled]) => {
        expect(dayWith(...shuffled)).toEqual(dayWith(...events));
      }),
      { numRuns: 300 },
    );
  });
});
