import { text as readAll } from 'node:stream/consumers';
import { parse } from 'csv-parse/sync';
import type { Locator, Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { noBrowser, numberIn, visit } from './visit.ts';

/** What lands in the owner's folder: its name, and its lines by column. */
async function saved(page: Page, press: Locator) {
  const [download] = await Promise.all([page.waitForEvent('download'), press.click()]);
  const text = await readAll(await download.createReadStream());
  const rows: Record<string, string>[] = parse(text, { bom: true, columns: true });
  return { name: download.suggestedFilename(), rows };
}

describe.skipIf(noBrowser)('a file', () => {
  test('of each block has its columns and a line for each of its rows', async () => {
    const page = await visit('/admin/');
    await page.getByRole('region', { name: 'Таблица когорт' }).waitFor();
    const of = (block: string) =>
      saved(page, page.getByRole('button', { name: new RegExp(`^Скачать CSV.*${block}$`) }));
    const dates = '2024-05-14-2024-06-12';

    const overview = await of('Ключевые метрики');
    expect(overview.name).toBe(`overview-${dates}.csv`);
    expect(overview.rows.length).toBe(30);
    const tile = page.locator('.tile', { has: page.getByRole('button', { name: /Активных за день/ }) });
    expect(Number(overview.rows.at(-1)?.['dau'])).toBe(numberIn(await tile.getByRole('link').innerText()));

    const cohorts = await of('Когорты');
    expect(cohorts.name).toBe(`cohorts-week-on-${dates}.csv`);
    expect(cohorts.rows.map(({ cohort_date }) => cohort_date)).toEqual([
      '2024-05-20',
      '2024-05-27',
      '2024-06-03',
      '2024-06-10',
    ]);
    // What is not over is an empty cell.
    expect(cohorts.rows.at(-1)).toMatchObject({ d1: '', d30: '' });

    const funnel = await of('Воронка');
    const registered = await page.getByRole('region', { name: 'Воронка' }).getByRole('link').first().innerText();
    expect(funnel.rows[0]).toEqual({ step: 'registered', users: String(numberIn(registered)) });
    expect(funnel.rows.length).toBe(6);

    expect((await of('Сегменты')).rows.length).toBe(30);
    expect((await of('Риск оттока')).rows.length).toBe(30);
    expect((await of('Платящие')).rows.map(({ paying_users }) => paying_users)).toEqual([
      'total',
      'active',
      'inactive',
      'dead',
    ]);
  });

  test('of a list has a line for each of its people, those found by a search alone as well', async () => {
    const page = await visit('/admin/people?metric=overview.mau&date_from=2024-05-14&date_to=2024-06-12');
    const count = page.locator('.what .count');
    const button = page.getByRole('button', { name: 'Скачать CSV' });
    const whole = await saved(page, button);
    expect(whole.name).toBe('overview.mau-2024-05-14-2024-06-12.csv');
    expect(whole.rows.length).toBe(numberIn(await count.innerText()));
    expect(new Set(whole.rows.map(({ id }) => id)).size).toBe(whole.rows.length);

    await page.getByRole('searchbox').fill('alina');
    await page.getByText('найдено').first().waitFor();
    const found = await saved(page, button);
    expect(found.rows.length).toBe(numberIn(await count.innerText()));
    expect(found.rows.length).toBeLessThan(whole.rows.length);
  });
});
