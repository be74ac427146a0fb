import { expect, test } from 'vitest';
import { pageOf, readListQuery, writeListQuery, type ListQuery } from './trigger-list.ts';

const january = { date_from: '2024-01-01', date_to: '2024-01-31' };

test.each<ListQuery>([
  { ...january, list: 'matched', rule: null, page: 1 },
  { ...january, list: 'held', rule: 'holdout', page: 3 },
])('a list comes back from its own address: %j', (list) => {
  const query = Object.fromEntries(Object.entries(writeListQuery(list)).map(([key, value]) => [key, String(value)]));
  expect(readListQuery(query)).toEqual(list);
});

test.each([
  {},
  { ...january },
  { ...january, list: 'everybody' },
  { list: 'sent', date_from: '2024-01-31', date_to: '2024-01-01' },
  { list: 'sent', date_from: '2024-01-31' },
])('no list: %j', (query) => {
  expect(readListQuery(query)).toBe(null);
});

test('a rule that does not exist is none, and a page that is none is the first', () => {
  expect(readListQuery({ ...january, list: 'held', rule: 'mood', page: '-2' })).toEqual({
    ...january,
    list: 'held',
    rule: null,
    page: 1,
  });
  expect(pageOf({ page: ['2', '3'] })).toBe(1);
  expect(pageOf({ page: '2.5' })).toBe(1);
});
