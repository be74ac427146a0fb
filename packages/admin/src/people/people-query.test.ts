import { expect, test } from 'vitest';
import { peopleRequest, readPeopleQuery, sortedBy, writePeopleQuery } from './people-query.ts';

const cohort = { metric: 'cohorts.d7', date_from: '2024-01-01', date_to: '2024-01-31', cohort_date: '2024-01-08' };

function read(query: Parameters<typeof readPeopleQuery>[0]) {
  const list = readPeopleQuery(query, '2024-02-10');
  if (list === null) throw new Error('names no list');
  return list;
}

test('an address and the list it names are one and the same', () => {
  const month = { granularity: 'month', cohort_date: '2024-01-01' };
  const query = { ...cohort, ...month, mode: 'on_or_after', search: 'иван', sort: 'email', order: 'asc' };
  expect(writePeopleQuery(read(query))).toEqual(query);
  expect(writePeopleQuery(read(cohort))).toEqual(cohort);
});

test('what is not said is the default', () => {
  expect(read(cohort)).toMatchObject({
    granularity: 'week',
    mode: 'on',
    search: '',
    sort: 'last_active_at',
    order: 'desc',
  });
});

test.each([
  ['no such metric', { ...cohort, metric: 'cohorts.d8' }],
  ['a metric without people', { ...cohort, metric: 'overview.dau_change' }],
  ['no such day', { ...cohort, date_to: '2024-02-30' }],
  ['a period backwards', { ...cohort, date_from: '2024-02-01' }],
  ['two metrics', { ...cohort, metric: ['cohorts.d7', 'cohorts.d1'] }],
])('%s: no list', (_, query) => {
  expect(readPeopleQuery(query as Parameters<typeof readPeopleQuery>[0], '2024-02-10')).toBeNull();
});

test('a cohort speaks only of cohorts', () => {
  expect(read({ ...cohort, metric: 'overview.dau' }).cohort_date).toBeNull();
});

test('the request holds nothing the contract does not know', () => {
  expect(peopleRequest({ ...read(cohort), search: '  ' })).toEqual({
    ...cohort,
    granularity: 'week',
    mode: 'on',
    sort: 'last_active_at',
    order: 'desc',
  });
});

test('a second press on a column turns its order', () => {
  const by_email = sortedBy(read(cohort), 'email');
  expect([by_email.sort, by_email.order]).toEqual(['email', 'asc']);
  expect(sortedBy(by_email, 'email').order).toBe('desc');
  expect(sortedBy(by_email, 'retention_score').order).toBe('desc');
});

test('an address without a list is everybody active in the last 30 days', () => {
  expect(read({})).toMatchObject({ metric: 'overview.mau', date_from: '2024-01-12', date_to: '2024-02-10' });
});

test('a link the server would not answer shows what comes next to it', () => {
  expect(read({ ...cohort, cohort_date: '2024-01-10' }).cohort_date).toBe('2024-01-08');
  expect(read({ ...cohort, date_from: '1990-01-01' })).toMatchObject({
    date_from: '2014-01-24',
    date_to: '2024-01-31',
  });
});
