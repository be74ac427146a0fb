import { expect, test } from 'vitest';
import { wholeTime } from './whole-time.ts';

const nothing = { dau: 0, mau: 0, new_users: 0 };
const old = { days: [nothing, nothing], today: '2024-02-01', known_from: '2020-05-04' };

test('where nothing happened in the period, all days since the first of which anything is known', () => {
  expect(wholeTime(old)).toEqual({ date_from: '2020-05-04', date_to: '2024-02-01' });
  expect(wholeTime({ ...old, known_from: '1999-01-01' })).toEqual({ date_from: '2014-01-25', date_to: '2024-02-01' });
});

test.each([
  { ...old, days: [nothing, { ...nothing, dau: 1 }] },
  { ...old, days: [{ ...nothing, mau: 1 }] },
  { ...old, days: [{ ...nothing, new_users: 1 }] },
  { ...old, known_from: null },
  { ...old, known_from: '2024-02-02' },
])('nothing is offered: %j', (series) => {
  expect(wholeTime(series)).toBeNull();
});
