import { describe, expect, test } from 'vitest';
import { expectQuery, noBrowser, numberIn, visit } from './visit.ts';

describe.skipIf(noBrowser)('those at risk', () => {
  test('are filtered by segment and risk, a page at a time, and the address says how', async () => {
    const page = await visit('/admin/?preset=90d');
    const people = page.getByRole('region', { name: 'Люди под риском' });
    const rows = people.locator('tbody tr');
    const total = async () => numberIn(await people.getByRole('status').first().innerText());
    await rows.first().waitFor();
    const high = numberIn(await page.getByRole('region', { name: 'Риск оттока' }).getByRole('link').nth(2).innerText());
    expect(await people.getByLabel('Риск').inputValue()).toBe('high');
    expect(await total()).toBe(high);
    for (const risk of await rows.locator('.risk').allInnerTexts()) expect(risk).toContain('Высокий');

    await people.getByLabel('Риск').selectOption('Любой риск');
    await expectQuery(page, { preset: '90d', risk_level: 'any' });
    await expect.poll(total).toBe(400);
    await people.getByText('1 из 20').waitFor();
    const first = await rows.first().innerText();
    await people.getByRole('button', { name: 'Дальше' }).click();
    await expectQuery(page, { preset: '90d', risk_level: 'any', risk_page: '2' });
    await expect.poll(() => rows.first().innerText()).not.toBe(first);
    await people.getByRole('button', { name: 'Назад' }).click();
    await expect.poll(() => rows.first().innerText()).toBe(first);

    await people.getByLabel('Сегмент').selectOption('Энтузиаст');
    await expectQuery(page, { preset: '90d', risk_level: 'any', risk_segment: 'enthusiast' });
    const enthusiasts = numberIn(
      await page.getByRole('region', { name: 'Сегменты' }).getByRole('link').first().innerText(),
    );
    await expect.poll(total).toBe(enthusiasts);
    for (const segment of await rows.locator('.segment').allInnerTexts()) expect(segment).toBe('Энтузиаст');

    // The period does not take the filters along, nor they the period.
    await page.getByRole('radio', { name: '7 дней' }).check({ force: true });
    await expectQuery(page, { preset: '7d', risk_level: 'any', risk_segment: 'enthusiast' });
  });

  test('an e-mail is copied, or a letter begun', async () => {
    const page = await visit('/admin/');
    const people = page.getByRole('region', { name: 'Люди под риском' });
    const copy = people.getByRole('button', { name: /^Скопировать e-mail/ }).first();
    const email = (await copy.getAttribute('aria-label'))?.split(' ').at(-1);
    await copy.click();
    await people.getByText('E-mail скопирован').waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(email);
    const write = people.getByRole('link', { name: `Написать ${email}` });
    expect(await write.getAttribute('href')).toBe(`mailto:${encodeURIComponent(email ?? '')}`);
  });
});
