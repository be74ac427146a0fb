/**
 * Takes the kit's pictures for the README anew: `node packages/vue/test/looks/pictures.ts`, at twice the size they are
 * shown, smaller with pngquant where it is installed.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { CHROMIUM_ARGS, findChromium } from '../../../admin/test/chromium.ts';
import { buildPages } from '../pages.ts';
import { GALLERY, serveGallery } from './gallery.ts';

const IMAGES = fileURLToPath(new URL('../../../../docs/images/', import.meta.url));
const SHOWN = { journey: 'journey', report: 'report', toast: 'streak_at_risk', modal: 'inactivity_3_days' };

const executablePath = findChromium();
if (executablePath === null) throw new Error('There is no Chromium: install one, or name it in CHROMIUM');
const [files, browser] = await Promise.all([buildPages(), chromium.launch({ executablePath, args: CHROMIUM_ARGS })]);
for (const colorScheme of ['light', 'dark'] as const) {
  for (const [suffix, width] of [['', 820] as const, ['-phone', 360] as const]) {
    const viewport = { width, height: 960 };
    const context = await browser.newContext({ viewport, colorScheme, reducedMotion: 'reduce', deviceScaleFactor: 2 });
    await serveGallery(context, files);
    const page = await context.newPage();
    for (const [name, show] of Object.entries(SHOWN)) {
      await page.goto(`${GALLERY}?show=${show}`);
      const part = page.locator('.retention').last();
      await part.waitFor();
      await page.evaluate(() => document.fonts.ready);
      // As high as it can be: a picture does not scroll.
      await page.addStyleTag({ content: '.retention-dialog { max-height: none; margin-top: 32px; outline: none }' });
      const box = await part.boundingBox();
      if (box === null) throw new Error(`${show} is not shown`);
      await page.setViewportSize({ width, height: Math.ceil(Math.max(960, box.y + box.height + 32)) });
      const [left, top] = [Math.max(0, box.x - 32), Math.max(0, box.y - 32)];
      const clip = {
        x: left,
        y: top,
        width: Math.min(width, box.x + box.width + 32) - left,
        height: box.y + box.height + 32 - top,
      };
      const path = `${IMAGES}kit-${name}${suffix}-${colorScheme}.png`;
      await page.screenshot({ path, clip });
      spawnSync('pngquant', ['--force', '--skip-if-larger', '--quality', '80-98', '--output', path, path]);
    }
    await context.close();
  }
}
await browser.close();
