import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { chromium } from 'playwright-core';
import { afterAll, describe, expect, it } from 'vitest';
import { ADDRESSES } from '@retention/domain/contract/address';
import { CHROMIUM_ARGS, findChromium } from '../../../admin/test/chromium.ts';
import { openTestDatabase } from '../../test/database.ts';
import { openTestApp, signToken } from './app.fixture.ts';

// What a real browser lets pages of other origins do. Without Chromium these tests are skipped.

const executablePath = findChromium();
const test = await openTestDatabase({ now: '2024-01-15T12:00:00Z' });

/** Two empty pages, each an origin of its own. */
const pages = createServer((_request, response) =>
  response.setHeader('content-type', 'text/html').end('<title>a</title>'),
);
await new Promise<void>((resolve) => pages.listen(0, '127.0.0.1', resolve));
const { port } = pages.address() as AddressInfo;
const page = `http://127.0.0.1:${port}`;
const stranger = `http://localhost:${port}`;
afterAll(() => pages.close());

const app = await openTestApp(test, { origins: [page], rateLimit: 4 });
const server = await app.listen();
const token = await signToken({ sub: 'ivan' });
const event = { type: 'session_start', timestamp: '2024-01-15T11:00:00Z' };

interface Call {
  readonly url: string;
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
  readonly keepalive?: boolean;
  readonly credentials?: 'include';
}

async function storedBy(user_id: string): Promise<number> {
  const { rows } = await test.database.session((client) =>
    client.query<{ count: number }>('SELECT count(*)::int AS count FROM event WHERE user_id = $1', [user_id]),
  );
  return rows[0]?.count ?? 0;
}

describe.skipIf(executablePath === null)('in Chromium', async () => {
  const browser = executablePath === null ? null : await chromium.launch({ executablePath, args: CHROMIUM_ARGS });
  afterAll(() => browser?.close());

  /** A page of that origin, in a browser with nothing kept. */
  async function visit(origin: string) {
    if (browser === null) throw new Error('no browser');
    const context = await browser.newContext({ bypassCSP: true });
    const tab = await context.newPage();
    await tab.goto(origin);
    /** What the page itself gets to see of an answer. */
    const call = ({ url, ...said }: Call) =>
      tab.evaluate(
        async ([address, init]) => {
          try {
            const response = await fetch(address, init);
            // Only what comes first: a stream has no end to wait for.
            const first = (await response.body?.getReader().read()) as { value?: Uint8Array } | undefined;
            const text = new TextDecoder().decode(first?.value);
            return { status: response.status, retry: response.headers.get('retry-after'), text };
          } catch {
            return 'unreadable' as const;
          }
        },
        [`${server}${url}`, { method: 'POST', ...said }] as const,
      );
    return { context, tab, call };
  }

  const { events_batch, profile_get, triggers_stream, admin_metrics } = ADDRESSES;
  const authorization = `Bearer ${token}`;

  it('a page of the app reads answers and refusals, and listens', async () => {
    const { context, call } = await visit(page);
    const headers = { authorization, 'content-type': 'application/json' };
    const body = JSON.stringify({ events: [event] });
    expect(await call({ url: events_batch.path, headers, body })).toMatchObject({ status: 200 });
    expect(await call({ url: events_batch.path, headers, body: '{"events":[{}]}' })).toMatchObject({ status: 400 });
    expect(await call({ url: profile_get.path, body: '{}' })).toMatchObject({ status: 401 });
    const stream = await call({ url: triggers_stream.path, method: 'GET', headers: { authorization } });
    expect(stream).toMatchObject({ status: 200, text: expect.stringContaining('retry: 3000') });
    await call({ url: profile_get.path, headers, body: '{}' });
    expect(await call({ url: profile_get.path, headers, body: '{}' })).toMatchObject({ status: 429, retry: '15' });
    expect(await call({ url: admin_metrics.path, headers, body: '{}' })).toBe('unreadable');
    await context.close();
  });

  it('a page that is being closed sends the last events without asking first', async () => {
    const { context, tab } = await visit(page);
    const body = JSON.stringify({ events: [event], token: await signToken({ sub: 'olga' }) });
    const init = JSON.stringify({ method: 'POST', body, keepalive: true });
    await tab.evaluate(
      `addEventListener('pagehide', () => void fetch(${JSON.stringify(server + events_batch.path)}, ${init}))`,
    );
    await tab.close({ runBeforeUnload: true });
    await expect.poll(() => storedBy('olga')).toBe(1);
    await context.close();
  });

  it('a page of a stranger reads nothing, and acts for nobody whose cookie comes along', async () => {
    const { context, call } = await visit(stranger);
    const cookies = [
      { name: 'retention_token', value: await signToken({ sub: 'maria' }), url: server },
      { name: 'csrftoken', value: 'known', url: server },
    ];
    await context.addCookies(cookies);
    const body = JSON.stringify({ events: [event] });
    const headers = { authorization, 'content-type': 'application/json' };
    expect(await call({ url: events_batch.path, headers, body })).toBe('unreadable');
    await call({ url: events_batch.path, body, credentials: 'include' });
    await call({ url: events_batch.path, body: body.replace('{', '{"csrf_token":"known",'), credentials: 'include' });
    // The same host on another port is the same site: its cookies come along, and the value could be known.
    const near = await visit(page);
    await near.context.addCookies(cookies);
    await near.call({ url: events_batch.path, body, credentials: 'include' });
    await near.call({
      url: events_batch.path,
      body: body.replace('{', '{"csrf_token":"known",'),
      credentials: 'include',
    });
    expect(await storedBy('maria')).toBe(0);
    // Of this origin it works.
    const own = await visit(`${server}/healthz`);
    await own.context.addCookies(cookies);
    const kept = await own.call({ url: events_batch.path, body: body.replace('{', '{"csrf_token":"known",') });
    expect(kept).toMatchObject({ status: 200 });
    expect(await storedBy('maria')).toBe(1);
    await Promise.all([context.close(), near.context.close(), own.context.close()]);
  });
});
