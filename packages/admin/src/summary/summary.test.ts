import { describe, expect, test } from 'vitest';
import { countDiffersClearly, differsClearly } from './difference.ts';
import { dayWith, metricsWith, seriesWith } from './summary.fixture.ts';
import { summaryOf } from './summary.ts';

const same = seriesWith(dayWith({}), dayWith({}));
const previous = metricsWith({ dead: 10 });

describe('the sentence at the top', () => {
  test('says how retention changed, and who pays without coming', () => {
    const series = seriesWith(dayWith({ d7: [2500, 10_000] }), dayWith({ d7: [2300, 10_000] }));
    const metrics = metricsWith({ dead: 24, mau_change: 5 });
    expect(summaryOf({ metrics, previous, series }, 'ru')).toBe(
      'Удержание D7 выросло на 2\u00A0п.п.; 24 из 100 платящих не заходят уже неделю (было 10).',
    );
    expect(summaryOf({ metrics, previous, series }, 'en')).toBe(
      'D7 retention rose by 2\u00A0pp; 24 of 100 paying users have not come for a week (10 before).',
    );
  });

  test.each([
    [
      11,
      '11 из 100 платящих не заходят уже неделю (было 10)',
      '11 of 100 paying users have not come for a week (10 before)',
    ],
    [
      21,
      '21 из 100 платящих не заходит уже неделю (было 10)',
      '21 of 100 paying users have not come for a week (10 before)',
    ],
    [
      1,
      '1 из 100 платящих не заходит уже неделю (было 10)',
      '1 of 100 paying users has not come for a week (10 before)',
    ],
    [
      7,
      '7 из 100 платящих не заходят уже неделю (было 10)',
      '7 of 100 paying users have not come for a week (10 before)',
    ],
    [
      0,
      '0 из 100 платящих не заходят уже неделю (было 10)',
      '0 of 100 paying users have not come for a week (10 before)',
    ],
  ])('%i dead souls after 10', (dead, ru, en) => {
    const metrics = metricsWith({ dead });
    expect(summaryOf({ metrics, previous, series: same }, 'ru')).toBe(`${ru}.`);
    expect(summaryOf({ metrics, previous, series: same }, 'en')).toBe(`${en}.`);
  });

  test('dead souls of a day that is still running are said to be', () => {
    const metrics = metricsWith({ dead: 18 });
    const series = { ...same, today: '2024-01-31' };
    expect(summaryOf({ metrics, previous, series }, 'ru')).toMatch(/ \(было 10, день ещё идёт\)\.$/);
    expect(summaryOf({ metrics, previous, series }, 'en')).toMatch(/ \(10 before, the day is not over\)\.$/);
  });

  test('nothing is compared with a period of which too little is known', () => {
    const changed = dayWith({ d7: [2500, 10_000], high: 200, new_users: 900 });
    const series = seriesWith(changed, dayWith({ d7: [2300, 10_000] }), '2024-02-01');
    const metrics = metricsWith({ dead: 24, mau_change: 5 });
    expect(summaryOf({ metrics, previous, series }, 'ru')).toBe(
      'За 30 дней активны 1\u00A0000 человек, D7 25\u00A0%; сравнить пока не с чем.',
    );
  });

  test('a little fewer dead souls are no news', () => {
    const metrics = metricsWith({ dead: 8 });
    expect(summaryOf({ metrics, previous, series: same }, 'en')).toMatch(/^Nothing changed much/);
  });

  test('a difference that chance explains is no change', () => {
    const series = seriesWith(dayWith({ d7: [25, 100] }), dayWith({ d7: [23, 100] }));
    expect(summaryOf({ metrics: previous, previous, series }, 'ru')).toBe(
      'Заметных перемен нет: за 30 дней активны 1\u00A0000 человек, D7 25\u00A0%.',
    );
  });

  test('D30 is said where D7 did not move', () => {
    const series = seriesWith(dayWith({ d30: [900, 10_000] }), dayWith({ d30: [1200, 10_000] }));
    expect(summaryOf({ metrics: previous, previous, series }, 'ru')).toBe('Удержание D30 упало на 3\u00A0п.п.');
    expect(summaryOf({ metrics: previous, previous, series }, 'en')).toBe('D30 retention fell by 3\u00A0pp.');
  });

  test.each([
    [-4.2, 'Активных за 30 дней стало на 4,2\u00A0% меньше.', '4.2% fewer people were active in 30 days.'],
    [12, 'Активных за 30 дней стало на 12\u00A0% больше.', '12% more people were active in 30 days.'],
  ])('MAU changed by %d %%', (mau_change, ru, en) => {
    const metrics = metricsWith({ mau_change });
    expect(summaryOf({ metrics, previous, series: same }, 'ru')).toBe(ru);
    expect(summaryOf({ metrics, previous, series: same }, 'en')).toBe(en);
  });

  test.each([
    [120, 'Новых стало на 20\u00A0% больше.', '20% more people registered.'],
    [70, 'Новых стало на 30\u00A0% меньше.', '30% fewer people registered.'],
  ])('%i registered after 100, a hundred times', (new_users, ru, en) => {
    const series = seriesWith(dayWith({ new_users: new_users * 100 }), dayWith({ new_users: 10_000 }));
    expect(summaryOf({ metrics: previous, previous, series }, 'ru')).toBe(ru);
    expect(summaryOf({ metrics: previous, previous, series }, 'en')).toBe(en);
  });

  test('the share of those who may leave', () => {
    const series = seriesWith(dayWith({ high: 200 }), dayWith({ high: 100 }));
    expect(summaryOf({ metrics: previous, previous, series }, 'ru')).toBe(
      'Доля тех, кто может уйти, выросла до 20\u00A0%.',
    );
    expect(summaryOf({ metrics: previous, previous, series }, 'en')).toBe(
      'The share of those who may leave rose to 20%.',
    );
  });

  test('nothing to compare with, and nobody at all', () => {
    const metrics = metricsWith({ mau: 1, mau_change: null });
    const nobody = metricsWith({ mau: 0, mau_change: null });
    const series = seriesWith(dayWith({ d7: [1, 4] }), []);
    expect(summaryOf({ metrics, previous: nobody, series }, 'ru')).toBe(
      'За 30 дней активен 1 человек, D7 25\u00A0%; сравнить пока не с чем.',
    );
    expect(summaryOf({ metrics, previous: nobody, series }, 'en')).toBe(
      '1 person active in 30 days, D7 25%; there is nothing to compare with yet.',
    );
    expect(summaryOf({ metrics: nobody, previous: nobody, series }, 'en')).toMatch(/^Nobody did anything/);
  });
});

test('two shares differ clearly when chance would show it less than once in twenty', () => {
  expect(differsClearly({ active: 50, users: 100 }, { active: 37, users: 100 })).toBe(false);
  expect(differsClearly({ active: 50, users: 100 }, { active: 36, users: 100 })).toBe(true);
  expect(differsClearly({ active: 0, users: 0 }, { active: 36, users: 100 })).toBe(false);
  expect(differsClearly({ active: 100, users: 100 }, { active: 100, users: 100 })).toBe(false);
});

test('two counts differ clearly when chance would show it less than once in twenty', () => {
  expect(countDiffersClearly(100, 72)).toBe(true);
  expect(countDiffersClearly(100, 75)).toBe(false);
  expect(countDiffersClearly(0, 0)).toBe(false);
});
