import { describe, expect, it } from 'vitest';
import { isChurned, isSegment, SEGMENT_NAMES, segmentOf, type Segment, type SegmentMeasures } from './segment.ts';

/** Somebody in the middle of everything: no rule but the last takes them. */
const nobody: SegmentMeasures = {
  day: 20_000,
  lifecycle_day: 60,
  days_inactive: 0,
  days_active_30: 10,
  feature_diversity: 0.5,
  days_active_first_week: 0,
  days_active_30_after_first_week: 10,
  last_return_on: null,
};

const enthusiast: Partial<SegmentMeasures> = { days_active_30: 20, feature_diversity: 5 / 6 };
const tested: Partial<SegmentMeasures> = { days_active_first_week: 5, days_active_30_after_first_week: 4 };
const returned: Partial<SegmentMeasures> = { last_return_on: 20_000 };

describe('segmentOf: each threshold at its value, below and above', () => {
  it.each<[string, Partial<SegmentMeasures>, Segment]>([
    ['29 days inactive', { days_inactive: 29 }, 'quiet_user'],
    ['30 days inactive', { days_inactive: 30 }, 'churned'],
    ['31 days inactive', { days_inactive: 31 }, 'churned'],

    ['19 active days', { ...enthusiast, days_active_30: 19 }, 'quiet_user'],
    ['20 active days', { ...enthusiast, days_active_30: 20 }, 'enthusiast'],
    ['21 active days', { ...enthusiast, days_active_30: 21 }, 'enthusiast'],
    ['4 of 6 features', { ...enthusiast, feature_diversity: 4 / 6 }, 'quiet_user'],
    ['a diversity of 0.7', { ...enthusiast, feature_diversity: 0.7 }, 'enthusiast'],
    ['5 of 6 features', { ...enthusiast, feature_diversity: 5 / 6 }, 'enthusiast'],

    ['lifecycle day 0', { lifecycle_day: 0 }, 'new_user'],
    ['lifecycle day 6', { lifecycle_day: 6 }, 'new_user'],
    ['lifecycle day 7', { lifecycle_day: 7 }, 'quiet_user'],

    ['4 days of the first week, later', { ...tested, days_active_first_week: 4 }, 'quiet_user'],
    ['5 days of the first week, later', { ...tested, days_active_first_week: 5 }, 'test_driver'],
    ['6 days of the first week, later', { ...tested, days_active_first_week: 6 }, 'test_driver'],
    ['4 days since the first week', { ...tested, days_active_30_after_first_week: 4 }, 'test_driver'],
    ['5 days since the first week', { ...tested, days_active_30_after_first_week: 5 }, 'quiet_user'],
    ['day 13, 2 days away', { ...tested, lifecycle_day: 13, days_inactive: 2 }, 'quiet_user'],
    ['day 13, 3 days away', { ...tested, lifecycle_day: 13, days_inactive: 3 }, 'test_driver'],
    ['day 13, 4 days away', { ...tested, lifecycle_day: 13, days_inactive: 4 }, 'test_driver'],
    ['day 7, 3 days away', { ...tested, lifecycle_day: 7, days_inactive: 3 }, 'test_driver'],
    ['day 14, here today', { ...tested, lifecycle_day: 14, days_inactive: 0 }, 'test_driver'],
    [
      'day 14, 3 days away, but 5 days since the first week',
      { ...tested, lifecycle_day: 14, days_inactive: 3, days_active_30_after_first_week: 5 },
      'quiet_user',
    ],

    ['never returned', { last_return_on: null }, 'quiet_user'],
    ['returned today', { last_return_on: 20_000 }, 'returned'],
    ['returned 29 days ago', { last_return_on: 20_000 - 29 }, 'returned'],
    ['returned 30 days ago', { last_return_on: 20_000 - 30 }, 'quiet_user'],
  ])('%s', (_, said, segment) => {
    expect(segmentOf({ ...nobody, ...said })).toBe(segment);
  });
});

describe('segmentOf: where two rules hold, the earlier decides', () => {
  it.each<[Segment, string, Partial<SegmentMeasures>]>([
    ['churned', 'enthusiast', { ...enthusiast, days_inactive: 30 }],
    ['churned', 'new_user', { days_inactive: 30, lifecycle_day: 6 }],
    ['churned', 'test_driver', { ...tested, days_inactive: 30 }],
    ['churned', 'returned', { ...returned, days_inactive: 30 }],
    ['enthusiast', 'new_user', { ...enthusiast, lifecycle_day: 6 }],
    ['enthusiast', 'test_driver', { ...tested, ...enthusiast }],
    ['enthusiast', 'returned', { ...enthusiast, ...returned }],
    ['new_user', 'test_driver', { ...tested, lifecycle_day: 6, days_inactive: 3 }],
    ['new_user', 'returned', { ...returned, lifecycle_day: 6 }],
    ['test_driver', 'returned', { ...tested, ...returned }],
  ])('%s before %s', (segment, _, said) => {
    expect(segmentOf({ ...nobody, ...said })).toBe(segment);
  });
});

describe('segments', () => {
  it('are the six of the seed', () => {
    expect(SEGMENT_NAMES).toEqual(['new_user', 'enthusiast', 'quiet_user', 'test_driver', 'returned', 'churned']);
  });

  it('know their names and no others', () => {
    expect(SEGMENT_NAMES.every(isSegment)).toBe(true);
    expect(['', 'toString', '__proto__', 'Churned'].some(isSegment)).toBe(false);
  });

  it('call somebody gone after 30 days, not after 29', () => {
    expect([29, 30].map(isChurned)).toEqual([false, true]);
  });
});
