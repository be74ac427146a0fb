import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { chromium, type BrowserContext, type Page } from 'playwright-core';
import { afterAll, onTestFinished } from 'vitest';
import type { Retention, RetentionOptions } from '../src/index.ts';
import { CHROMIUM_ARGS, findChromium } from '../../admin/test/chromium.ts';
import { openTestApp, signToken } from '../../server/src/http/app.fixture.ts';
import { openTestDatabase } from '../../server/test/database.ts';
import { bundle } from './bundle.ts';

/** A page with the built SDK in a real browser, before a real server, with a way between them that can fail. */

export const executablePath = findChromium();

declare global {
  interface Window {
    createRetention: (options: RetentionOptions) => Retention;
    retention: Retention;
    delivered: number;
    heard: unknown[];
  }
}

/** What becomes of the answers on their way back; requests always arrive. */
export type Way = 'open' | 'lost' | 'held';

/** An event as it lies in the database. */
export interface Stored {
  readonly number: number;
  readonly occurred_at: string;
}

const PAGE = `<!doctype html><meta charset="utf-8"><title>host</title><script type="module">
import { createRetention } from '/sdk.js';
window.createRetention = createRetention;
document.documentElement.dataset.ready = 'yes';
</script>`;

export interface VisitOptions {
  readonly user_id: string;
  /** By how much the clock of the browser is off, milliseconds. */
  readonly off?: number;
  readonly from?: 'own origin' | 'another origin';
  readonly proof?: 'token' | 'cookie';
  /** Runs in each page before anything else. */
  readonly before?: () => void;
}

export async function openStage(now: string) {
  const test = await openTestDatabase({ now });
  const [{ js }, browser] = await Promise.all([
    bundle(new URL('../src/index.ts', import.meta.url)),
    chromium.launch({ executablePath: executablePath ?? '', args: CHROMIUM_ARGS }),
  ]);
  let way: Way = 'open';
  let lost = 0;
  const sizes: number[] = [];
  const door = createServer((incoming, outgoing) => {
    if (incoming.url?.startsWith('/api/') === true) return pass(incoming, outgoing);
    const isScript = incoming.url === '/sdk.js';
    return outgoing.setHeader('content-type', isScript ? 'text/javascript' : 'text/html').end(isScript ? js : PAGE);
  });
  await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve));
  const { port } = door.address() as AddressInfo;
  const origin = `http://127.0.0.1:${port}`;
  const stranger = `http://localhost:${port}`;
  const app = await openTestApp(test, { origins: [stranger] });
  const server = new URL(await app.listen());
  afterAll(async () => {
    await browser.close();
    door.closeAllConnections();
    door.close();
  });

  /** What a proxy does, and a bad line. */
  function pass(incoming: IncomingMessage, outgoing: ServerResponse): void {
    const onward = request(
      {
        host: server.hostname,
        port: server.port,
        path: incoming.url,
        method: incoming.method,
        headers: incoming.headers,
      },
      (answer) => {
        if (way === 'open') return answer.pipe(outgoing.writeHead(answer.statusCode ?? 500, answer.headers));
        // The server has taken it: it answers when that is on disk.
        lost++;
        answer.resume();
        if (way === 'lost') outgoing.destroy();
        return undefined;
      },
    );
    onward.on('error', () => outgoing.destroy());
    let bytes = 0;
    incoming.on('data', (piece: Buffer) => (bytes += piece.length)).on('end', () => sizes.push(bytes));
    incoming.pipe(onward);
  }

  async function start(page: Page, user_id: string, baseUrl: string, token: string | null): Promise<void> {
    await page.locator('html[data-ready]').waitFor({ state: 'attached' });
    await page.evaluate(
      ([user_id, token, baseUrl]) => {
        window.delivered = 0;
        window.retention = window.createRetention({
          user_id,
          baseUrl,
          ...(token !== null && { token: () => token }),
          onDelivered: (count) => (window.delivered += count),
        });
      },
      [user_id, token, baseUrl] as const,
    );
  }

  return {
    clock: test.clock,
    /** How many answers did not arrive. */
    lost: () => lost,
    /** How long the bodies were that arrived. */
    sizes,
    setWay: (next: Way) => void (way = next),
    /** A browser of its own, with a clock that the test moves. */
    async visit({ user_id, off = 0, from = 'own origin', proof = 'token', before }: VisitOptions) {
      const context: BrowserContext = await browser.newContext();
      context.setDefaultTimeout(10_000);
      onTestFinished(async () => {
        way = 'open';
        await context.close();
      });
      if (before !== undefined) await context.addInitScript(before);
      await context.clock.install({ time: test.clock.now() + off });
      const token = await signToken({ sub: user_id });
      if (proof === 'cookie') {
        await context.addCookies([
          { name: 'retention_token', value: token, url: origin, httpOnly: true },
          { name: 'csrftoken', value: 'known to this origin', url: origin },
        ]);
      }
      const begin = (page: Page): Promise<void> =>
        start(page, user_id, from === 'own origin' ? '' : origin, proof === 'token' ? token : null);
      const open = async (): Promise<Page> => {
        const page = await context.newPage();
        await page.goto(from === 'own origin' ? origin : stranger);
        await begin(page);
        return page;
      };
      return {
        context,
        open,
        reload: async (page: Page): Promise<void> => {
          await page.reload();
          await begin(page);
        },
      };
    },
    /** What the server does when the triggers of a person have changed. */
    notify: (user_id: string): Promise<unknown> =>
      test.database.session((client) => client.query("SELECT pg_notify('retention_inbox', $1)", [user_id])),
    /** What the server has of a person. */
    async stored(user_id: string): Promise<Stored[]> {
      const { rows } = await test.database.session((client) =>
        client.query<Stored>(
          `SELECT (metadata->>'streak')::int AS number, to_json(occurred_at)#>>'{}' AS occurred_at
             FROM event WHERE user_id = $1 AND type = 'habit_completed' ORDER BY number`,
          [user_id],
        ),
      );
      return rows;
    },
    /** Lets time pass everywhere. */
    async pass(context: BrowserContext, milliseconds: number): Promise<void> {
      test.clock.advance(milliseconds);
      await context.clock.fastForward(milliseconds);
    },
  };
}

/** In the page: tracks these numbers. */
export function track(page: Page, ...numbers: readonly number[]): Promise<void> {
  return page.evaluate((numbers) => {
    for (const streak of numbers) window.retention.track('habit_completed', { streak });
  }, numbers);
}

export function flush(page: Page): Promise<void> {
  return page.evaluate(() => window.retention.flush());
}

export function queued(page: Page): Promise<number> {
  return page.evaluate(() => window.retention.queued());
}

/** The tab is gone without a word, as when its process is killed. */
export async function crash(page: Page): Promise<void> {
  const crashed = page.waitForEvent('crash');
  const session = await page.context().newCDPSession(page);
  // Nobody is left to answer.
  void session.send('Page.crash').catch(() => undefined);
  await crashed;
  await page.close();
}
