import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ENDPOINTS } from '@retention/domain/contract/contract';
import { openTestDatabase } from '../../test/database.ts';
import { HOST_KEY, openTestApp, signToken } from './app.fixture.ts';

const test = await openTestDatabase();
const { http } = await openTestApp(test);
const admin = await signToken({ sub: 1, role: 'admin' });

const answers = await Promise.all(
  ENDPOINTS.map(async (row) => ({
    row,
    status: (await http.inject({ method: row.method, url: row.path })).statusCode,
  })),
);
const routed = answers.filter(({ row, status }) => row.method === 'POST' && status !== 404).map(({ row }) => row);

/** A body that is nearly right: some value of the example replaced by anything. */
function nearly(example: unknown): fc.Arbitrary<string> {
  const text = JSON.stringify(example);
  const values = [...text.matchAll(/"[^"]*"(?!:)|(?<=[:,[])\d+/g)].map(({ index, 0: { length } }) => ({
    index,
    length,
  }));
  if (values.length === 0) return fc.json();
  return fc
    .tuple(fc.constantFrom(...values), fc.oneof(fc.json(), hostile))
    .map(([{ index, length }, value]) => text.slice(0, index) + value + text.slice(index + length));
}

const anError = { status: 'error', message: expect.any(String), errors: expect.any(Array) };

const hostile = fc.constantFrom(
  '"\\u0000"',
  '"\\ud800"',
  '1e400',
  '-0',
  '9007199254740993',
  '"9999-12-31T23:59:59Z"',
  '"0000-01-01T00:00:00Z"',
  '{"__proto__":{"a":1}}',
  '['.repeat(5000) + ']'.repeat(5000),
  `"${'я'.repeat(5000)}"`,
);

it.each(routed.map((row): [string, (typeof routed)[number]] => [row.name, row]))(
  'whatever is sent to %s, it is no fault of ours',
  async (_, row) => {
    const token = row.who === 'host' ? HOST_KEY : admin;
    const headers = { authorization: `Bearer ${token}` };
    const body = fc.oneof(
      { weight: 3, arbitrary: nearly(row.example.request) },
      fc.json(),
      fc.string({ unit: 'binary' }),
      fc.uint8Array({ maxLength: 64 }).map((bytes) => Buffer.from(bytes)),
    );
    await fc.assert(
      fc.asyncProperty(body, async (payload) => {
        const response = await http.inject({ method: 'POST', url: row.path, headers, payload });
        expect(response.statusCode, response.body).toBeLessThan(500);
        expect(response.json()).toEqual(response.statusCode === 200 ? expect.anything() : anError);
      }),
      { numRuns: 300 },
    );
  },
);
