import type { OutgoingHttpHeaders } from 'node:http';
import { ADDRESSES, type EndpointName } from '@retention/domain/contract/address';
import { ENDPOINTS } from '@retention/domain/contract/contract';
import type { TestApp } from './app.fixture.ts';

/** What a browser sends, and what it gets. */

export type Headers = Record<string, string>;

export interface Answer<T = unknown> {
  readonly status: number;
  readonly headers: OutgoingHttpHeaders;
  readonly body: T;
}

let machine = 0;

/** An address from which nobody has asked before: attempts to log in are counted by address. */
export function freshAddress(): string {
  machine++;
  return `198.18.${machine >> 8}.${machine & 255}`;
}

export async function ask<T = unknown>(
  app: Pick<TestApp, 'http'>,
  name: EndpointName,
  headers: Headers = {},
  body: object = {},
  remoteAddress = freshAddress(),
): Promise<Answer<T>> {
  const { path, method } = ADDRESSES[name];
  const payload = method === 'POST' ? { payload: JSON.stringify(body) } : {};
  const response = await app.http.inject({ method, url: path, headers, remoteAddress, ...payload });
  const isJson = String(response.headers['content-type']).startsWith('application/json');
  return {
    status: response.statusCode,
    headers: response.headers,
    body: isJson ? response.json<T>() : (response.body as T),
  };
}

/** Logs in, and answers what the browser sends from now on. Throws where it is refused. */
export async function logIn(app: Pick<TestApp, 'http'>, body: object, headers: Headers = {}): Promise<Headers> {
  const answer = await ask(app, 'session_create', headers, body);
  if (answer.status !== 200)
    throw new Error(`logging in was answered ${answer.status}: ${JSON.stringify(answer.body)}`);
  return browser(answer);
}

/** What a browser sends after an answer that sets cookies. */
export function browser({ headers }: Pick<Answer, 'headers'>): Headers {
  const cookies = [headers['set-cookie'] ?? []].flat().map((cookie) => cookie.split(';', 1)[0] ?? '');
  const csrf = cookies.find((cookie) => cookie.startsWith('retention_admin_csrf='))?.split('=')[1] ?? '';
  return { cookie: cookies.join('; '), 'x-csrftoken': csrf };
}

/** The rows of the contract that this app serves. */
export async function servedRows(app: Pick<TestApp, 'http'>): Promise<readonly (typeof ENDPOINTS)[number][]> {
  const { body } = await ask<{ paths: Record<string, Record<string, { 'x-served': boolean }>> }>(app, 'openapi');
  return ENDPOINTS.filter(({ path, method }) => body.paths[path]?.[method.toLowerCase()]?.['x-served']);
}
