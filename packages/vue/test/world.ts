import { USER_ADDRESSES } from '@retention/domain/contract/user-address';
import type { Page, Route } from 'playwright-core';
import { inbox, profile, REPORT } from '../src/client.fixture.ts';
import type { Trigger } from '../src/stores/triggers.ts';

/** The address of a page that comes from nowhere: every request is answered by the test. */
export const ORIGIN = 'http://app.test';

type Name = keyof typeof USER_ADDRESSES;

interface SentEvent {
  readonly id: string;
  readonly type: string;
  readonly metadata?: Record<string, unknown>;
}

/** The server as the test wants it, and what it was told. */
export function createWorld() {
  const world = {
    /** By the person's id. */
    inboxes: new Map<string, readonly Trigger[]>(),
    profile: profile(),
    /** Refusals by the endpoint. */
    statuses: new Map<Name, number>(),
    /** By their ids: what is sent again is one event. */
    stored: new Map<string, SentEvent>(),
    events: () => [...world.stored.values()].map(({ type, metadata }) => ({ type, ...metadata })),
    dismissed: [] as unknown[],
  };
  return world;
}

export type World = ReturnType<typeof createWorld>;

/** Answers for the app and for the server. */
export async function serve(page: Page, world: World, files: ReadonlyMap<string, string | Uint8Array>): Promise<void> {
  await page.route('**/*', async (route) => {
    const { pathname } = new URL(route.request().url());
    const found = Object.values(USER_ADDRESSES).find(({ path }) => path === pathname);
    if (found !== undefined) return answer(route, found.name, world);
    const content = files.get(pathname === '/' ? 'host/index.html' : pathname.slice(1));
    if (content === undefined) return route.fulfill({ status: 404 });
    await route.fulfill({ contentType: contentType(pathname), body: Buffer.from(content) });
  });
}

function contentType(pathname: string): string {
  if (pathname.endsWith('.js')) return 'text/javascript';
  return pathname.endsWith('.css') ? 'text/css' : 'text/html; charset=utf-8';
}

async function answer(route: Route, name: Name, world: World): Promise<void> {
  const status = world.statuses.get(name);
  if (status !== undefined) return route.fulfill({ status, json: { status: 'error', message: 'no', errors: [] } });
  const request = route.request();
  const waiting = inbox(...(world.inboxes.get(personOf(request.headers())) ?? []));
  if (name === 'triggers_stream') {
    // It ends at once, and the browser is to come back soon: whatever changes is told as by a stream that goes on.
    const body = `retry: 50\n\nevent: triggers\ndata: ${JSON.stringify(waiting)}\n\n`;
    return route.fulfill({ contentType: 'text/event-stream', body });
  }
  const body = JSON.parse(request.postData() ?? '{}') as { events?: SentEvent[] };
  await route.fulfill({ json: bodyOf(name, body, world, waiting) });
}

function personOf({ authorization = '' }: Record<string, string>): string {
  return authorization.replace('Bearer token of ', '');
}

function bodyOf(name: Name, request: { events?: SentEvent[] }, world: World, waiting: object): object {
  if (name === 'profile_get') return world.profile;
  if (name === 'monthly_report') return REPORT;
  if (name === 'triggers_pending') return waiting;
  if (name === 'triggers_dismiss') world.dismissed.push(request);
  const { events } = request;
  if (events === undefined) return { status: 'ok' };
  for (const event of events) world.stored.set(event.id, event);
  return { status: 'ok', processed: events.length, errors: [] };
}
