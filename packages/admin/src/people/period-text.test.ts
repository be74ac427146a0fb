import { expect, test } from 'vitest';
import { periodText } from './period-text.ts';
import { readPeopleQuery } from './people-query.ts';

const period = { date_from: '2024-01-01', date_to: '2024-01-31' };

test.each([
  [{ metric: 'overview.mau' }, 'на 31 янв. 2024', 'on 31 Jan 2024'],
  [{ metric: 'segments.churned' }, 'на 31 янв. 2024', 'on 31 Jan 2024'],
  [{ metric: 'funnel.renewed' }, '1–31 янв. 2024', '1–31 Jan 2024'],
  [{ metric: 'overview.d7_users' }, '1–31 янв. 2024', '1–31 Jan 2024'],
  [{ metric: 'cohorts.d7' }, 'когорты по неделям, 1–31 янв. 2024', 'weekly cohorts, 1–31 Jan 2024'],
  [
    { metric: 'cohorts.d7', cohort_date: '2024-01-01', granularity: 'month' },
    'когорта месяца с 1 янв. 2024',
    'cohort of the month of 1 Jan 2024',
  ],
])('%j', (query, ru, en) => {
  const list = readPeopleQuery({ ...period, ...query }, '2024-02-10');
  if (list === null) throw new Error('names no list');
  // How wide a space is and whether one stands around a dash is up to the runtime.
  const plain = (text: string) => text.replaceAll(/\s+/g, ' ').replace(' – ', '–');
  expect(plain(periodText(list, 'ru'))).toBe(ru);
  expect(plain(periodText(list, 'en'))).toBe(en);
});
