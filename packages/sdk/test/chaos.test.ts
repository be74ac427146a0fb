import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { crash, executablePath, flush, openStage, queued, track, type Stored } from './stage.ts';

// What goes wrong between a real browser and a real server: the server's events are what was done, once each, when it
// was done. Without Chromium these tests are skipped.

const NOW = '2024-01-15T12:00:00Z';
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

describe.skipIf(executablePath === null)('events of a real browser', async () => {
  const stage = executablePath === null ? null : await openStage(NOW);

  function theStage() {
    if (stage === null) throw new Error('no browser');
    return stage;
  }

  /** What was done, and when by the true clock. */
  type Done = ReadonlyMap<number, number>;

  function note(done: Map<number, number>, ...numbers: readonly number[]): readonly number[] {
    for (const number of numbers) done.set(number, theStage().clock.now());
    return numbers;
  }

  async function expectStored(user_id: string, done: Done): Promise<void> {
    const numbers = [...done.keys()].sort((one, other) => one - other);
    await expect
      .poll(async () => (await theStage().stored(user_id)).map(({ number }) => number), { timeout: 10_000 })
      .toEqual(numbers);
    const wrong = (await theStage().stored(user_id)).filter((event) => Math.abs(lateness(event, done)) > 30_000);
    expect(wrong).toEqual([]);
  }

  function lateness({ number, occurred_at }: Stored, done: Done): number {
    return Date.parse(occurred_at) - (done.get(number) ?? Number.NaN);
  }

  const range = (from: number, count: number) => Array.from({ length: count }, (_, index) => from + index);

  it('an hour without a network', async () => {
    const { visit, pass } = theStage();
    const done = new Map<number, number>();
    const { context, open } = await visit({ user_id: 'offline' });
    const page = await open();
    await context.setOffline(true);
    for (let quarter = 0; quarter < 4; quarter++) {
      await track(page, ...note(done, quarter));
      await pass(context, HOUR / 4);
    }
    expect(await queued(page)).toBe(4);
    // Chromium says so to the page, which waits for nothing else.
    await context.setOffline(false);
    await expectStored('offline', done);
    await expect.poll(() => queued(page)).toBe(0);
  });

  it.each([
    ['two days behind', -2 * DAY],
    ['two days ahead', 2 * DAY],
  ])('a clock %s, and an hour without a network', async (name, off) => {
    const { visit, pass } = theStage();
    const done = new Map<number, number>();
    const { context, open, reload } = await visit({ user_id: name, off });
    const page = await open();
    await track(page, ...note(done, 0));
    await flush(page);
    await context.setOffline(true);
    await track(page, ...note(done, 1));
    await pass(context, HOUR);
    await context.setOffline(false);
    await reload(page);
    await track(page, ...note(done, 2));
    await flush(page);
    await expectStored(name, done);
  });

  it('a clock that is set right, two days back, before what was tracked could be sent', async () => {
    const { visit, pass, clock } = theStage();
    const done = new Map<number, number>();
    const { context, open } = await visit({ user_id: 'set back', off: 2 * DAY });
    const page = await open();
    await context.setOffline(true);
    await track(page, ...note(done, 0));
    await pass(context, HOUR);
    await context.clock.setSystemTime(clock.now());
    await context.setOffline(false);
    await flush(page);
    await expectStored('set back', done);
  });

  it('a tab that is killed in mid-flush', async () => {
    const { visit, setWay, lost } = theStage();
    const done = new Map<number, number>();
    const { open } = await visit({ user_id: 'killed' });
    const page = await open();
    const before = lost();
    setWay('held');
    await track(page, ...note(done, ...range(0, 250)));
    void flush(page).catch(() => undefined);
    await expect.poll(lost).toBe(before + 1);
    await crash(page);
    setWay('open');
    const next = await open();
    await flush(next);
    await expectStored('killed', done);
    expect(await queued(next)).toBe(0);
  });

  it('a tab that is closed a moment after', async () => {
    const { visit } = theStage();
    const done = new Map<number, number>();
    const { open } = await visit({ user_id: 'closed' });
    const page = await open();
    await page.evaluate(() => window.retention.profile());
    await track(page, ...note(done, ...range(0, 120)));
    await page.close({ runBeforeUnload: true });
    // Nobody comes back: the browser alone brings it to the server.
    await expectStored('closed', done);
  });

  it('answers that are lost', async () => {
    const { visit, setWay, lost, pass } = theStage();
    const done = new Map<number, number>();
    const { context, open } = await visit({ user_id: 'lost' });
    const page = await open();
    const before = lost();
    setWay('lost');
    await track(page, ...note(done, ...range(0, 150)));
    await flush(page);
    await flush(page);
    // A browser repeats by itself what it has sent into a connection that was already gone.
    expect(lost()).toBeGreaterThanOrEqual(before + 2);
    expect(await queued(page)).toBe(150);
    setWay('open');
    await pass(context, 60_000);
    await expect.poll(() => queued(page)).toBe(0);
    await expectStored('lost', done);
    expect(await page.evaluate(() => window.delivered)).toBe(150);
  });

  it('two tabs, of which the first is killed', async () => {
    const { visit, pass, sizes } = theStage();
    const done = new Map<number, number>();
    const { context, open } = await visit({ user_id: 'two tabs' });
    const [first, second] = [await open(), await open()];
    const before = sizes.length;
    for (let turn = 0; turn < 10; turn += 2) {
      await track(first, ...note(done, turn));
      await track(second, ...note(done, turn + 1));
    }
    await pass(context, 3_000);
    await expect.poll(() => queued(second)).toBe(0);
    // The one that leads sends for both.
    expect(sizes.length - before).toBe(1);
    await expect.poll(() => second.evaluate(() => window.delivered)).toBe(5);
    await track(first, ...note(done, 10));
    await crash(first);
    await track(second, ...note(done, 11));
    await expect.poll(() => leads(second)).toBe(true);
    await pass(context, 3_000);
    await expectStored('two tabs', done);
  });

  it('a storage that is full', async () => {
    const { visit, pass } = theStage();
    const done = new Map<number, number>();
    const { context, open } = await visit({ user_id: 'full' });
    const page = await open();
    expect(await page.evaluate(fill)).toBeGreaterThan(4_000_000);
    await track(page, ...note(done, ...range(0, 30)));
    expect(await page.evaluate(() => Object.keys(localStorage).some((key) => key.startsWith('retention/')))).toBe(
      false,
    );
    await pass(context, 3_000);
    await expectStored('full', done);
    await track(page, ...note(done, 30));
    await page.close({ runBeforeUnload: true });
    await expectStored('full', done);
  });

  it('a storage that is refused', async () => {
    const { visit, pass } = theStage();
    const done = new Map<number, number>();
    const { context, open } = await visit({ user_id: 'refused', before: refuse });
    const [first, second] = [await open(), await open()];
    await track(first, ...note(done, 0));
    await track(second, ...note(done, 1));
    await pass(context, 3_000);
    await expectStored('refused', done);
    await track(second, ...note(done, 2));
    await second.close({ runBeforeUnload: true });
    await expectStored('refused', done);
  });

  it('a server of another origin: no request waits for a preflight, and the last ones leave with the page', async () => {
    const { visit, pass } = theStage();
    const done = new Map<number, number>();
    const { context, open } = await visit({ user_id: 'stranger', from: 'another origin' });
    const page = await open();
    const methods: string[] = [];
    page.on('request', (request) => methods.push(request.method()));
    await track(page, ...note(done, 0));
    await pass(context, 3_000);
    await expect.poll(() => queued(page)).toBe(0);
    expect(methods).toEqual(['POST']);
    await track(page, ...note(done, 1));
    await page.close({ runBeforeUnload: true });
    await expectStored('stranger', done);
  });

  it('a session in a cookie', async () => {
    const { visit } = theStage();
    const done = new Map<number, number>();
    const { open } = await visit({ user_id: 'cookie', proof: 'cookie' });
    const page = await open();
    await track(page, ...note(done, 0));
    await flush(page);
    expect(await page.evaluate(() => window.retention.profile())).toMatchObject({ outcome: 'answered' });
    await track(page, ...note(done, 1));
    await page.close({ runBeforeUnload: true });
    await expectStored('cookie', done);
  });

  it.each(['own origin', 'another origin'] as const)('the live stream, from %s', async (from) => {
    const { visit, notify } = theStage();
    const { open } = await visit({ user_id: `listens from ${from}`, from });
    const page = await open();
    const heard = () => page.evaluate(() => window.heard);
    await page.evaluate(() => {
      window.heard = [];
      window.retention.watchTriggers((inbox) => window.heard.push(inbox));
    });
    await expect.poll(heard).toEqual([{ triggers: [], priority_trigger: null }]);
    await notify(`listens from ${from}`);
    await expect.poll(heard).toHaveLength(2);
  });

  it('never a body that a dying page may not send', () => {
    expect(Math.max(...theStage().sizes)).toBeLessThanOrEqual(60 * 1024);
  });
});

/** Whether the page holds the lock of those that lead. */
function leads(page: Page): Promise<boolean> {
  return page.evaluate(async () => {
    const { held = [], pending = [] } = await navigator.locks.query();
    return held.length === 1 && pending.length === 0;
  });
}

/** In the page: writes until nothing fits any more; gives back how many characters did. */
function fill(): number {
  let written = 0;
  for (let size = 1_000_000; size >= 1; size = Math.floor(size / 2)) {
    for (;;) {
      try {
        localStorage.setItem(`host ${written}`, 'x'.repeat(size));
        written += size;
      } catch {
        break;
      }
    }
  }
  return written;
}

/** In the page: as where a person blocks cookies. */
function refuse(): void {
  Object.defineProperty(window, 'localStorage', {
    get() {
      throw new DOMException('Access is denied for this document.', 'SecurityError');
    },
  });
}
