import { describe, expect, test } from 'vitest';
import { PRESET_NAMES } from './preset.ts';
import { asPeriod, datesOf, faultOf, FIGURES, MODES, readView, withView, writeView, type View } from './view.ts';

const first = readView({});

describe('the view of an address', () => {
  test('without a query it is the last 30 days, today included', () => {
    expect(first).toEqual({
      period: '30d',
      granularity: 'week',
      mode: 'on',
      figure: 'dau',
      compare: true,
      as_table: false,
    });
    expect(writeView(first)).toEqual({});
    expect(datesOf(first, '2024-03-01')).toEqual({ date_from: '2024-02-01', date_to: '2024-03-01' });
  });

  test('every view comes back from its own address', () => {
    const periods: View['period'][] = [...PRESET_NAMES, { date_from: '2024-01-05', date_to: '2024-02-29' }];
    for (const period of periods) {
      for (const granularity of ['day', 'week', 'month'] as const) {
        for (const mode of MODES) {
          for (const figure of FIGURES) {
            for (const yes of [true, false]) {
              const view: View = { period, granularity, mode, figure, compare: yes, as_table: !yes };
              expect(readView(writeView(view))).toEqual(view);
            }
          }
        }
      }
    }
  });

  test.each([
    { preset: 'century' },
    { preset: ['7d', '90d'] },
    { date_from: '2024-02-30', date_to: '2024-03-01' },
    { date_from: '2024-03-02', date_to: '2024-03-01' },
    { date_from: '2024-03-02' },
    { date_from: '0001-01-02', date_to: '9999-01-01' },
    { granularity: 'year', mode: 'off', figure: 'revenue', compare: 'maybe', days: 'chart' },
    { granularity: null, figure: undefined },
  ])('nonsense in the address is as on the first visit: %j', (query) => {
    expect(readView(query)).toEqual(first);
  });

  test('of a period longer than the server answers the last days are shown', () => {
    const { period } = readView({ date_from: '1990-01-01', date_to: '2024-01-10' });
    expect(period).toEqual({ date_from: '2014-01-03', date_to: '2024-01-10' });
    expect(readView({ date_from: '2014-01-03', date_to: '2024-01-10' }).period).toEqual(period);
  });

  test.each([
    [{ date_from: '2014-01-03', date_to: '2024-01-10' }, null],
    [{ date_from: '2014-01-02', date_to: '2024-01-10' }, 'too_long'],
    [{ date_from: '2024-01-11', date_to: '2024-01-10' }, 'wrong_dates'],
    [{ date_from: '', date_to: '2024-01-10' }, 'wrong_dates'],
    [{ date_from: '1900-01-01', date_to: '1900-01-10' }, 'wrong_dates'],
  ])('what is wrong with %j', (dates, fault) => {
    expect(faultOf(dates)).toBe(fault);
  });

  test('what others keep in the address stays, and nothing of the view before', () => {
    const others = { risk_level: 'any', preset: '90d', compare: 'off', days: 'table' };
    expect(withView(others, { ...first, mode: 'on_or_after' })).toEqual({ risk_level: 'any', mode: 'on_or_after' });
  });
});

describe('presets', () => {
  test.each([
    ['7d', '2024-03-05', '2024-02-28', '2024-03-05'],
    ['30d', '2024-03-05', '2024-02-05', '2024-03-05'],
    ['90d', '2024-03-05', '2023-12-07', '2024-03-05'],
    ['this_month', '2024-03-05', '2024-03-01', '2024-03-05'],
    ['this_month', '2024-03-01', '2024-03-01', '2024-03-01'],
    ['last_month', '2024-03-31', '2024-02-01', '2024-02-29'],
    ['last_month', '2024-01-01', '2023-12-01', '2023-12-31'],
    ['this_year', '2024-03-05', '2024-01-01', '2024-03-05'],
  ] as const)('%s on %s', (period, today, date_from, date_to) => {
    expect(datesOf({ ...first, period }, today)).toEqual({ date_from, date_to });
  });

  test('dates of one’s own stay where they are', () => {
    const period = { date_from: '2024-01-05', date_to: '2024-01-05' };
    expect(datesOf({ ...first, period }, '2025-01-01')).toEqual(period);
    expect(asPeriod(period)).toEqual({ from: 19_727, to: 19_727 });
  });
});
