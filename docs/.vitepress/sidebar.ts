import type { DefaultTheme } from 'vitepress';
import { GROUPS } from './generated/endpoints.ts';

/** What stands in the bar above, in both languages: the pages behind it are English. */
export const NAV: readonly {
  readonly en: string;
  readonly ru: string;
  readonly link: string;
  readonly under: string;
}[] = [
  { en: 'Concepts', ru: 'Понятия', link: '/concepts/', under: '/concepts/' },
  { en: 'Integration', ru: 'Подключение', link: '/integration/', under: '^/(integration/|moving-in/|webhooks)' },
  { en: 'Operations', ru: 'Эксплуатация', link: '/operations/', under: '/operations/' },
  { en: 'API', ru: 'API', link: '/api/', under: '/api/' },
  { en: 'Decisions', ru: 'Решения', link: '/inside/decisions', under: '/inside/' },
];

/** Every page, in the order in which it is read. A test holds it to the files that are there. */
export const SIDEBAR: DefaultTheme.SidebarItem[] = [
  {
    text: 'Concepts',
    collapsed: true,
    items: [
      { text: 'What it is', link: '/concepts/' },
      { text: 'Events and days', link: '/concepts/days' },
      { text: 'Profiles', link: '/concepts/profiles' },
      { text: 'Figures', link: '/concepts/figures' },
      { text: 'Messages', link: '/messages' },
      { text: 'Holdout and intervals', link: '/concepts/holdout' },
      { text: 'Shadow and the brake', link: '/concepts/shadow' },
      { text: 'Glossary · Словарь', link: '/concepts/glossary' },
    ],
  },
  {
    text: 'Integration',
    collapsed: true,
    items: [
      { text: 'Connect your app', link: '/integration/' },
      { text: 'A Django backend', link: '/integration/django' },
      { text: 'A Vue app', link: '/integration/vue' },
      { text: 'A Telegram bot you have', link: '/integration/telegram-bot' },
      { text: 'Any other backend', link: '/integration/any-backend' },
      { text: 'The SDK', link: '/integration/sdk' },
      { text: 'The Vue kit', link: '/integration/kit' },
      { text: 'Webhooks', link: '/webhooks' },
    ],
  },
  {
    text: 'Moving in',
    collapsed: true,
    items: [
      { text: 'From what you have', link: '/moving-in/' },
      { text: 'From a Django app', link: '/moving-in/django' },
      { text: 'The Django mapping file', link: '/moving-in/mapping' },
      { text: 'From PostHog, Amplitude, Mixpanel', link: '/moving-in/exports' },
      { text: 'From files', link: '/moving-in/files' },
      { text: 'Going live', link: '/moving-in/going-live' },
    ],
  },
  {
    text: 'Operations',
    collapsed: true,
    items: [
      { text: 'Install', link: '/operations/' },
      { text: 'Configuration', link: '/operations/configuration' },
      { text: 'Commands', link: '/operations/commands' },
      { text: 'Accounts, roles, audit', link: '/operations/accounts' },
      { text: 'Security', link: '/operations/security' },
      { text: 'Privacy', link: '/operations/privacy' },
      { text: 'Backup and restore', link: '/operations/backups' },
      { text: 'Upgrades', link: '/operations/upgrades' },
      { text: 'Monitoring', link: '/operations/monitoring' },
      { text: 'Limits and figures', link: '/operations/limits' },
      { text: 'Benchmarks', link: '/operations/figures' },
      { text: 'Troubleshooting', link: '/operations/troubleshooting' },
    ],
  },
  {
    text: 'API',
    collapsed: true,
    items: [
      { text: 'How to call it', link: '/api/' },
      ...GROUPS.map(({ name, title }) => ({ text: title, link: `/api/${name}` })),
    ],
  },
  {
    text: 'Inside',
    collapsed: true,
    items: [
      { text: 'Decisions', link: '/inside/decisions' },
      { text: 'Architecture', link: '/inside/architecture' },
      { text: 'Contributing', link: '/inside/contributing' },
      { text: 'Release notes', link: '/inside/release-notes' },
    ],
  },
];
