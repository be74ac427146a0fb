import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import type { Deed, Person } from './person.ts';

/** What a person does in the app, by the words on its buttons; each notes the events that come of it. */

const PATIENCE = { timeout: 30_000 };
/** How long somebody stays on a page. */
const STAY_MS = 30_000;
const HABIT = 'Стакан воды утром';

export const widget = (page: Page): Locator => page.getByRole('region', { name: 'Твой путь 1%' });
export const dayOf = (page: Page, day: number): Locator => widget(page).getByText(`День ${day}/30`, { exact: true });
const button = (page: Page, name: string | RegExp): Locator => page.getByRole('button', { name });

/** Registers on the page for those who are nobody yet. */
export async function register(person: Person): Promise<void> {
  const { page } = person;
  await button(page, 'Начать с нуля').click();
  await page.getByLabel('Как тебя зовут').fill('Мира');
  await button(page, 'Начать').click();
  await button(page, HABIT).click();
  await button(page, '15 минут пешком').click();
  await button(page, 'Начать').click();
  await dayOf(page, 1).waitFor();
  person.did({ type: 'session_start' }, { type: 'onboarding_completed', metadata: { variant: 'fast' } });
}

/** Does today's habit on the first page, for so many days in a row. */
export async function doHabit(person: Person, streak: number): Promise<void> {
  const habit = button(person.page, new RegExp(HABIT));
  await habit.click();
  await expect.poll(() => habit.getAttribute('aria-pressed'), PATIENCE).toBe('true');
  person.did({ type: 'habit_completed', metadata: { habit_id: 1, streak } });
  if (streak === 10) person.did({ type: 'streak_milestone_10', metadata: { streak, type: 'habits' } });
}

export async function write(person: Person, entry_id: number): Promise<void> {
  await onPage(person, 'Дневник', async (page) => {
    const text = `Запись номер ${entry_id}`;
    await page.locator('textarea').fill(text);
    await button(page, 'Сохранить').click();
    await page.getByText(text).first().waitFor();
    return [
      { type: 'journal_entry', metadata: { entry_id } },
      { type: 'feature_used', metadata: { feature: 'journal' } },
    ];
  });
}

export async function talk(person: Person): Promise<void> {
  await onPage(person, 'Коуч', async (page) => {
    await button(page, 'Как не бросить привычку?').click();
    await page.getByText('Я коуч по сценарию').waitFor();
    return [
      { type: 'ai_coach_message', metadata: { session_id: 1, message_count: 1 } },
      { type: 'feature_used', metadata: { feature: 'ai_chat' } },
    ];
  });
}

/** Sets a goal, and comes half of the way. */
export async function setGoal(person: Person): Promise<void> {
  await onPage(person, 'Цели', async (page) => {
    await button(page, 'Новая цель').click();
    await page.getByLabel('Чего ты хочешь достичь?').fill('Пробежать 5 км');
    await button(page, 'Добавить цель').click();
    await page.getByLabel('Прогресс: Пробежать 5 км').fill('50');
    await page.getByText('Половина пути позади.').first().waitFor();
    return [
      { type: 'personal_goal_added', metadata: { goal_id: 1, sphere: 'health' } },
      { type: 'goal_progress_50', metadata: { goal_id: 1, progress: 50 } },
      { type: 'feature_used', metadata: { feature: 'goals' } },
    ];
  });
}

export async function startTrial({ page }: Person): Promise<void> {
  await page.getByRole('link', { name: 'Подписка' }).click();
  await button(page, '7 дней бесплатно').last().click();
  await page.getByText('Пробная неделя началась').waitFor();
  await goHome(page);
}

/** From the offer the message leads to. */
export async function pay({ page }: Person): Promise<void> {
  await page.waitForURL('**/subscription');
  await button(page, 'Оплатить').last().click();
  await page.getByText('Готово: тариф включён').waitFor();
  await goHome(page);
}

/** Presses a button of the message with this title; `follows`: what it proposes is done. */
export async function answer(person: Person, title: string, name: string, follows?: string): Promise<void> {
  const { page } = person;
  const shown = page.getByRole('dialog', { name: title }).or(page.locator('.retention-toast', { hasText: title }));
  await shown.getByRole('button', { name }).click();
  await expect.poll(() => shown.count(), PATIENCE).toBe(0);
  if (follows !== undefined) person.did({ type: 'reminder_followed', metadata: { reminder_type: follows } });
}

/** A visit to a page of the app and back, long enough to count. */
async function onPage(person: Person, name: string, act: (page: Page) => Promise<Deed[]>): Promise<void> {
  const { page } = person;
  await page.getByRole('link', { name, exact: true }).first().click();
  await page.getByRole('heading', { name, level: 1 }).waitFor();
  const deeds = await act(page);
  await person.look();
  await person.pass(STAY_MS);
  await goHome(page);
  person.did(...deeds);
}

async function goHome(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Сегодня', exact: true }).first().click();
  await widget(page).waitFor();
}
