import { metricDefinition, type MetricList } from '@retention/domain/metrics';
import type { Text } from '@retention/domain/text';
import type { Metrics, Series } from '../summary/summary.ts';
import {
  countDiffersClearly,
  differsClearly,
  isRunning,
  knowsBefore,
  newUsersBefore,
  newUsersOf,
  shareOf,
  together,
} from '../summary/difference.ts';
import type { Figure } from '../view/view.ts';

export type Day = Series['days'][number];

interface FigureKind {
  /** Short name in front of the title; none where the title says it. */
  readonly short: string | null;
  readonly title: Text;
  readonly definition: Text;
  /** The list of people behind it. */
  readonly list: MetricList;
  readonly unit: 'people' | 'share';
  /** Its value on one day; null where nothing is known. */
  readonly ofDay: (day: Day) => number | null;
}

const NEW_USERS = {
  title: { ru: 'Новых за период', en: 'New in the period' },
  definition: {
    ru: 'Сколько человек зарегистрировались в период.',
    en: 'How many people registered in the period.',
  },
};

/** The key figures. What each means is said by METRICS of the domain. */
export const FIGURE_KINDS: Readonly<Record<Figure, FigureKind>> = {
  dau: { short: 'DAU', ...words('dau'), list: 'overview.dau', unit: 'people', ofDay: ({ dau }) => dau },
  mau: { short: 'MAU', ...words('mau'), list: 'overview.mau', unit: 'people', ofDay: ({ mau }) => mau },
  d7: {
    short: null,
    ...words('d7_retention'),
    list: 'overview.d7_retention',
    unit: 'share',
    ofDay: ({ d7 }) => d7.share,
  },
  d30: {
    short: null,
    ...words('d30_retention'),
    list: 'overview.d30_retention',
    unit: 'share',
    ofDay: ({ d30 }) => d30.share,
  },
  new_users: {
    short: null,
    ...NEW_USERS,
    list: 'overview.new_users',
    unit: 'people',
    ofDay: ({ new_users }) => new_users,
  },
};

function words(key: string): Pick<FigureKind, 'title' | 'definition'> {
  const { title, definition } = metricDefinition('overview', key) ?? NEW_USERS;
  return { title, definition };
}

/** A key figure of a period beside the one of the period before. */
export interface FigureValue {
  readonly value: number | null;
  readonly before: number | null;
  /** Percent, or percentage points of a share; null where there is nothing to compare with. */
  readonly change: number | null;
  /** The day it speaks of is still running: no change can be told yet. */
  readonly running: boolean;
  /** Whether chance alone explains the change: then it is no news, neither good nor bad. */
  readonly by_chance: boolean;
}

/** The value of a figure. `previous` is what the endpoint says of the period before. */
export function figureValue(figure: Figure, metrics: Metrics, previous: Metrics, series: Series): FigureValue {
  const { overview } = metrics;
  const before = previous.overview;
  const compared = knowsBefore(series);
  const running = isRunning(series);
  switch (figure) {
    case 'dau':
      return {
        value: overview.dau,
        before: compared ? before.dau : null,
        change: compared ? overview.dau_change : null,
        running,
        by_chance: false,
      };
    case 'mau':
      return {
        value: overview.mau,
        before: compared ? before.mau : null,
        change: compared ? overview.mau_change : null,
        running: false,
        by_chance: false,
      };
    case 'd7':
      return share(overview.d7_retention, before.d7_retention, overview.d7_change, figure, series);
    case 'd30':
      return share(overview.d30_retention, before.d30_retention, overview.d30_change, figure, series);
    case 'new_users':
      return newUsers(series);
  }
}

function share(
  value: number | null,
  before: number | null,
  change: number | null,
  figure: 'd7' | 'd30',
  series: Series,
): FigureValue {
  const { days, previous } = series;
  if (!knowsBefore(series)) return { value, before: null, change: null, running: false, by_chance: false };
  const parts = (all: readonly Day[]) => together(all.map((day) => day[figure]));
  return { value, before, change, running: false, by_chance: !differsClearly(parts(days), parts(previous)) };
}

function newUsers(series: Series): FigureValue {
  const value = newUsersOf(series.days);
  const before = newUsersBefore(series);
  const change = before === null || before === 0 ? null : (100 * (value - before)) / before;
  return { value, before, change, running: false, by_chance: before !== null && !countDiffersClearly(value, before) };
}

/** Over how many days a share is drawn: of one day it is of too few people to make a line. */
const SMOOTH_DAYS = 7;

/**
 * The line of a figure, day by day. Shares are those of the 7 days ending with each, all people of them together. A day of
 * which nothing is known is a gap: before the first of all, after today, and of a share today as well.
 */
export function lineOf(
  figure: Figure,
  days: readonly Day[],
  { today, known_from }: Pick<Series, 'today' | 'known_from'>,
): (number | null)[] {
  const first = known_from ?? today;
  if (figure !== 'd7' && figure !== 'd30') {
    return days.map((day) => (day.date < first || day.date > today ? null : FIGURE_KINDS[figure].ofDay(day)));
  }
  const parts = days.map((day) => day[figure]);
  return days.map(({ date }, at) => {
    if (date >= today) return null;
    return shareOf(together(parts.slice(Math.max(0, at - SMOOTH_DAYS + 1), at + 1)));
  });
}
