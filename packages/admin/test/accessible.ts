import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';

declare global {
  interface Window {
    axe: typeof axe;
  }
}

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const OF_COLOURS = ['color-contrast', 'link-in-text-block'];
const WIDTHS = [1440, 360];

/** Holds a screen to the rules of WCAG, in both colours, on a wide screen and on a phone; nothing is wider than the phone. */
export async function expectAccessible(page: Page): Promise<void> {
  await page.evaluate(axe.source);
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 900 });
    await inColours(page, 'light');
    expect(await faults(page, { type: 'tag', values: RULES }), `${width} pixels, light`).toEqual([]);
    // The other colours change nothing but the colours.
    await inColours(page, 'dark');
    expect(await faults(page, { type: 'rule', values: OF_COLOURS }), `${width} pixels, dark`).toEqual([]);
    expect(await tooWide(page), `wider than ${width} pixels`).toEqual([]);
  }
}

async function inColours(page: Page, colorScheme: 'light' | 'dark'): Promise<void> {
  await page.emulateMedia({ colorScheme });
  await page.locator(`html[data-theme=${colorScheme}]`).waitFor();
  await page.evaluate(settle);
}

/** In the page: waits until rows have taken the new width, and colours on their way to others have arrived. */
async function settle(): Promise<void> {
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  await frame();
  await frame();
  // One that is given up may have left its place to another.
  for (let moving = document.getAnimations(); moving.length > 0; moving = document.getAnimations()) {
    await Promise.allSettled(moving.map(({ finished }) => finished));
    await frame();
  }
}

async function faults(page: Page, runOnly: axe.RunOnly): Promise<string[]> {
  const options: axe.RunOptions = { runOnly, resultTypes: ['violations'], preload: false };
  const { violations } = await page.evaluate((options) => window.axe.run(document, options), options);
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id} ${target.join(' ')}: ${failureSummary}`),
  );
}

/** What makes the page scroll sideways: its widest elements, or nothing. */
function tooWide(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth <= clientWidth) return [];
    const wide = [...document.body.querySelectorAll('*')].filter(
      (element) => element.getBoundingClientRect().right > clientWidth,
    );
    return wide.slice(-5).map((element) => `${element.tagName} ${element.className} ${scrollWidth}`);
  });
}
