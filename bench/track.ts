import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { chromium, type Page } from 'playwright-core';
import { CHROMIUM_ARGS, findChromium } from '../packages/admin/test/chromium.ts';
import { bundle } from '../packages/sdk/test/bundle.ts';

const CALLS = 2_000;
/** What a person has left in the browser who was offline for a week. */
const WAITING = 2_000;

/** What of the SDK is called in the page: here there is no document, and so none of its types. */
interface Host {
  readonly createRetention: (options: object) => { track(type: string, metadata: object): void };
}

/** What `track()` costs the page, in Chromium: with the storage of the browser, and, beside it, one bare write to it. */
export async function track(): Promise<Record<string, number>> {
  const executablePath = findChromium();
  if (executablePath === null) throw new Error('There is no Chromium: install one, or name it in CHROMIUM');
  const { js } = await bundle(new URL('../packages/sdk/src/index.ts', import.meta.url));
  const page = `<!doctype html><script type="module">import * as sdk from '/sdk.js'; globalThis.sdk = sdk;
document.documentElement.id = 'ready';</script>`;
  const server = createServer(({ url = '', method }, response) => {
    if (method === 'POST') response.statusCode = 503;
    response.setHeader('content-type', url === '/sdk.js' ? 'text/javascript' : 'text/html');
    // Of other origins than its own, so that the clock of the page is fine enough.
    response.setHeader('cross-origin-opener-policy', 'same-origin');
    response.setHeader('cross-origin-embedder-policy', 'require-corp');
    response.end(url === '/sdk.js' ? js : page);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const browser = await chromium.launch({ executablePath, args: CHROMIUM_ARGS });
  try {
    const tab = await browser.newPage();
    await tab.goto(`http://127.0.0.1:${port}`);
    await tab.locator('#ready').waitFor({ state: 'attached' });
    const bare = await measure(tab, 'bare');
    const tracked = await measure(tab, 'track');
    return {
      p50_us: percentile(tracked, 0.5),
      p99_us: percentile(tracked, 0.99),
      bare_write_p50_us: percentile(bare, 0.5),
      bare_write_p99_us: percentile(bare, 0.99),
    };
  } finally {
    await browser.close();
    server.closeAllConnections();
    server.close();
  }
}

/** Microseconds of each call. */
async function measure(page: Page, what: 'bare' | 'track'): Promise<number[]> {
  const times = await page.evaluate(
    ([what, calls, waiting]) => {
      const { createRetention } = (globalThis as unknown as { readonly sdk: Host }).sdk;
      const retention = createRetention({ user_id: what, token: () => 'token', onWarning: () => undefined });
      const { localStorage } = globalThis as unknown as {
        readonly localStorage: { setItem(key: string, text: string): void; clear(): void };
      };
      const text = JSON.stringify({ type: 'habit_completed', tracked_at: 1_705_314_600_000, metadata: { streak: 1 } });
      const once = (number: number): void => {
        if (what === 'bare') localStorage.setItem(`retention/bare/${number}-7a40-7cc1-9d0e-5a4b3c2d1e0f`, text);
        else retention.track('habit_completed', { habit_id: number, streak: number });
      };
      for (let number = 0; number < waiting; number++) once(number);
      const times: number[] = [];
      for (let number = 0; number < calls; number++) {
        const start = performance.now();
        once(waiting + number);
        times.push(performance.now() - start);
      }
      localStorage.clear();
      return times;
    },
    [what, CALLS, WAITING] as const,
  );
  return times.map((milliseconds) => milliseconds * 1_000);
}

function percentile(times: readonly number[], share: number): number {
  const sorted = times.toSorted((one, other) => one - other);
  return Math.round((sorted[Math.floor(sorted.length * share)] ?? Number.NaN) * 10) / 10;
}
