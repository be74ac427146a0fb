import { expect, test } from 'vitest';
import { laneOf } from './history-lane.ts';

const history = [
  { since: '2024-01-01', until: '2024-01-08', segment: 'new_user', churn_risk: 'low' },
  { since: '2024-01-08', until: '2024-01-10', segment: 'test_driver', churn_risk: 'low' },
  { since: '2024-01-10', until: null, segment: 'test_driver', churn_risk: 'medium' },
];

test('spans of one value are joined, and the open one reaches to today', () => {
  expect(laneOf(history, '2024-01-20', ({ segment }) => segment)).toEqual([
    { value: 'new_user', from: '2024-01-01', to: '2024-01-07', days: 7, start: 0, width: 7 / 20 },
    { value: 'test_driver', from: '2024-01-08', to: '2024-01-20', days: 13, start: 7 / 20, width: 13 / 20 },
  ]);
  expect(laneOf(history, '2024-01-20', ({ churn_risk }) => churn_risk).map(({ value, days }) => [value, days])).toEqual(
    [
      ['low', 9],
      ['medium', 11],
    ],
  );
});

test('a hole in the history stays a hole', () => {
  const holed = [
    { since: '2024-01-01', until: '2024-01-03' },
    { since: '2024-01-05', until: null },
  ];
  expect(laneOf(holed, '2024-01-10', () => 'same').map(({ from, to }) => [from, to])).toEqual([
    ['2024-01-01', '2024-01-02'],
    ['2024-01-05', '2024-01-10'],
  ]);
});

test('no history, no strip', () => {
  expect(laneOf([], '2024-01-20', () => 'any')).toEqual([]);
});
