import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { expectAccessible } from '../../admin/test/accessible.ts';
import { modal, trigger } from '../src/client.fixture.ts';
import { noBrowser } from './stage.ts';
import { visit } from './visit.ts';

const MODAL = modal(1, { title: 'Твои цели ждут тебя', action: { type: 'open_app', label: 'Продолжить путь' } });
const TOAST = trigger(2, { title: 'Серия ждёт тебя сегодня' });
const MONTH = modal(3, {
  type: 'monthly_report',
  priority: 'medium',
  title: 'Твой месяц готов',
  action: { type: 'open_monthly_report', label: 'Открыть отчёт' },
});

const used = (duration_seconds: number) => ({ type: 'feature_used', feature: 'journal', duration_seconds });
const dialog = (page: Page, name: string) => page.getByRole('dialog', { name });
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

describe.skipIf(noBrowser)('the layer', () => {
  test('shows one thing at a time, the most urgent first, and gives the focus back', async () => {
    const { page, world } = await visit();
    await button(page, 'Записать').focus();
    world.inboxes.set('7', [MODAL, TOAST]);
    await told(page);
    await dialog(page, MODAL.title).waitFor();
    expect(await page.getByText(TOAST.title).count()).toBe(0);
    await page.keyboard.press('Escape');
    await page.getByText(TOAST.title).waitFor();
    expect(await page.getByRole('dialog').count()).toBe(0);
    expect(await button(page, 'Записать').evaluate((element) => element === document.activeElement)).toBe(true);
    expect(world.dismissed).toEqual([{ trigger_id: 1, reason: 'snoozed' }]);

    await button(page, TOAST.action.label).click();
    await page.getByText('Открыто: open_habits').waitFor();
    expect(await page.getByText(TOAST.title).count()).toBe(0);
    await expect.poll(() => world.dismissed.at(-1)).toEqual({ trigger_id: 2, reason: 'completed' });
    await page.clock.runFor(3_000);
    const followed = { type: 'reminder_followed', reminder_type: 'streak_at_risk', delay_minutes: 25 };
    await expect.poll(() => world.events()).toEqual([followed]);
  });

  test('does not come between somebody and what they write', async () => {
    const { page, world } = await visit();
    await page.getByLabel('Заметка').focus();
    world.inboxes.set('7', [MODAL]);
    await told(page);
    await page.keyboard.type('Сегодня');
    await page.clock.runFor(60_000);
    expect(await page.getByRole('dialog').count()).toBe(0);
    await page.keyboard.press('Tab');
    await page.clock.runFor(1_000);
    await dialog(page, MODAL.title).waitFor();
  });

  test('does not open above a dialog of the app', async () => {
    const { page, world } = await visit();
    await button(page, 'Свой диалог').click();
    world.inboxes.set('7', [MODAL]);
    await told(page);
    await page.clock.runFor(60_000);
    expect(await dialog(page, MODAL.title).count()).toBe(0);
    await button(page, 'Хорошо').click();
    await page.clock.runFor(1_000);
    await dialog(page, MODAL.title).waitFor();
  });

  test('opens the month', async () => {
    const { page } = await visit('/', ({ inboxes }) => inboxes.set('7', [MONTH]));
    await told(page);
    await button(page, MONTH.action.label).click();
    await dialog(page, 'Твой месяц').waitFor();
    await page.keyboard.press('Escape');
    // The server still tells of it: it has been acted upon.
    await told(page);
    expect(await page.getByRole('dialog').count()).toBe(0);
  });

  test('says that the month did not come, and tries again', async () => {
    const { page, world } = await visit('/', ({ statuses }) => statuses.set('monthly_report', 503));
    await button(page, 'Мой месяц').click();
    await page.getByRole('alert').getByText('Сейчас не получилось').waitFor();
    world.statuses.delete('monthly_report');
    await button(page, 'Попробовать ещё раз').click();
    await dialog(page, 'Твой месяц').waitFor();
    expect(await page.getByRole('alert').count()).toBe(0);
  });

  test('says that the first month is not over', async () => {
    const { page } = await visit('/', ({ statuses }) => statuses.set('monthly_report', 404));
    await button(page, 'Мой месяц').click();
    await page.getByRole('alert').getByText('первый месяц ещё идёт').waitFor();
    expect(await button(page, 'Попробовать ещё раз').count()).toBe(0);
    await button(page, 'Закрыть').click();
    await page.getByRole('alert').waitFor({ state: 'detached' });
  });

  test('brings back once what the server refuses to forget', async () => {
    const { page } = await visit('/', ({ inboxes, statuses }) => {
      inboxes.set('7', [TOAST]);
      statuses.set('triggers_dismiss', 403);
    });
    await button(page, 'Не показывать такое').click();
    await page.getByRole('alert').getByText('Ответ не сохранился').waitFor();
    await button(page, 'Закрыть').click();
    await button(page, 'Не показывать такое').click();
    await page.getByText(TOAST.title).waitFor({ state: 'detached' });
    await told(page);
    expect(await page.getByText(TOAST.title).count()).toBe(0);
  });

  test('leaves nothing of somebody who has left', async () => {
    const { page } = await visit('/', ({ inboxes }) => {
      inboxes.set('7', [TOAST]);
      inboxes.set('8', [MODAL]);
    });
    await page.getByText(TOAST.title).waitFor();
    await button(page, 'Выйти').click();
    await page.getByText(TOAST.title).waitFor({ state: 'detached' });
    await button(page, 'Войти другим').click();
    await told(page);
    await dialog(page, MODAL.title).waitFor();
    expect(await page.getByText(TOAST.title).count()).toBe(0);
  });

  test('is clear to everybody, and says nothing of segment and risk', async () => {
    const { page, world } = await visit('/', ({ inboxes }) => inboxes.set('7', [TOAST]));
    await page.getByText(TOAST.title).waitFor();
    await page.getByText('День 12').first().waitFor();
    world.inboxes.set('7', [MODAL]);
    await told(page);
    await dialog(page, MODAL.title).waitFor();
    await expectAccessible(page);
    expect(await page.content()).not.toMatch(/Тихий|quiet_user|medium|риск|churn/i);
  });
});

describe.skipIf(noBrowser)('the timer of a feature', () => {
  test('counts the seconds the page could be seen', async () => {
    const { page, world } = await visit();
    await button(page, 'Дневник').click();
    await page.clock.runFor(30_000);
    await show(page, 'hidden');
    await page.clock.runFor(100_000);
    await show(page, 'visible');
    await page.clock.runFor(10_000);
    await button(page, 'Дневник').click();
    await page.clock.runFor(3_000);
    await expect.poll(() => world.events()).toEqual([used(30), used(10)]);
  });

  test('gives the seconds to who has spent them', async () => {
    const { page, world } = await visit();
    await button(page, 'Дневник').click();
    await page.clock.runFor(20_000);
    await button(page, 'Выйти').click();
    await expect.poll(() => world.events()).toEqual([used(20)]);
    await page.clock.runFor(50_000);
    await button(page, 'Войти другим').click();
    await page.clock.runFor(5_000);
    await button(page, 'Выйти').click();
    await expect.poll(() => world.events()).toEqual([used(20), used(5)]);
  });
});

/** The page has heard of what waits: its stream has ended and begun anew. If nobody is busy, it has shown it. */
async function told(page: Page): Promise<void> {
  for (let times = 0; times < 2; times++) {
    const heard = page.waitForResponse((response) => response.url().endsWith('/triggers/stream/'));
    await page.clock.runFor(100);
    await heard;
  }
  await page.clock.runFor(1_000);
}

/** As if the person went to another tab, or came back. */
async function show(page: Page, state: 'hidden' | 'visible'): Promise<void> {
  await page.evaluate((state) => {
    Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => state });
    document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
  }, state);
}
