import type { OutgoingHttpHeaders } from 'node:http';
import { SignJWT, UnsecuredJWT } from 'jose';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Contract } from '@retention/domain/contract/contract';
import type { Who } from '@retention/domain/contract/endpoint';
import { sessionsGet } from '@retention/domain/contract/accounts';
import { profileGet } from '@retention/domain/contract/profile';
import { sessionCreate, sessionDelete, sessionGet } from '@retention/domain/contract/session';
import { createPersonHash } from '../db/person-hash.ts';
import { openTestDatabase } from '../../test/database.ts';
import { ADMIN_PASSWORD, HOST_KEY, openTestApp, SECRET, signToken, TEST_CONFIG } from '../http/app.fixture.ts';
import { ApiError } from '../http/errors.ts';
import { createGuards } from './identity.ts';
import { createLogins } from './login.ts';
import { createPasswords } from './password.ts';
import { csrfOf } from './proof.ts';

const test = await openTestDatabase();
const { clock } = test;
let app = await openTestApp(test);

const START = '2024-01-15T10:30:00Z';
const HOUR_MS = 3_600_000;

beforeEach(async () => {
  clock.set(START);
  // Attempts are counted by the process.
  app = await openTestApp(test);
});

type Headers = Record<string, string>;

async function ask({ path }: { readonly path: string }, headers: Headers = {}, body: object = {}, to = app) {
  const response = await to.http.inject({ method: 'POST', url: path, headers, payload: JSON.stringify(body) });
  return { status: response.statusCode, headers: response.headers, body: response.json<unknown>() };
}

function logIn(body: object, headers: Headers = {}) {
  return ask(sessionCreate, headers, body);
}

/** What a browser sends after an answer that sets cookies. */
function browser({ headers }: { readonly headers: OutgoingHttpHeaders }): Headers {
  const cookies = setCookies(headers).map((cookie) => cookie.split(';', 1)[0] ?? '');
  const csrf = cookies.find((cookie) => cookie.startsWith('retention_admin_csrf='))?.split('=')[1] ?? '';
  return { cookie: cookies.join('; '), 'x-csrftoken': csrf };
}

function setCookies(headers: OutgoingHttpHeaders): string[] {
  return [headers['set-cookie'] ?? []].flat().map(String);
}

function refusal(status: number, message: RegExp): object {
  return { status, body: { status: 'error', message: expect.stringMatching(message) } };
}

const owner = { role: 'owner', kind: 'owner', user_id: 'owner', expires_at: '2024-01-15T22:30:00Z' };
const byToken = { ...owner, role: 'admin', kind: 'token', user_id: '7' };

describe('logging in', () => {
  it('by the password sets a cookie for the server alone, and one to be repeated', async () => {
    const answer = await logIn({ password: ADMIN_PASSWORD });
    expect(answer).toMatchObject({ status: 200, body: owner });
    expect(setCookies(answer.headers)).toEqual([
      expect.stringMatching(/^retention_admin=[\w-]{43}; Path=\/; Max-Age=43200; SameSite=Strict; HttpOnly$/),
      expect.stringMatching(/^retention_admin_csrf=[\w-]{43}; Path=\/; Max-Age=43200; SameSite=Strict$/),
      expect.stringMatching(
        /^retention_admin_known=[\w-]{22}\.[\w-]{43}; Path=\/api\/; Max-Age=15552000; SameSite=Strict; HttpOnly$/,
      ),
    ]);
    expect(await ask(sessionGet, browser(answer))).toMatchObject({ status: 200, body: owner });
  });

  it('over TLS keeps the cookies to TLS', async () => {
    const cookies = setCookies((await logIn({ password: ADMIN_PASSWORD }, { 'x-forwarded-proto': 'https' })).headers);
    expect(cookies).toHaveLength(3);
    for (const cookie of cookies) expect(cookie).toMatch(/; Secure(?:;|$)/);
  });

  it('takes a password as a person types or copies it', async () => {
    const other = await openTestApp(test, { adminPassword: 'мой пароль' });
    expect(await ask(sessionCreate, {}, { password: ' мой пароль\n'.normalize('NFD') }, other)).toMatchObject({
      status: 200,
    });
  });

  it.each<[string, object, number, RegExp]>([
    ['another password', { password: 'another password' }, 401, /^The password is wrong/],
    ['a part of the password', { password: ADMIN_PASSWORD.slice(0, -1) }, 401, /^The password is wrong/],
    ['nothing', {}, 422, /^Give "password" or "token", and only one/],
    ['both', { password: ADMIN_PASSWORD, token: 'x' }, 422, /^Give "password" or "token", and only one/],
    ['an empty password', { password: '' }, 422, /"password" must be/],
    ['a field nobody knows', { password: ADMIN_PASSWORD, user: 'admin' }, 422, /"user" is not known here/],
    ['a token that is none', { token: 'x' }, 401, /^The token is not valid/],
  ])('with %s is refused', async (_, body, status, message) => {
    const answer = await logIn(body);
    expect(answer).toMatchObject(refusal(status, message));
    expect(setCookies(answer.headers)).toEqual([]);
  });

  it.each<[string, Record<string, unknown>, object]>([
    ['an admin', { role: 'admin' }, { status: 200, body: byToken }],
    ['an owner', { role: 'owner' }, { status: 200, body: { ...byToken, role: 'owner' } }],
    ['an analyst', { role: 'analyst' }, { status: 200, body: { ...byToken, role: 'analyst' } }],
    ['a user', {}, refusal(403, /must carry "role"/)],
    [
      'an admin for an hour',
      { role: 'admin', exp: Date.parse(START) / 1000 + 3600 },
      { status: 200, body: { expires_at: '2024-01-15T11:30:00Z' } },
    ],
    [
      'an admin for years',
      { role: 'admin', exp: Date.parse(START) / 1000 + 1e8 },
      { status: 200, body: { expires_at: owner.expires_at } },
    ],
    ['an admin until just now', { role: 'admin', exp: Date.parse(START) / 1000 - 5 }, refusal(401, /has expired/)],
    ['an admin until a minute ago', { role: 'admin', exp: Date.parse(START) / 1000 - 60 }, refusal(401, /has expired/)],
  ])('by the token of %s', async (_, claims, expected) => {
    expect(await logIn({ token: await signToken({ sub: 7, ...claims }) })).toMatchObject(expected);
  });

  it('is not done by a page of another site', async () => {
    for (const from of ['cross-site', 'same-site']) {
      const answer = await logIn({ password: ADMIN_PASSWORD }, { 'sec-fetch-site': from });
      expect(answer).toMatchObject(refusal(403, /^Only a page of this server/));
    }
    for (const origin of ['https://evil.example', 'null']) {
      expect(await logIn({ password: ADMIN_PASSWORD }, { origin })).toMatchObject(refusal(403, /^Only a page of this/));
    }
    for (const headers of [
      { 'sec-fetch-site': 'same-origin' },
      { origin: 'http://own.example', host: 'own.example' },
    ]) {
      expect(await logIn({ password: ADMIN_PASSWORD }, headers)).toMatchObject({ status: 200 });
    }
  });

  it('may be tried ten times a minute by one address', async () => {
    for (let attempt = 0; attempt < 10; attempt++) {
      expect(await logIn({ password: 'wrong password' })).toMatchObject({ status: 401 });
    }
    const refused = await logIn({ password: ADMIN_PASSWORD });
    expect(refused).toMatchObject(refusal(429, /^Too many attempts to log in: wait 6 s/));
    expect(refused.headers['retry-after']).toBe('6');
    // A proxy on this machine says for whom it asks; what comes before its own word may be anybody's invention.
    expect(await logIn({ password: ADMIN_PASSWORD }, { 'x-forwarded-for': '10.0.0.1, 203.0.113.7' })).toMatchObject({
      status: 200,
    });
    clock.advance(6000);
    expect(await logIn({ password: ADMIN_PASSWORD })).toMatchObject({ status: 200 });
  });

  it('counts the attempts of an address from afar as its own, whatever it says', async () => {
    const from = (heard: string) =>
      app.http.inject({
        method: 'POST',
        url: sessionCreate.path,
        remoteAddress: '198.51.100.1',
        headers: { 'x-forwarded-for': heard },
        payload: '{"password":"wrong password"}',
      });
    for (let attempt = 0; attempt < 10; attempt++) await from(`203.0.113.${attempt}`);
    expect((await from('203.0.113.99')).statusCode).toBe(429);
  });
});

describe('a login', () => {
  it('ends after twelve hours, by the clock of the app', async () => {
    const headers = browser(await logIn({ password: ADMIN_PASSWORD }));
    clock.advance(12 * HOUR_MS - 1000);
    expect(await ask(sessionGet, headers)).toMatchObject({ status: 200, body: owner });
    clock.advance(1000);
    expect(await ask(sessionGet, headers)).toMatchObject(refusal(401, /^The login has ended: log in again/));
  });

  it('outlives the process, and neither another password nor another host key', async () => {
    const headers = browser(await logIn({ password: ADMIN_PASSWORD }));
    const restarted = await openTestApp(test);
    expect(await ask(sessionGet, headers, {}, restarted)).toMatchObject({ status: 200, body: owner });
    for (const change of [{ adminPassword: 'a new password' }, { hostKey: `${HOST_KEY}!` }]) {
      const changed = await openTestApp(test, change);
      expect(await ask(sessionGet, headers, {}, changed)).toMatchObject(refusal(401, /^The login has ended/));
    }
  });

  it('is no proof without its CSRF token', async () => {
    const { cookie = '', 'x-csrftoken': csrf = '' } = browser(await logIn({ password: ADMIN_PASSWORD }));
    const other = browser(await logIn({ password: ADMIN_PASSWORD }))['x-csrftoken'] ?? '';
    for (const route of [sessionGet, sessionDelete]) {
      expect(await ask(route, { cookie })).toMatchObject(refusal(403, /^X-CSRFToken is missing/));
      for (const wrong of [`${csrf}x`, other]) {
        const planted = `${cookie}; retention_admin_csrf=${wrong}`;
        expect(await ask(route, { cookie: planted, 'x-csrftoken': wrong })).toMatchObject(
          refusal(403, /^X-CSRFToken is not the one of this login/),
        );
      }
    }
  });

  it.each<[string, Promise<string> | string]>([
    ['alg none', new UnsecuredJWT({ sub: 'admin', role: 'admin', exp: 1e10 }).encode()],
    ['a token of the host', signToken({ sub: 'admin', role: 'admin', exp: 1e10 })],
    ['a token signed with the host key', signToken({ sub: 'admin', role: 'admin', exp: 1e10 }, HOST_KEY)],
    [
      'a token signed with the password',
      signToken({ sub: 'admin', role: 'admin', exp: 1e10 }, ADMIN_PASSWORD.repeat(2)),
    ],
    ['garbage', 'garbage'],
  ])('cannot be made of %s', async (_, token) => {
    const headers = { cookie: `retention_admin=${await token}; retention_admin_csrf=x`, 'x-csrftoken': 'x' };
    expect(await ask(sessionGet, headers)).toMatchObject(refusal(401, /^The login has ended/));
  });

  it('is not in the database: only what follows from it', async () => {
    const { cookie = '' } = browser(await logIn({ password: ADMIN_PASSWORD }));
    const token = /retention_admin=([\w-]+)/.exec(cookie)?.[1] ?? '?';
    await test.database.session(async (client) => {
      const { rows } = await client.query<{ row: string }>('SELECT s::text AS row FROM session AS s');
      expect(rows.length).toBeGreaterThan(0);
      for (const { row } of rows) expect(row).not.toContain(token);
    });
  });

  it('is a new one each time, whatever the browser brings along', async () => {
    const planted = 'A'.repeat(43);
    const answer = await logIn({ password: ADMIN_PASSWORD }, { cookie: `retention_admin=${planted}` });
    expect(browser(answer)['cookie']).not.toContain(planted);
    const headers = { cookie: `retention_admin=${planted}`, 'x-csrftoken': csrfOf(planted) };
    expect(await ask(sessionGet, headers)).toMatchObject(refusal(401, /^The login has ended/));
  });

  it('says when it was last used, to the minute', async () => {
    const headers = browser(await logIn({ password: ADMIN_PASSWORD }));
    const seen = async (seconds: number) => {
      clock.advance(seconds * 1000);
      const { body } = await ask(sessionsGet, headers);
      return (body as Contract['sessions_get']['response']).sessions[0]?.seen_at;
    };
    expect(await seen(59)).toBe(START);
    expect(await seen(1)).toBe('2024-01-15T10:31:00Z');
    expect(await seen(30)).toBe('2024-01-15T10:31:00Z');
  });

  it('is for the owner’s endpoints alone', async () => {
    const headers = browser(await logIn({ password: ADMIN_PASSWORD }));
    expect(await ask(profileGet, headers)).toMatchObject(refusal(401, /^Send the user's token/));
    const [cookie = ''] = headers['cookie']?.split('; ') ?? [];
    const bearer = { authorization: `Bearer ${cookie.slice('retention_admin='.length)}` };
    expect(await ask(profileGet, bearer)).toMatchObject(refusal(401, /^The token is not valid/));
  });
});

describe('who may what', () => {
  const logins = createLogins(TEST_CONFIG, {
    ...test,
    personHash: createPersonHash(TEST_CONFIG.erasureKey),
    passwords: createPasswords(),
  });
  const guards = createGuards(TEST_CONFIG, clock, logins);
  const attempt = async (who: Who, headers: Headers) => {
    try {
      return await guards[who](headers);
    } catch (error) {
      if (error instanceof ApiError) return error.status;
      throw error;
    }
  };

  it.each<[string, object, Who, object | number]>([
    ['the built-in account', { password: ADMIN_PASSWORD }, 'analyst', { user_id: 'owner', role: 'owner' }],
    ['the built-in account', { password: ADMIN_PASSWORD }, 'owner', { user_id: 'owner', role: 'owner' }],
    ['the built-in account', { password: ADMIN_PASSWORD }, 'user', 401],
    ['the built-in account', { password: ADMIN_PASSWORD }, 'host', 401],
    ['an analyst', { role: 'analyst' }, 'analyst', { user_id: '7', role: 'analyst' }],
    ['an analyst', { role: 'analyst' }, 'admin', 403],
    ['an admin of the host', { role: 'admin' }, 'admin', { user_id: '7', role: 'admin' }],
    ['an admin of the host', { role: 'admin' }, 'owner', 403],
    ['an owner of the host', { role: 'owner' }, 'owner', { user_id: '7', role: 'owner' }],
  ])('%s (%o) at %s', async (_, by, who, expected) => {
    const body = 'password' in by ? by : { token: await signToken({ sub: 7, ...by }) };
    const answer = await attempt(who, browser(await logIn(body)));
    if (typeof expected === 'number') expect(answer).toBe(expected);
    else expect(answer).toMatchObject(expected);
  });

  it('with both cookies is said by X-CSRFToken', async () => {
    const { cookie = '', 'x-csrftoken': csrf = '' } = browser(await logIn({ password: ADMIN_PASSWORD }));
    const both = `${cookie}; csrftoken=abc; retention_token=${await signToken({ sub: 7, role: 'analyst' })}`;
    expect(await attempt('analyst', { cookie: both, 'x-csrftoken': csrf })).toMatchObject({ user_id: 'owner' });
    expect(await attempt('analyst', { cookie: both, 'x-csrftoken': 'abc' })).toMatchObject({ user_id: '7' });
    expect(await attempt('analyst', { cookie: both, 'x-csrftoken': 'other' })).toBe(403);
    expect(await attempt('analyst', { cookie: both })).toBe(403);
  });
});

describe('who is logged in', () => {
  it.each<[string, Promise<Headers> | Headers, object]>([
    ['nobody', {}, refusal(401, /^This is for the team: log in/)],
    ['an admin by a token without an end', bearer({ sub: 7, role: 'admin' }), { body: byToken }],
    [
      'an analyst by a token',
      bearer({ sub: 7, role: 'analyst', exp: Date.parse(START) / 1000 + 60 }),
      { body: { role: 'analyst', user_id: '7', expires_at: '2024-01-15T10:31:00Z' } },
    ],
    ['a user', bearer({ sub: 7 }), refusal(403, /must carry "role"/)],
  ])('%s', async (_, headers, expected) => {
    expect(await ask(sessionGet, await headers)).toMatchObject(expected);
  });

  async function bearer(claims: Record<string, unknown>): Promise<Headers> {
    return { authorization: `Bearer ${await signToken(claims)}` };
  }
});

describe('logging out', () => {
  const removed = [
    'retention_admin=; Path=/; Max-Age=0; SameSite=Strict; HttpOnly',
    'retention_admin_csrf=; Path=/; Max-Age=0; SameSite=Strict',
  ];

  it('removes both cookies, and a copy of them is worth nothing', async () => {
    const headers = browser(await logIn({ password: ADMIN_PASSWORD }));
    const answer = await ask(sessionDelete, headers);
    expect(await ask(sessionGet, headers)).toMatchObject(refusal(401, /^The login has ended/));
    expect(answer).toMatchObject({ status: 200, body: { status: 'ok' } });
    expect(setCookies(answer.headers)).toEqual(removed);
  });

  it('is harmless without a login, and possible with one that has ended', async () => {
    expect(await ask(sessionDelete)).toMatchObject({ status: 200 });
    const headers = browser(await logIn({ password: ADMIN_PASSWORD }));
    clock.advance(13 * HOUR_MS);
    expect(await ask(sessionDelete, headers)).toMatchObject({ status: 200 });
  });
});

describe('a key set without a shared secret', () => {
  it('leaves the built-in account', async () => {
    const other = await openTestApp(test, { jwtSecret: null, jwksUrl: 'http://127.0.0.1:1/keys' });
    expect(await ask(sessionCreate, {}, { password: ADMIN_PASSWORD }, other)).toMatchObject({ status: 200 });
    const forged = new SignJWT({ sub: '1', role: 'admin' }).setProtectedHeader({ alg: 'HS256' });
    const token = await forged.sign(new TextEncoder().encode(SECRET));
    expect((await ask(sessionCreate, {}, { token }, other)).status).not.toBe(200);
  });
});

it('nothing of a login reaches the log', async () => {
  const answer = await logIn({ password: ADMIN_PASSWORD });
  await ask(sessionGet, browser(answer));
  const log = app.log.join('');
  expect(log).toContain(sessionCreate.path);
  for (const secret of [ADMIN_PASSWORD, browser(answer)['x-csrftoken'] ?? '?']) expect(log).not.toContain(secret);
});
