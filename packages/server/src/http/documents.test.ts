import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { ENDPOINTS } from '@retention/domain/contract/contract';
import type { Endpoint } from '@retention/domain/contract/endpoint';
import { openTestDatabase } from '../../test/database.ts';
import { openTestApp } from './app.fixture.ts';

const test = await openTestDatabase();
const { http } = await openTestApp(test);

const get = (url: string) => http.inject({ method: 'GET', url });

/** By asking: where there is no route, there is 404. */
async function isServed({ method, path }: Pick<Endpoint, 'method' | 'path'>): Promise<boolean> {
  return (await http.inject({ method, url: path })).statusCode !== 404;
}

it('/ leads to the dashboard', async () => {
  const { statusCode, headers } = await get('/');
  expect([statusCode, headers.location]).toEqual([302, '/admin/']);
});

it('serves the contract to machines, marking what is served', async () => {
  const { statusCode, headers, body } = await get('/api/openapi.json');
  expect([statusCode, headers['content-type']]).toEqual([200, 'application/json; charset=utf-8']);
  const document = JSON.parse(body) as { paths: Record<string, Record<string, { 'x-served': boolean }>> };
  expect(Object.keys(document.paths)).toEqual(ENDPOINTS.map(({ path }) => path));
  for (const row of ENDPOINTS) {
    expect(document.paths[row.path]?.[row.method.toLowerCase()]?.['x-served'], row.path).toBe(await isServed(row));
  }
});

describe('the page', async () => {
  const { statusCode, headers, body } = await get('/api');

  it('is HTML that runs nothing but its own', () => {
    expect([statusCode, headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
    const policy = String(headers['content-security-policy']);
    for (const [, content = ''] of body.matchAll(/<(?:style|script)>([\s\S]*?)<\/(?:style|script)>/g)) {
      expect(policy).toContain(createHash('sha256').update(content).digest('base64'));
    }
    expect(policy).toMatch(/^default-src 'none'; .*frame-ancestors 'none'$/);
    expect(body).not.toMatch(/ (?:style|on\w+)="/);
    expect(body).not.toMatch(/(?:src|href)="https?:/);
  });

  it('has landmarks, one first heading, and an anchor for every link and label', () => {
    for (const landmark of ['<header>', '<nav aria-label=', '<main id=', '<html lang="en">'])
      expect(body).toContain(landmark);
    expect(body.match(/<h1>/g)).toHaveLength(1);
    const ids = [...body.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const named = [...body.matchAll(/ (?:href="#|aria-labelledby=")([^"]+)"/g)].map(([, id]) => id);
    for (const id of named) expect(ids).toContain(id);
  });

  it('tells of every endpoint, and of those to come that they are', async () => {
    for (const row of ENDPOINTS) {
      const [, rest = ''] = body.split(`<article id="${row.name}"`);
      const [article = ''] = rest.split('</article>');
      expect(article).toContain(row.path.replaceAll(/([/.])/g, '$1<wbr>'));
      expect(article.includes('planned'), row.name).toBe(!(await isServed(row)));
    }
  });
});

describe('operations', () => {
  it('say that the process is up and can serve', async () => {
    expect((await get('/healthz')).json()).toEqual({ status: 'ok' });
    expect((await get('/readyz')).json()).toEqual({ status: 'ok' });
  });

  it('count requests by route and status, never by what was typed', async () => {
    await get('/who/typed/this');
    const { headers, body } = await get('/metrics');
    expect(headers['content-type']).toMatch(/^text\/plain; version=0\.0\.4/);
    expect(body).toMatch(/http_request_duration_seconds_count\{route="\/healthz",status="200"\} \d/);
    expect(body).toMatch(/http_request_duration_seconds_count\{route="unknown",status="404"\} \d/);
    expect(body).toMatch(/database_connections\{state="open"\} \d/);
    expect(body).toMatch(/process_cpu_seconds_total/);
    expect(body).not.toContain('typed');
  });
});
