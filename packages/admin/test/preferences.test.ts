import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { createLinks } from '../../server/src/deliver/links.ts';
import { expectShown, noBrowser, theStage, visit } from './visit.ts';

/** The links as the server signs them. Each test has a person of its own; nobody has to exist for it. */
function signed() {
  const kept: unknown = JSON.parse(readFileSync(join(theStage().empty.dataDir, 'secrets.json'), 'utf8'));
  const linkSecret = (kept as Record<string, string>)['RETENTION_LINK_SECRET'] ?? '';
  return createLinks({ publicUrl: theStage().empty.server, appUrl: null, linkSecret });
}

const preferencesOf = (user_id: string): string => `/p/${signed().preferencesToken(user_id)}`;
const unsubscribeOf = (user_id: string): string => `/u/${signed().unsubscribeToken(user_id, 'email')}`;

function open(path: string, width = 1440): Promise<Page> {
  return visit(path, { server: 'empty', loggedIn: false, width });
}

/** WCAG in both colours, from a small phone on; nothing is wider than the window. */
async function expectAccessible(page: Page): Promise<void> {
  await page.emulateMedia({ colorScheme: 'light' });
  await page.evaluate(axe.source);
  for (const width of [1440, 320]) {
    await page.setViewportSize({ width, height: 900 });
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      const { violations } = await page.evaluate(() => window.axe.run(document));
      expect(
        violations.map(({ id }) => id),
        `${width} pixels, ${colorScheme}`,
      ).toEqual([]);
    }
    const scrolls = await page.evaluate(
      () => document.documentElement.scrollWidth > document.documentElement.clientWidth,
    );
    expect(scrolls, `wider than ${width} pixels`).toBe(false);
  }
}

describe.skipIf(noBrowser)('the pages behind the links of a message', () => {
  test('what is turned off stays off, and is said to be saved', async () => {
    const page = await open(preferencesOf('a person who chooses'), 360);
    const discounts = page.getByRole('checkbox', { name: 'Скидки и подарки' });
    expect(await discounts.isChecked()).toBe(true);
    await discounts.press('Space');
    await page.getByRole('button', { name: 'Сохранить' }).click();
    await expectShown(page.getByRole('status').getByText('Сохранено'));
    await page.goto(preferencesOf('a person who chooses'));
    expect(await discounts.isChecked()).toBe(false);
    expect(await page.getByRole('checkbox', { name: 'Напоминания о серии' }).isChecked()).toBe(true);
    expect(await page.getByRole('checkbox', { name: 'Telegram' }).isDisabled()).toBe(true);
  });

  test('opening the link to unsubscribe changes nothing; the button does, twice is the same as once, and it can be taken back', async () => {
    const path = unsubscribeOf('a person who leaves');
    const page = await open(path, 360);
    await expectShown(page.getByRole('heading', { name: 'Отписаться от писем?' }));
    await page.reload();
    await expectShown(page.getByRole('heading', { name: 'Отписаться от писем?' }));

    const twice = await open(path);
    for (const tab of [page, twice]) {
      await tab.getByRole('button', { name: 'Отписаться' }).click();
      await expectShown(tab.getByRole('heading', { name: 'Писем больше не будет' }));
    }
    await page.goto(path);
    await expectShown(page.getByRole('heading', { name: 'Писем больше не будет' }));

    await page.getByRole('button', { name: 'Включить снова' }).click();
    await expectShown(page.getByRole('heading', { name: 'Письма снова включены' }));
    await page.getByRole('link', { name: 'Выбрать, что и куда присылать' }).click();
    await expectShown(page.getByRole('heading', { name: 'Что и куда присылать' }));
  });

  test('the other language is one press away, and stays while saving', async () => {
    const page = await open(preferencesOf('a person who reads English'));
    await page.getByRole('link', { name: 'EN' }).click();
    await expectShown(page.getByRole('heading', { name: 'What to send you, and where' }));
    expect(await page.locator('html').getAttribute('lang')).toBe('en');
    await page.getByRole('button', { name: 'Save' }).click();
    await expectShown(page.getByRole('status').getByText('Saved'));
  });

  test('everybody can use them, in both colours, on the smallest phone', async () => {
    const page = await open(preferencesOf('a person who looks'));
    await expectAccessible(page);
    await page.goto(unsubscribeOf('a person who looks'));
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Отписаться' }).click();
    await expectAccessible(page);
  });

  test('a link that was cut off says so', async () => {
    const page = await visit('/u/cut', { server: 'empty', loggedIn: false, complaints: /status of 404/ });
    await expectShown(page.getByRole('heading', { name: 'Ссылка не работает' }));
    await expectAccessible(page);
  });
});
