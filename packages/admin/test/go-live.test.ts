import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import type { Contract } from '@retention/domain/contract/contract';
import type { TriggerMode } from '@retention/domain/trigger';
import { expectAccessible } from './accessible.ts';
import { answer, ok } from './answer.ts';
import { expectShown, noBrowser, numberIn, visit } from './visit.ts';

type Connection = Contract['connections_get']['response']['connections'][number];

const django: Connection = {
  kind: 'django',
  connected_at: '2024-06-10T09:00:00Z',
  syncing: true,
  synced_at: '2024-06-12T08:55:00Z',
  swept_at: '2024-06-12T07:40:00Z',
  failure: null,
  failed_at: null,
  sources: [
    { source: 'users', table: 'users_user', rows_taken: 400, complete: true },
    { source: 'habits', table: 'habits_habitlog', rows_taken: 2_400_000, complete: true },
  ],
};

/** The day after a history has come in: all in shadow. What is switched stands so until the page is closed. */
async function afterHistory(connection: Connection | null = django, role: 'owner' | 'analyst' = 'owner') {
  const page = await visit('about:blank');
  const modes = new Map<string, TriggerMode>();
  await answer(page, 'connections_get', (route) =>
    route.fulfill({ json: { connections: connection === null ? [] : [connection] } }),
  );
  await answer(page, 'trigger_types', async (route) => {
    const response = await route.fetch();
    const body: Contract['trigger_types']['response'] = await response.json();
    const types = body.types.map((type) => ({ ...type, mode: modes.get(type.type) ?? 'shadow' }));
    const milestone_xp = { ...body.milestone_xp, mode: modes.get('milestone_xp') ?? 'shadow' };
    await route.fulfill({ response, json: { ...body, types, milestone_xp } });
  });
  const set = await answer(page, 'trigger_setting', (route) => {
    const { type, mode }: Contract['trigger_setting']['request'] = JSON.parse(route.request().postData() ?? '{}');
    if (mode !== undefined) modes.set(type, mode);
    return ok(route);
  });
  if (role === 'analyst') {
    await answer(page, 'session_get', (route) =>
      route.fulfill({ json: { role, kind: 'account', user_id: 'anna', expires_at: '2024-06-13T09:00:00Z' } }),
    );
  }
  return { page, set };
}

function type(page: Page, name: string) {
  return page.getByRole('article', { name });
}

const SENTENCE = 'Само ничего не уходит, пока вы это не включите.';

describe.skipIf(noBrowser)('going live', () => {
  test('the overview says that all is in shadow, and leads to who would get what tonight', async () => {
    const { page } = await afterHistory();
    await page.goto('/admin/');
    const banner = page.getByRole('complementary', { name: 'Запуск' });
    await banner.getByRole('link', { name: 'Посмотреть, кто что получит' }).click();
    await expectShown(page.getByText(SENTENCE, { exact: true }));
    await expectShown(type(page, 'Django').getByText('Подключено, обновляется само'));

    const forecast = page.locator('.forecast');
    await expect.poll(() => forecast.innerText()).toMatch(/^До 12 июн\. 2024, 23:59, если включить всё/);
    // Both are counted from one answer: what all types say together is what the sentence says.
    const getting = await page.locator('.getting').allInnerTexts();
    const sum = getting.filter((text) => /\d/.test(text)).reduce((all, text) => all + numberIn(text), 0);
    expect(numberIn((await forecast.innerText()).split('покажется')[1] ?? '')).toBe(sum);
    const steps = await page.getByRole('heading', { level: 2 }).allInnerTexts();
    expect(steps.join(' ')).toMatch(/Начните с этих.*Потом эти.*Последним/s);

    await page.goto('/admin/');
    await banner.getByRole('button', { name: 'Скрыть' }).click();
    await banner.waitFor({ state: 'detached' });
    await page.reload();
    await page.getByRole('heading', { name: 'Когорты' }).waitFor();
    expect(await banner.count()).toBe(0);
  });

  test('one press switches a type on, another takes it back; so do all at once', async () => {
    const { page, set } = await afterHistory();
    await page.goto('/admin/triggers/go-live');
    const streak = type(page, 'Стрик под угрозой');
    await streak.getByRole('button', { name: 'Включить: Стрик под угрозой' }).click();
    await page.getByText('Стрик под угрозой: теперь отправляется.').waitFor();
    await streak.getByText('Отправляется', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Вернуть', exact: true }).click();
    await streak.getByText('В тени', { exact: true }).waitFor();

    await streak.getByRole('button', { name: /^Включить/ }).click();
    await type(page, 'XP за вехи')
      .getByRole('button', { name: /^Включить/ })
      .click();
    await expectShown(page.getByText('XP за вехи: теперь отправляется.'));
    await page.getByRole('button', { name: 'Вернуть всё в тень' }).click();
    await page.getByText('Всё в тени: ничего не уходит.').waitFor();
    await expectShown(page.getByText(SENTENCE, { exact: true }));
    expect(set.map(({ type: name, mode }) => `${name} ${mode}`)).toEqual([
      'streak_at_risk live',
      'streak_at_risk shadow',
      'streak_at_risk live',
      'milestone_xp live',
      'streak_at_risk shadow',
      'milestone_xp shadow',
    ]);
  });

  test('a connection that fails says what to do; everybody can read it', async () => {
    const failure = 'password authentication failed for user "app"';
    const { page } = await afterHistory({ ...django, failure, failed_at: '2024-06-12T08:55:00Z' });
    await page.goto('/admin/triggers/go-live');
    await expectShown(page.getByText('пользователь или пароль не подходят').first());
    await page.locator('.people li').first().waitFor();
    await page.getByText('Что увидит человек').first().click();
    await page.locator('.preview').first().waitFor();
    await expectAccessible(page);
  });

  test('an analyst sees who would get what, without contacts, and switches nothing', async () => {
    const { page } = await afterHistory(null, 'analyst');
    await page.goto('/admin/triggers/go-live');
    await page.locator('.people li').first().waitFor();
    await expectShown(page.getByText('менять может только администратор'));
    expect(await page.getByRole('button', { name: /^Включить/ }).count()).toBe(0);
  });
});
