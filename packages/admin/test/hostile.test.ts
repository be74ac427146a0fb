import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ADDRESSES, type EndpointName } from '@retention/domain/contract/address';
import type { Contract } from '@retention/domain/contract/contract';
import { createLinks } from '../../server/src/deliver/links.ts';
import { install, PASSWORD, type Installation } from './server-process.ts';
import { expectNothingRefused, LETTERS, noBrowser, visit } from './visit.ts';

/** What runs where text is taken for HTML: each marks the page, and asks the server for a picture that is not there. */
const IMAGE = '<img src=/hostile.png onerror="document.documentElement.dataset.hostile=1">';
const SCRIPT = '"><script>document.documentElement.dataset.hostile=1</script>';
const SQL = `'; DROP TABLE person; --`;
/** Turns what follows from right to left, where it is let. */
const TURN = '\u202Etxt.exe\u202E';
/** Without a space to break at. */
const LONG = 'ж'.repeat(10_000);

/** The id of somebody whose every field is meant for somebody else. */
const ID = `${SQL}${SCRIPT}`;
const NAME = `${TURN}${IMAGE}${SQL}`;
const EMAIL = `"><svg/onload=document.documentElement.dataset.hostile=1>${TURN}'--@example.com`;

/** What only a script that ran could have done. */
const alarms: string[] = [];
let hostile: Installation;
let server = '';

/** Asks the hostile server something, as the host or as a user. */
async function ask<Name extends EndpointName>(name: Name, token: string, body: Contract[Name]['request']) {
  const answer = await fetch(`${server}${ADDRESSES[name].path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const text = await answer.text();
  expect(answer.status, text).toBe(200);
  const read: Contract[Name]['response'] = JSON.parse(text);
  return read;
}

/** A token as a host signs it (RFC 7519). */
function tokenOf(sub: string, key: string): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const said = `${part({ alg: 'HS256' })}.${part({ sub })}`;
  return `${said}.${createHmac('sha256', key).update(said).digest('base64url')}`;
}

function secret(name: string): string {
  const kept: Record<string, string> = JSON.parse(readFileSync(join(hostile.dataDir, 'secrets.json'), 'utf8'));
  return kept[name] ?? '';
}

/** Gives the people of the test everything that the API takes from a host and from a browser. */
async function seed(): Promise<void> {
  const host = secret('RETENTION_HOST_KEY');
  const facts = {
    first_name: NAME,
    email: EMAIL,
    joined_at: '2024-05-01T09:00:00Z',
    subscription: { plan: 'pro', status: 'active' },
  };
  const users = [
    { user_id: ID, ...facts },
    { user_id: 2, first_name: LONG.slice(0, 200), joined_at: '2024-06-01T09:00:00Z' },
    { user_id: 3, first_name: LONG },
  ];
  const told = await ask('host_users', host, { users: users as Contract['host_users']['request']['users'] });
  expect(told.errors.map(({ index }) => index)).toEqual([2]);
  const token = tokenOf(ID, secret('RETENTION_JWT_SECRET'));
  const of = (day: number, type: string, metadata: object) => ({
    type,
    timestamp: `2024-06-${day}T08:00:00Z`,
    metadata,
  });
  const { errors } = await ask('events_batch', token, {
    events: [
      of(12, 'personal_goal_added', { goal_id: IMAGE, sphere: SCRIPT }),
      of(11, 'journal_entry', { entry_id: SQL, [IMAGE]: SCRIPT, note: LONG.slice(0, 1_800) }),
      of(10, 'ai_coach_message', { session_id: TURN, message_count: 3 }),
      of(9, 'journal_entry', { note: LONG }),
    ] as Contract['events_batch']['request']['events'],
  });
  expect(errors.map(({ index }) => index)).toEqual([3]);
}

/** A page of the hostile server, as its owner, on a phone: the least room, and the same text. */
async function open(): Promise<Page> {
  const page = await visit('about:blank', {
    loggedIn: false,
    width: 360,
    complaints: new RegExp(`${LETTERS.source}|status of 4`),
  });
  const login = await page.request.post(`${server}${ADDRESSES.session_create.path}`, { data: { password: PASSWORD } });
  expect(login.status()).toBe(200);
  // A dialog of the browser, and a question for the picture, would each be text that became HTML.
  page.on('dialog', (dialog) => {
    alarms.push(`a dialog on ${page.url()}`);
    void dialog.dismiss();
  });
  page.on('request', (request) => {
    if (new URL(request.url()).pathname === '/hostile.png') alarms.push(`a picture on ${page.url()}`);
  });
  return page;
}

/** Nothing has run, nothing was refused by the policy, and nothing is wider than the phone. */
async function expectHarmless(page: Page): Promise<void> {
  await expectNothingRefused(page);
  const { ran, wide } = await page.evaluate(() => ({
    ran: document.documentElement.dataset['hostile'] ?? null,
    wide: document.documentElement.scrollWidth - document.documentElement.clientWidth,
  }));
  expect(alarms).toEqual([]);
  expect(ran, page.url()).toBe(null);
  expect(wide, page.url()).toBe(0);
}

beforeAll(async () => {
  if (noBrowser) return;
  hostile = await install();
  server = await hostile.start();
  await seed();
}, 60_000);
afterAll(async () => {
  if (!noBrowser) await hostile.remove();
});

const PERIOD = 'date_from=2024-05-14&date_to=2024-06-12';
const typed = encodeURIComponent(`${IMAGE}${SCRIPT}`);

/** Every view, and where the hostile person is on it, the text that has to stand there. */
const VIEWS: readonly (readonly [path: string, whole: string, text: string | null])[] = [
  ['/admin/?risk_level=any', '#content table', NAME],
  [`/admin/people?metric=overview.mau&${PERIOD}`, '[aria-rowindex="2"] a', EMAIL],
  [`/admin/people?metric=overview.mau&${PERIOD}&search=${typed}`, '.nobody', null],
  [`/admin/user/${encodeURIComponent(ID)}`, 'section li', NAME],
  [`/admin/user/${encodeURIComponent(IMAGE)}`, '.missing', IMAGE],
  ['/admin/triggers', 'article', null],
  ['/admin/triggers/go-live', '.forecast', null],
  ['/admin/triggers/dry-run?at=2024-07-01T09:00:00Z', '.people li', EMAIL],
  // The name of a page holds no dot, else it would be that of a file.
  [`/admin/triggers/${encodeURIComponent('<img src=x onerror=alert(1)>')}`, 'h1', null],
  ['/admin/triggers/win_back', 'iframe', null],
  [`/admin/triggers/monthly_report/people?list=matched&${PERIOD}`, '#content p', null],
  [`/admin/deliveries?status=${typed}`, 'h1', null],
  ['/admin/team', 'table', null],
  ['/admin/account', 'table', null],
  [`/admin/audit?user_id=${typed}`, '.nobody', null],
  [`/admin/login?to=${encodeURIComponent('javascript:document.documentElement.dataset.hostile=1')}`, 'form', null],
  ['/api/', 'h1', null],
];

describe.skipIf(noBrowser)('what people write is text on every page', () => {
  test('of the dashboard and of the API', async () => {
    const page = await open();
    for (const [path, whole, text] of VIEWS) {
      await page.goto(`${server}${path}`);
      await page.locator(whole).first().waitFor();
      if (text !== null) await page.getByText(text).first().waitFor();
      await expectHarmless(page);
    }
  }, 60_000);

  test('of those behind the links of a message', async () => {
    const page = await open();
    const links = createLinks({ publicUrl: server, appUrl: null, linkSecret: secret('RETENTION_LINK_SECRET') });
    for (const path of [
      `/p/${links.preferencesToken(ID)}`,
      `/u/${links.unsubscribeToken(ID, 'email')}`,
      `/p/${typed}`,
    ]) {
      await page.goto(`${server}${path}`);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await expectHarmless(page);
    }
  });

  test('of the audit, where it is somebody’s id; and such a one is erased like anybody', async () => {
    const page = await open();
    await page.goto(`${server}/admin/user/${encodeURIComponent(ID)}`);
    const block = page.getByRole('region', { name: 'Данные человека' });
    await Promise.all([
      page.waitForEvent('download'),
      block.getByRole('button', { name: 'Скачать всё, JSON' }).click(),
    ]);
    await page.goto(`${server}/admin/audit?action=user_export`);
    await page.getByRole('link', { name: ID }).waitFor();
    await expectHarmless(page);

    await page.goBack();
    await block.getByRole('button', { name: 'Стереть человека…' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox').fill(ID);
    await expectHarmless(page);
    await dialog.getByRole('button', { name: 'Стереть навсегда' }).click();
    await page.getByText('Человек стёрт: 3 события.').waitFor();
    await page.goto(`${server}/admin/audit?action=user_erase`);
    await page.getByText(/удалённый человек · [0-9a-f]{8}/).waitFor();
    expect(await page.locator('#content').innerText()).not.toContain('DROP');
  });
});
