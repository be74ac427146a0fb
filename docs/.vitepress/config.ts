import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig, type DefaultTheme } from 'vitepress';
import { CODE_THEMES } from './code-theme.ts';
import { GROUPS, groupPage } from './generated/endpoints.ts';
import { generatedParts } from './generated/generated.ts';
import { openApi } from './generated/openapi.ts';
import { linksOfTheSite } from './links.ts';
import { NAV, SIDEBAR } from './sidebar.ts';

const nav = (locale: 'en' | 'ru'): DefaultTheme.NavItem[] =>
  NAV.map((item) => ({ text: item[locale], link: item.link, activeMatch: item.under }));

export default defineConfig({
  title: 'OnePercent Retention',
  description:
    'A self-hosted retention system: who is about to leave and why, what to say to them, and whether it helped.',
  cleanUrls: false,
  outDir: './dist',
  cacheDir: '../node_modules/.cache/docs',
  srcExclude: ['sample/**', 'dist/**'],
  // The folder's first page is README.md for those who read it in the repository.
  rewrites: { 'integration/README.md': 'integration/index.md' },
  // Addresses of a server on the reader's own machine: examples, not pages.
  ignoreDeadLinks: [/^https?:\/\/(?:127\.0\.0\.1|localhost)/],
  head: [['link', { rel: 'icon', href: '/icon.svg', type: 'image/svg+xml' }]],
  locales: {
    root: { label: 'English', lang: 'en' },
    ru: {
      label: 'Русский',
      lang: 'ru',
      description:
        'Система удержания, которую вы запускаете у себя: кто вот-вот уйдёт и почему, что сказать и помогло ли.',
      themeConfig: {
        nav: nav('ru'),
        langMenuLabel: 'Сменить язык',
        darkModeSwitchLabel: 'Тема',
        lightModeSwitchTitle: 'Светлая тема',
        darkModeSwitchTitle: 'Тёмная тема',
        sidebarMenuLabel: 'Содержание',
        returnToTopLabel: 'Наверх',
        skipToContentLabel: 'К содержанию',
      },
    },
  },
  themeConfig: {
    logo: '/icon.svg',
    nav: nav('en'),
    sidebar: SIDEBAR,
    // The Russian page is one: from anywhere else the switch leads to it, not to a page that is not there.
    i18nRouting: false,
    outline: { level: [2, 3] },
    search: {
      provider: 'local',
      options: {
        // A page of the reference is no file: it is searched as it is made. Colours of code are nothing to search for.
        _render: async (source, env, markdown) => {
          const group = GROUPS.find(({ name }) => env.relativePath === `api/${name}.md`);
          const text = group === undefined ? source : groupPage(group);
          const html = await markdown.renderAsync(text.replaceAll(/^```\w+$/gm, '```text'), env);
          return env.frontmatter?.['search'] === false ? '' : html;
        },
        locales: {
          ru: {
            translations: {
              button: { buttonText: 'Поиск', buttonAriaLabel: 'Поиск' },
              modal: {
                displayDetails: 'Показать подробности',
                resetButtonTitle: 'Очистить',
                backButtonTitle: 'Закрыть поиск',
                noResultsText: 'Ничего не нашлось:',
                footer: {
                  selectText: 'открыть',
                  navigateText: 'выбрать',
                  closeText: 'закрыть',
                },
              },
            },
          },
        },
      },
    },
  },
  markdown: {
    theme: CODE_THEMES,
    config: (markdown) => {
      generatedParts(markdown);
      linksOfTheSite(markdown);
    },
  },
  vite: {
    plugins: [
      {
        name: 'one-search',
        enforce: 'post',
        // The Russian start page looks through the same pages as the rest: they are all there is, the glossary in both languages.
        transform(code, id) {
          if (!id.endsWith('/@localSearchIndex')) return null;
          return code.replace(/"ru": \(\) => import\('([^']*)ru/, `"ru": () => import('$1root`);
        },
      },
      {
        name: 'one-palette',
        enforce: 'pre',
        // The colours are the dashboard's own; its dark mode is called by an attribute, that of this site by a class.
        transform(code, id) {
          if (!id.includes('admin/src/style/tokens.css')) return null;
          return code
            .replaceAll(":root[data-theme='dark']", ':root.dark')
            .replaceAll(":root[data-theme='light']", ':root.light');
        },
      },
    ],
  },
  // No script stands in a page: `script-src 'self'` is enough wherever the site is put.
  transformHtml: (html, _id, { siteConfig }) =>
    html.replaceAll(/<script id="[\w-]+">([^<]+)<\/script>/g, (_, script: string) => {
      const name = `assets/${createHash('sha256').update(script).digest('hex').slice(0, 8)}.js`;
      mkdirSync(join(siteConfig.outDir, 'assets'), { recursive: true });
      writeFileSync(join(siteConfig.outDir, name), script);
      return `<script src="${siteConfig.site.base}${name}"></script>`;
    }),
  buildEnd: ({ outDir }) => writeFileSync(join(outDir, 'openapi.json'), JSON.stringify(openApi(), null, 2)),
});
