import { expect, test } from 'vitest';
import type { AuditRow } from './audit-text.ts';
import { foldFailed } from './fold-failed.ts';

const row: AuditRow = {
  id: 0,
  at: '2024-06-12T08:30:00Z',
  actor: 'account',
  who: 'masha',
  role: 'admin',
  action: 'password_set',
  user_id: null,
  person_hash: null,
  detail: {},
  outcome: 'begun',
};
const begun = (id: number, change: Partial<AuditRow> = {}): AuditRow => ({ ...row, id, ...change });
const failed = (id: number, change: Partial<AuditRow> = {}): AuditRow => ({ ...row, id, outcome: 'failed', ...change });
const anna = { user_id: 1, person_hash: 'a1' };
const boris = { user_id: 2, person_hash: 'b2' };

test.each<[string, AuditRow[], string[]]>([
  ['what failed is told once', [failed(2), begun(1)], ['2 failed']],
  ['a later success stays one', [begun(3), failed(2), begun(1)], ['3 begun', '2 failed']],
  ['an earlier success stays one', [failed(3), begun(2), begun(1)], ['3 failed', '1 begun']],
  ['each failure takes its own', [failed(4), begun(3), failed(2), begun(1)], ['4 failed', '2 failed']],
  ['two at once', [failed(4), failed(3), begun(2), begun(1)], ['4 failed', '3 failed']],
  ['of two at once one succeeded', [failed(3), begun(2), begun(1)], ['3 failed', '1 begun']],
  ['others in between', [failed(3), begun(2, { who: 'anna' }), begun(1)], ['3 failed', '2 begun']],
  ['another action', [failed(2), begun(1, { action: 'account_set' })], ['2 failed', '1 begun']],
  ['another actor', [failed(2), begun(1, { actor: 'owner' })], ['2 failed', '1 begun']],
  ['another person', [failed(2, anna), begun(1, boris)], ['2 failed', '1 begun']],
  ['a person', [failed(3, anna), begun(2, boris), begun(1, anna)], ['3 failed', '2 begun']],
  ['the beginning is on the next page', [failed(2)], ['2 failed']],
  ['the failure came after what is shown', [begun(1)], ['1 begun']],
  ['nothing', [], []],
])('%s', (_name, rows, expected) => {
  expect(foldFailed(rows).map(({ id, outcome }) => `${id} ${outcome}`)).toEqual(expected);
});

test('what failed says what was asked for', () => {
  const rows = [failed(3, { detail: { status: 404 } }), begun(2, { detail: { login: 'ivan' } }), begun(1)];
  expect(foldFailed(rows).map(({ detail }) => detail)).toEqual([{ status: 404, login: 'ivan' }, {}]);
});
