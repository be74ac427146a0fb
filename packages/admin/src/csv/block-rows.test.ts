import { expect, test } from 'vitest';
import { dayWith, metricsWith, seriesWith } from '../summary/summary.fixture.ts';
import { cohortRows, funnelRows, overviewRows, payingRows, riskRows, segmentRows } from './block-rows.ts';
import { csvOf } from '@retention/domain/csv';

const metrics = metricsWith({ dead: 3 });
const series = seriesWith(dayWith({ d7: [5, 20] }), []);

test('each block is a table of raw numbers under their own names', () => {
  expect(csvOf(overviewRows(series))).toBe(
    'date,dau,mau,new_users,d1_users,d1_active,d7_users,d7_active,d30_users,d30_active\r\n2024-01-31,100,1000,10,0,0,20,5,0,0\r\n',
  );
  expect(funnelRows(metrics).map(([step]) => step)).toEqual([
    'step',
    'registered',
    'activated_d1',
    'active_d7',
    'started_trial',
    'converted_paid',
    'renewed',
  ]);
  expect(riskRows(series)).toEqual([
    ['date', 'low', 'medium', 'high', 'critical'],
    ['2024-01-31', 800, 100, 100, 500],
  ]);
  expect(payingRows(metrics).at(-1)).toEqual(['dead', 3, 3]);
});

test('what is not known is an empty cell', () => {
  const cohort = { cohort_date: '2024-01-29', users: 10, d1: 0.5, d3: null, d7: null, d14: null, d30: null };
  expect(csvOf(cohortRows({ ...metrics, cohorts: [cohort] }))).toBe(
    'cohort_date,users,d1,d3,d7,d14,d30\r\n2024-01-29,10,0.5,,,,\r\n',
  );
  const [day] = series.days;
  const rows = segmentRows({ ...series, days: day === undefined ? [] : [{ ...day, segments: null }] });
  expect(rows[1]).toEqual(['2024-01-31', null, null, null, null, null, null]);
});
