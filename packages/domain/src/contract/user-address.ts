/** A path of the API; it may be called without its last slash. */
export interface Address<Name extends string = string> {
  readonly name: Name;
  readonly method: 'GET' | 'POST';
  readonly path: string;
}

/** What a user of the app may call: the browser kit carries these rows and no others. */
export const USER_ADDRESSES = {
  events_batch: post('events_batch', '/api/rest/front/analytics/events/batch/'),
  profile_get: post('profile_get', '/api/rest/front/retention/profile/get/'),
  triggers_pending: post('triggers_pending', '/api/rest/front/triggers/pending/get/'),
  triggers_dismiss: post('triggers_dismiss', '/api/rest/front/triggers/dismiss/'),
  triggers_stream: get('triggers_stream', '/api/rest/front/triggers/stream/'),
  preferences_get: post('preferences_get', '/api/rest/front/preferences/get/'),
  preferences_set: post('preferences_set', '/api/rest/front/preferences/set/'),
  push_key: post('push_key', '/api/rest/front/push/key/'),
  push_subscribe: post('push_subscribe', '/api/rest/front/push/subscribe/'),
  push_unsubscribe: post('push_unsubscribe', '/api/rest/front/push/unsubscribe/'),
  telegram_link: post('telegram_link', '/api/rest/front/telegram/link/'),
  monthly_report: post('monthly_report', '/api/rest/front/retention/monthly-report/get/'),
} as const;

export function post<const Name extends string>(name: Name, path: string): Address<Name> {
  return { name, method: 'POST', path };
}

export function get<const Name extends string>(name: Name, path: string): Address<Name> {
  return { name, method: 'GET', path };
}
