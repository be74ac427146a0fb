/** Everything that is written into the audit. */
export const AUDIT_ACTIONS = [
  'session_create',
  'session_refused',
  'session_delete',
  'session_revoke',
  'password_set',
  'account_create',
  'account_set',
  'user_export',
  'user_erase',
  'user_allow',
  'metric_users_csv',
  'trigger_setting',
  'trigger_run_decide',
  'trigger_test',
  'send_trigger',
  'delivery_retry',
  'import_users',
  'import_events',
  'connect',
  'measure',
  'backup',
  'restore',
  'token',
] as const;
export type AuditAction = (typeof AUDIT_ACTIONS)[number];

/** Who may be behind a row. */
export const AUDIT_ACTORS = ['owner', 'account', 'token', 'host', 'command', 'nobody'] as const;
export type AuditActor = (typeof AUDIT_ACTORS)[number];
