import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { PASSWORD } from './server-process.ts';
import { expectShown, noBrowser, visit } from './visit.ts';

/** The server says 401 to whoever is not logged in, and the browser writes that down. */
const UNAUTHORIZED = /status of 401/;

async function logIn(page: Page, password: string): Promise<void> {
  await page.getByLabel('Пароль', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Войти' }).click();
}

describe.skipIf(noBrowser)('logging in', () => {
  test('a wrong password is said in words; the right one leads to the link that was asked for; and out again', async () => {
    const link = '/admin/?preset=90d&granularity=month';
    const page = await visit(link, { loggedIn: false, complaints: UNAUTHORIZED });
    await page.getByRole('heading', { name: 'Вход' }).waitFor();
    expect(await page.title()).toContain('Вход');

    await logIn(page, 'not the password');
    await page.getByText('Пароль не подошёл.').first().waitFor();
    const field = page.getByLabel('Пароль', { exact: true });
    await expect.poll(() => field.evaluate((element) => element === document.activeElement)).toBe(true);
    expect(await field.getAttribute('aria-invalid')).toBe('true');

    await logIn(page, PASSWORD);
    await page.getByRole('heading', { name: 'Когорты' }).waitFor();
    expect(page.url()).toContain(link);

    await page.getByRole('button', { name: /Владелец$/ }).click();
    await page.getByRole('button', { name: 'Выйти' }).click();
    await page.getByRole('heading', { name: 'Вход' }).waitFor();
    await page.goto('/admin/people?metric=overview.mau');
    await page.getByRole('heading', { name: 'Вход' }).waitFor();
  });

  test('a login that ends in between is said, and leads back', async () => {
    const page = await visit('about:blank', { complaints: UNAUTHORIZED });
    await page.route('**/metric-users/', (route) =>
      route.fulfill({ status: 401, json: { status: 'error', message: 'ended', errors: [] } }),
    );
    await page.goto('/admin/people?metric=overview.mau');
    await expectShown(page.getByText('Вход закончился.'));
    expect(new URL(page.url()).searchParams.get('to')).toBe('/people?metric=overview.mau');
  });

  test('comes first, before anything is asked that would be refused; an empty field is not sent', async () => {
    const page = await visit('/admin/', { loggedIn: false });
    await logIn(page, '');
    await expectShown(page.getByText('Поле пустое.').first());
  });
});
