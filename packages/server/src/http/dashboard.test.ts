import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pino } from 'pino';
import { afterAll, describe, expect, it } from 'vitest';
import { openTestDatabase } from '../../test/database.ts';
import { serveDashboard } from './dashboard.ts';
import { createHttp } from './server.ts';
import { createTelemetry } from './telemetry.ts';

const { database } = await openTestDatabase();
const folder = mkdtempSync(join(tmpdir(), 'retention-dashboard-'));
afterAll(() => rmSync(folder, { recursive: true }));

const SCRIPT = 'assets/main-B1x_-9aZ.js';

function build(dist: string): string {
  const files = {
    'index.html': '<!doctype html><title>Retention</title>',
    'index.html.gz': 'page, gzip',
    [SCRIPT]: 'start()',
    [`${SCRIPT}.br`]: 'br',
    [`${SCRIPT}.gz`]: 'gzip',
    'assets/onest-Cdef0123.woff2': 'font',
    'icon.svg': '<svg/>',
    'with space.txt': 'text',
    '.built': 'hash',
  };
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(dist, name)), { recursive: true });
    writeFileSync(join(dist, name), text);
  }
  writeFileSync(join(dist, '..', 'secret.txt'), 'secret');
  return dist;
}

function open(dist: string) {
  const telemetry = createTelemetry(database);
  const http = createHttp(pino({ level: 'silent' }), telemetry);
  serveDashboard({ http, telemetry }, dist, 'p{color:red}');
  return { http, telemetry };
}

const { http, telemetry } = open(build(join(folder, 'dist')));

async function get(url: string, headers: Record<string, string> = {}, method: 'GET' | 'HEAD' | 'POST' = 'GET') {
  const { statusCode, headers: answered, body } = await http.inject({ method, url, headers });
  return { status: statusCode, type: answered['content-type'], headers: answered, body };
}

describe('files', () => {
  it.each([
    ['/admin/', 'text/html; charset=utf-8', 'no-cache'],
    ['/admin/index.html', 'text/html; charset=utf-8', 'no-cache'],
    [`/admin/${SCRIPT}`, 'text/javascript; charset=utf-8', 'public, max-age=31536000, immutable'],
    ['/admin/assets/onest-Cdef0123.woff2', 'font/woff2', 'public, max-age=31536000, immutable'],
    ['/admin/icon.svg', 'image/svg+xml', 'no-cache'],
    ['/admin/icon.svg?v=2', 'image/svg+xml', 'no-cache'],
    ['/admin/with%20space.txt', 'text/plain; charset=utf-8', 'no-cache'],
  ])('%s', async (url, type, cache) => {
    const answer = await get(url);
    expect(answer).toMatchObject({ status: 200, type });
    expect(answer.headers).toMatchObject({
      'cache-control': cache,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'content-security-policy':
        "default-src 'none'; script-src 'self'; style-src 'self' 'sha256-p0bF+un5yUb9MBO6xRb8kPHlY2BdpHVtLiFkDrZPF64='; style-src-attr 'unsafe-inline'; font-src 'self'; img-src 'self' data:; " +
        "connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'",
    });
  });

  it.each([
    ['br', 'gzip, deflate, br, zstd', 'br', 'br'],
    ['gzip', 'gzip, deflate', 'gzip', 'gzip'],
    ['gzip where br is refused', 'GZIP;q=0.5, br;q=0', 'gzip', 'gzip'],
    ['neither', 'br;q=0.0, gzip; q=0', undefined, 'start()'],
    ['nothing', '', undefined, 'start()'],
  ])('come compressed as asked: %s', async (_, asked, encoding, body) => {
    const answer = await get(`/admin/${SCRIPT}`, { 'accept-encoding': asked });
    expect(answer).toMatchObject({ status: 200, type: 'text/javascript; charset=utf-8', body });
    expect([answer.headers['content-encoding'], answer.headers['vary']]).toEqual([encoding, 'Accept-Encoding']);
  });

  it('are not sent again to who has them; each form has a mark of its own', async () => {
    const plain = (await get('/admin/')).headers['etag'] ?? '';
    const packed = (await get('/admin/', { 'accept-encoding': 'gzip' })).headers['etag'] ?? '';
    expect(packed).not.toBe(plain);
    const ask = (etag: string) => get('/admin/', { 'if-none-match': etag });
    for (const etag of [plain, `W/${plain}`, `"other", ${plain}`, '*']) {
      const answer = await ask(etag);
      expect([answer.status, answer.body]).toEqual([304, '']);
      expect(answer.headers).toMatchObject({ etag: plain, 'cache-control': 'no-cache', vary: 'Accept-Encoding' });
    }
    for (const etag of [packed, '"other"', '']) expect((await ask(etag)).status).toBe(200);
  });

  it('answer HEAD with everything but the body', async () => {
    const { headers: asGet } = await get(`/admin/${SCRIPT}`);
    const { status, headers, body } = await get(`/admin/${SCRIPT}`, {}, 'HEAD');
    expect([status, body]).toEqual([200, '']);
    for (const name of ['content-type', 'content-length', 'etag', 'cache-control']) {
      expect([name, headers[name]]).toEqual([name, asGet[name]]);
    }
  });

  it('are counted under one name, whatever was typed', async () => {
    await get('/admin/who/typed/this');
    const figures = await telemetry.registry.metrics();
    expect(figures).toMatch(/http_request_duration_seconds_count\{route="\/admin\/",status="200"\} \d/);
    expect(figures).not.toContain('typed');
  });
});

describe('paths', () => {
  it.each(['/admin', '/admin?from=2024-01-01'])('%s lacks a slash', async (url) => {
    const { status, headers } = await get(url);
    expect([status, headers['location']]).toEqual([302, url.replace('/admin', '/admin/')]);
  });

  it.each([
    '/admin/people',
    '/admin/people/',
    '/admin/?from=2024-01-01',
    '/admin/user/17',
    '/admin/user/anna.petrova@example.com',
    '/admin/user/..%2F..%2Fsecret.txt',
    '/admin/user/%D0%B0.js',
  ])('%s is a view of the page', async (url) => {
    expect(await get(url)).toMatchObject({
      status: 200,
      type: 'text/html; charset=utf-8',
      body: expect.stringContaining('<title>Retention</title>'),
    });
  });

  it.each([
    '/admin/assets/main-00000000.js',
    '/admin/assets/nothing',
    '/admin/robots.txt',
    '/admin/.built',
    '/admin/.env',
    `/admin/${SCRIPT}.br`,
    '/admin/../secret.txt',
    '/admin/%2e%2e/secret',
    '/admin/..%2Fsecret.txt',
    '/admin/%2e%2e/secret.txt',
    '/admin/assets/..%2f..%2fsecret.txt',
    '/admin/..\\secret.txt',
    '/administrator',
  ])('there is nothing at %s', async (url) => {
    const answer = await get(url);
    expect(answer).toMatchObject({ status: 404, type: 'application/json; charset=utf-8' });
    expect(JSON.parse(answer.body)).toMatchObject({ status: 'error', message: expect.stringMatching(/./) });
    expect(answer.headers['cache-control']).toBe('no-store');
  });

  it('are only to be read', async () => {
    const answer = await get('/admin/', {}, 'POST');
    expect([answer.status, answer.headers['allow']]).toEqual([405, 'GET, HEAD']);
    expect((await get('/admin/people', {}, 'POST')).status).toBe(404);
  });

  it('that cannot be read are said to be so', async () => {
    expect(await get('/admin/%zz')).toMatchObject({ status: 400, type: 'application/json; charset=utf-8' });
  });
});

describe('before it has been built', () => {
  it('says what to do, and is there as soon as it is built', async () => {
    const dist = join(folder, 'later', 'dist');
    const later = open(dist).http;
    for (const url of ['/admin/', `/admin/${SCRIPT}`]) {
      const { statusCode, headers, body } = await later.inject({ method: 'GET', url });
      expect([statusCode, headers['content-type']]).toEqual([503, 'text/html; charset=utf-8']);
      expect(body).toContain('<code>npm run build</code>');
    }
    build(dist);
    expect((await later.inject({ method: 'GET', url: '/admin/' })).statusCode).toBe(200);
  });

  it('does not mind an empty folder', async () => {
    const empty = mkdtempSync(join(folder, 'empty-'));
    expect((await open(empty).http.inject({ method: 'GET', url: '/admin/' })).statusCode).toBe(503);
  });
});
