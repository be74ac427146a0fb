import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { expectQuery, noBrowser, numberIn, theStage, visit } from './visit.ts';

function whole(page: Page): Promise<void> {
  return page.getByRole('region', { name: 'Люди под риском' }).getByRole('row').nth(1).waitFor();
}

describe.skipIf(noBrowser)('a period', () => {
  test('of a preset, of own dates, compared and not; each stands in the address, and the browser goes back through them', async () => {
    const page = await visit('/admin/');
    const dates = page.locator('.dates strong');
    await page.getByRole('heading', { name: 'Когорты' }).waitFor();
    expect(await dates.textContent()).toBe('14 мая – 12 июн. 2024');

    await page.getByRole('radio', { name: '90 дней' }).check({ force: true });
    await expectQuery(page, { preset: '90d' });
    await expect.poll(() => dates.textContent()).toBe('15 мар. – 12 июн. 2024');

    await page.getByRole('radio', { name: 'Свои даты' }).check({ force: true });
    await page.getByLabel('С', { exact: true }).fill('2024-05-10');
    await page.getByLabel('по', { exact: true }).fill('2024-05-01');
    await page.getByText('Первый день должен быть не позже последнего.').waitFor();
    expect(await page.getByRole('button', { name: 'Показать' }).isDisabled()).toBe(true);
    await page.getByLabel('по', { exact: true }).fill('2024-05-31');
    await page.getByRole('button', { name: 'Показать' }).click();
    const own = { date_from: '2024-05-10', date_to: '2024-05-31' };
    await expectQuery(page, own);
    await expect.poll(() => dates.textContent()).toBe('10–31 мая 2024');

    const compare = page.getByRole('checkbox', { name: /Сравнить с/ });
    const was = page.getByText(/^было/).first();
    await was.waitFor();
    await compare.uncheck();
    await expectQuery(page, { ...own, compare: 'off' });
    await was.waitFor({ state: 'detached' });
    await compare.check();
    await was.waitFor();

    await page.goBack();
    await expectQuery(page, { ...own, compare: 'off' });
    await page.goBack();
    await expectQuery(page, own);
    await page.goBack();
    await expectQuery(page, { preset: '90d' });
    await expect.poll(() => dates.textContent()).toBe('15 мар. – 12 июн. 2024');
    await page.goForward();
    await expect.poll(() => dates.textContent()).toBe('10–31 мая 2024');
  });

  test('a link that was copied shows the same view to somebody else', async () => {
    const filters = { risk_level: 'any', risk_segment: 'quiet_user' };
    const rest = { granularity: 'month', mode: 'on_or_after', figure: 'mau', compare: 'off', ...filters };
    const page = await visit(`/admin/?${new URLSearchParams({ preset: '90d', ...rest }).toString()}`);
    await whole(page);
    await page.getByRole('button', { name: 'Скопировать ссылку' }).click();
    await page.getByRole('button', { name: 'Ссылка скопирована' }).waitFor();
    const link = await page.evaluate(() => navigator.clipboard.readText());
    expect(new URL(link).origin).toBe(theStage().server);

    const other = await visit(link);
    await whole(other);
    // Days instead of the preset, which moves with today.
    await expectQuery(other, { date_from: '2024-03-15', date_to: '2024-06-12', ...rest });
    for (const name of ['Ключевые метрики', 'Когорты', 'Воронка', 'Сегменты', 'Риск оттока', 'Платящие']) {
      const region = (of: Page) => of.getByRole('region', { name, exact: true }).innerText();
      expect(await region(other)).toBe(await region(page));
    }
  });

  test('is chosen on a phone as well', async () => {
    const page = await visit('/admin/', { width: 360 });
    await page.getByRole('combobox', { name: 'Период' }).selectOption('7 дней');
    await expectQuery(page, { preset: '7d' });
    await expect.poll(() => page.locator('.dates strong').textContent()).toBe('6–12 июн. 2024');
  });

  test('the figures as a table say what the tile says', async () => {
    const page = await visit('/admin/?figure=mau');
    const tile = page.locator('.tile', {
      has: page.getByRole('button', { name: /Активных за 30 дней/, pressed: true }),
    });
    const figure = numberIn(await tile.getByRole('link').textContent());
    await page.getByRole('radio', { name: 'таблицей' }).check({ force: true });
    await expectQuery(page, { figure: 'mau', days: 'table' });
    const days = page.getByRole('region', { name: 'Активных за 30 дней' }).getByRole('row');
    expect(await days.count()).toBe(31);
    expect(numberIn(await days.nth(1).getByRole('cell').first().textContent())).toBe(figure);
  });
});
