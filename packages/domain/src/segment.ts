import { FIRST_WEEK_DAYS, WINDOW_DAYS, type Measures } from './measures.ts';
import type { Text } from './text.ts';

interface SegmentDefinition {
  readonly label: Text;
  /** One sentence for the owner; people never see their segment. */
  readonly definition: Text;
}

/** The segments, for the owner only. Spec section 4. */
export const SEGMENTS = {
  new_user: {
    label: { ru: 'Новый пользователь', en: 'New user' },
    definition: { ru: 'Меньше 7 дней с регистрации.', en: 'Fewer than 7 days since registration.' },
  },
  enthusiast: {
    label: { ru: 'Энтузиаст', en: 'Enthusiast' },
    definition: {
      ru: '20 и больше активных дней из последних 30 и хотя бы 5 из 6 функций.',
      en: '20 or more active days of the last 30, and at least 5 of the 6 features.',
    },
  },
  quiet_user: {
    label: { ru: 'Тихий пользователь', en: 'Quiet user' },
    definition: { ru: 'Все, кто не попал в другие сегменты.', en: 'Everybody who is in no other segment.' },
  },
  test_driver: {
    label: { ru: 'Тест-драйвер', en: 'Test driver' },
    definition: {
      ru: 'Активен хотя бы 5 дней первой недели, потом спад.',
      en: 'Active on at least 5 days of the first week, then fell off.',
    },
  },
  returned: {
    label: { ru: 'Вернувшийся', en: 'Returned' },
    definition: {
      ru: 'За последние 30 дней вернулся после перерыва больше 7 дней.',
      en: 'Came back within the last 30 days from a gap of more than 7 days.',
    },
  },
  churned: {
    label: { ru: 'Ушедший', en: 'Churned' },
    definition: { ru: '30 и больше дней без активности.', en: '30 or more days without activity.' },
  },
} as const satisfies Record<string, SegmentDefinition>;

export type Segment = keyof typeof SEGMENTS;
export const SEGMENT_NAMES = Object.keys(SEGMENTS) as readonly Segment[];

export function isSegment(name: string): name is Segment {
  return Object.hasOwn(SEGMENTS, name);
}

/** The part of the measures that decides the segment. */
export type SegmentMeasures = Pick<
  Measures,
  | 'day'
  | 'lifecycle_day'
  | 'days_inactive'
  | 'days_active_30'
  | 'feature_diversity'
  | 'days_active_first_week'
  | 'days_active_30_after_first_week'
  | 'last_return_on'
>;

interface SegmentRule {
  readonly segment: Segment;
  readonly holds: (measures: SegmentMeasures) => boolean;
}

const CHURNED_DAYS = 30;

/** Whether so many days of inactivity mean that somebody has left. */
export function isChurned(days_inactive: number): boolean {
  return days_inactive >= CHURNED_DAYS;
}

/** The first rule that holds decides. */
const RULES: readonly SegmentRule[] = [
  { segment: 'churned', holds: (measures) => isChurned(measures.days_inactive) },
  { segment: 'enthusiast', holds: (measures) => measures.days_active_30 >= 20 && measures.feature_diversity >= 0.7 },
  { segment: 'new_user', holds: (measures) => measures.lifecycle_day < FIRST_WEEK_DAYS },
  { segment: 'test_driver', holds: (measures) => measures.days_active_first_week >= 5 && fellOff(measures) },
  {
    segment: 'returned',
    holds: ({ day, last_return_on }) => last_return_on !== null && last_return_on > day - WINDOW_DAYS,
  },
];

/** In the second week the last 30 days still hold the busy first one, so that only silence can show the fall. */
function fellOff(measures: SegmentMeasures): boolean {
  return measures.lifecycle_day < 14 ? measures.days_inactive >= 3 : measures.days_active_30_after_first_week < 5;
}

/** The segment of a person. Spec section 4. */
export function segmentOf(measures: SegmentMeasures): Segment {
  for (const { segment, holds } of RULES) if (holds(measures)) return segment;
  return 'quiet_user';
}
