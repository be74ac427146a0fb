import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { expectAccessible } from './accessible.ts';
import { NOTHING_YET, open } from './screens.ts';
import { NOW, runCommand } from './server-process.ts';
import { expectNothingRefused, noBrowser, theStage, visit } from './visit.ts';

const REFRESH_MS = 15_000;

/** Does what the page says: makes a token with the command, and sends an event as that user. */
async function act(user: number): Promise<void> {
  const { server, dataDir } = theStage().empty;
  const token = await runCommand(dataDir, ['token', String(user)]);
  const answer = await fetch(`${server}/api/rest/front/analytics/events/batch/`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ events: [{ type: 'habit_completed', timestamp: NOW }] }),
  });
  expect(answer.status).toBe(200);
}

/** What the tile says; nothing where there is none yet. */
async function dau(page: Page): Promise<string | undefined> {
  const tile = page.locator('.tile', { has: page.getByRole('button', { name: /Активных за день/ }) });
  return (await tile.getByRole('link').allInnerTexts())[0];
}

/** Lets the page look again, as it does every 15 seconds, until it says so: what was just sent is counted in a moment. */
async function expectSoon(page: Page, active: string): Promise<void> {
  await expect
    .poll(
      async () => {
        await page.clock.fastForward(REFRESH_MS);
        return dau(page);
      },
      { interval: 200 },
    )
    .toBe(active);
}

// In this order: the tests tell of one server's first day.
describe.skipIf(noBrowser)('the first day', () => {
  test('shows what to do next, for everybody, in light and dark, wide and narrow', async () => {
    const page = await open(NOTHING_YET);
    expect(await page.getByRole('heading', { level: 2 }).allInnerTexts()).toEqual([
      'Посмотрите на примере',
      'Отправьте первое событие',
      'Загрузите историю',
    ]);
    await page.getByRole('button', { name: 'Скопировать' }).first().click();
    await page.getByRole('button', { name: 'Скопировано' }).waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('npx retention demo');
    await expectNothingRefused(page);
    await expectAccessible(page);
  });

  test('the first event turns the first steps into numbers, without a reload', async () => {
    const page = await visit('/admin/', { server: 'empty', clock: 'moved' });
    await NOTHING_YET.whole(page);
    await act(1);
    await expectSoon(page, '1');
    await page.getByRole('heading', { name: 'Платящие' }).waitFor();
  });

  test('the next one changes a number under the eyes of who looks: nothing is reloaded, moved or loses the focus', async () => {
    const page = await visit('/admin/', { server: 'empty', clock: 'moved', height: 500 });
    await page.getByRole('region', { name: 'Люди под риском' }).waitFor();
    expect(await dau(page)).toBe('1');
    const cell = page.getByRole('region', { name: 'Воронка' }).getByRole('link').first();
    await cell.focus();
    await cell.scrollIntoViewIfNeeded();
    const before = await place(page);
    expect(before.scrolled).toBeGreaterThan(0);
    await page.evaluate(() => {
      document.body.dataset['loaded'] = 'once';
    });

    await act(2);
    await expectSoon(page, '2');
    expect(await page.locator('body[data-loaded=once]').count()).toBe(1);
    expect(await cell.innerText()).toBe('2');
    expect(await cell.evaluate((element) => element === document.activeElement)).toBe(true);
    expect(await place(page)).toEqual(before);
  });
});

/** How far the page is scrolled, and where its blocks are. */
function place(page: Page) {
  return page.evaluate(() => ({
    scrolled: scrollY,
    blocks: [...document.querySelectorAll('h2')].map((heading) => heading.getBoundingClientRect().top),
  }));
}
