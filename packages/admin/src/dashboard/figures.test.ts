import { describe, expect, test } from 'vitest';
import { dayWith, metricsWith, seriesWith } from '../summary/summary.fixture.ts';
import { figureValue, lineOf, type Day } from './figures.ts';

function daysFrom(dates: readonly string[], d7: readonly (readonly [active: number, users: number])[]): Day[] {
  return dates.flatMap((date, at) => dayWith({ d7: d7[at] ?? [0, 0] }).map((day) => ({ ...day, date })));
}

const on = (today: string, known_from: string | null = '2023-01-01') => ({ today, known_from });

describe('the line of a figure', () => {
  const dates = ['2024-01-30', '2024-01-31', '2024-02-01', '2024-02-02'];

  test('of counts is the days themselves, up to today', () => {
    expect(lineOf('dau', daysFrom(dates, []), on('2024-02-01'))).toEqual([100, 100, 100, null]);
  });

  test('has gaps where nothing was known yet', () => {
    expect(lineOf('mau', daysFrom(dates, []), on('2024-02-02', '2024-02-01'))).toEqual([null, null, 1000, 1000]);
    expect(lineOf('mau', daysFrom(dates, []), on('2024-02-02', null))).toEqual([null, null, null, 1000]);
  });

  test('of a share pools the people of the days before, and ends before today', () => {
    const days = daysFrom(dates, [
      [1, 2],
      [0, 2],
      [0, 0],
    ]);
    expect(lineOf('d7', days, on('2024-02-02'))).toEqual([0.5, 0.25, 0.25, null]);
    expect(lineOf('d7', daysFrom(dates, []), on('2024-02-03'))).toEqual([null, null, null, null]);
  });
});

describe('the value of a figure', () => {
  const metrics = metricsWith({ mau_change: 4 });

  test.each(['mau', 'd7', 'd30', 'new_users'] as const)('%s is not compared with what was not known', (figure) => {
    const day = dayWith({ d7: [300, 1000], d30: [300, 1000] });
    const overview = { ...metrics.overview, d7_retention: 0.3, d7_change: 5, d30_retention: 0.3, d30_change: 5 };
    const known = { ...metrics, overview };
    expect(figureValue(figure, known, known, seriesWith(day, day)).before).not.toBeNull();
    const young = seriesWith(day, day, '2024-02-01');
    expect(figureValue(figure, known, known, young)).toMatchObject({ before: null, change: null, by_chance: false });
  });

  test('a day that is still running is not compared', () => {
    const days = daysFrom(['2024-02-01'], []);
    expect(figureValue('dau', metrics, metrics, seriesWith(days, days)).running).toBe(true);
    expect(figureValue('mau', metrics, metrics, seriesWith(days, days))).toMatchObject({ running: false, change: 4 });
    expect(figureValue('dau', metrics, metrics, seriesWith(dayWith({}), [])).running).toBe(false);
  });

  test('a change of a share that chance explains is said to be one', () => {
    const series = (active: number) => seriesWith(dayWith({ d7: [active, 1000] }), dayWith({ d7: [300, 1000] }));
    expect(figureValue('d7', metrics, metrics, series(310)).by_chance).toBe(true);
    expect(figureValue('d7', metrics, metrics, series(400)).by_chance).toBe(false);
  });

  test('new users are summed up over the period', () => {
    const series = seriesWith(
      [...dayWith({ new_users: 30 }), ...dayWith({ new_users: 90 })],
      dayWith({ new_users: 80 }),
    );
    expect(figureValue('new_users', metrics, metrics, series)).toEqual({
      value: 120,
      before: 80,
      change: 50,
      running: false,
      by_chance: false,
    });
    expect(figureValue('new_users', metrics, metrics, seriesWith(dayWith({}), [])).change).toBeNull();
    const young = seriesWith(dayWith({}), dayWith({}), '2024-02-01');
    expect(figureValue('new_users', metrics, metrics, young)).toMatchObject({ change: null, before: null });
  });
});
