import { describe, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { expectShown, noBrowser, visit } from './visit.ts';

const AWAY = /ERR_CONNECTION_REFUSED|status of 503/;
const API = '**/api/rest/**';

async function leave(page: Page): Promise<void> {
  await page.route(API, (route) => route.abort('connectionrefused'));
}

describe.skipIf(noBrowser)('a server that is away', () => {
  test('is said, and the numbers stay until it is back', async () => {
    const page = await visit('/admin/', { clock: 'moved', complaints: AWAY });
    const figures = page.getByRole('region', { name: 'Ключевые метрики' });
    await figures.waitFor();
    await page.getByRole('region', { name: 'Люди под риском' }).getByRole('row').nth(1).waitFor();
    const shown = await figures.innerText();

    await leave(page);
    await page.clock.fastForward(15_000);
    const alert = page.getByRole('alert').filter({ hasText: 'Сервер не отвечает.' });
    await alert.first().waitFor();
    expect(await figures.innerText()).toBe(shown);
    await alert.first().getByRole('button', { name: 'Повторить' }).click();
    await alert.first().waitFor();

    await page.unroute(API);
    await alert.first().getByRole('button', { name: 'Повторить' }).click();
    await alert.first().waitFor({ state: 'detached' });
    expect(await figures.innerText()).toBe(shown);
  });

  test.each([
    ['the overview', '/admin/', 'Когорты'],
    ['a list of people', '/admin/people?metric=overview.mau', 'Активных за 30 дней'],
    ['a person', '/admin/user/1378', 'Показатели'],
  ])('is said where %s is opened, which comes once it is back', async (_, path, heading) => {
    const page = await visit('about:blank', { complaints: AWAY });
    await leave(page);
    await page.goto(path);
    const alert = page.getByRole('alert').filter({ hasText: 'Сервер не отвечает.' });
    await alert.waitFor();
    await page.unroute(API);
    await alert.getByRole('button', { name: 'Повторить' }).click();
    await alert.waitFor({ state: 'detached' });
    await expectShown(page.getByRole('heading', { name: heading }));
  });

  test('a database that is away is another thing to say', async () => {
    const page = await visit('about:blank', { complaints: AWAY });
    const json = { message: 'The database is away', errors: [] };
    await page.route(API, (route) => route.fulfill({ status: 503, json }));
    await page.goto('/admin/');
    await expectShown(page.getByRole('alert').filter({ hasText: 'Сервер сейчас не может ответить.' }));
  });

  test('logging in says so too', async () => {
    const page = await visit('/admin/login', { loggedIn: false, complaints: AWAY });
    await leave(page);
    await page.getByLabel('Пароль', { exact: true }).fill('whatever it is');
    await page.getByRole('button', { name: 'Войти' }).click();
    const said = 'Сервер не отвечает. Проверьте, что он запущен, и попробуйте ещё раз.';
    await expectShown(page.getByText(said).first());
  });
});
