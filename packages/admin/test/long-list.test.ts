import { describe, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { noBrowser, visit } from './visit.ts';

const PEOPLE = 10_000;
/** Rows of a screen of 900 pixels and a few beyond its edges. */
const MOST_ROWS = 60;

/** Answers as the server would that has so many people, who are numbered in their order. */
async function manyPeople(page: Page): Promise<void> {
  await page.route('**/metric-users/', async (route) => {
    const { page: number, per_page } = route.request().postDataJSON() as { page: number; per_page: number };
    const first = (number - 1) * per_page;
    const users = Array.from({ length: Math.min(per_page, PEOPLE - first) }, (_, at) => personOf(first + at + 1));
    await route.fulfill({ json: { users, total: PEOPLE, page: number, pages: Math.ceil(PEOPLE / per_page) } });
  });
}

function personOf(id: number) {
  return {
    id,
    email: `person-${id}@many.example`,
    first_name: 'Анна',
    registered_on: '2024-05-20',
    last_active_at: '2024-06-11T10:00:00Z',
    segment: 'enthusiast',
    churn_risk: 'low',
    churn_risk_score: 0,
    days_inactive: 1,
    days_active_30: 20,
    retention_score: 90,
    subscription_plan: 'free',
    subscription_status: 'none',
  };
}

describe.skipIf(noBrowser)('a list of 10,000 people', () => {
  test.each([
    ['a wide screen', 1440],
    ['a phone', 360],
  ])('on %s holds only the rows in sight, and goes to its end', async (_, width) => {
    const page = await visit('about:blank', { width });
    await manyPeople(page);
    await page.goto('/admin/people?metric=overview.mau');
    const list = page.getByRole('table', { name: 'Список людей' });
    const rows = list.locator('[role=row]');
    const first = list.getByRole('link', { name: 'person-1@many.example', exact: true });
    await first.waitFor();
    expect(await list.getAttribute('aria-rowcount')).toBe(String(PEOPLE + 1));
    expect(await rows.count()).toBeLessThan(MOST_ROWS);

    await first.focus();
    await page.keyboard.press('End');
    const last = list.getByRole('link', { name: `person-${PEOPLE}@many.example`, exact: true });
    await last.waitFor();
    await expect.poll(() => last.evaluate((element) => element === document.activeElement)).toBe(true);
    expect(await rows.count()).toBeLessThan(MOST_ROWS);
    await page.keyboard.press('ArrowUp');
    const one_before = list.getByRole('link', { name: `person-${PEOPLE - 1}@many.example`, exact: true });
    await expect.poll(() => one_before.evaluate((element) => element === document.activeElement)).toBe(true);

    await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight / 2));
    await list
      .getByRole('link', { name: /^person-50\d\d@/ })
      .first()
      .waitFor();
    expect(await rows.count()).toBeLessThan(MOST_ROWS);
  });
});
