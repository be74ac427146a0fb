import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { adminMetrics, atRiskUsers } from '@retention/domain/contract/admin';
import { sendTrigger } from '@retention/domain/contract/trigger-admin';
import { healthz } from '@retention/domain/contract/operations';
import { NOBODY } from '../../test/door.ts';
import { openTestDatabase } from '../../test/database.ts';
import { createGuards } from '../host/identity.ts';
import { signToken, TEST_CONFIG } from './app.fixture.ts';
import { ApiError, databaseAway } from './errors.ts';
import { createRateLimit } from './rate-limit.ts';
import { route } from './route.ts';
import { createHttp } from './server.ts';
import { createTelemetry } from './telemetry.ts';

const test = await openTestDatabase();

describe('routes of the contract', () => {
  it('hold bodies to their schema, naming each field', async () => {
    const other = openRoutes();
    const admin = { authorization: `Bearer ${await signToken({ sub: 1, role: 'admin' })}` };
    const refused = async (url: string, payload: unknown) => {
      const { statusCode, body } = await other.inject({
        method: 'POST',
        url,
        headers: admin,
        payload: JSON.stringify(payload),
      });
      return { statusCode, body: JSON.parse(body) as unknown };
    };
    expect(await refused(adminMetrics.path, { date_from: '2024-02-30', granularity: 'year', to: 1 })).toEqual({
      statusCode: 422,
      body: {
        status: 'error',
        message: expect.any(String),
        errors: expect.arrayContaining([
          { field: 'date_to', error: '"date_to" is missing: it must be a date like "2024-01-15"' },
          { field: 'date_from', error: '"date_from" must be a date like "2024-01-15"' },
          { field: 'granularity', error: '"granularity" must be one of day, week, month' },
          { field: 'to', error: '"to" is not known here' },
        ]),
      },
    });
    expect(await refused(atRiskUsers.path, { page: '1', per_page: 1.5 })).toMatchObject({
      statusCode: 422,
      body: {
        errors: [
          { field: 'page', error: '"page" must be an integer from 1 to 1,000,000' },
          { field: 'per_page', error: '"per_page" must be an integer from 1 to 100' },
        ],
      },
    });
    expect(await refused(sendTrigger.path, { user_id: 1, trigger_type: 'win_back', channels: ['fax'] })).toMatchObject({
      statusCode: 422,
      body: { errors: [{ field: 'channels[0]' }] },
    });
    expect(await refused(atRiskUsers.path, [])).toMatchObject({
      statusCode: 422,
      body: { errors: [{ error: 'The body must be an object' }] },
    });
  });

  it('tell a defect of ours from a database that is away, and give nothing away', async () => {
    const other = openRoutes();
    const at = async (reason: string) => {
      const { statusCode, headers, body } = await other.inject({
        method: 'GET',
        url: healthz.path,
        headers: { reason },
      });
      return {
        status: statusCode,
        retry: headers['retry-after'],
        message: (JSON.parse(body) as { message: string }).message,
      };
    };
    expect(await at('defect')).toEqual({
      status: 500,
      retry: undefined,
      message: expect.stringMatching(/^Something went wrong on our side\. Request id: \S+$/),
    });
    expect(await at('terminated')).toEqual({ status: 503, retry: '5', message: databaseAway().message });
    expect(await at('ECONNREFUSED')).toEqual({ status: 503, retry: '5', message: databaseAway().message });
    expect(await at('conflict')).toMatchObject({ status: 409, message: 'Dismissed already' });
  });
});

/** The rows of rooms not built yet, and one that fails, or waits, on demand. */
function openRoutes(wait?: () => Promise<void>) {
  const telemetry = createTelemetry(test.database);
  const http = createHttp(pino({ level: 'silent' }), telemetry);
  const { clock } = test;
  const guards = createGuards(TEST_CONFIG, clock, NOBODY);
  const door = {
    http,
    guards,
    rateLimit: createRateLimit(600),
    telemetry,
    audit: { record: () => Promise.resolve() },
    logger: pino({ level: 'silent' }),
    clock,
    served: new Set<string>(),
  };
  const { response } = adminMetrics.example;
  route(door, adminMetrics, async () => response);
  route(door, atRiskUsers, async () => atRiskUsers.example.response);
  route(door, sendTrigger, async () => sendTrigger.example.response);
  route(door, healthz, async ({ reply }) => {
    if (wait !== undefined) {
      await wait();
      return { status: 'ok' as const };
    }
    const { reason } = reply.request.headers;
    if (reason === 'conflict') throw ApiError.conflict('Dismissed already');
    if (reason === 'terminated') throw new Error('Connection terminated unexpectedly');
    if (reason === 'ECONNREFUSED') throw Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
    throw new TypeError('the password is hunter2');
  });
  return http;
}

describe('closing', () => {
  it('takes no more, and finishes what has been taken', async () => {
    const started = Promise.withResolvers<void>();
    const finished = Promise.withResolvers<void>();
    const http = openRoutes(() => {
      started.resolve();
      return finished.promise;
    });
    const address = await http.listen({ port: 0, host: '127.0.0.1' });
    const answer = fetch(`${address}${healthz.path}`);
    await started.promise;
    const closed = http.close();
    await expect(fetch(`${address}${healthz.path}`)).rejects.toThrow('fetch failed');
    finished.resolve();
    expect(await (await answer).json()).toEqual({ status: 'ok' });
    await closed;
  });
});
