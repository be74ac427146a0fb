import { get, type IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import { ADDRESSES, type EndpointName } from '@retention/domain/contract/address';
import { ENDPOINTS } from '@retention/domain/contract/contract';
import { openTestDatabase } from '../../test/database.ts';
import { HOST_KEY, openTestApp, signToken } from './app.fixture.ts';

const test = await openTestDatabase({ now: '2024-01-15T12:00:00Z' });
const PAGE = 'https://app.example.com';
const OTHER = 'https://evil.example.com';
const app = await openTestApp(test, { origins: [PAGE, 'http://localhost:5173'], rateLimit: 5 });
const closed = await openTestApp(test);
const token = await signToken({ sub: 'ivan', role: 'admin' });

interface Ask {
  readonly origin?: string;
  readonly headers?: Record<string, string>;
  readonly payload?: string;
  readonly on?: typeof app;
}

async function ask(
  method: 'OPTIONS' | 'POST' | 'GET' | 'PUT',
  url: string,
  { origin, headers = {}, payload, on = app }: Ask = {},
) {
  const said = { ...(origin === undefined ? {} : { origin }), ...headers };
  const response = await on.http.inject({ method, url, headers: said, ...(payload === undefined ? {} : { payload }) });
  const cors = Object.entries(response.headers).filter(([name]) => /^access-control-|^vary$/.test(name));
  return { status: response.statusCode, cors: Object.fromEntries(cors), body: response.body };
}

const READABLE = {
  vary: 'Origin',
  'access-control-allow-origin': PAGE,
  'access-control-expose-headers': 'Retry-After',
};
const UNREADABLE = { vary: 'Origin' };

/** A caller of its own, so that nobody is in the way of anybody's limit. */
const as = async (sub: string) => ({ authorization: `Bearer ${await signToken({ sub })}` });

const rows = ENDPOINTS.filter(({ name }) => name !== 'triggers_stream').map((row): [EndpointName, typeof row] => [
  row.name,
  row,
]);
const events = JSON.stringify({ events: [{ type: 'session_start', timestamp: '2024-01-15T11:00:00Z' }] });

describe('a page of an origin that may', () => {
  const { path } = ADDRESSES.events_batch;

  it('is told beforehand what it may send', async () => {
    const headers = { 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization' };
    const answer = await ask('OPTIONS', path, { origin: PAGE, headers });
    expect(answer).toEqual({
      status: 204,
      cors: {
        ...READABLE,
        'access-control-allow-methods': 'POST',
        'access-control-allow-headers': 'authorization, content-type, x-csrftoken',
        'access-control-max-age': '7200',
      },
      body: '',
    });
    const stream = await ask('OPTIONS', ADDRESSES.triggers_stream.path, { origin: PAGE });
    expect(stream.cors['access-control-allow-methods']).toBe('GET');
    const second = await ask('OPTIONS', path.slice(0, -1), { origin: 'http://localhost:5173' });
    expect(second.cors['access-control-allow-origin']).toBe('http://localhost:5173');
  });

  it('costs nothing to be told, whatever it sends along', async () => {
    const headers = { 'content-type': 'application/json' };
    for (let turn = 0; turn < 7; turn++) {
      expect((await ask('OPTIONS', path, { origin: PAGE, headers, payload: '{' })).status).toBe(204);
    }
  });

  it('reads the answer, also where only a text with the token in it is sent', async () => {
    expect(await ask('POST', path, { origin: PAGE, headers: await as('a'), payload: events })).toMatchObject({
      status: 200,
      cors: READABLE,
    });
    const payload = events.replace('{', `{"token":"${await signToken({ sub: 'a' })}",`);
    const headers = { 'content-type': 'text/plain;charset=UTF-8' };
    expect(await ask('POST', path, { origin: PAGE, headers, payload })).toMatchObject({ status: 200, cors: READABLE });
  });

  it.each<[string, number, Record<string, string>, string]>([
    ['a token is missing', 401, {}, '{}'],
    ['the token is wrong', 401, { authorization: 'Bearer garbage' }, events],
    ['a cookie comes alone', 403, { cookie: 'csrftoken=a; retention_token=b' }, events],
    ['no event is good', 400, { authorization: `Bearer ${token}` }, '{"events":[{}]}'],
    ['the body is no JSON', 400, { authorization: `Bearer ${token}` }, '{'],
    ['the body is too long', 413, { authorization: `Bearer ${token}` }, 'x'.repeat(300_000)],
    ['the body is compressed', 415, { authorization: `Bearer ${token}`, 'content-encoding': 'gzip' }, events],
  ])('reads why it is refused: %s', async (_, status, headers, payload) => {
    expect(await ask('POST', path, { origin: PAGE, headers, payload })).toMatchObject({ status, cors: READABLE });
  });

  it('reads for how long to wait', async () => {
    const headers = await as('hasty');
    for (let turn = 0; turn < 5; turn++) await ask('POST', path, { origin: PAGE, headers, payload: events });
    expect(await ask('POST', path, { origin: PAGE, headers, payload: events })).toMatchObject({
      status: 429,
      cors: READABLE,
    });
  });

  it('reads a live stream, and why there is none', async () => {
    const address = await app.listen();
    const { path: stream } = ADDRESSES.triggers_stream;
    const headers = { origin: PAGE, ...(await as('listener')) };
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      get(`${address}${stream}`, { headers, agent: false }, resolve).once('error', reject);
    });
    expect([response.statusCode, response.headers]).toEqual([200, expect.objectContaining(READABLE)]);
    response.destroy();
    expect(await ask('GET', stream, { origin: PAGE })).toMatchObject({ status: 401, cors: READABLE });
  });

  it('is never allowed to send cookies', async () => {
    for (const method of ['OPTIONS', 'POST'] as const) {
      expect((await ask(method, path, { origin: PAGE })).cors).not.toHaveProperty('access-control-allow-credentials');
    }
  });
});

describe('nobody else', () => {
  const { path } = ADDRESSES.events_batch;

  it.each([
    undefined,
    '',
    'null',
    OTHER,
    `${PAGE}.evil.example`,
    `${PAGE}:8443`,
    `${PAGE}/`,
    'http://app.example.com',
    'HTTPS://APP.EXAMPLE.COM',
    'https://sub.app.example.com',
    `${PAGE}, ${OTHER}`,
    '*',
  ])('is answered with a word of it: %j', async (origin) => {
    const said = origin === undefined ? {} : { origin };
    expect(await ask('OPTIONS', path, said)).toEqual({ status: 204, cors: UNREADABLE, body: '' });
    const answer = await ask('POST', path, { ...said, headers: await as('nobody else') });
    expect(answer.cors).toEqual(UNREADABLE);
  });

  it.each(rows)('%s is open to other origins only where users may call', async (_, { who, path: url, method }) => {
    const authorization = `Bearer ${who === 'host' ? HOST_KEY : token}`;
    const open = who === 'user';
    expect((await ask(method, url, { origin: PAGE, headers: { authorization } })).cors).toEqual(open ? READABLE : {});
    const before = await ask('OPTIONS', url, { origin: PAGE });
    expect(before.status).toBe(open ? 204 : 405);
    expect('access-control-allow-methods' in before.cors).toBe(open);
  });

  it('hears of it at a server that names no origins', async () => {
    expect(await ask('OPTIONS', path, { origin: PAGE, on: closed })).toMatchObject({ status: 405, cors: {} });
    expect((await ask('POST', path, { origin: PAGE, on: closed })).cors).toEqual({});
  });

  it('is sent past the method', async () => {
    const { status, body } = await ask('PUT', path, { origin: PAGE });
    expect([status, body]).toEqual([405, expect.stringContaining('use POST')]);
  });
});
