import { writeFileSync } from 'node:fs';
import type { TSchema } from 'typebox';
import { afterAll, describe, expect, it } from 'vitest';
import type { ENDPOINTS } from '@retention/domain/contract/contract';
import { EVERYWHERE } from '@retention/domain/contract/error';
import { ADMIN_PASSWORD, HOST_KEY } from '../src/http/app.fixture.ts';
import { ask, freshAddress, servedRows, type Headers } from '../src/http/login.fixture.ts';
import { openSecurityStage, type Caller } from './security.fixture.ts';

/** Each endpoint and each who may come to it; each text and what may stand in it. A new row of the contract is in here by itself. */

const { app, callers, sign, secrets, query } = await openSecurityStage();

const rows = await servedRows(app);
type Row = (typeof ENDPOINTS)[number];

const seen = new Map<string, Map<string, number>>();

/** What would be asked with the right to ask it. */
function question(row: Row): object {
  return row.name === 'session_create' ? { password: ADMIN_PASSWORD } : row.example.request;
}

/** The status alone: a live stream would go on for ever. */
async function statusOf({ method, path }: Row, headers: Headers, body: object): Promise<number> {
  const stop = new AbortController();
  const response = await app.http.inject({
    method,
    url: path,
    headers,
    remoteAddress: freshAddress(),
    payloadAsStream: true,
    signal: stop.signal,
    ...(method === 'POST' && { payload: JSON.stringify(body) }),
  });
  response.stream().on('error', () => undefined);
  stop.abort();
  return response.statusCode;
}

describe.each(callers.map((caller) => [caller.name, caller] as const))('%s', (name, caller) => {
  it.each(rows.map((row) => [row.name, row] as const))('at %s', async (_, row) => {
    const status = await statusOf(row, await caller.headers(), question(row));
    remember(row.name, name, status);
    const right = caller.right(row.who, row.name);
    if (right === 'in') {
      expect([401, 403, 500, 503]).not.toContain(status);
      expect([200, ...row.errors, ...EVERYWHERE]).toContain(status);
    } else expect(status).toBe(right);
  });
});

describe('a user', () => {
  const EMAIL = 'only.hers.5512@example.com';
  const HOST = { authorization: `Bearer ${HOST_KEY}` };

  it('sees nobody but themselves, whomever they name', async () => {
    await ask(app, 'host_users', HOST, { users: [{ user_id: 'anna', email: EMAIL, first_name: 'Её имя 5512' }] });
    const anna = { authorization: `Bearer ${await sign({ sub: 'anna' })}` };
    const bodies = (more: object): object => ({ ...more, user_id: 'anna', user: 'anna', sub: 'anna', id: 'anna' });
    await ask(app, 'events_batch', anna, { events: [{ type: 'session_start', timestamp: '2024-01-15T10:00:00Z' }] });
    const stranger = { authorization: `Bearer ${await sign({ sub: 'boris' })}` };
    for (const row of rows) {
      if (row.who !== 'user' || row.name === 'triggers_stream') continue;
      const path = `${row.path}?user_id=anna`;
      const payload = JSON.stringify(bodies(row.example.request));
      const { body } = await app.http.inject({ method: 'POST', url: path, headers: stranger, payload });
      for (const hers of [EMAIL, 'Её имя 5512', '"anna"']) expect(body, row.name).not.toContain(hers);
    }
    const rowsOf = await query('SELECT user_id FROM event UNION SELECT user_id FROM preference');
    expect(rowsOf.filter((row) => 'user_id' in row && row.user_id === 'anna')).toHaveLength(1);
    expect(await query("SELECT count(*)::integer AS count FROM event WHERE user_id = 'anna'")).toEqual([{ count: 1 }]);
  });
});

/** What people would write to see whether it is taken for more than text. */
const TEXTS = [
  `'; DROP TABLE person; --`,
  `"><script>alert(1)</script><img src=x onerror=alert(1)>`,
  'nul \0 and half a pair \ud800',
  '{{7*7}} ${7*7} %s%n ../../etc/passwd \u202e',
];

/** Where in a body text stands that people choose. */
function textFields(schema: unknown, path: readonly (string | number)[] = []): (readonly (string | number)[])[] {
  if (!isObject(schema) || 'enum' in schema || 'const' in schema) return [];
  const options = [schema['anyOf'], schema['allOf']].flat().flatMap((option) => textFields(option, path));
  const fields = Object.entries(isObject(schema['properties']) ? schema['properties'] : {});
  const below = fields.flatMap(([name, field]) => textFields(field, [...path, name]));
  const items = textFields(schema['items'], [...path, 0]);
  return [...(schema['type'] === 'string' ? [path] : []), ...options, ...below, ...items];
}

function withText(body: unknown, [name, ...rest]: readonly (string | number)[], text: string): unknown {
  if (name === undefined) return text;
  if (typeof name === 'number') {
    const list: unknown[] = Array.isArray(body) ? [...(body as unknown[])] : [];
    list[name] = withText(list[name], rest, text);
    return list;
  }
  const object = isObject(body) ? body : {};
  return { ...object, [name]: withText(object[name], rest, text) };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

describe('text is text', () => {
  const cases = rows.flatMap((row) =>
    textFields(row.request as TSchema).map((path) => [row.name, path.join('.'), row, path] as const),
  );
  const allowed: Readonly<Record<string, Caller | undefined>> = Object.fromEntries(
    [
      ['user', 'user'],
      ['host', 'host key'],
    ].map(([who, name]) => [who, callers.find((caller) => caller.name === name)]),
  );
  const owner = callers.find(({ name }) => name === 'owner');

  it.each(cases)('in %s at %s', async (_, field, row, path) => {
    for (const text of TEXTS) {
      const headers = await (allowed[row.who] ?? owner)?.headers();
      const answer = await ask(app, row.name, headers, withText(row.example.request, path, text) as object);
      expect(answer.status, `${field} ${JSON.stringify(text)}`).toBeLessThan(500);
      // Whatever comes back of it is no page.
      expect(String(answer.headers['content-type'])).toMatch(/^(?:application\/json|text\/csv); charset=utf-8$/);
      expect(answer.headers['x-content-type-options']).toBe('nosniff');
    }
  });

  it('and comes back as it went in', async () => {
    const host = { authorization: `Bearer ${HOST_KEY}` };
    const owning = { authorization: `Bearer ${await sign({ sub: 'boss', role: 'owner' })}` };
    const stored = TEXTS.filter((text) => text.isWellFormed() && !text.includes('\0'));
    for (const [index, text] of stored.entries()) {
      const user_id = `${text} ${index}`;
      const told = await ask(app, 'host_users', host, { users: [{ user_id, first_name: text, locale: 'ru' }] });
      expect(told).toMatchObject({ status: 200, body: { processed: 1 } });
      const own = { authorization: `Bearer ${await sign({ sub: user_id })}` };
      const metadata = { [text]: text, list: [text] };
      const event = { type: 'session_start', timestamp: '2024-01-15T10:00:00Z', metadata };
      expect((await ask(app, 'events_batch', own, { events: [event] })).status).toBe(200);
      const { body: person } = await ask(app, 'admin_user', owning, { user_id });
      expect(person).toMatchObject({ id: user_id, first_name: text });
      const { body: events } = await ask(app, 'admin_user_events', owning, { user_id });
      expect(events).toMatchObject({ events: [{ metadata }] });
      const asked = { metric: 'overview.new_users', date_from: '2024-01-01', date_to: '2024-01-31', search: text };
      expect((await ask(app, 'metric_users', owning, asked)).body).toMatchObject({ total: 1 });
    }
  });
});

describe('every answer', () => {
  const PAGES = ['/', '/admin/', '/admin/users', '/api/', '/api/openapi.json', '/p/x', '/u/x', '/healthz', '/nothing'];
  it.each(PAGES)('at %s tells the browser what it may do with it', async (url) => {
    const plain = await app.http.inject({ method: 'GET', url });
    expect(plain.headers).toMatchObject({
      'content-security-policy': expect.stringMatching(/^default-src 'none';.*frame-ancestors 'none'/),
      'cross-origin-opener-policy': 'same-origin',
      'permissions-policy': expect.stringContaining('camera=()'),
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
    });
    const policy = String(plain.headers['content-security-policy']);
    expect(/script-src [^;]*/.exec(policy)?.[0] ?? '').not.toMatch(/unsafe|https?:|\*/);
    expect(plain.headers).not.toHaveProperty('strict-transport-security');
    expect(plain.headers).not.toHaveProperty('server');
    const headers = { 'x-forwarded-proto': 'https' };
    const secure = await app.http.inject({ method: 'GET', url, headers });
    expect(secure.headers['strict-transport-security']).toBe('max-age=31536000');
  });
});

/** Logged by the thousand: what must not be among it is in none of the lines. Runs when all else has been asked. */
afterAll(() => {
  const log = app.log.join('');
  expect(app.log.length).toBeGreaterThan(rows.length * callers.length);
  for (const secret of [...secrets, ...TEXTS, 'only.hers.5512']) expect(log).not.toContain(secret);
});

function remember(endpoint: string, caller: string, status: number): void {
  const line = seen.get(endpoint) ?? new Map<string, number>();
  seen.set(endpoint, line.set(caller, status));
}

/** What each got, as a table: `SECURITY_MATRIX=matrix.md` writes it. */
afterAll(() => {
  const file = process.env['SECURITY_MATRIX'];
  if (file === undefined) return;
  const names = callers.map(({ name }) => name);
  const line = (cells: readonly (string | number)[]): string => `| ${cells.join(' | ')} |`;
  const table = [
    line(['endpoint', 'who', ...names]),
    line(names.map(() => '---').concat('---', '---')),
    ...rows.map(({ name, who }) => line([name, who, ...names.map((caller) => seen.get(name)?.get(caller) ?? '')])),
  ];
  writeFileSync(file, `${table.join('\n')}\n`);
});
