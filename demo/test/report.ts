import { readFile } from 'node:fs/promises';
import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { eventDefinition, isEventType } from '@retention/domain/event';
import type { Person } from './person.ts';

declare global {
  interface Window {
    axe: typeof axe;
  }
}

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
/** What the app gives for things, and the retention system for the journey. */
const XP = {
  habit_completed: 25,
  journal_entry: 40,
  ai_coach_message: 10,
  personal_goal_added: 20,
  goal_progress_50: 50,
};
const ACHIEVEMENT_XP = 50;
const PNG = '89504e470d0a1a0a';

/** The report of the first month is open: it tells what was done, its picture is one, and everybody can read it. */
export async function expectReport(person: Person, awarded_xp: number): Promise<void> {
  const { page } = person;
  const report = page.getByRole('dialog', { name: 'Твой месяц' });
  await report.waitFor();
  const figures = await report.getByRole('list', { name: 'Месяц в числах' }).getByRole('listitem').allInnerTexts();
  const { streak, rest } = figuresOf(person, awarded_xp);
  expect(await report.locator('header b').innerText()).toBe(streak);
  expect(figures.map((text) => text.split('\n')[0])).toEqual(rest);
  expect(await report.locator('section', { hasText: 'Достижения' }).locator('b').allInnerTexts()).toEqual([
    'Неделя без пропусков',
    'Месяц в ритме',
  ]);
  await person.look();
  await expectPicture(page);
  await expectReadable(page);
  await page.keyboard.press('Escape');
  await report.waitFor({ state: 'detached' });
}

/** The figures of everything done before today, as the report writes them. */
function figuresOf({ done, today, appeared }: Person, awarded_xp: number) {
  const month = done.filter(({ day }) => day < today);
  const count = (name: string): number => month.filter(({ type }) => type === name).length;
  const own = month.filter(({ type }) => isEventType(type) && eventDefinition(type).own !== false);
  const features = month.flatMap(({ type, metadata }) => [
    (isEventType(type) && eventDefinition(type).feature) ?? metadata?.['feature'] ?? false,
  ]);
  const xp = Object.entries(XP).reduce((sum, [type, worth]) => sum + worth * count(type), awarded_xp);
  const achievements = appeared.filter((what) => what.includes(' earned: ')).length;
  const written = (value: number): string => new Intl.NumberFormat('ru').format(value);
  return {
    streak: written(Math.max(...month.map(({ metadata }) => Number(metadata?.['streak'] ?? 0)))),
    rest: [
      written(count('habit_completed')),
      written(own.length),
      written(count('journal_entry')),
      written(xp + ACHIEVEMENT_XP * achievements),
      '50\u00a0%',
      written(new Set(features.filter((feature) => feature !== false)).size),
    ],
  };
}

async function expectPicture(page: Page): Promise<void> {
  const coming = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Поделиться картинкой' }).click();
  const download = await coming;
  expect(download.suggestedFilename()).toBe('month-1.png');
  const bytes = await readFile(await download.path());
  expect(bytes.subarray(0, 8).toString('hex')).toBe(PNG);
  expect([bytes.readUInt32BE(16), bytes.readUInt32BE(20)]).toEqual([1080, 1350]);
  // One colour alone would be a few thousand bytes.
  expect(bytes.length).toBeGreaterThan(20_000);
  await page.getByText('Картинка сохранена в загрузки').waitFor();
}

async function expectReadable(page: Page): Promise<void> {
  await page.evaluate(axe.source);
  const faults = await page.evaluate(async (values) => {
    await Promise.allSettled(document.getAnimations().map(({ finished }) => finished));
    const { violations } = await window.axe.run(document, {
      runOnly: { type: 'tag', values },
      resultTypes: ['violations'],
      preload: false,
    });
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`);
  }, RULES);
  expect(faults).toEqual([]);
}
