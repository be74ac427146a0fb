import type { Page } from 'playwright-core';
import { expect, onTestFinished } from 'vitest';
import { onStage } from './stage.ts';
import { createWorld, ORIGIN, serve, type World } from './world.ts';

export interface Visit {
  readonly page: Page;
  readonly world: World;
}

/** Monday evening in the page; its clock runs, and moves when the test says so. */
export const NOW = '2024-01-15T20:25:00Z';

/** A page of its own, with a server of its own. Whatever it complains of fails the test, but for refusals that are meant. */
export async function visit(path = '/', prepare: (world: World) => void = () => undefined): Promise<Visit> {
  const { browser, files } = onStage();
  const context = await browser.newContext({ baseURL: ORIGIN, locale: 'ru-RU', reducedMotion: 'reduce' });
  context.setDefaultTimeout(10_000);
  await context.clock.install({ time: NOW });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  onTestFinished(async () => {
    await context.close();
    expect(complaints.filter((text) => !text.startsWith('Failed to load resource'))).toEqual([]);
  });
  const world = createWorld();
  prepare(world);
  await serve(page, world, files);
  await page.goto(path);
  await page.getByRole('heading', { name: 'Приложение' }).waitFor();
  return { page, world };
}
