import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { noBrowser, visit } from './visit.ts';

function paper(page: Page): Promise<string> {
  return page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
}

describe.skipIf(noBrowser)('the language and the colours', () => {
  test('English leaves no Russian word behind, and is remembered', async () => {
    const page = await visit('/admin/');
    await page.getByRole('region', { name: 'Люди под риском' }).getByRole('row').nth(1).waitFor();
    await page.getByRole('radio', { name: 'English' }).check({ force: true });
    await page.getByRole('heading', { name: 'Cohorts' }).waitFor();
    await page.reload();
    await page.getByRole('heading', { name: 'Cohorts' }).waitFor();
    expect(await page.locator('html').getAttribute('lang')).toBe('en');
    expect(await page.title()).toContain('Overview');
    const people = page.getByRole('region', { name: 'People at risk' });
    await people.getByRole('row').nth(1).waitFor();
    expect(await russian(page)).toEqual([]);

    await people.getByRole('link', { name: /^Open/ }).first().click();
    await page.getByRole('region', { name: 'Events' }).getByRole('listitem').first().waitFor();
    expect(await russian(page)).toEqual([]);
    await page.goto('/admin/people?metric=segments.new_user');
    await page.getByRole('table', { name: 'List of people' }).getByRole('link').first().waitFor();
    expect(await russian(page)).toEqual([]);
  });

  test('light and dark are chosen, or those of the system', async () => {
    const page = await visit('/admin/people?metric=overview.dau');
    await page.emulateMedia({ colorScheme: 'light' });
    const light = await paper(page);
    await page.getByRole('radio', { name: 'Тёмное' }).check({ force: true });
    await expect.poll(() => paper(page)).not.toBe(light);
    const dark = await paper(page);
    await page.reload();
    expect(await paper(page)).toBe(dark);
    await page.getByRole('radio', { name: 'Светлое' }).check({ force: true });
    await expect.poll(() => paper(page)).toBe(light);
    await page.getByRole('radio', { name: 'Как в системе' }).check({ force: true });
    await page.emulateMedia({ colorScheme: 'dark' });
    await expect.poll(() => paper(page)).toBe(dark);
  });
});

/** Russian words that are read on the page or aloud, but for the names of people and of the language itself. */
function russian(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = [];
    const isRussian = (text: string | null) => text !== null && /[а-яё]/i.test(text);
    const isName = (element: Element | null) =>
      element?.closest('.first_name, .more, .ids, td.email, .switch') !== null && element !== null;
    for (const element of document.body.querySelectorAll('*')) {
      const own = [...element.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE);
      const texts = [
        ...own.map((node) => node.textContent),
        ...element.getAttributeNames().map((name) => element.getAttribute(name)),
      ];
      if (!isName(element)) found.push(...texts.filter((text): text is string => isRussian(text)));
    }
    return found;
  });
}
