import { beforeEach, describe, expect, it } from 'vitest';
import { ADDRESSES } from '@retention/domain/contract/address';
import { openTestDatabase } from '../../test/database.ts';
import { openTestApp, signToken } from './app.fixture.ts';

const test = await openTestDatabase({ now: '2024-01-15T12:00:00Z' });
const app = await openTestApp(test);
const token = await signToken({ sub: 'ivan' });
const other = await signToken({ sub: 'olga' });
const events = [{ type: 'session_start', timestamp: '2024-01-15T11:00:00Z' }];
const CSRF = 'the value only this origin can read';
const cookie = `csrftoken=${CSRF}; retention_token=${token}`;

/** As a page sends it that is being closed: text, and nothing that would have to be asked for first. */
async function send(body: unknown, headers: Record<string, string> = {}, url: string = ADDRESSES.events_batch.path) {
  const payload = typeof body === 'string' ? body : JSON.stringify(body);
  const response = await app.http.inject({
    method: 'POST',
    url,
    headers: { 'content-type': 'text/plain;charset=UTF-8', ...headers },
    payload,
  });
  const { message = '' } = response.json<{ message?: string }>();
  return { status: response.statusCode, message };
}

const stored = () =>
  test.database.session(async (client) => {
    const { rows } = await client.query<{ user_id: string }>('SELECT user_id FROM event');
    return rows.map(({ user_id }) => user_id);
  });

beforeEach(() => test.database.session((client) => client.query('TRUNCATE event, active_day, person, change')));

describe('a token in the body', () => {
  it.each([
    ['as text', 'text/plain;charset=UTF-8'],
    ['as text in other letters', 'Text/Plain; Charset="utf-8"'],
    ['as JSON', 'application/json'],
  ])('proves who calls, declared %s', async (_, type) => {
    expect(await send({ events, token }, { 'content-type': type })).toMatchObject({ status: 200 });
    expect(await stored()).toEqual(['ivan']);
  });

  it('is not looked at where a header says who calls, and helps no header that is wrong', async () => {
    expect((await send({ events, token: other }, { authorization: `Bearer ${token}` })).status).toBe(200);
    expect((await send({ events, token: 'garbage' }, { authorization: `Bearer ${token}` })).status).toBe(200);
    expect(await stored()).toEqual(['ivan', 'ivan']);
    expect((await send({ events, token }, { authorization: 'Bearer garbage' })).status).toBe(401);
    expect(await send({ events, token }, { cookie: cookie.slice(0, 50), 'x-csrftoken': CSRF })).toMatchObject({
      status: 401,
    });
  });

  it('is looked at behind a password of the proxy, which takes the header for itself', async () => {
    expect((await send({ events, token }, { authorization: 'Basic dTpw' })).status).toBe(200);
  });

  it('comes before a cookie, which the browser may have sent by itself', async () => {
    expect((await send({ events, token: other }, { cookie })).status).toBe(200);
    expect(await stored()).toEqual(['olga']);
  });

  it.each<[string, unknown, number, RegExp]>([
    ['none', { events }, 401, /^Send the user's token as .* "token" in the body$/],
    ['null', { events, token: null }, 401, /^Send the user's token/],
    ['a number', { events, token: 7 }, 401, /^"token" must be text/],
    ['an object', { events, token: { toString: 'x' } }, 401, /^"token" must be text/],
    ['a list of one', { events, token: [token] }, 401, /^"token" must be text/],
    ['nothing', { events, token: '' }, 401, /^The token is not valid/],
    ['with Bearer before it', { events, token: `Bearer ${token}` }, 401, /^The token is not valid/],
    ['of 8001 characters', { events, token: 'x'.repeat(8001) }, 401, /^"token" is longer than 8000/],
    ['of 200,000 characters', { events, token: 'x'.repeat(200_000) }, 401, /^"token" is longer than 8000/],
    ['of 300,000 characters', { events, token: 'x'.repeat(300_000) }, 413, /up to 262144 bytes/],
    ['in a list', [{ events, token }], 401, /^Send the user's token/],
    ['in a prototype', `{"__proto__":{"token":"${token}"},"events":[]}`, 401, /^Send the user's token/],
    ['and no JSON around it', `token=${token}`, 400, /not valid JSON/],
    ['and nothing else', null, 401, /^Send the user's token/],
    ['and no body', '', 401, /^Send the user's token/],
  ])('%s stores nothing', async (_, body, status, message) => {
    const answer = await send(body);
    expect(answer).toEqual({ status, message: expect.stringMatching(message) });
    expect(await stored()).toEqual([]);
  });

  it('of the wrong key, or one that has run out, is as wrong as in a header', async () => {
    const forged = await signToken({ sub: 'ivan' }, 'another secret, long enough as well, or longer');
    const expired = await signToken({ sub: 'ivan', exp: Date.parse('2024-01-15T11:00:00Z') / 1000 });
    expect(await send({ events, token: forged })).toMatchObject({ status: 401 });
    expect(await send({ events, token: expired })).toEqual({ status: 401, message: expect.stringMatching(/expired/) });
  });

  it('comes before anything is said of the events', async () => {
    expect((await send({ events: 'none', token: 'garbage' })).status).toBe(401);
    expect((await send({ events: 'none', token })).status).toBe(400);
  });

  it('opens no other door', async () => {
    const { profile_get, preferences_set, host_users, admin_metrics } = ADDRESSES;
    const closed = [profile_get, preferences_set, host_users, admin_metrics].map(({ path }) =>
      send({ token }, {}, path),
    );
    expect((await Promise.all(closed)).map(({ status }) => status)).toEqual([401, 401, 401, 401]);
  });

  it('is counted as its user', async () => {
    const limited = await openTestApp(test, { rateLimit: 1 });
    const at = async (body: object, headers: Record<string, string> = {}) => {
      const { path: url } = ADDRESSES.events_batch;
      return (await limited.http.inject({ method: 'POST', url, headers, payload: JSON.stringify(body) })).statusCode;
    };
    expect(await at({ events, token })).toBe(200);
    expect(await at({ events, token })).toBe(429);
    expect(await at({ events }, { authorization: `Bearer ${token}` })).toBe(429);
    expect(await at({ events, token: other })).toBe(200);
  });

  it('is kept nowhere', async () => {
    await send({ events, token, csrf_token: CSRF }, { cookie });
    await send({ events: [{ ...events[0], token: 'x' }], token: `${token}x` });
    expect(app.log.join('')).not.toContain(token.slice(-20));
    expect(app.log.join('')).not.toContain(CSRF);
    const rows = await test.database.session((client) =>
      client.query<object>('SELECT to_jsonb(event) AS row FROM event UNION ALL SELECT to_jsonb(person) FROM person'),
    );
    expect(JSON.stringify(rows.rows)).not.toContain(token.slice(-20));
  });

  it('of a page that is being closed, over a connection that is kept', async () => {
    const address = await app.listen();
    const answers: number[] = [];
    for (const proof of [{ token }, { token: 'garbage' }, {}, { token }]) {
      const body = JSON.stringify({ events, ...proof });
      const response = await fetch(`${address}${ADDRESSES.events_batch.path}`, {
        method: 'POST',
        body,
        keepalive: true,
      });
      await response.text();
      answers.push(response.status);
    }
    expect(answers).toEqual([200, 401, 401, 200]);
  });
});

describe('a cookie session whose CSRF token is in the body', () => {
  it('proves who calls', async () => {
    expect((await send({ events, csrf_token: CSRF }, { cookie })).status).toBe(200);
    expect((await send({ events, csrf_token: CSRF }, { cookie, 'sec-fetch-site': 'same-origin' })).status).toBe(200);
    expect(await stored()).toEqual(['ivan', 'ivan']);
  });

  it.each<[string, object, string, RegExp]>([
    ['does not know the value', {}, cookie, /^X-CSRFToken is missing/],
    ['guesses', { csrf_token: 'guess' }, cookie, /^"csrf_token" is not the cookie csrftoken/],
    ['says nothing', { csrf_token: '' }, cookie, /^"csrf_token" is missing/],
    ['says null', { csrf_token: null }, cookie, /^X-CSRFToken is missing/],
    ['says true', { csrf_token: true }, cookie, /^"csrf_token" is missing/],
    ['says a list', { csrf_token: [CSRF] }, cookie, /^"csrf_token" is missing/],
    [
      'finds no cookie to repeat',
      { csrf_token: CSRF },
      cookie.split('; ')[1] ?? '',
      /^The cookie csrftoken is missing/,
    ],
    ['finds an empty one', { csrf_token: '' }, cookie.replace(CSRF, ''), /^"csrf_token" is missing/],
  ])('a page of another site that %s is refused', async (_, said, sent, message) => {
    const answer = await send({ events, ...said }, { cookie: sent });
    expect(answer).toEqual({ status: 403, message: expect.stringMatching(message) });
    expect(await stored()).toEqual([]);
  });

  it.each(['cross-site', 'same-site', 'none', 'whatever comes'])(
    'is refused from %s even with the value: a neighbour may have set the cookie itself',
    async (site) => {
      const answer = await send({ events, csrf_token: CSRF }, { cookie, 'sec-fetch-site': site });
      expect(answer).toEqual({ status: 403, message: expect.stringMatching(/for pages of this origin/) });
      expect(await stored()).toEqual([]);
    },
  );

  it('is as before where the header repeats it', async () => {
    expect((await send({ events }, { cookie, 'x-csrftoken': CSRF })).status).toBe(200);
    expect((await send({ events, csrf_token: CSRF }, { cookie, 'x-csrftoken': 'guess' })).status).toBe(403);
  });
});
