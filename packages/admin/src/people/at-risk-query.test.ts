import { expect, test } from 'vitest';
import { readAtRiskQuery, writeAtRiskQuery } from './at-risk-query.ts';

test.each([
  [{}, { segment: null, churn_risk: 'high', page: 1 }],
  [{ risk_level: 'any' }, { segment: null, churn_risk: null, page: 1 }],
  [
    { risk_segment: 'test_driver', risk_level: 'critical', risk_page: '3' },
    { segment: 'test_driver', churn_risk: 'critical', page: 3 },
  ],
] as const)('an address and its filters: %j', (address, filters) => {
  expect(readAtRiskQuery(address)).toEqual(filters);
  expect(writeAtRiskQuery({ from: '2024-01-01' }, filters)).toEqual({ from: '2024-01-01', ...address });
});

test('what is unknown is the default', () => {
  const query = { risk_segment: 'nobody', risk_level: ['high', 'low'], risk_page: '0' };
  expect(readAtRiskQuery(query)).toEqual({ segment: null, churn_risk: 'high', page: 1 });
  expect(readAtRiskQuery({ risk_page: '9999999' }).page).toBe(1_000_000);
});

test('other filters replace those of before', () => {
  const before = { risk_segment: 'churned', risk_page: '2', mode: 'on' };
  expect(writeAtRiskQuery(before, { segment: null, churn_risk: 'high', page: 1 })).toEqual({ mode: 'on' });
});
