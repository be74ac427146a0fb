import { expect, it } from 'vitest';
import { bundle } from './bundle.ts';

it('takes no more than 5 KB of the way to the browser, and brings no schema along', async () => {
  const { js, gzip_bytes } = await bundle(new URL('../src/index.ts', import.meta.url));
  expect(gzip_bytes).toBeLessThanOrEqual(5_000);
  expect(js).not.toMatch(/\bimport\b|minLength|habit_completed/);
});
