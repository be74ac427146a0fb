import { describe, expect, test } from 'vitest';
import { figuresOf, growthOf, percentileOf, periodText, type MonthlyReport } from './figures.ts';

const NOTHING: MonthlyReport['stats'] = {
  total_actions: 0,
  habits_completed: 0,
  journal_entries: 0,
  goals_progress: 0,
  streak_max: 0,
  xp_earned: 0,
  features_used: 0,
};

function reportWith(comparison: {
  actions?: string | null;
  streak?: string | null;
  percentile?: number | null;
}): MonthlyReport {
  const { actions = null, streak = null, percentile = null } = comparison;
  return {
    month: 1,
    period: { start: '2024-01-01', end: '2024-01-30' },
    stats: NOTHING,
    achievements: [],
    comparison: { vs_last_month: { actions, streak }, vs_average_user: { percentile } },
  };
}

/** As the page shows it. */
function told(stats: Partial<MonthlyReport['stats']>, locale: 'ru' | 'en') {
  const { hero, bright, rest } = figuresOf({ ...NOTHING, ...stats }, locale);
  return [bright, ...[hero, ...rest].map(({ value, label }) => `${value} ${label}`)];
}

describe('the figures of a month', () => {
  test.each([
    [{}, 30, '30 дней пути'],
    [{ total_actions: 1 }, 30, '1 действие'],
    [{ streak_max: 1, total_actions: 3 }, 30, '3 действия'],
    [{ streak_max: 2, total_actions: 5 }, 30, '5 действий', '2 дня подряд'],
    [{ streak_max: 3, total_actions: 5 }, 3, '3 дня подряд', '5 действий'],
    [{ streak_max: 21, habits_completed: 22 }, 21, '21 день подряд', '22 привычки выполнены'],
    [{ streak_max: 365 }, 30, '365 дней подряд'],
    [{ xp_earned: 1250, goals_progress: 65 }, 30, '30 дней пути', '1 250 XP', '65 % пути к цели'],
    [{ xp_earned: 12_500, features_used: 1 }, 30, '30 дней пути', '12 500 XP', '1 функция попробована'],
    [{ journal_entries: 4 }, 30, '30 дней пути', '4 записи в дневнике'],
  ])('%o', (stats, ...expected) => {
    expect(told(stats, 'ru').map((text) => String(text).replaceAll('\u00a0', ' '))).toEqual(expected.map(String));
  });

  test('in English', () => {
    const stats = { streak_max: 1, habits_completed: 1, xp_earned: 12_500, goals_progress: 100, total_actions: 1 };
    expect(told(stats, 'en')).toEqual([30, '1 action', '1 habit completed', '12,500 XP', '100% of the way to a goal']);
  });
});

test.each([
  [null, null, []],
  ['+15%', '+5 дней', ['+15% действий', '+5 дней к серии']],
  ['−3%', '+1 день', ['+1 день к серии']],
  ['0%', '−12 дней', []],
])('what grew is told, what fell is not: %s, %s', (actions, streak, expected) => {
  expect(growthOf(reportWith({ actions, streak }), 'ru')).toEqual(expected);
});

test.each([
  [null, null],
  [0, null],
  [49, null],
  [50, 50],
  [100, 100],
])('better than %s percent is told as %s', (percentile, expected) => {
  expect(percentileOf(reportWith({ percentile }))).toBe(expected);
});

test.each([
  ['2024-01-01', '2024-01-30', 'ru', '1–30 января'],
  ['2024-01-31', '2024-02-29', 'ru', '31 января – 29 февраля'],
  ['2024-01-31', '2024-02-29', 'en', '31 January – 29 February'],
] as const)('%s to %s in %s is %s', (start, end, locale, expected) => {
  expect(periodText({ start, end }, locale).replaceAll(/[\u2009\u202f\u00a0]/g, ' ')).toBe(expected);
});
