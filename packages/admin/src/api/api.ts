import { ADDRESSES, type EndpointName } from '@retention/domain/contract/address';
import { call, type Answer } from '@retention/domain/contract/client';
import type { Contract } from '@retention/domain/contract/contract';
import { session } from '../app/session.ts';

export type Request<Name extends EndpointName> = Contract[Name]['request'];
export type Response<Name extends EndpointName> = Contract[Name]['response'];

let whenLoggedOut: () => void = () => undefined;

/** Says what to do when the server no longer knows who is asking. */
export function onLoggedOut(go: () => void): void {
  whenLoggedOut = go;
}

/**
 * Asks the server something, as whoever is logged in. Never throws. A 401 also leads to the login, except from the
 * login itself.
 */
export async function ask<Name extends EndpointName>(
  name: Name,
  request: Request<Name>,
): Promise<Answer<Response<Name>>> {
  const { method, path } = ADDRESSES[name];
  const answer = await call({ name, method, path }, request, { baseUrl: '', fetch: send, ...csrf() });
  if (answer.outcome === 'refused' && answer.status === 401 && name !== 'session_create') {
    session.value = null;
    whenLoggedOut();
  }
  return answer;
}

/** Asks for a text that is no JSON, like a CSV; null where it was refused or nobody answered. */
export async function askText<Name extends EndpointName>(name: Name, request: Request<Name>): Promise<string | null> {
  const { csrfToken } = csrf();
  const headers: Record<string, string> = { 'content-type': 'application/json' };
  if (csrfToken !== undefined) headers['x-csrftoken'] = csrfToken;
  const { method, path } = ADDRESSES[name];
  try {
    const response = await send(path, { method, headers, body: JSON.stringify(request) });
    return response.status === 200 ? await response.text() : null;
  } catch {
    return null;
  }
}

/** Whether this browser may be logged in: a login leaves a cookie that the page can read, and takes it away again. */
export function mayBeLoggedIn(): boolean {
  return csrf().csrfToken !== undefined;
}

const CSRF_COOKIE = 'retention_admin_csrf';

function csrf(): { csrfToken?: string } {
  for (const cookie of document.cookie.split('; ')) {
    const [name, value] = cookie.split('=', 2);
    if (name === CSRF_COOKIE && value !== undefined) return { csrfToken: decodeURIComponent(value) };
  }
  return {};
}

/** A request that nobody answers in this time counts as unanswered: the page keeps what it shows and says so. */
const TIMEOUT_MS = 20_000;
/** What goes through everybody, or through all of a person, may take longer. */
const LONG_TIMEOUT_MS = 180_000;
const LONG: ReadonlySet<string> = new Set(
  [ADDRESSES.user_export, ADDRESSES.user_erase, ADDRESSES.trigger_dry_run].map(({ path }) => path),
);

function send(url: string, init: { method: string; headers: Record<string, string>; body?: string }) {
  const signal = AbortSignal.timeout(LONG.has(url) ? LONG_TIMEOUT_MS : TIMEOUT_MS);
  return fetch(url, { ...init, credentials: 'same-origin', signal });
}
