import { expect, test } from 'vitest';
import { auditRequest, readAuditQuery, writeAuditQuery } from './audit-query.ts';

test('an address says what is asked for; what it cannot mean is left out', () => {
  const query = { action: 'user_erase', user_id: '123' } as const;
  expect(readAuditQuery({ ...query })).toEqual(query);
  expect(writeAuditQuery(query)).toEqual(query);
  expect(readAuditQuery({ action: 'toString', user_id: ['1', '2'] })).toEqual({ action: null, user_id: '' });
  expect(writeAuditQuery({ action: null, user_id: '' })).toEqual({});
});

test('an id is a number where the host calls people so', () => {
  expect(auditRequest({ action: null, user_id: ' 123 ' }, 412)).toEqual({
    action: null,
    user_id: 123,
    per_page: 50,
    before: 412,
  });
  expect(auditRequest({ action: null, user_id: 'anna' }, null)).toMatchObject({ user_id: 'anna' });
  expect(auditRequest({ action: 'backup', user_id: ' ' }, null)).toEqual({
    action: 'backup',
    user_id: null,
    per_page: 50,
  });
});
