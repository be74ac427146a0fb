import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser, type BrowserContext, type Locator, type Page } from 'playwright-core';
import { afterAll, expect, inject, onTestFinished } from 'vitest';
import type { Stage } from './global-setup.ts';
import { NOW } from './server-process.ts';

const stage = inject('stage');

/** Tests that need a browser are skipped where there is none, as the start of the run has said. */
export const noBrowser = stage === null;

export function theStage(): Stage {
  if (stage === null) throw new Error('there is no browser: skip where there is noBrowser');
  return stage;
}

export interface Visit {
  /** Whose server: that of 400 people, or the empty one. */
  readonly server?: 'filled' | 'empty';
  readonly loggedIn?: boolean;
  readonly width?: number;
  readonly height?: number;
  /** Whether the test moves the clock, and with it the timers of the page: `page.clock.fastForward`. */
  readonly clock?: 'still' | 'moved';
  /** What the console may complain of; anything else it says fails the test. */
  readonly complaints?: RegExp;
}

let connection: Promise<Browser> | undefined;
afterAll(async () => {
  await (await connection)?.close();
});

/** The clock of a test is a script, and a letter that is previewed runs none: the browser says so. */
export const LETTERS = /Blocked script execution in 'about:srcdoc'/;

/** A page of its own in a browser of its own, closed after the test. Whatever a page complains of fails the test. */
export async function visit(path: string, options: Visit = {}): Promise<Page> {
  const page = await (await contextOf(options)).newPage();
  const complaints = listen(page);
  onTestFinished(async ({ task }) => {
    if (task.result?.state === 'fail' && !page.isClosed()) await picture(page, task.name);
    await page.context().close();
    expect(complaints.filter((text) => !options.complaints?.test(text))).toEqual([]);
  });
  await page.goto(path);
  return page;
}

async function contextOf({ server = 'filled', loggedIn = true, width = 1440, height = 900, clock = 'still' }: Visit) {
  const { browser, empty, ...filled } = theStage();
  connection ??= chromium.connect(browser);
  const of = server === 'empty' ? empty : filled;
  const context: BrowserContext = await (
    await connection
  ).newContext({
    baseURL: of.server,
    ...(loggedIn && { storageState: of.login }),
    viewport: { width, height },
    locale: 'ru-RU',
    timezoneId: 'Europe/Moscow',
    reducedMotion: 'reduce',
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  context.setDefaultTimeout(10_000);
  // The page says what its content security policy refuses it: expectNothingRefused looks there.
  await context.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI }) => {
      document.documentElement.dataset['refused'] = `${effectiveDirective} ${blockedURI}`;
    });
  });
  // The browser knows the same day as the server.
  if (clock === 'still') await context.clock.setFixedTime(NOW);
  else await context.clock.install({ time: NOW });
  return context;
}

/** Errors of the page, and what the console calls one: a refusal by the content security policy is among them. */
function listen(page: Page): string[] {
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  return complaints;
}

const PICTURES = fileURLToPath(new URL('../../../test-results/', import.meta.url));

async function picture(page: Page, name: string): Promise<void> {
  mkdirSync(PICTURES, { recursive: true });
  await page.screenshot({ path: `${PICTURES}${name.replaceAll(/[^\p{L}\p{N}]+/gu, '-')}.png`, fullPage: true });
}

/** The query of the address, as an object. */
export function queryOf(page: Page): Record<string, string> {
  return Object.fromEntries(new URL(page.url()).searchParams);
}

/** Waits until it is on the page. */
export async function expectShown(what: Locator): Promise<void> {
  await what.waitFor();
}

/** Waits until the address says so. */
export async function expectQuery(page: Page, query: Record<string, string>): Promise<void> {
  await expect.poll(() => queryOf(page)).toEqual(query);
}

/** A whole number as the page writes it, with its spaces between thousands. */
export function numberIn(text: string | null): number {
  return Number(/\d[\d\s\u00A0\u202F]*/.exec(text ?? '')?.[0].replaceAll(/\D/g, ''));
}

/** Nothing that the page has wanted so far has been refused by its content security policy. */
export async function expectNothingRefused(page: Page): Promise<void> {
  expect(await page.locator('html').getAttribute('data-refused')).toBe(null);
}
