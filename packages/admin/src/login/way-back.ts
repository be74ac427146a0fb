import type { LocationQuery } from 'vue-router';

/** Where to go after the login: a place inside the dashboard, never another site; its start where none was asked for. */
export function wayBack(query: LocationQuery): string {
  const { to } = query;
  if (typeof to !== 'string' || !/^\/(?![/\\])/.test(to) || /^\/login(?:[/?#]|$)/.test(to)) return '/';
  return to;
}

/** The token in the hash of a link, like `#token=eyJ…`; null where there is none. */
export function tokenOf(hash: string): string | null {
  const token = new URLSearchParams(hash.replace(/^#/, '')).get('token');
  return token === null || token === '' ? null : token;
}
