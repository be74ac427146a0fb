import { describe, expect, test } from 'vitest';
import { expectQuery, expectShown, noBrowser, numberIn, queryOf, visit } from './visit.ts';

const MONTH = { date_from: '2024-05-14', date_to: '2024-06-12' };

describe.skipIf(noBrowser)('the people behind a number', () => {
  test('are as many as the number says, for one number of each block', async () => {
    const page = await visit('/admin/');
    const tile = page.locator('.tile', { has: page.getByRole('button', { name: /Активных за день/ }) });
    const block = (name: string) => page.getByRole('region', { name, exact: true });
    const numbers = [
      tile.getByRole('link'),
      block('Воронка').getByRole('link').nth(1),
      block('Сегменты').getByRole('link').first(),
      block('Риск оттока').getByRole('link').first(),
      block('Платящие').getByRole('link').first(),
    ];
    for (const number of numbers) {
      const users = numberIn(await number.innerText());
      await number.click();
      await page.getByRole('heading', { level: 1 }).first().waitFor();
      const list = page.getByRole('table', { name: 'Список людей' });
      await expect.poll(() => list.getAttribute('aria-rowcount')).toBe(String(users + 1));
      await list.getByRole('cell').first().waitFor();
      expect(numberIn(await page.locator('.what .count').innerText())).toBe(users);
      expect(await page.locator('[aria-rowindex] a').count()).toBeLessThanOrEqual(users);
      await page.goBack();
      await number.waitFor();
    }
  });

  test('are sorted and searched, and the address says how', async () => {
    const page = await visit('/admin/people?metric=funnel.registered');
    const list = page.getByRole('table', { name: 'Список людей' });
    const emails = () => list.locator('.email a').allInnerTexts();
    await list.getByRole('link').first().waitFor();

    await list.getByRole('button', { name: 'E-mail' }).click();
    await expectQuery(page, { metric: 'funnel.registered', ...MONTH, sort: 'email', order: 'asc' });
    const header = list.getByRole('columnheader', { name: 'E-mail' });
    await expect.poll(() => header.getAttribute('aria-sort')).toBe('ascending');
    await expect.poll(async () => (await emails())[0]).toMatch(/^a/);
    await list.getByRole('button', { name: 'E-mail' }).click();
    await expect.poll(() => header.getAttribute('aria-sort')).toBe('descending');
    await expect.poll(async () => (await emails()).find((email) => email.includes('@'))).toMatch(/^[u-z]/);

    const search = page.getByRole('searchbox');
    const everybody = numberIn(await page.locator('.what .count').innerText());
    await search.pressSequentially('alina');
    await expect.poll(() => queryOf(page)['search']).toBe('alina');
    await page.getByText('найдено').first().waitFor();
    const found = numberIn(await page.locator('.what .count').innerText());
    expect(found).toBeGreaterThan(0);
    expect(found).toBeLessThan(everybody);
    await expect.poll(async () => (await emails()).length).toBe(found);

    await search.fill('nobody is called so');
    await page.getByText('Никто не подходит под поиск.').waitFor();
    await page.getByRole('button', { name: 'Сбросить поиск' }).click();
    await expect.poll(async () => numberIn(await page.locator('.what .count').innerText())).toBe(everybody);
  });

  test('a link to a list that does not exist says so', async () => {
    const page = await visit('/admin/people?metric=nothing');
    await expectShown(page.getByRole('heading', { name: 'Такого списка нет' }));
    await page.getByRole('link', { name: 'К обзору' }).click();
    await expectShown(page.getByRole('heading', { name: 'Когорты' }));
  });
});
