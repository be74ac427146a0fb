import { describe, expect, it } from 'vitest';
import type { ActiveDay } from './activity.ts';
import { activeDay, date } from './activity.fixture.ts';
import {
  monthsEnded,
  renderReport,
  renderReportToCome,
  reportOf,
  reportPeriod,
  type Report,
  type ReportStats,
} from './report.ts';

const registered_on = date('2024-01-01');

/** An active day so many days after registration. */
function on(lifecycle_day: number, said: Partial<ActiveDay> = {}): ActiveDay {
  return activeDay(registered_on + lifecycle_day, said);
}

function habits(from: number, to: number, said: Partial<ActiveDay> = {}): ActiveDay[] {
  return Array.from({ length: to - from + 1 }, (_, place) => on(from + place, { habit_completed: 1, ...said }));
}

function report(days: readonly ActiveDay[], month = 1): Report {
  return reportOf(registered_on, days, month);
}

describe('the month', () => {
  it.each([
    [1, 0, 29],
    [2, 30, 59],
    [12, 330, 359],
  ])('%i covers lifecycle days %i to %i', (month, start, end) => {
    expect(reportPeriod(registered_on, month)).toEqual({ start: registered_on + start, end: registered_on + end });
  });

  it.each([
    [0, 0],
    [29, 0],
    [30, 1],
    [59, 1],
    [60, 2],
  ])('on lifecycle day %i, %i of them have ended', (lifecycle_day, months) => {
    expect(monthsEnded(lifecycle_day)).toBe(months);
  });

  it.each([
    [1, [0, 29], 2],
    [1, [-1, 30], 0],
    [2, [29, 30, 59, 60], 2],
  ])('%i counts only its own of days %j', (month, days, total_actions) => {
    expect(
      report(
        days.map((day) => on(day)),
        month,
      ).stats.total_actions,
    ).toBe(total_actions);
  });
});

describe('the stats', () => {
  it.each<[string, ActiveDay[], number, Partial<ReportStats>]>([
    ['of an empty month are 0', [], 1, { total_actions: 0, goals_progress: 0, streak_max: 0, features_used: 0 }],
    ['add up actions', [on(1, { actions: 3 }), on(2, { actions: 4 })], 1, { total_actions: 7 }],
    ['add up habits', [on(1, { habit_completed: 3 }), on(5, { habit_completed: 4 })], 1, { habits_completed: 7 }],
    ['add up journal entries', [on(1, { journal_entry: 1 }), on(5, { journal_entry: 2 })], 1, { journal_entries: 3 }],
    [
      'take the highest percent of a goal',
      [on(1, { goal_progress: 65 }), on(2, { goal_progress: 50 })],
      1,
      { goals_progress: 65 },
    ],
    ['count a feature once', [on(1, { features: 0b11 }), on(2, { features: 0b110 })], 1, { features_used: 3 }],
    ['find the longest streak', [...habits(0, 2), ...habits(5, 9), ...habits(20, 21)], 1, { streak_max: 5 }],
    ['let a day without a habit end a streak', [...habits(0, 2), on(3), ...habits(4, 5)], 1, { streak_max: 3 }],
    ["take the host's larger streak", habits(3, 4, { habit_streak: 11 }), 1, { streak_max: 11 }],
    ['carry a streak over from the month before', habits(20, 33), 2, { streak_max: 14 }],
    ['leave a streak that goes on later at its length', habits(20, 33), 1, { streak_max: 10 }],
    ['do not carry over a streak that had ended', habits(0, 29), 2, { streak_max: 0 }],
  ])('%s', (_, days, month, stats) => {
    expect(report(days, month).stats).toMatchObject(stats);
  });

  it('take XP from outside', () => {
    expect(reportOf(registered_on, [], 1, { xp_earned: 1250 }).stats.xp_earned).toBe(1250);
    expect(report([]).stats.xp_earned).toBe(0);
  });
});

describe('what lies before the days that are compared', () => {
  const days = [...habits(20, 33), on(45), ...habits(46, 62)];

  it.each([2, 3])('may be told by its days and habits alone: month %i', (month) => {
    for (const from of [0, 20, 25, 30]) {
      const earlier = days.filter(({ day }) => day < registered_on + from);
      const rest = days.filter(({ day }) => day >= registered_on + from);
      const told = reportOf(registered_on, rest, month, { earlier });
      expect(told.stats, `from ${from}`).toEqual(report(days, month).stats);
      expect(told.achievements, `from ${from}`).toEqual(report(days, month).achievements);
    }
  });

  it('carries a streak and an absence on, and counts for nothing else', () => {
    const earlier = habits(-5, -1);
    expect(reportOf(registered_on, habits(0, 1), 1, { earlier }).stats).toMatchObject({
      total_actions: 2,
      habits_completed: 2,
      streak_max: 7,
    });
    expect(reportOf(registered_on, [on(4)], 1, { earlier: [on(-5)] }).achievements).toEqual(['comeback']);
    expect(reportOf(registered_on, [on(4)], 1, { earlier: [on(-4)] }).achievements).toEqual(['comeback']);
    expect(reportOf(registered_on, [on(4)], 1, { earlier: [on(-3)] }).achievements).toEqual([]);
  });
});

describe('the achievements', () => {
  it.each<[string, ActiveDay[], string[]]>([
    ['none for an empty month', [], []],
    ['a gap of 7 days is no comeback', [on(1), on(8)], []],
    ['a gap of 8 days is one', [on(1), on(9)], ['comeback']],
    ['20 active days', Array.from({ length: 20 }, (__, day) => on(day)), ['active_month']],
    ['14 days in a row', habits(0, 13), ['fire_streak']],
  ])('%s', (_, days, achievements) => {
    expect(report(days).achievements).toEqual(achievements);
  });

  it('belong to the month that saw the return', () => {
    const days = [on(25), on(40)];
    expect([report(days, 1).achievements, report(days, 2).achievements]).toEqual([[], ['comeback']]);
  });
});

describe('the comparison', () => {
  const actions = (first: number, second: number): ActiveDay[] => [
    ...(first === 0 ? [] : [on(1, { actions: first })]),
    ...(second === 0 ? [] : [on(31, { actions: second })]),
  ];
  it.each([
    ['more', actions(40, 46), 15],
    ['less', actions(40, 30), -25],
    ['the same', actions(40, 40), 0],
    ['nothing now', actions(40, 0), -100],
    ['nothing before', actions(0, 40), null],
    ['a fraction', actions(3, 4), 33],
  ])('with the month before: %s', (_, days, percent) => {
    expect(report(days, 2).comparison.vs_last_month?.actions).toBe(percent);
  });

  it('is absent in the first month', () => {
    expect(report(actions(40, 46), 1).comparison.vs_last_month).toBeNull();
  });

  it('counts the streak in days', () => {
    const days = [...habits(0, 2), ...habits(35, 42)];
    expect(report(days, 2).comparison.vs_last_month?.streak).toBe(5);
  });

  it('takes the percentile from outside', () => {
    expect(reportOf(registered_on, [], 1, { percentile: 75 }).comparison.vs_average_user.percentile).toBe(75);
    expect(report([]).comparison.vs_average_user.percentile).toBeNull();
  });
});

describe('renderReport', () => {
  const days = [
    ...habits(0, 12, { actions: 2 }),
    ...habits(30, 47, { actions: 2, features: 0b10 }),
    on(50, { goal_progress: 100 }),
  ];

  it('writes the JSON of the seed', () => {
    expect(renderReport(reportOf(registered_on, days, 2, { xp_earned: 1250, percentile: 75 }), 'ru')).toEqual({
      month: 2,
      period: { start: '2024-01-31', end: '2024-02-29' },
      stats: {
        total_actions: 37,
        habits_completed: 18,
        journal_entries: 0,
        goals_progress: 100,
        streak_max: 18,
        xp_earned: 1250,
        features_used: 1,
      },
      achievements: [
        { id: 'fire_streak', title: 'Огненный стрик', description: '14 дней подряд', icon: 'fire' },
        { id: 'goal_completed', title: 'Цель достигнута', description: 'Цель выполнена на 100%', icon: 'target' },
        { id: 'comeback', title: 'С возвращением', description: 'Возвращение после перерыва', icon: 'sunrise' },
      ],
      comparison: {
        vs_last_month: { actions: '+42%', streak: '+5 дней' },
        vs_average_user: { percentile: 75 },
      },
    });
  });

  it.each([
    [0, '0 дней', '0 days'],
    [1, '+1 день', '+1 day'],
    [3, '+3 дня', '+3 days'],
    [-1, '−1 день', '−1 day'],
    [-11, '−11 дней', '−11 days'],
    [21, '+21 день', '+21 days'],
  ])('writes a change of %i days in both languages', (streak, ru, en) => {
    const base = report([], 2);
    const changed = { ...base, comparison: { ...base.comparison, vs_last_month: { actions: -25, streak } } };
    expect(renderReport(changed, 'ru').comparison.vs_last_month).toEqual({ actions: '−25%', streak: ru });
    expect(renderReport(changed, 'en').comparison.vs_last_month).toEqual({ actions: '−25%', streak: en });
  });

  it('writes null where there is nothing to compare with', () => {
    expect(renderReport(report(days), 'ru').comparison.vs_last_month).toEqual({ actions: null, streak: null });
    expect(renderReport(report([], 2), 'ru').comparison.vs_last_month).toEqual({ actions: null, streak: '0 дней' });
  });
});

describe('before the first month is over', () => {
  it.each([
    ['2024-01-01', '31 января', 'January 31'],
    ['2024-02-01', '2 марта', 'March 2'],
    ['2023-12-02', '1 января', 'January 1'],
  ])('somebody of %s is told when it will be', (day, ru, en) => {
    expect(renderReportToCome(date(day), 'ru')).toBe(
      `Первый отчёт будет готов ${ru}: он расскажет о твоих первых 30 днях`,
    );
    expect(renderReportToCome(date(day), 'en')).toBe(
      `Your first report will be ready on ${en}: it tells of your first 30 days`,
    );
  });

  it('somebody of whom nothing is known is told how long it takes', () => {
    expect(renderReportToCome(null, 'ru')).toBe('Первый отчёт будет готов через 30 дней после регистрации');
    expect(renderReportToCome(null, 'en')).toBe('Your first report will be ready 30 days after you join');
  });
});
