import type { Page } from 'playwright-core';
import { LETTERS, visit, type Visit } from './visit.ts';

/** A view of the dashboard, and what is there once it is shown whole. */
export interface Screen {
  readonly name: string;
  readonly path: string;
  readonly whole: (page: Page) => Promise<unknown>;
  readonly visit?: Visit;
}

async function dashboard(page: Page): Promise<void> {
  await page.getByRole('region', { name: 'Люди под риском' }).getByRole('row').nth(1).waitFor();
  await page.getByRole('region', { name: 'Сегменты' }).locator('canvas, svg').last().waitFor();
}

export const SCREENS: readonly Screen[] = [
  {
    name: 'the login',
    path: '/admin/login',
    whole: (page) => page.getByRole('heading', { name: 'Вход' }).waitFor(),
    visit: { loggedIn: false },
  },
  { name: 'the overview', path: '/admin/', whole: dashboard },
  {
    name: 'the overview of own dates, with a table of days',
    path: '/admin/?date_from=2024-05-20&date_to=2024-05-31&granularity=day&mode=on_or_after&figure=d7&days=table',
    whole: dashboard,
  },
  {
    name: 'a list of people',
    path: '/admin/people?metric=segments.quiet_user&search=a',
    whole: (page) => page.getByRole('table').getByRole('link').first().waitFor(),
  },
  {
    name: 'a list of nobody',
    path: '/admin/people?metric=overview.dau&search=nobody+is+called+so',
    whole: (page) => page.getByText('Никто не подходит под поиск.').waitFor(),
  },
  {
    name: 'a list that does not exist',
    path: '/admin/people?metric=nothing',
    whole: (page) => page.getByRole('heading', { name: 'Такого списка нет' }).waitFor(),
  },
  {
    name: 'a person',
    path: '/admin/user/1378',
    whole: async (page) => {
      await page.getByRole('region', { name: 'События' }).getByRole('listitem').first().waitFor();
      await page.getByText('По месяцам').click();
      await page.getByText('Списком').click();
    },
  },
  {
    name: 'sending a message to a person',
    path: '/admin/user/1378',
    whole: async (page) => {
      await page.getByRole('button', { name: 'Отправить сообщение' }).click();
      await page.getByRole('dialog').getByRole('checkbox').first().waitFor();
    },
  },
  {
    name: 'the messages',
    path: '/admin/triggers',
    whole: (page) => page.getByRole('article', { name: 'Win-back' }).waitFor(),
  },
  {
    name: 'a type with a letter',
    path: '/admin/triggers/win_back',
    whole: (page) => page.locator('iframe').waitFor(),
    visit: { complaints: LETTERS },
  },
  {
    name: 'a type of message',
    path: '/admin/triggers/inactivity_3_days',
    whole: (page) => page.getByRole('region', { name: 'Тексты' }).getByText('Твои цели ждут тебя').waitFor(),
  },
  {
    name: 'the people behind a figure of a type',
    path: '/admin/triggers/inactivity_3_days/people?list=held&date_from=2024-05-12&date_to=2024-06-10',
    whole: (page) => page.getByRole('table').getByRole('link').first().waitFor(),
  },
  {
    name: 'a dry run',
    path: '/admin/triggers/dry-run?at=tomorrow_09',
    whole: (page) => page.getByText(/Посмотрели на/).waitFor(),
  },
  {
    name: 'the deliveries',
    path: '/admin/deliveries',
    whole: (page) => page.getByRole('table', { name: 'Доставка' }).waitFor(),
  },
  {
    name: 'a person who does not exist',
    path: '/admin/user/987654321',
    whole: (page) => page.getByRole('heading', { name: 'Такого пользователя нет' }).waitFor(),
    visit: { complaints: /status of 404/ },
  },
];

export const NOTHING_YET: Screen = {
  name: 'the first steps',
  path: '/admin/',
  whole: (page) => page.getByRole('heading', { name: 'Всё работает. Пока никто ничего не делал.' }).waitFor(),
  visit: { server: 'empty' },
};

export async function open({ path, whole, visit: options }: Screen): Promise<Page> {
  const page = await visit(path, options);
  await whole(page);
  return page;
}
