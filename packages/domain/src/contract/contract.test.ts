import { Compile } from 'typebox/compile';
import { describe, expect, it } from 'vitest';
import { ADDRESSES } from './address.ts';
import { ENDPOINTS } from './contract.ts';
import { describe as inWords, describeField, fieldLines } from './describe.ts';
import type { Endpoint } from './endpoint.ts';
import { ERROR_STATUSES, EVERYWHERE } from './error.ts';
import { atRiskUsers } from './admin.ts';
import { eventsBatch } from './events.ts';
import { errorsOf, openApiDocument } from './openapi.ts';

const rows: readonly Endpoint[] = ENDPOINTS;
const cases = rows.map((row): [string, Endpoint] => [row.name, row]);

describe('every row', () => {
  it('is there once for every address', () => {
    expect(rows.map(({ name }) => name).toSorted()).toEqual(Object.keys(ADDRESSES).toSorted());
    expect(new Set(rows.map(({ method, path }) => `${method} ${path}`)).size).toBe(rows.length);
  });

  it.each(cases)('%s shows examples that are what it describes', (_, { request, response, example }) => {
    expect(Compile(request).Errors(example.request)).toEqual([]);
    expect(Compile(response).Errors(example.response)).toEqual([]);
  });

  it.each(cases)('%s may answer what its kind of caller and body can cause', (_, row) => {
    const may = errorsOf(row);
    expect(may).toEqual(expect.arrayContaining([...EVERYWHERE]));
    // A login asks for no proof: it is the proof.
    const proves = row.who !== 'anyone' || row.name === 'session_create';
    expect(may.includes(401)).toBe(proves);
    expect(may.includes(429)).toBe(proves && row.who !== 'host');
    expect(may.includes(422)).toBe(proves && row.checked_by === 'contract');
  });

  it.each(cases)('%s is proved in the headers, unless it says where in the body', (_, row) => {
    const inBody = row.proof === 'header or body';
    const named = fieldLines(row.request).map(({ path }) => path);
    expect([named.includes('token'), named.includes('csrf_token')]).toEqual(
      row.name === 'session_create' ? [true, false] : [inBody, inBody],
    );
    if (inBody) expect([row.who, row.method]).toEqual(['user', 'POST']);
  });
});

describe('the seed', () => {
  it.each([
    ['events_batch', '/api/rest/front/analytics/events/batch/'],
    ['profile_get', '/api/rest/front/retention/profile/get/'],
    ['triggers_pending', '/api/rest/front/triggers/pending/get/'],
    ['triggers_dismiss', '/api/rest/front/triggers/dismiss/'],
    ['monthly_report', '/api/rest/front/retention/monthly-report/get/'],
    ['admin_metrics', '/api/rest/front/admin/retention/metrics/'],
    ['at_risk_users', '/api/rest/front/admin/retention/at-risk-users/'],
    ['send_trigger', '/api/rest/front/admin/retention/send-trigger/'],
  ])('has %s at %s', (name, path) => {
    expect(rows.find((row) => row.name === name)).toMatchObject({ method: 'POST', path });
  });
});

describe('OpenAPI', () => {
  const document = openApiDocument(rows, { served: new Set(['events_batch']), version: '1.2.3' });

  it('holds every endpoint, with its errors', () => {
    for (const row of rows) {
      const operation = at(document, ['paths', row.path, row.method.toLowerCase()]);
      expect(operation).toMatchObject({ operationId: row.name, 'x-served': row.name === 'events_batch' });
      expect(Object.keys(at(operation, ['responses']) ?? {})).toEqual(['200', ...errorsOf(row).map(String)]);
    }
  });

  it('says of what is not served yet that it is not', () => {
    expect(at(document, ['paths', ADDRESSES.profile_get.path, 'post', 'description'])).toMatch(/^Not served yet\./);
  });

  it('declares as text what a browser may send without asking first', () => {
    const body = (path: string) => Object.keys(at(document, ['paths', path, 'post', 'requestBody', 'content']) ?? {});
    expect(body(ADDRESSES.events_batch.path)).toEqual(['application/json', 'text/plain']);
    expect(body(ADDRESSES.profile_get.path)).toEqual(['application/json']);
  });

  it('refers to nothing that is not there', () => {
    const refs = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, ref = '']) => ref);
    expect(refs.length).toBeGreaterThan(0);
    for (const ref of new Set(refs)) expect(at(document, ref.split('/')), ref).toBeDefined();
    expect(Object.keys(document.components.responses)).toEqual(Object.keys(ERROR_STATUSES));
  });

  it('names only security schemes it defines', () => {
    for (const { path, method } of rows) {
      const security = at(document, ['paths', path, method.toLowerCase(), 'security']);
      for (const name of (Array.isArray(security) ? security : []).flatMap((scheme: object) => Object.keys(scheme))) {
        expect(document.components.securitySchemes).toHaveProperty(name);
      }
    }
  });

  it('is plain JSON, the same every time', () => {
    expect(JSON.parse(JSON.stringify(document))).toEqual(document);
    expect(openApiDocument(rows, { served: new Set(['events_batch']), version: '1.2.3' })).toEqual(document);
    expect(JSON.stringify(document)).not.toContain('~kind');
  });
});

function at(value: unknown, path: readonly string[]): unknown {
  let found = value;
  for (const name of path) {
    found = typeof found === 'object' && found !== null ? new Map(Object.entries(found)).get(name) : undefined;
  }
  return found;
}

describe('in words', () => {
  it.each<[readonly string[], string]>([
    [['per_page'], 'an integer from 1 to 100'],
    [['churn_risk'], 'one of low, medium, high, critical or null'],
    [['nobody'], 'as described'],
    [['page', 'deeper'], 'as described'],
    [[], 'an object'],
  ])('%j is %s', (path, words) => {
    expect(describeField(atRiskUsers.request, path)).toBe(words);
  });

  it('finds fields inside lists', () => {
    expect(describeField(eventsBatch.request, ['events', '7', 'id'])).toBe('a UUID');
    expect(describeField(eventsBatch.request, ['events'])).toBe('a list from 1 to 100 items');
    expect(fieldLines(eventsBatch.request).map(({ path }) => path)).toEqual([
      'events',
      'events[].type',
      'events[].timestamp',
      'events[].metadata',
      'events[].id',
      'timezone',
      'sent_at',
      'user_id',
      'token',
      'csrf_token',
    ]);
    expect(inWords(eventsBatch.request)).toBe('an object');
  });
});
