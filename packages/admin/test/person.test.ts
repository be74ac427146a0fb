import { describe, expect, test } from 'vitest';
import { expectShown, noBrowser, numberIn, queryOf, visit } from './visit.ts';

describe.skipIf(noBrowser)('a person', () => {
  test('shows why they may leave, what they did and when, and leads back to where one was', async () => {
    const page = await visit('/admin/?risk_segment=new_user');
    const at_risk = page.getByRole('region', { name: 'Люди под риском' });
    const email = (await at_risk.getByRole('row').nth(1).getByRole('link').first().innerText()).trim();
    await at_risk.getByRole('link', { name: `Открыть ${email}` }).click();
    await page.getByRole('heading', { level: 1, name: email }).waitFor();
    expect(await page.title()).toContain(email);

    const now = page.getByRole('region', { name: 'Сейчас' });
    await now.getByText('Новый пользователь').first().waitFor();
    const points = await now.getByRole('list', { name: 'Причины риска' }).getByRole('listitem').allInnerTexts();
    const sum = points.reduce((all, text) => all + numberIn(text), 0);
    const score = numberIn(
      await now
        .getByText(/балл.* из 100/)
        .first()
        .innerText(),
    );
    expect(score).toBeGreaterThanOrEqual(40);
    expect(Math.min(sum, 100)).toBe(score);

    const events = page.getByRole('region', { name: 'События' });
    const all = events.getByRole('listitem');
    await all.first().waitFor();
    const times = await events
      .locator('time')
      .evaluateAll((found) => found.map((time) => time.getAttribute('datetime')));
    expect(times).toEqual(times.toSorted((one, other) => (String(one) < String(other) ? 1 : -1)));
    const more = events.getByRole('button', { name: 'Показать ещё' });
    for (let shown = await all.count(); (await more.count()) > 0; shown = await all.count()) {
      await more.click();
      await expect.poll(() => all.count()).toBeGreaterThan(shown);
    }
    await events.getByText('Это все события.').waitFor();

    const calendar = page.getByRole('region', { name: 'Активность' });
    await calendar.getByRole('img', { name: /Активность: \d+ активны/ }).waitFor();
    await calendar.getByText('По месяцам').click();
    await calendar.getByRole('rowheader', { name: 'июнь 2024' }).waitFor();

    await page.getByRole('link', { name: 'Назад' }).click();
    await at_risk.getByRole('link', { name: `Открыть ${email}` }).waitFor();
    expect(queryOf(page)).toEqual({ risk_segment: 'new_user' });
  });

  test('from a list leads back to the list as it was', async () => {
    const path = '/admin/people?metric=overview.mau&date_from=2024-05-14&date_to=2024-06-12&sort=id&order=asc';
    const page = await visit(path);
    const list = page.getByRole('table', { name: 'Список людей' });
    await list.getByRole('link').nth(5).click();
    await page.getByRole('heading', { name: 'Показатели' }).waitFor();
    await page.goBack();
    await list.getByRole('link').nth(5).waitFor();
    expect(page.url()).toContain(path);
  });

  test('who does not exist is said, with a way on', async () => {
    const page = await visit('/admin/user/987654321', { complaints: /status of 404/ });
    await expectShown(page.getByRole('heading', { name: 'Такого пользователя нет' }));
    await page.getByRole('link', { name: 'К списку людей' }).click();
    await expectShown(page.getByRole('table', { name: 'Список людей' }));
  });
});
