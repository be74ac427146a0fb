import { readFileSync } from 'node:fs';
import { ADDRESSES } from '@retention/domain/contract/address';
import { listVariables } from '@retention/server/config';
import { expect, test } from 'vitest';
import { GENERATED } from '../.vitepress/generated/generated.ts';
import { GROUPS, operationsOf } from '../.vitepress/generated/endpoints.ts';
import { SIDEBAR } from '../.vitepress/sidebar.ts';
import { commandFaults } from './commands.ts';
import { deadLinks } from './links.ts';
import { fencesOf, PAGES, ROOT, sourceOf, wholeOf } from './pages.ts';

test.each(PAGES)('%s links to what is there', (page) => {
  expect(deadLinks(page)).toEqual([]);
});

test.each(PAGES)('what %s tells to run is there, with these options', (page) => {
  expect(commandFaults(page)).toEqual([]);
});

const PATHS: readonly string[] = Object.values(ADDRESSES).map(({ path }) => path);

test('every path of the API that a page names is served', () => {
  const faults = PAGES.flatMap((page) => {
    const named = wholeOf(page).matchAll(/(…|\.\.\.)?(\/(?:api\/rest|[a-z]+\/(?=[\w/-]+\/`))[\w/-]*)/g);
    return [...named].flatMap(([, shortened, path = '']) => {
      if (shortened === undefined && !path.startsWith('/api/')) return [];
      const there =
        shortened === undefined
          ? PATHS.some((one) => one === path || one === `${path}/` || one.startsWith(`${path.replace(/\/$/, '')}/`))
          : PATHS.some((one) => one.endsWith(path));
      return there ? [] : [`${page}: ${path}`];
    });
  });
  expect(faults).toEqual([]);
});

test('every page of the dashboard that is named is there', () => {
  const router = readFileSync(`${ROOT}packages/admin/src/app/router.ts`, 'utf8');
  const routes = [...router.matchAll(/path: '(\/[\w:/-]*)'/g)].map(
    ([, path = '']) => new RegExp(`^${path.replaceAll(/:\w+/g, '[^/]+')}$`),
  );
  const faults = PAGES.flatMap((page) =>
    [...wholeOf(page).matchAll(/`(?:http:\/\/127\.0\.0\.1:3000)?\/admin(\/[^`\s]*)`/g)]
      .map(([, path = '']) => (path === '/' ? path : path.replace(/\/$/, '')))
      .filter((path) => !routes.some((route) => route.test(path)))
      .map((path) => `${page}: /admin${path}`),
  );
  expect(faults).toEqual([]);
});

/** Read by tests and benches alone. */
const OF_THE_TESTS = ['RETENTION_SAMPLE_DATA', 'RETENTION_SQL'];

test('every variable that a page names is one', () => {
  const known = new Set([...listVariables().map(({ name }) => name), ...OF_THE_TESTS]);
  // Settings of a Django project are called the same way, and are its own.
  const ofDjango = /settings\.(RETENTION_\w+)|^(RETENTION_\w+) = /gm;
  const faults = PAGES.flatMap((page) => {
    const text = wholeOf(page);
    for (const [, ...names] of text.matchAll(ofDjango))
      for (const name of names) if (name !== undefined) known.add(name);
    return [...text.matchAll(/\bRETENTION_[A-Z][A-Z_]*/g)]
      .map(([name]) => name)
      .filter((name) => !known.has(name))
      .map((name) => `${page}: ${name}`);
  });
  expect(faults).toEqual([]);
});

test('what is shown as JSON is JSON', () => {
  const faults = PAGES.flatMap((page) =>
    fencesOf(sourceOf(page))
      .filter(({ language, text }) => language === 'json' && !isJson(text))
      .map(({ text }) => `${page}: ${text}`),
  );
  expect(faults).toEqual([]);
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

test('every endpoint is on one page of the reference', () => {
  const shown = GROUPS.flatMap((group) => operationsOf(group).map(({ name }) => name));
  expect(shown.toSorted()).toEqual(Object.keys(ADDRESSES).toSorted());
});

test('what is generated is asked for, and the other way round', () => {
  const asked = PAGES.flatMap((page) =>
    [...sourceOf(page).matchAll(/^<!-- generated: ([\w-]+) -->$/gm)].map(([, name]) => name),
  );
  expect(new Set(asked)).toEqual(new Set(Object.keys(GENERATED)));
});

test('every page is in the list of pages', () => {
  const listed = SIDEBAR.flatMap(({ items = [] }) => items.map(({ link = '' }) => link.replace(/\/$/, '/index')));
  const pages = PAGES.filter((page) => page.startsWith('docs/') && !/^docs\/(?:ru\/)?index\.md$/.test(page));
  const absent = pages
    .map((page) =>
      page
        .replace(/^docs/, '')
        .replace(/\.md$/, '')
        .replace(/README$/, 'index'),
    )
    .filter((page) => !listed.includes(page));
  expect(absent).toEqual([]);
});
