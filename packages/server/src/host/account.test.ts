import { beforeEach, describe, expect, it } from 'vitest';
import type { Contract } from '@retention/domain/contract/contract';
import { openTestDatabase } from '../../test/database.ts';
import { ADMIN_PASSWORD, openTestApp, signToken } from '../http/app.fixture.ts';
import { ask, browser, logIn, type Headers } from '../http/login.fixture.ts';

const test = await openTestDatabase();
const app = await openTestApp(test);
/** Another process of the same installation. */
const other = await openTestApp(test);

const PASSWORD = 'correct horse battery';
let owner: Headers;
let count = 0;

beforeEach(async () => {
  owner = await logIn(app, { password: ADMIN_PASSWORD });
});

/** An account of its own for a test, logged in. */
async function account(role: 'analyst' | 'admin' | 'owner' = 'analyst') {
  const login = `somebody-${++count}@example.com`;
  expect((await ask(app, 'account_create', owner, { login, role, password: PASSWORD })).status).toBe(200);
  return { login, headers: await logIn(app, { login, password: PASSWORD }) };
}

const isIn = async (headers: Headers, by = other): Promise<boolean> =>
  (await ask(by, 'session_get', headers)).status === 200;

function change(body: object) {
  return ask<Contract['account_set']['response']>(app, 'account_set', owner, body);
}

describe('an account', () => {
  it('is made with a password that is told once, and logs in with it, in letters of any size', async () => {
    const made = await ask<Contract['account_create']['response']>(app, 'account_create', owner, {
      login: 'Маша@Example.com',
      role: 'analyst',
    });
    expect(made.body.account).toMatchObject({ login: 'маша@example.com', role: 'analyst', disabled_at: null });
    const password = made.body.password ?? '';
    expect(password).toMatch(/^[a-z2-9]{4}(?:-[a-z2-9]{4}){4}$/);
    const headers = await logIn(app, { login: 'МАША@example.com', password });
    expect((await ask(app, 'session_get', headers)).body).toMatchObject({
      role: 'analyst',
      kind: 'account',
      user_id: 'маша@example.com',
    });
    const { body } = await ask<Contract['accounts_get']['response']>(app, 'accounts_get', owner);
    expect(body.accounts).toContainEqual({ ...made.body.account, seen_at: '2024-01-15T10:30:00Z' });
    expect(JSON.stringify(body)).not.toContain('scrypt');
  });

  it('needs a login of its own, and a password of twelve characters', async () => {
    const { login } = await account();
    for (const taken of [login, login.toUpperCase(), 'owner']) {
      expect((await ask(app, 'account_create', owner, { login: taken, role: 'analyst' })).status).toBe(409);
    }
    for (const password of ['short', '  elevenchars  ']) {
      const answer = await ask(app, 'account_create', owner, { login: 'new', role: 'analyst', password });
      expect(answer.status).toBe(422);
    }
  });

  it('is refused with one and the same answer, whatever is wrong', async () => {
    const { login } = await account();
    const shut = await account();
    await change({ login: shut.login, disabled: true });
    const attempts = [
      { login, password: 'wrong password' },
      { login: 'nobody@example.com', password: PASSWORD },
      { login: "'; DROP TABLE account; --", password: PASSWORD },
      { login: 'no\0body', password: PASSWORD },
      { login: shut.login, password: PASSWORD },
    ];
    const answers = await Promise.all(attempts.map((body) => ask(app, 'session_create', {}, body)));
    for (const { status, body } of answers) {
      expect({ status, body }).toEqual({ status: 401, body: answers[0]?.body });
    }
  });
});

describe('the logins of an account end at once, everywhere', () => {
  it.each<[string, object]>([
    ['another role', { role: 'admin' }],
    ['being shut', { disabled: true }],
    ['a new password', { new_password: 'another long password' }],
  ])('with %s', async (_, body) => {
    const { login, headers } = await account();
    const stranger = await account();
    expect(await isIn(headers)).toBe(true);
    expect((await change({ login, ...body })).status).toBe(200);
    expect(await isIn(headers)).toBe(false);
    expect(await isIn(stranger.headers)).toBe(true);
    // Nothing of that comes back with its opposite.
    await change({ login, role: 'analyst', disabled: false });
    expect(await isIn(headers)).toBe(false);
  });

  it('but for the one that has set the password', async () => {
    const { login, headers } = await account();
    const elsewhere = await logIn(app, { login, password: PASSWORD });
    const wrong = { password: 'not the present one', new_password: 'another long password' };
    expect((await ask(app, 'password_set', headers, wrong)).status).toBe(422);
    expect((await ask(app, 'password_set', headers, { ...wrong, password: PASSWORD })).status).toBe(200);
    expect(await isIn(headers)).toBe(true);
    expect(await isIn(elsewhere)).toBe(false);
    expect((await ask(app, 'session_create', {}, { login, password: PASSWORD })).status).toBe(401);
    expect(await isIn(await logIn(app, { login, password: 'another long password' }))).toBe(true);
  });

  it('also where the password was right a moment before it changed', async () => {
    const { login } = await account();
    const [late] = await Promise.all([
      ask(app, 'session_create', {}, { login, password: PASSWORD }),
      change({ login, disabled: true }),
    ]);
    if (late.status === 200) expect(await isIn(browser(late))).toBe(false);
    else expect(late.status).toBe(401);
    await change({ login, disabled: false });
    if (late.status === 200) expect(await isIn(browser(late))).toBe(false);
  });
});

describe('the logins', () => {
  it('of everybody are seen and ended by an owner, others see and end their own', async () => {
    const one = await account();
    const two = await account('admin');
    const list = async (headers: Headers) =>
      (await ask<Contract['sessions_get']['response']>(app, 'sessions_get', headers)).body.sessions;
    const all = await list(owner);
    const theirs = await list(one.headers);
    expect(all.map(({ who }) => who)).toEqual(expect.arrayContaining(['owner', one.login, two.login]));
    expect(all.filter(({ own }) => own).map(({ who }) => who)).toEqual(['owner']);
    expect(theirs).toMatchObject([{ who: one.login, role: 'analyst', own: true, client: 'Another client' }]);
    const id = all.find(({ who }) => who === two.login)?.id;
    expect((await ask(app, 'session_revoke', one.headers, { id })).status).toBe(404);
    expect(await isIn(two.headers)).toBe(true);
    expect((await ask(app, 'session_revoke', owner, { id })).status).toBe(200);
    expect(await isIn(two.headers)).toBe(false);
    expect((await ask(app, 'session_revoke', owner, { id })).status).toBe(404);
  });

  it('by a token of the host are seen by their user, and end when that user is erased', async () => {
    const token = await signToken({ sub: 'host-admin', role: 'admin' });
    const headers = await logIn(app, { token });
    const bearer = { authorization: `Bearer ${token}` };
    const { body } = await ask<Contract['sessions_get']['response']>(app, 'sessions_get', bearer);
    expect(body.sessions).toMatchObject([{ who: 'host-admin', role: 'admin', own: false }]);
    await test.database.session((client) => client.query("DELETE FROM audit_subject WHERE user_id = 'host-admin'"));
    expect(await isIn(headers)).toBe(false);
  });

  it('of the built-in owner end with another password, also where that is not known yet', async () => {
    expect(await isIn(owner, app)).toBe(true);
    await openTestApp(test, { adminPassword: 'another password of the owner' });
    expect(await isIn(owner, app)).toBe(false);
  });

  it('that ended long ago are not kept', async () => {
    const { login } = await account();
    test.clock.advance(40 * 86_400_000);
    await logIn(app, { password: ADMIN_PASSWORD });
    await test.database.session(async (client) => {
      const { rows } = await client.query<{ login: string | null }>('SELECT login FROM session');
      expect(rows.filter((row) => row.login === login)).toHaveLength(1);
      expect(rows.filter((row) => row.login === null)).toHaveLength(1);
    });
  });
});

describe('the password of the built-in owner', () => {
  it('may be configured as its hash', async () => {
    // Of "configured by its hash", cheap on purpose.
    const { hashMadeUp } = await import('./password.ts');
    const hashed = await openTestApp(test, { adminPassword: hashMadeUp('configured by its hash') });
    expect(await isIn(await logIn(hashed, { password: ' configured by its hash' }), hashed)).toBe(true);
    expect((await ask(hashed, 'session_create', {}, { password: 'something else' })).status).toBe(401);
  });

  it('is not changed here', async () => {
    const body = { password: ADMIN_PASSWORD, new_password: 'another long password' };
    owner = await logIn(app, { password: ADMIN_PASSWORD });
    expect((await ask(app, 'password_set', owner, body)).status).toBe(409);
    const token = { authorization: `Bearer ${await signToken({ sub: 7, role: 'analyst' })}` };
    expect((await ask(app, 'password_set', token, body)).status).toBe(409);
  });
});
