import { describe, expect, test } from 'vitest';
import { expectAccessible } from './accessible.ts';
import { answer } from './answer.ts';
import { expectQuery, expectShown, noBrowser, visit } from './visit.ts';

/** A wrong password, and a login that has ended. */
const REFUSED = /status of (401|422)/;

describe.skipIf(noBrowser)('the team', () => {
  test('an owner makes an account; who logs in with it sees no contacts, until it is shut', async () => {
    const page = await visit('/admin/team', { complaints: /status of 409/ });
    const make = async (): Promise<void> => {
      await page.getByRole('button', { name: 'Добавить человека' }).click();
      await page.getByLabel('Логин').fill('Anna@example.com');
      await page.getByRole('button', { name: 'Создать' }).click();
    };
    await make();
    const secret = page.getByRole('dialog', { name: 'Пароль, показан один раз' });
    const password = await secret.locator('code').innerText();
    await secret.getByRole('button', { name: 'Скопировать' }).click();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(password);
    await secret.getByRole('button', { name: 'Готово' }).click();
    await make();
    await expectShown(page.getByText('Такой логин уже есть.'));
    await page.keyboard.press('Escape');

    const anna = await visit('/admin/people?metric=overview.mau', { loggedIn: false, complaints: REFUSED });
    await anna.getByLabel('Логин').fill('anna@example.com');
    await anna.getByLabel('Пароль', { exact: true }).fill(password);
    await anna.getByRole('button', { name: 'Войти' }).click();
    const list = anna.getByRole('table', { name: 'Список людей' });
    await list.getByRole('link').first().waitFor();
    expect(await list.innerText()).not.toContain('@');
    expect(await list.getByRole('columnheader', { name: 'E-mail' }).count()).toBe(0);
    await expectShown(anna.getByPlaceholder('Найти по имени или ID'));
    await list.getByRole('link').first().click();
    await expectShown(anna.getByText('Контакты видит администратор.'));
    expect(await anna.getByRole('region', { name: 'Данные человека' }).count()).toBe(0);
    await anna.goto('/admin/team');
    await expectShown(anna.getByRole('heading', { name: 'Это видит только владелец' }));
    await anna.goto('/admin/account');
    const change = async (present: string): Promise<void> => {
      await anna.getByLabel('Текущий пароль').fill(present);
      await anna.getByLabel('Новый пароль').fill('a phrase that is long enough');
      await anna.getByRole('button', { name: 'Сменить пароль' }).click();
    };
    await change('not the password');
    await expectShown(anna.getByText('Текущий пароль не подошёл.'));
    await change(password);
    await expectShown(anna.getByText('Пароль сменён.'));

    const row = page.getByRole('row', { name: /anna@example\.com/ }).first();
    await row.getByRole('button', { name: /^Закрыть доступ/ }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Закрыть доступ' }).click();
    await page.getByText('anna@example.com: доступ закрыт.').waitFor();
    await expectShown(row.getByText(/^закрыт с/));
    await anna.goto('/admin/people');
    await expectShown(anna.getByText('Вход закончился.'));
    await page.getByRole('button', { name: 'Вернуть', exact: true }).click();
    await expectShown(row.getByText('открыт', { exact: true }));
    await expectAccessible(page);
  });

  test('one’s own login is marked, and another one ended', async () => {
    const page = await visit('about:blank');
    const login = {
      who: 'owner',
      role: 'owner',
      client: 'Firefox on Linux',
      created_at: '2024-06-12T08:00:00Z',
      seen_at: '2024-06-12T08:55:00Z',
      expires_at: '2024-06-12T20:00:00Z',
    };
    const sessions = [
      { ...login, id: 1, own: false },
      { ...login, id: 2, own: true },
    ];
    await answer(page, 'sessions_get', (route) => route.fulfill({ json: { sessions } }));
    const ended = await answer(page, 'session_revoke', (route) => {
      sessions.shift();
      return route.fulfill({ json: { status: 'ok' } });
    });
    await page.goto('/admin/account');
    await expectShown(page.getByRole('row', { name: /этот вход$/ }));
    await expectShown(page.getByText('RETENTION_ADMIN_PASSWORD'));
    await page.getByRole('button', { name: /^Закрыть: / }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Закрыть', exact: true }).last().click();
    await expectShown(page.getByText(/^Вход закрыт: Владелец/));
    await expectShown(page.getByText('Других входов нет.'));
    expect(ended).toEqual([{ id: 1 }]);
    await expectAccessible(page);
  });
});

test.skipIf(noBrowser)(
  'the audit tells who did what, a page at a time; the address says what is looked for',
  async () => {
    const row = {
      at: '2024-06-12T08:30:00Z',
      actor: 'account',
      who: 'masha@example.com',
      role: 'admin',
      user_id: null,
      person_hash: null,
      detail: {},
      outcome: 'begun',
    };
    const page = await visit('about:blank');
    const asked = await answer(page, 'audit_get', (route) => {
      const { before } = JSON.parse(route.request().postData() ?? '{}') as { before?: number };
      const rows =
        before === undefined
          ? [
              { ...row, id: 9, action: 'trigger_setting', detail: { type: 'win_back', mode: 'live' } },
              { ...row, id: 8, action: 'send_trigger', user_id: 1378, person_hash: 'ff', outcome: 'failed' },
            ]
          : [
              { ...row, id: 7, action: 'send_trigger', user_id: 1378, person_hash: 'ff' },
              { ...row, id: 6, action: 'user_erase', person_hash: 'a1b2c3d4e5f60718' },
            ];
      return route.fulfill({ json: { rows, next: before === undefined ? 8 : null } });
    });
    await page.goto('/admin/audit');
    await expectShown(page.getByText('Настроен тип сообщений: «Win-back» — включён, сообщения отправляются'));
    const failed = page.getByRole('row', { name: 'Не удалось: отправить сообщение вручную' });
    await expectShown(failed.getByRole('link', { name: '1378' }));
    await expectShown(page.getByText('Время вашего браузера, Europe/Moscow.'));
    await page.getByRole('button', { name: 'Показать ещё' }).click();
    await expectShown(page.getByText('удалённый человек · a1b2c3d4'));
    await expectShown(page.getByText('Это все записи.'));
    // What was begun on the next page has failed: it is told once.
    expect(await page.getByRole('link', { name: '1378' }).count()).toBe(1);
    await expectAccessible(page);

    await page.getByLabel('Действие').selectOption('Стёрты данные человека');
    await page.getByLabel('О ком: ID').fill('1378');
    await page.getByRole('button', { name: 'Найти' }).click();
    await expectQuery(page, { action: 'user_erase', user_id: '1378' });
    await expect.poll(() => asked.at(-1)).toEqual({ action: 'user_erase', user_id: 1378, per_page: 50 });
  },
);

test.skipIf(noBrowser)('an address that no page has says so, and leads to the overview', async () => {
  const page = await visit('/admin/nowhere/at-all?to=1');
  await expectShown(page.getByRole('heading', { name: 'Такой страницы нет' }));
  await expectAccessible(page);
  await page.getByRole('link', { name: 'К обзору' }).click();
  await page.waitForURL('**/admin/');
});
