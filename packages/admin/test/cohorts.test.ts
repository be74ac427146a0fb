import { describe, expect, test } from 'vitest';
import { expectQuery, noBrowser, numberIn, visit } from './visit.ts';

describe.skipIf(noBrowser)('the cohorts', () => {
  test('are read by day, week and month, on the day or later; what is not over says so', async () => {
    const page = await visit('/admin/');
    const table = page.getByRole('region', { name: 'Таблица когорт' });
    await table.getByRole('rowheader', { name: '3–9 июн.' }).waitFor();
    const running = table.getByRole('row', { name: '10–16 июн.' });
    const cells = await running.getByRole('cell').allInnerTexts();
    expect(cells.slice(1)).toEqual([
      'ещё не прошло: будет известно 18 июн.',
      'ещё не прошло: будет известно 20 июн.',
      'ещё не прошло: будет известно 24 июн.',
      'ещё не прошло: будет известно 1 июл.',
      'ещё не прошло: будет известно 17 июл.',
    ]);
    await running.getByTitle('ещё не прошло: будет известно 18 июн.').waitFor();
    expect(await page.getByText('ещё не прошло', { exact: true }).isVisible()).toBe(true);

    const week = table.getByRole('row', { name: '20–26 мая' });
    const onTheDay = await week.getByRole('link').allInnerTexts();
    await page.getByRole('radio', { name: 'В этот день или позже' }).check({ force: true });
    await expectQuery(page, { mode: 'on_or_after' });
    await expect.poll(() => week.getByRole('link').allInnerTexts()).not.toEqual(onTheDay);
    const orLater = await week.getByRole('link').allInnerTexts();
    expect(orLater.length).toBe(onTheDay.length);
    for (const [at, text] of orLater.entries())
      expect(numberIn(text)).toBeGreaterThanOrEqual(numberIn(onTheDay[at] ?? ''));

    await page.getByRole('radio', { name: 'Месяц', exact: true }).check({ force: true });
    await table.getByRole('rowheader', { name: 'июнь 2024' }).waitFor();
    await page.getByRole('radio', { name: 'День', exact: true }).check({ force: true });
    await table.getByRole('rowheader', { name: '14 мая 2024' }).waitFor();
    expect(await table.getByRole('rowheader').count()).toBe(31);
    await expectQuery(page, { mode: 'on_or_after', granularity: 'day' });
  });

  test('a cell is reached and opened by the keyboard alone, and there are as many people behind it as its number says', async () => {
    const page = await visit('/admin/');
    const week = page.getByRole('row', { name: '20–26 мая' });
    const size = week.getByRole('link').first();
    const users = numberIn(await size.innerText());
    const share = numberIn(await week.getByRole('link').nth(1).innerText()) / 100;

    await page.getByRole('radio', { name: 'В этот день', exact: true }).focus();
    const inSize = () => size.evaluate((element) => element === document.activeElement);
    for (let presses = 0; presses < 40 && !(await inSize()); presses++) await page.keyboard.press('Tab');
    expect(await inSize()).toBe(true);
    await page.keyboard.press('Enter');
    await page.getByText(`${users} человек`, { exact: false }).first().waitFor();
    expect(await page.getByRole('table').getAttribute('aria-rowcount')).toBe(String(users + 1));

    await page.goBack();
    await week.getByRole('link').nth(1).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Когорта: активны на D1' }).waitFor();
    const active = async () => Number(await page.getByRole('table').getAttribute('aria-rowcount')) - 1;
    await expect.poll(async () => Math.round((100 * (await active())) / users)).toBe(Math.round(100 * share));
  });

  test('what a word means opens by focus and closes with Escape', async () => {
    const page = await visit('/admin/');
    const word = page.getByRole('button', { name: 'Удержание D7', exact: true });
    await word.focus();
    const note = page.getByRole('tooltip');
    await note.getByText(/^Доля активных на 7-й день после регистрации/).waitFor();
    expect(await word.getAttribute('aria-describedby')).toBe(await note.getAttribute('id'));
    await page.keyboard.press('Escape');
    await note.waitFor({ state: 'detached' });
    expect(await word.evaluate((element) => element === document.activeElement)).toBe(true);
  });
});
