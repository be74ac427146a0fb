import { describe, expect, it } from 'vitest';
import { createLedger, createWorld, OK, refusal } from './world.fixture.ts';

describe('asking', () => {
  it('carries the token in the header, and asks the host for it once', async () => {
    let asked = 0;
    const world = createWorld({ answer: () => OK });
    const { retention } = world.open({ token: async () => `token ${++asked}`, baseUrl: 'https://r.example.com' });
    await Promise.all([retention.profile(), retention.dismiss(456, 'snoozed', '2024-01-16T10:30:00Z')]);
    await retention.report();
    expect(asked).toBe(1);
    expect(world.requests.map(({ path, body, headers }) => [path, body, headers['authorization']])).toEqual([
      ['https://r.example.com/api/rest/front/retention/profile/get/', '{}', 'Bearer token 1'],
      [
        'https://r.example.com/api/rest/front/triggers/dismiss/',
        '{"trigger_id":456,"reason":"snoozed","snooze_until":"2024-01-16T10:30:00Z"}',
        'Bearer token 1',
      ],
      ['https://r.example.com/api/rest/front/retention/monthly-report/get/', '{}', 'Bearer token 1'],
    ]);
  });

  it('asks for a new token when the server does not take the old one, once', async () => {
    let asked = 0;
    const world = createWorld({
      answer: ({ headers }) => (headers['authorization'] === 'Bearer 2' ? OK : refusal(401, 'The token has expired')),
    });
    const { retention } = world.open({ token: () => String(++asked) });
    expect(await Promise.all([retention.profile(), retention.triggers()])).toMatchObject([
      { outcome: 'answered' },
      { outcome: 'answered' },
    ]);
    expect(asked).toBe(2);
  });

  it('uses the new token where a slow refusal of the old one comes late', async () => {
    let asked = 0;
    const world = createWorld({
      answer: async ({ path, headers }) => {
        if (headers['authorization'] === 'Bearer 2') return OK;
        if (path.includes('report')) await new Promise((resolve) => world.after(5_000, () => resolve(null)));
        return refusal(401, 'The token has expired');
      },
    });
    const { retention } = world.open({ token: () => String(++asked) });
    const slow = retention.report();
    await retention.profile();
    await world.advance(6_000);
    expect(await slow).toMatchObject({ outcome: 'answered' });
    expect(asked).toBe(2);
  });

  it('says unreachable where the host gives no token', async () => {
    const world = createWorld({ answer: () => OK });
    const { retention } = world.open({ token: () => Promise.reject(new Error('logged out')) });
    expect(await retention.profile()).toEqual({
      outcome: 'unreachable',
      reason: 'the host gives no token: Error: logged out',
    });
  });

  it('repeats the cookie csrftoken where a cookie proves who calls', async () => {
    const ledger = createLedger();
    const world = createWorld({
      answer: (request) => (request.keepalive ? ledger.answer(request) : OK),
      csrf: 'abc',
    });
    const { retention } = world.open();
    await retention.profile();
    retention.track('session_start');
    await retention.flush();
    expect(world.requests[0]?.headers).toMatchObject({ 'x-csrftoken': 'abc' });
    expect(world.requests[0]?.headers).not.toHaveProperty('authorization');
    expect(ledger.batches[0]).toMatchObject({ csrf_token: 'abc' });
    expect(ledger.batches[0]).not.toHaveProperty('token');
  });
});
