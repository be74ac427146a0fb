import { describe, expect, it } from 'vitest';
import { openTestDatabase } from '../../test/database.ts';
import { HOST_KEY, openTestApp, signToken } from './app.fixture.ts';

const test = await openTestDatabase();
const app = await openTestApp(test);
const EVENTS = '/api/rest/front/analytics/events/batch/';
const USERS = '/api/rest/host/users/batch/';
const host = { authorization: `Bearer ${HOST_KEY}` };
const user = { authorization: `Bearer ${await signToken({ sub: 1 })}` };

interface Ask {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'OPTIONS';
  readonly url: string;
  readonly headers?: Record<string, string>;
  readonly payload?: string | Buffer;
}

async function ask({ method = 'POST', ...rest }: Ask) {
  const response = await app.http.inject({ method, ...rest });
  return { status: response.statusCode, headers: response.headers, body: response.json<unknown>() };
}

function anError(message: RegExp): object {
  return { status: 'error', message: expect.stringMatching(message), errors: expect.any(Array) };
}

describe('what is wrong with a request comes back as JSON', () => {
  const json = { 'content-type': 'application/json' };
  it.each<[string, Ask, number, RegExp]>([
    ['an unknown path', { url: '/api/rest/nothing/' }, 404, /nothing at this path/],
    ['an unknown path with a body that is no JSON', { url: '/nothing', payload: '{', headers: json }, 404, /./],
    ['a wrong method', { method: 'GET', url: EVENTS }, 405, /^GET is not for this path: use POST$/],
    ['a wrong method without the slash', { method: 'PUT', url: EVENTS.slice(0, -1) }, 405, /use POST/],
    ['a broken URL', { url: '/api/%zz' }, 400, /percent-encoding/],
    ['no token', { url: EVENTS, payload: '{}' }, 401, /^Send the user's token/],
    ['a user at the host’s door', { url: USERS, payload: '{}', headers: user }, 401, /host key is wrong/],
    ['JSON that breaks off', { url: USERS, payload: '{"users":[', headers: host }, 400, /not valid JSON/],
    [
      'text',
      { url: USERS, payload: 'hello', headers: { ...host, 'content-type': 'text/plain' } },
      400,
      /not valid JSON/,
    ],
    ['JSON followed by more', { url: USERS, payload: '{} {}', headers: host }, 400, /at position 3/],
    ['bytes that are no UTF-8', { url: USERS, payload: Buffer.from([0x22, 0xff, 0x22]), headers: host }, 400, /UTF-8/],
    [
      'a form',
      { url: USERS, payload: 'a=b', headers: { ...host, 'content-type': 'application/x-www-form-urlencoded' } },
      415,
      /must be declared as JSON/,
    ],
    [
      'XML',
      { url: USERS, payload: '<a/>', headers: { ...host, 'content-type': 'text/xml' } },
      415,
      /must be declared as JSON/,
    ],
    [
      'a content type that is none',
      { url: USERS, payload: '{}', headers: { ...host, 'content-type': '???' } },
      415,
      /must be declared as JSON/,
    ],
    [
      'gzip',
      { url: USERS, payload: '{}', headers: { ...host, 'content-encoding': 'gzip' } },
      415,
      /^Compressed bodies are not read/,
    ],
    ['too much', { url: EVENTS, payload: `"${'x'.repeat(256 * 1024)}"`, headers: user }, 413, /up to 262144 bytes/],
    ['an empty body', { url: USERS, headers: host }, 400, /"users" must be an array/],
    ['a body that is no object', { url: USERS, payload: '7', headers: host }, 400, /must be a JSON object/],
  ])('%s', async (_, request, status, message) => {
    const answer = await ask(request);
    expect(answer).toMatchObject({ status, body: anError(message) });
    expect(answer.headers).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    });
  });

  it('says how to go on', async () => {
    expect((await ask({ method: 'GET', url: EVENTS })).headers.allow).toBe('POST');
    expect((await ask({ url: EVENTS })).headers['www-authenticate']).toBe('Bearer');
  });
});

describe('bodies', () => {
  it.each([
    ['with a slash', USERS, {}],
    ['without a slash', USERS.slice(0, -1), {}],
    ['as JSON', USERS, { 'content-type': 'application/json; charset=utf-8' }],
    ['as text, as a browser may send it to anybody', USERS, { 'content-type': 'text/plain;charset=UTF-8' }],
    ['uncompressed, and saying so', USERS, { 'content-encoding': 'identity' }],
    ['with a query nobody asked for', `${USERS}?a=b`, {}],
  ])('are read %s', async (_, url, headers) => {
    const answer = await ask({ url, headers: { ...host, ...headers }, payload: '{"users":[{"user_id":1}]}' });
    expect(answer).toMatchObject({ status: 200, body: { status: 'ok', processed: 1, errors: [] } });
  });

  it('poison nothing', async () => {
    const payload = '{"__proto__":{"users":[{"user_id":1}]},"constructor":{"prototype":{"polluted":1}}}';
    expect((await ask({ url: USERS, headers: host, payload })).status).toBe(400);
    expect({}).not.toHaveProperty('polluted');
    expect({}).not.toHaveProperty('users');
  });
});

describe('one user', () => {
  it('may send so many requests, and is told when to come back', async () => {
    const limited = await openTestApp(test, { rateLimit: 2 });
    const at = async (sub: number) => {
      const headers = { authorization: `Bearer ${await signToken({ sub })}` };
      return limited.http.inject({ method: 'POST', url: EVENTS, headers, payload: '{}' });
    };
    expect([(await at(1)).statusCode, (await at(1)).statusCode]).toEqual([400, 400]);
    const refused = await at(1);
    expect(refused.statusCode).toBe(429);
    expect(refused.headers['retry-after']).toBe('30');
    expect(refused.json()).toEqual(anError(/^Too many requests: wait 30 s/));
    expect((await at(2)).statusCode).toBe(400);
  });
});

describe('the log', () => {
  it('tells of requests, and nothing of tokens or bodies', async () => {
    await ask({ url: USERS, headers: host, payload: '{"users":[{"user_id":1,"email":"secret@example.com"}]}' });
    const log = app.log.join('');
    expect(log).toContain(`"path":"${USERS}"`);
    expect(log).not.toContain(HOST_KEY);
    expect(log).not.toContain('secret@example.com');
    expect(log).not.toMatch(/Bearer/);
  });
});
