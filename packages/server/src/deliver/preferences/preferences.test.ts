import fastify from 'fastify';
import { afterAll, expect, test } from 'vitest';
import { CHANNEL_NAMES } from '@retention/domain/channel';
import { TRIGGER_TYPES } from '@retention/domain/trigger';
import { openTestDatabase } from '../../../test/database.ts';
import { createHttp } from '../../http/server.ts';
import { servePreferencePages } from '../../http/preference-pages.ts';
import { createTelemetry } from '../../http/telemetry.ts';
import { openLogger } from '../../logger.ts';
import { createLinks } from '../links.ts';
import { createPreferencePages } from './preference-pages.ts';
import { createPreferences, readPreferences } from './preferences.ts';

const { database, clock } = await openTestDatabase();
const links = createLinks({
  publicUrl: 'https://retention.example.com',
  appUrl: null,
  linkSecret: 'the link secret of the tests',
});
const api = createPreferences({ database, clock });
const telemetry = createTelemetry(database);
const http = createHttp(openLogger('silent'), telemetry);
servePreferencePages({ http, telemetry }, createPreferencePages({ database, clock, links, brand: 'One & <Percent>' }));
await http.ready();
afterAll(() => http.close());

let count = 0;
/** Somebody new, with an address and a chat. */
async function person(
  facts: Partial<Record<'email' | 'telegram_chat_id' | 'locale' | 'first_name', string | null>> = {},
) {
  const user_id = `person ${(count += 1)}`;
  const { email = 'anna@example.com', telegram_chat_id = '77', locale = 'ru', first_name = 'Анна' } = facts;
  await write(
    'INSERT INTO person (user_id, email, telegram_chat_id, locale, first_name, created_at, updated_at) VALUES ($1, $2, $3, $4, $5, now(), now())',
    [user_id, email, telegram_chat_id, locale, first_name],
  );
  return user_id;
}

/** The number of rows that were written, or read. */
async function write(text: string, values: readonly unknown[]): Promise<number> {
  return database.session(async (client) => (await client.query(text, [...values])).rowCount ?? 0);
}

async function offOf(user_id: string) {
  const { channels_off, types_off } = await readPreferences({ database }, user_id);
  return { channels_off, types_off };
}

/** When somebody is to be looked at next, so many times. */
function looks(user_id: string): Promise<number> {
  return write('SELECT FROM agenda WHERE user_id = $1', [user_id]);
}

function get(url: string, headers: Record<string, string> = {}) {
  return http.inject({ url, headers });
}

function post(url: string, payload = '', type = 'application/x-www-form-urlencoded') {
  return http.inject({ method: 'POST', url, payload, headers: { 'content-type': type } });
}

const unsubscribe = (user_id: string): string => `/u/${links.unsubscribeToken(user_id, 'email')}`;
const preferences = (user_id: string): string => `/p/${links.preferencesToken(user_id)}`;

test('a GET of the link to unsubscribe asks, and changes nothing', async () => {
  const user_id = await person();
  for (let at = 0; at < 2; at++) {
    const page = await get(unsubscribe(user_id));
    expect(page.statusCode).toBe(200);
    expect(page.body).toContain('Отписаться от писем?');
    expect(page.body).toContain('<form method="post"><button>');
  }
  await http.inject({ method: 'HEAD', url: unsubscribe(user_id) });
  expect(await offOf(user_id)).toEqual({ channels_off: [], types_off: [] });
  expect(await looks(user_id)).toBe(0);
});

const ONE_CLICK = 'List-Unsubscribe=One-Click';
const MULTIPART = `--x\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--x--\r\n`;

test.for([
  ['a form', '', 'application/x-www-form-urlencoded'],
  ['one click', ONE_CLICK, 'application/x-www-form-urlencoded'],
  ['one click with a charset', ONE_CLICK, 'Application/X-WWW-Form-Urlencoded; charset=UTF-8'],
  ['one click in parts', MULTIPART, 'multipart/form-data; boundary=x'],
] as const)('a POST turns the channel off, twice is the same as once: %s', async ([, body, type]) => {
  const user_id = await person();
  for (let at = 0; at < 2; at++) {
    const page = await post(unsubscribe(user_id), body, type);
    expect(page.statusCode).toBe(200);
    expect(page.body).toContain('Писем больше не будет');
    expect(await offOf(user_id)).toEqual({ channels_off: ['email'], types_off: [] });
    // What has not left yet is looked at at once, and once is enough.
    expect(await looks(user_id)).toBe(1);
  }
  expect((await get(unsubscribe(user_id))).body).toContain('Включить снова');
});

test('unsubscribing can be taken back at once, and the rest is one link away', async () => {
  const user_id = await person();
  const off = await post(unsubscribe(user_id));
  expect(off.body).toContain('name="again" value="on"');
  expect(off.body).toContain(`href="../p/${links.preferencesToken(user_id)}"`);
  const on = await post(unsubscribe(user_id), 'again=on');
  expect(on.body).toContain('Письма снова включены');
  expect(await offOf(user_id)).toEqual({ channels_off: [], types_off: [] });
  expect(await looks(user_id)).toBe(2);
});

test('unsubscribing leaves what was chosen before as it was', async () => {
  const user_id = await person();
  await api.set({ user_id, body: { channels_off: ['push'], types_off: ['win_back'] } });
  await post(unsubscribe(user_id), ONE_CLICK);
  expect(await offOf(user_id)).toEqual({ channels_off: ['push', 'email'], types_off: ['win_back'] });
});

test('the preferences show every channel and kind, and what is not connected cannot be moved', async () => {
  const user_id = await person({ telegram_chat_id: null });
  const { body, statusCode } = await get(preferences(user_id));
  expect(statusCode).toBe(200);
  for (const type of TRIGGER_TYPES) expect(body).toContain(`name="type" value="${type}"`);
  expect(body).toMatch(/name="channel" value="email"[^>]* checked/);
  expect(body).toMatch(/name="channel" value="in_app"[^>]* checked/);
  expect(body).not.toContain('value="telegram"');
  expect(body).not.toContain('value="push"');
  expect(body.match(/Не подключено/g)).toHaveLength(2);
  expect(body.replaceAll('streak_at_risk', '')).not.toMatch(/сегмент|риск|segment|risk/i);
  expect(body).not.toContain('<script');
  expect(await looks(user_id)).toBe(0);
});

test('an address that refuses us is not connected, a new one is', async () => {
  const user_id = await person({ email: 'bounces@example.com' });
  await write("INSERT INTO closed_address VALUES ($1, 'email', 'bounces@example.com', '550', now())", [user_id]);
  expect((await get(preferences(user_id))).body).not.toContain('value="email"');
  await write("UPDATE person SET email = 'new@example.com' WHERE user_id = $1", [user_id]);
  expect((await get(preferences(user_id))).body).toContain('value="email"');
});

test('a channel through which nothing can leave is not connected', async () => {
  const user_id = await person();
  const { channels } = await createPreferences({ database, clock, configured: new Set(['email']) }).get({ user_id });
  expect(channels.filter(({ available }) => available).map(({ channel }) => channel)).toEqual(['in_app', 'email']);
});

test('saving turns off what was shown and is not ticked, and leaves what was not shown', async () => {
  const user_id = await person({ telegram_chat_id: null });
  await api.set({ user_id, body: { channels_off: ['telegram', 'email'], types_off: ['win_back'] } });
  const form = new URLSearchParams([
    ['shown_channel', 'in_app'],
    ['shown_channel', 'email'],
    ['channel', 'email'],
    ...TRIGGER_TYPES.map((type) => ['shown_type', type] as [string, string]),
    ...TRIGGER_TYPES.filter((type) => type !== 'streak_at_risk').map((type) => ['type', type] as [string, string]),
  ]);
  const page = await post(preferences(user_id), String(form));
  expect(page.statusCode).toBe(200);
  expect(page.body).toContain('Сохранено');
  expect(await offOf(user_id)).toEqual({ channels_off: ['in_app', 'telegram'], types_off: ['streak_at_risk'] });
  expect(await looks(user_id)).toBe(2);
  await post(preferences(user_id), String(form));
  expect(await looks(user_id)).toBe(2);
});

test('a form that says nothing, or names what there is not, changes nothing', async () => {
  const user_id = await person();
  await post(preferences(user_id), '');
  await post(preferences(user_id), 'shown_channel=fax&shown_type=__proto__&shown_type=x%27%3B+DROP+TABLE+preference');
  await post(preferences(user_id), '{"channels_off":["email"]}', 'application/json');
  expect(await offOf(user_id)).toEqual({ channels_off: [], types_off: [] });
});

test.for(['/u/', '/p/', '/u/x', '/p/x.y', '/p/%00', '/u/..%2F..%2Fetc'])('%s: a kind page, 404', async (url) => {
  for (const page of [await get(url), await post(url, ONE_CLICK)]) {
    expect(page.statusCode).toBe(404);
    expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(page.body).toContain('Ссылка не работает');
  }
  expect((await get(url, { 'accept-language': 'en-GB,en;q=0.9' })).body).toContain('This link does not work');
});

test('a forged token changes nothing', async () => {
  const [user_id, other] = [await person(), await person()];
  const [, mac = ''] = links.unsubscribeToken(user_id, 'email').split('.');
  const forged = Buffer.from(`email\0${other}`).toString('base64url');
  expect((await post(`/u/${forged}.${mac}`)).statusCode).toBe(404);
  expect((await post(`/u/${links.preferencesToken(other)}`)).statusCode).toBe(404);
  expect(await offOf(other)).toEqual({ channels_off: [], types_off: [] });
});

test('the language is that of the person, and can be switched', async () => {
  const user_id = await person({ locale: 'en-US' });
  const page = await get(preferences(user_id), { 'accept-language': 'ru' });
  expect(page.body).toContain('<html lang="en">');
  expect(page.body).toContain('What to send you, and where');
  expect((await get(`${preferences(user_id)}?lang=ru`)).body).toContain('<html lang="ru">');
  expect((await post(`${preferences(user_id)}?lang=ru`, 'shown_type=win_back')).body).toContain('Сохранено');
  expect((await get(`${preferences(user_id)}?lang=fr`)).body).toContain('<html lang="en">');
});

test('names and ids bring neither HTML nor SQL', async () => {
  const evil = `'); DROP TABLE preference; -- <img src=x onerror=alert(1)>`;
  await write(
    'INSERT INTO person (user_id, first_name, email, created_at, updated_at) VALUES ($1, $1, $2, now(), now())',
    [evil, 'x@example.com'],
  );
  await post(unsubscribe(evil));
  expect(await offOf(evil)).toEqual({ channels_off: ['email'], types_off: [] });
  const { body } = await get(preferences(evil));
  expect(body).not.toContain('<img');
  expect(body).toContain('One &amp; &lt;Percent&gt;');
});

test('the longest id there can be has its pages as well, also for somebody nobody knows', async () => {
  const longest = '🦊'.repeat(128);
  expect((await get(preferences(longest))).statusCode).toBe(200);
  expect((await post(unsubscribe(longest), ONE_CLICK)).statusCode).toBe(200);
  expect((await offOf(longest)).channels_off).toEqual(['email']);
});

test('a page may send its forms home and show its own style, and nothing more; nobody keeps or frames it', async () => {
  const page = await get(preferences(await person()));
  expect(page.headers).toMatchObject({
    'content-security-policy': expect.stringMatching(
      /^default-src 'none'; style-src 'sha256-[^']+'; img-src data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'$/,
    ),
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  });
});

test('what is too long, or compressed, is refused in words for people', async () => {
  const url = unsubscribe(await person());
  const long = await post(url, 'x'.repeat(20_000));
  expect([long.statusCode, long.headers['content-type']]).toEqual([413, 'text/html; charset=utf-8']);
  const packed = await http.inject({ method: 'POST', url, headers: { 'content-encoding': 'gzip' }, payload: 'x' });
  expect([packed.statusCode, packed.headers['content-type']]).toEqual([415, 'text/html; charset=utf-8']);
});

test('where the database does not answer, the page says so, and that nothing has changed', async () => {
  const broken = fastify();
  const away = (): Promise<never> => Promise.reject(new Error('away'));
  const pages = createPreferencePages({ database: { query: away }, clock, links, brand: 'x' });
  servePreferencePages({ http: broken, telemetry }, pages);
  const page = await broken.inject({ url: unsubscribe('42') });
  expect(page.statusCode).toBe(500);
  expect(page.body).toContain('Не получилось');
  await broken.close();
});

test('forms are read on these pages alone', async () => {
  const other = createHttp(openLogger('silent'), telemetry);
  servePreferencePages({ http: other, telemetry }, createPreferencePages({ database, clock, links, brand: 'x' }));
  other.post('/json', (request) => request.received);
  const answer = await other.inject({
    method: 'POST',
    url: '/json',
    payload: 'a=b',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  });
  expect(answer.statusCode).toBe(415);
  await other.close();
});

test('the API shows what the person wants, and takes the whole of it', async () => {
  const user_id = await person({ locale: 'en', telegram_chat_id: null });
  await write("INSERT INTO push_subscription VALUES ($1, 'https://push.example.com/1', 'p', 'a', now())", [user_id]);
  await api.set({ user_id, body: { channels_off: ['email', 'telegram'], types_off: ['win_back'] } });
  const told = await api.get({ user_id });
  expect(told.channels).toEqual([
    { channel: 'in_app', label: 'In the app', on: true, available: true },
    { channel: 'push', label: 'Push', on: true, available: true },
    { channel: 'telegram', label: 'Telegram', on: false, available: false },
    { channel: 'email', label: 'E-mail', on: false, available: true },
  ]);
  expect(told.types.filter(({ on }) => !on)).toEqual([{ type: 'win_back', label: 'Discounts and gifts', on: false }]);
  await api.set({ user_id, body: { channels_off: [], types_off: [...TRIGGER_TYPES] } });
  expect(await offOf(user_id)).toEqual({ channels_off: [], types_off: TRIGGER_TYPES });
  expect(await looks(user_id)).toBe(2);
});

test('two changes at once do not lose each other', async () => {
  const user_id = await person();
  await Promise.all(CHANNEL_NAMES.map((channel) => post(`/u/${links.unsubscribeToken(user_id, channel)}`, ONE_CLICK)));
  expect((await offOf(user_id)).channels_off).toEqual(CHANNEL_NAMES);
});
