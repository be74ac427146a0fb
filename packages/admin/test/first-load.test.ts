import { gzipSync } from 'node:zlib';
import type { Response } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { noBrowser, visit } from './visit.ts';

const MOST_BYTES = 300_000;

describe.skipIf(noBrowser)('the page itself', () => {
  test('loads less than 300 KB of script, gzipped, until the overview is whole', async () => {
    const page = await visit('about:blank');
    const scripts: Response[] = [];
    page.on('response', (response) => {
      if (/javascript/.test(response.headers()['content-type'] ?? '')) scripts.push(response);
    });
    await page.goto('/admin/');
    await page.getByRole('region', { name: 'Люди под риском' }).getByRole('row').nth(1).waitFor();
    await page.waitForLoadState('networkidle');
    const sizes = await Promise.all(
      scripts.map(async (script) => ({ url: script.url(), bytes: gzipSync(await script.body(), { level: 9 }).length })),
    );
    expect(sizes.some(({ url }) => url.includes('echarts'))).toBe(true);
    const bytes = sizes.reduce((sum, size) => sum + size.bytes, 0);
    expect(bytes).toBeGreaterThan(100_000);
    expect(bytes, JSON.stringify(sizes)).toBeLessThan(MOST_BYTES);
  });

  test('runs no script but its own: the policy says so, and holds', async () => {
    const page = await visit('about:blank', { complaints: /Content Security Policy/ });
    const answer = await page.goto('/admin/');
    const policy = answer?.headers()['content-security-policy'] ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self';");
    await page.evaluate(() => {
      const script = document.createElement('script');
      script.textContent = "document.body.dataset['ran'] = 'yes'";
      document.body.append(script);
    });
    await page.locator('html[data-refused="script-src-elem inline"]').waitFor();
    expect(await page.locator('body[data-ran]').count()).toBe(0);
  });
});
