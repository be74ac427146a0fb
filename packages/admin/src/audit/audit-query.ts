import type { AuditAction } from '@retention/domain/contract/audit-action';
import { writeUserId } from '@retention/domain/user';
import type { LocationQuery, LocationQueryRaw } from 'vue-router';
import type { Request } from '../api/api.ts';
import { ACTIONS } from './words.ts';

/** Which rows, as the address says. */
export interface AuditQuery {
  readonly action: AuditAction | null;
  readonly user_id: string;
}

/** An id is no longer than this. */
export const ID_CHARACTERS = 128;

export function isAction(name: unknown): name is AuditAction {
  return typeof name === 'string' && Object.hasOwn(ACTIONS, name);
}

export function readAuditQuery({ action, user_id }: LocationQuery): AuditQuery {
  return {
    action: isAction(action) ? action : null,
    user_id: typeof user_id === 'string' ? user_id.slice(0, ID_CHARACTERS) : '',
  };
}

export function writeAuditQuery({ action, user_id }: AuditQuery): LocationQueryRaw {
  return { ...(action === null ? {} : { action }), ...(user_id === '' ? {} : { user_id }) };
}

/** A page of rows; `before` is where the page before has ended. */
export function auditRequest({ action, user_id }: AuditQuery, before: number | null): Request<'audit_get'> {
  return {
    action,
    user_id: user_id.trim() === '' ? null : writeUserId(user_id.trim()),
    per_page: 50,
    ...(before === null ? {} : { before }),
  };
}
