import { get, post, USER_ADDRESSES } from './user-address.ts';

export type { Address } from './user-address.ts';

/**
 * Every path of the API, once. Only names and strings: the dashboard imports this page as a value and everything else
 * of the contract as types, so that no schema travels to the browser. A path may be called without its last slash.
 */
export const ADDRESSES = {
  ...USER_ADDRESSES,
  admin_metrics: post('admin_metrics', '/api/rest/front/admin/retention/metrics/'),
  admin_series: post('admin_series', '/api/rest/front/admin/retention/series/'),
  metric_users: post('metric_users', '/api/rest/front/admin/retention/metric-users/'),
  metric_users_csv: post('metric_users_csv', '/api/rest/front/admin/retention/metric-users/csv/'),
  at_risk_users: post('at_risk_users', '/api/rest/front/admin/retention/at-risk-users/'),
  admin_user: post('admin_user', '/api/rest/front/admin/retention/user/get/'),
  admin_user_events: post('admin_user_events', '/api/rest/front/admin/retention/user/events/'),
  send_trigger: post('send_trigger', '/api/rest/front/admin/retention/send-trigger/'),
  trigger_types: post('trigger_types', '/api/rest/front/admin/triggers/types/'),
  trigger_setting: post('trigger_setting', '/api/rest/front/admin/triggers/setting/'),
  trigger_users: post('trigger_users', '/api/rest/front/admin/triggers/users/'),
  trigger_preview: post('trigger_preview', '/api/rest/front/admin/triggers/preview/'),
  trigger_test: post('trigger_test', '/api/rest/front/admin/triggers/test/'),
  trigger_dry_run: post('trigger_dry_run', '/api/rest/front/admin/triggers/dry-run/'),
  trigger_run_decide: post('trigger_run_decide', '/api/rest/front/admin/triggers/run/decide/'),
  admin_user_triggers: post('admin_user_triggers', '/api/rest/front/admin/retention/user/triggers/'),
  deliveries: post('deliveries', '/api/rest/front/admin/deliveries/get/'),
  delivery_retry: post('delivery_retry', '/api/rest/front/admin/deliveries/retry/'),
  session_create: post('session_create', '/api/rest/front/admin/session/create/'),
  session_get: post('session_get', '/api/rest/front/admin/session/get/'),
  session_delete: post('session_delete', '/api/rest/front/admin/session/delete/'),
  sessions_get: post('sessions_get', '/api/rest/front/admin/sessions/get/'),
  session_revoke: post('session_revoke', '/api/rest/front/admin/sessions/revoke/'),
  password_set: post('password_set', '/api/rest/front/admin/password/set/'),
  accounts_get: post('accounts_get', '/api/rest/front/admin/accounts/get/'),
  account_create: post('account_create', '/api/rest/front/admin/accounts/create/'),
  account_set: post('account_set', '/api/rest/front/admin/accounts/set/'),
  audit_get: post('audit_get', '/api/rest/front/admin/audit/get/'),
  connections_get: post('connections_get', '/api/rest/front/admin/connections/get/'),
  user_export: post('user_export', '/api/rest/front/admin/retention/user/export/'),
  user_erase: post('user_erase', '/api/rest/front/admin/retention/user/erase/'),
  host_users: post('host_users', '/api/rest/host/users/batch/'),
  host_user_export: post('host_user_export', '/api/rest/host/users/export/'),
  host_user_erase: post('host_user_erase', '/api/rest/host/users/erase/'),
  host_user_allow: post('host_user_allow', '/api/rest/host/users/allow/'),
  codes_redeem: post('codes_redeem', '/api/rest/host/codes/redeem/'),
  healthz: get('healthz', '/healthz'),
  readyz: get('readyz', '/readyz'),
  metrics: get('metrics', '/metrics'),
  openapi: get('openapi', '/api/openapi.json'),
  reference: get('reference', '/api/'),
} as const;

export type EndpointName = keyof typeof ADDRESSES;
