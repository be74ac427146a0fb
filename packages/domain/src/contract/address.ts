/**
 * Every path of the API, once. Only names and strings: the browser kit imports this page as a value and everything else
 * of the contract as types, so that no schema travels to the browser. A path may be called without its last slash.
 */
export interface Address<Name extends string = string> {
  readonly name: Name;
  readonly method: 'GET' | 'POST';
  readonly path: string;
}

export const ADDRESSES = {
  events_batch: post('events_batch', '/api/rest/front/analytics/events/batch/'),
  profile_get: post('profile_get', '/api/rest/front/retention/profile/get/'),
  triggers_pending: post('triggers_pending', '/api/rest/front/triggers/pending/get/'),
  triggers_dismiss: post('triggers_dismiss', '/api/rest/front/triggers/dismiss/'),
  monthly_report: post('monthly_report', '/api/rest/front/retention/monthly-report/get/'),
  admin_metrics: post('admin_metrics', '/api/rest/front/admin/retention/metrics/'),
  admin_series: post('admin_series', '/api/rest/front/admin/retention/series/'),
  metric_users: post('metric_users', '/api/rest/front/admin/retention/metric-users/'),
  metric_users_csv: post('metric_users_csv', '/api/rest/front/admin/retention/metric-users/csv/'),
  at_risk_users: post('at_risk_users', '/api/rest/front/admin/retention/at-risk-users/'),
  admin_user: post('admin_user', '/api/rest/front/admin/retention/user/get/'),
  admin_user_events: post('admin_user_events', '/api/rest/front/admin/retention/user/events/'),
  send_trigger: post('send_trigger', '/api/rest/front/admin/retention/send-trigger/'),
  session_create: post('session_create', '/api/rest/front/admin/session/create/'),
  session_get: post('session_get', '/api/rest/front/admin/session/get/'),
  session_delete: post('session_delete', '/api/rest/front/admin/session/delete/'),
  host_users: post('host_users', '/api/rest/host/users/batch/'),
  healthz: get('healthz', '/healthz'),
  readyz: get('readyz', '/readyz'),
  metrics: get('metrics', '/metrics'),
  openapi: get('openapi', '/api/openapi.json'),
  reference: get('reference', '/api/'),
} as const;

export type EndpointName = keyof typeof ADDRESSES;

function post<const Name extends string>(name: Name, path: string): Address<Name> {
  return { name, method: 'POST', path };
}

function get<const Name extends string>(name: Name, path: string): Address<Name> {
  return { name, method: 'GET', path };
}
