import { chromium, type Browser } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import { CHROMIUM_ARGS, findChromium } from '../../admin/test/chromium.ts';
import { buildPages, type Files } from './pages.ts';

const executablePath = findChromium();

/** Tests that need a browser are skipped where there is none. */
export const noBrowser = executablePath === null;
if (noBrowser) process.stderr.write('\n  SKIPPED: the browser tests of the kit. There is no Chromium.\n\n');

let stage: { readonly files: Files; readonly browser: Browser } | undefined;

beforeAll(async () => {
  if (executablePath === null) return;
  const [files, browser] = await Promise.all([buildPages(), chromium.launch({ executablePath, args: CHROMIUM_ARGS })]);
  stage = { files, browser };
});
afterAll(() => stage?.browser.close());

/** The one browser and the one build of all browser tests. */
export function onStage(): { readonly files: Files; readonly browser: Browser } {
  if (stage === undefined) throw new Error('there is no browser: skip where there is noBrowser');
  return stage;
}
