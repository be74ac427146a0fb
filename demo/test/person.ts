import { USER_ADDRESSES } from '@retention/domain/contract/user-address';
import { formatDay, localDay, localMinute, type Day } from '@retention/domain/day';
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import { leaksInPayload, leaksInText } from './leak.ts';
import type { Stage, StoredEvent } from './stage.ts';
import { said, watch } from './watch.ts';

/** Where the page gets what it shows. The fields of the profile are for the logic of the app; the screen itself is looked over. */
export const FOR_THE_SCREEN: readonly string[] = [
  USER_ADDRESSES.monthly_report.path,
  USER_ADDRESSES.triggers_dismiss.path,
  USER_ADDRESSES.triggers_pending.path,
  USER_ADDRESSES.triggers_stream.path,
];
const PATIENCE = { timeout: 30_000 };
/** By then the app has looked for the XP of a milestone. */
const BONUS_MS = 30_000;
/** Longer than anything else in the page waits before it is told or shown. */
const MOMENT_MS = 5_000;

/** What somebody has done, as an event that must be in the database. */
export interface Deed {
  readonly type: string;
  readonly metadata?: Readonly<Record<string, unknown>>;
}

export interface PersonOptions {
  readonly zone: string;
  /** The local day of their registration. */
  readonly since: Day;
}

/** Somebody with a browser of their own, whose clock goes with that of the server. */
export class Person {
  readonly #stage: Stage;
  readonly #context: BrowserContext;
  readonly #zone: string;
  readonly #since: Day;
  #page: Page | null = null;
  /** Whatever has appeared so far: the day, the minute, and what it was. */
  readonly appeared: string[] = [];
  /** Where the app has told of XP for the journey: it does if that comes soon, which is no matter of the person's clock. */
  readonly bonuses: string[] = [];
  readonly complaints: string[] = [];
  readonly leaks: string[] = [];
  /** Where bodies that were looked through came from. */
  readonly looked = new Set<string>();
  readonly #inboxes: (readonly unknown[])[] = [];
  readonly #done: StoredEvent[] = [];

  private constructor(stage: Stage, context: BrowserContext, { zone, since }: PersonOptions) {
    this.#stage = stage;
    this.#context = context;
    this.#zone = zone;
    this.#since = since;
  }

  static async come(browser: Browser, stage: Stage, options: PersonOptions): Promise<Person> {
    const context = await browser.newContext({
      baseURL: stage.address,
      locale: 'ru-RU',
      timezoneId: options.zone,
      viewport: { width: 1440, height: 900 },
      reducedMotion: 'reduce',
      acceptDownloads: true,
    });
    context.setDefaultTimeout(PATIENCE.timeout);
    const person = new Person(stage, context, options);
    await context.exposeFunction('appeared', (what: string) => {
      (what.startsWith('bonus: ') ? person.bonuses : person.appeared).push(`${person.#now()} ${what}`);
      person.#find(leaksInText(what), what);
    });
    await context.exposeFunction('heard', (path: string, text: string) => person.#hear(path, text));
    await context.clock.install({ time: stage.clock.now() });
    await context.addInitScript(watch);
    return person;
  }

  get page(): Page {
    if (this.#page === null) throw new Error('nobody has the app open');
    return this.#page;
  }

  /** The day since the first one, and the wall clock: `d6 20:00`. */
  #now(): string {
    const now = this.#stage.clock.now();
    const minute = localMinute(now, this.#zone);
    const [hour, rest] = [Math.floor(minute / 60), minute % 60].map((part) => String(part).padStart(2, '0'));
    return `d${localDay(now, this.#zone) - this.#since} ${hour}:${rest}`;
  }

  /** Opens the app at the moment it is; nothing in the page waits for anything until `seen` is there. */
  async open(seen: (page: Page) => Locator): Promise<void> {
    await this.#context.clock.pauseAt(this.#stage.clock.now());
    this.#page = await this.#newTab();
    await seen(this.#page).waitFor();
    await this.#context.clock.resume();
  }

  async #newTab(): Promise<Page> {
    const page = await this.#context.newPage();
    page.on('pageerror', (error) => this.complaints.push(`${this.#now()} ${String(error)}`));
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) this.complaints.push(`${this.#now()} ${message.text()}`);
    });
    await page.goto('/');
    return page;
  }

  /** Loads the page anew, until it knows what there is to say. */
  reload(seen: (page: Page) => Locator): Promise<void> {
    return this.#heardAnew(async () => {
      await this.page.reload();
      await seen(this.page).waitFor();
    });
  }

  /** Opens another tab as well, until it knows what there is to say. */
  async elsewhere(seen: (page: Page) => Locator): Promise<void> {
    const tab: Page[] = [];
    await this.#heardAnew(async () => {
      const page = await this.#newTab();
      tab.push(page);
      await seen(page).waitFor();
    });
    for (const page of tab) await page.close();
  }

  async #heardAnew(open: () => Promise<void>): Promise<void> {
    const before = this.#inboxes.length;
    await open();
    await expect.poll(() => this.#inboxes.length, PATIENCE).toBeGreaterThan(before);
    await this.#context.clock.fastForward(MOMENT_MS);
    await this.look();
  }

  /** What waits to be shown, by the latest word of the server. */
  get inbox(): readonly unknown[] {
    return this.#inboxes.at(-1) ?? [];
  }

  /** The total the app must show. */
  async xp(): Promise<string> {
    return `${new Intl.NumberFormat('ru').format(await this.#stage.xp())} XP`;
  }

  /** The local day, like `2024-03-04`. */
  get today(): string {
    return formatDay(localDay(this.#stage.clock.now(), this.#zone));
  }

  /** Notes what has just been done. */
  did(...deeds: readonly Deed[]): void {
    for (const { type, metadata = null } of deeds) this.#done.push({ day: this.today, type, metadata });
  }

  get done(): readonly StoredEvent[] {
    return this.#done;
  }

  /** Lets time pass for everybody. What falls due on the server reaches the open page by its live stream. */
  async pass(milliseconds: number): Promise<void> {
    this.#stage.clock.advance(milliseconds);
    await this.#context.clock.fastForward(milliseconds);
    await this.#stage.settle();
  }

  /** The XP for what has just been reached is on its way to the app, which shows it without being asked. */
  async seeBonus(stage: string): Promise<void> {
    const isThere = async () => {
      await this.#stage.settle();
      return this.appeared.some((what) => what.endsWith(`stage: ${stage}`));
    };
    await expect.poll(isThere, PATIENCE).toBe(true);
    await this.#context.clock.fastForward(BONUS_MS);
    await this.page.getByText(await this.xp(), { exact: true }).waitFor();
  }

  /** Waits until all that was done has arrived, has been judged, and is on the screen; and looks the screen over. */
  async rest(): Promise<void> {
    await this.#context.clock.fastForward(MOMENT_MS);
    const stored = async () => (await this.#stage.events()).length;
    await expect.poll(stored, PATIENCE).toBeGreaterThanOrEqual(this.#done.length);
    await this.#stage.settle();
    await this.#context.clock.fastForward(MOMENT_MS);
    await this.look();
  }

  /** Looks over the screen for what is the owner's. */
  async look(): Promise<void> {
    const text = await this.page.evaluate(said);
    this.#find(leaksInText(text), 'the screen');
  }

  async leave(): Promise<void> {
    await this.page.close();
    this.#page = null;
  }

  close(): Promise<void> {
    return this.#context.close();
  }

  #hear(path: string, text: string): void {
    if (!FOR_THE_SCREEN.includes(path)) return;
    const bodies =
      path === USER_ADDRESSES.triggers_stream.path
        ? [...text.matchAll(/^data: (.*)$/gm)].map(([, body]) => body)
        : [text];
    for (const body of bodies) {
      const payload = JSON.parse(body ?? '') as { readonly triggers?: readonly unknown[] };
      this.looked.add(path);
      if (payload.triggers !== undefined) this.#inboxes.push(payload.triggers);
      this.#find(leaksInPayload(payload), path);
    }
  }

  #find(leaks: readonly string[], where: string): void {
    for (const leak of leaks) this.leaks.push(`${this.#now()} ${where}: ${leak}`);
  }
}
