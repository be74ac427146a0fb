import { spawn } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, posix } from 'node:path';
import axe from 'axe-core';
import { chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CHROMIUM_ARGS, findChromium } from '../../packages/admin/test/chromium.ts';
import { ROOT } from '../.vitepress/repository.ts';
import { serveFolder } from './serve.ts';

const folder = mkdtempSync(join(tmpdir(), 'retention-docs-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let pages: ReadonlyMap<string, string>;

// A dead link between pages fails the build itself.
beforeAll(async () => {
  const output = await build();
  expect(output.code, output.text).toBe(0);
  pages = new Map(
    globSync('**/*.html', { cwd: folder }).map((name) => [name, readFileSync(join(folder, name), 'utf8')]),
  );
}, 120_000);

async function build(): Promise<{ readonly code: number | null; readonly text: string }> {
  const vitepress = join(ROOT, 'node_modules/vitepress/bin/vitepress.js');
  const child = spawn(process.execPath, [vitepress, 'build', '--outDir', folder], {
    cwd: join(ROOT, 'docs'),
    env: { ...process.env, NODE_ENV: 'production' },
  });
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (text += chunk.toString()));
  return new Promise((resolve) => child.on('exit', (code) => resolve({ code, text })));
}

test('every link and every anchor of the built site leads somewhere', () => {
  const dead = [...pages].flatMap(([page, html]) =>
    [...html.matchAll(/<a [^>]*href="([^"]+)"/g)]
      .map(([, href = '']) => href.replaceAll('&amp;', '&'))
      .filter((href) => !/^(?:https?:|mailto:)/.test(href) && !isThere(page, href))
      .map((href) => `${page}: ${href}`),
  );
  expect(dead).toEqual([]);
});

function isThere(page: string, href: string): boolean {
  const [path = '', anchor = ''] = href.split('#');
  if (path === '/openapi.json') return true;
  const asked =
    path === '' ? page : posix.join(path.startsWith('/') ? '' : posix.dirname(page), path).replace(/^\//, '');
  const target = asked === '' || asked === '.' || asked.endsWith('/') ? posix.join(asked, 'index.html') : asked;
  const html = pages.get(target.replace(/^\.\//, ''));
  return html !== undefined && (anchor === '' || html.includes(`id="${decodeURIComponent(anchor)}"`));
}

test('a page asks nobody else for anything, and holds no script of its own', () => {
  for (const [page, html] of pages) {
    const asked = [
      ...html.matchAll(/<(?:script|img|source|link|iframe)[^>]*(?:src|srcset|href)="(?:https?:)?\/\/[^"]+"/g),
    ];
    expect(asked, page).toEqual([]);
    expect(
      [...html.matchAll(/<script(?![^>]* src=)[^>]*>/g)].map(([tag]) => tag),
      page,
    ).toEqual([]);
  }
  for (const name of globSync('**/*.css', { cwd: folder })) {
    const text = readFileSync(join(folder, name), 'utf8');
    expect(
      [...text.matchAll(/url\(["']?(?:https?:)?\/\/[^)]+\)/g)].map(([url]) => url),
      name,
    ).toEqual([]);
  }
});

test('the start page is there in Russian, and says so', () => {
  const html = pages.get('ru/index.html') ?? '';
  expect(html).toContain('<html lang="ru"');
  expect(html).toContain('Эта страница — полное начало по-русски');
});

test('the search knows Russian words, and the pages that are made of the contract', () => {
  const [index = ''] = globSync('assets/chunks/*localSearchIndexroot*.js', { cwd: folder });
  const text = readFileSync(join(folder, index), 'utf8');
  expect(text).toContain('отток');
  expect(text).toContain('/api/events.html#events-batch');
});

const executablePath = findChromium();

test.skipIf(executablePath === null)(
  'in a browser it is searched in Russian and can be read by everybody, under a strict policy',
  { timeout: 60_000 },
  async () => {
    const site = await serveFolder(folder);
    const browser = await chromium.launch({ executablePath: executablePath ?? '', args: CHROMIUM_ARGS });
    try {
      const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce' });
      const complaints: string[] = [];
      page.on('console', (message) => void (message.type() === 'error' && complaints.push(message.text())));
      page.on('pageerror', ({ message }) => void complaints.push(message));
      for (const path of ['/ru/', '/api/events.html']) {
        await page.goto(site.address + path, { waitUntil: 'load' });
        for (const colorScheme of ['light', 'dark'] as const) {
          await page.emulateMedia({ colorScheme });
          await page.locator(colorScheme === 'dark' ? 'html.dark' : 'html:not(.dark)').waitFor();
          expect(await faultsOf(page), `${path}, ${colorScheme}`).toEqual([]);
        }
      }
      await page.setViewportSize({ width: 360, height: 800 });
      const tooWide = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
      expect(tooWide).toBeLessThanOrEqual(0);
      await page.goto(`${site.address}/ru/`);
      await page.getByRole('button', { name: 'Поиск' }).click();
      await page.getByRole('searchbox').fill('когорта');
      await page.getByRole('option').filter({ hasText: 'Glossary' }).first().click();
      await page.getByRole('heading', { name: 'Glossary', level: 1 }).waitFor();
      expect(complaints).toEqual([]);
    } finally {
      await browser.close();
      await site.close();
    }
  },
);

async function faultsOf(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const options: axe.RunOptions = {
    runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] },
    resultTypes: ['violations'],
    preload: false,
  };
  const { violations } = await page.evaluate<axe.AxeResults>(`axe.run(document, ${JSON.stringify(options)})`);
  return violations.map(({ id, nodes }) => `${id} ${nodes[0]?.target.join(' ')}`);
}
