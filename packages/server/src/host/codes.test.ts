import { beforeEach, describe, expect, it } from 'vitest';
import { codesRedeem } from '@retention/domain/contract/codes';
import { openTestDatabase } from '../../test/database.ts';
import { openTestDoor } from '../../test/door.ts';
import { HOST_KEY } from '../http/app.fixture.ts';
import { route } from '../http/route.ts';
import { createCodes } from './codes.ts';

const test = await openTestDatabase({ now: '2024-01-20T12:00:00Z', connections: 20 });
const { database, clock } = test;
const { http } = await openTestDoor(test, (door) => route(door, codesRedeem, createCodes({ database, clock }).redeem));
const origin = await http.listen({ host: '127.0.0.1', port: 0 });

const CODE = 'ONE-7KQ4-M2XD';

/** Over the network, as the host does. */
async function redeem(body: object) {
  const answer = await fetch(`${origin}${codesRedeem.path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${HOST_KEY}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}

function ok(changed: object = {}) {
  return {
    status: 200,
    body: { status: 'ok', user_id: 123, percent: 30, redeemed_at: '2024-01-20T12:00:00Z', ...changed },
  };
}

async function issue(code: string, user_id: string, expires_at: string): Promise<void> {
  const text = `INSERT INTO code (user_id, code, trigger_id, percent, created_at, expires_at) VALUES ($1, $2, 1, 30, $3, $4)`;
  await database.query({ name: 'test_issue', text, params: [], columns: [] }, [
    user_id,
    code,
    '2024-01-15T00:00:00Z',
    expires_at,
  ]);
}

beforeEach(async () => {
  clock.set('2024-01-20T12:00:00Z');
  await database.query({ name: 'test_forget', text: 'DELETE FROM code', params: [], columns: [] });
  await issue(CODE, '123', '2024-01-29T21:00:00Z');
});

it('redeems a code, as the contract shows it', async () => {
  expect(await redeem(codesRedeem.example.request)).toEqual({ status: 200, body: codesRedeem.example.response });
});

it('reads what a person typed', async () => {
  expect(await redeem({ code: ' one 7kq4m2xd ' })).toEqual(ok());
});

it('gives the id back as the host knows it', async () => {
  await issue('ONE-0000-0001', 'a-b', '2024-01-29T21:00:00Z');
  expect(await redeem({ code: 'ONE-0000-0001', user_id: 'a-b' })).toEqual(ok({ user_id: 'a-b' }));
});

describe('once', () => {
  it('refuses the second time, and says when the first was', async () => {
    await redeem({ code: CODE });
    clock.advance(60_000);
    const { status, body } = await redeem({ code: CODE });
    expect(status).toBe(409);
    expect(body['message']).toBe('This code was redeemed already, at 2024-01-20T12:00:00Z: each is good for once');
  });

  it('answers the same redemption the same, also when the code would have expired since', async () => {
    const first = await redeem({ code: CODE, user_id: 123, redemption_id: 'order-1' });
    clock.set('2024-03-01T00:00:00Z');
    expect(await redeem({ code: CODE, user_id: '123', redemption_id: 'order-1' })).toEqual(first);
    expect(await redeem({ code: CODE, redemption_id: 'order-2' })).toMatchObject({ status: 409 });
    expect(await redeem({ code: CODE })).toMatchObject({ status: 409 });
  });

  it('lets one of 50 have it', async () => {
    const answers = await Promise.all(Array.from({ length: 50 }, () => redeem({ code: CODE })));
    const statuses = answers.map(({ status }) => status).toSorted((one, other) => one - other);
    expect(statuses).toEqual([200, ...Array.from({ length: 49 }, () => 409)]);
  });

  it('lets one of 50 redemptions have it', async () => {
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, order) => redeem({ code: CODE, redemption_id: `order-${order}` })),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(49);
  });

  it('answers all 50 alike where they are one redemption', async () => {
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => redeem({ code: CODE, redemption_id: 'order-1' })),
    );
    expect(answers).toEqual(Array.from({ length: 50 }, () => ok()));
  });
});

describe('expiry', () => {
  it.each([
    ['2024-01-29T20:59:59Z', 200],
    ['2024-01-29T21:00:00Z', 409],
  ])('at %s: %i', async (now, status) => {
    clock.set(now);
    expect(await redeem({ code: CODE })).toMatchObject({ status });
  });

  it('says that it has expired, and when', async () => {
    clock.set('2024-02-01T00:00:00Z');
    const { body } = await redeem({ code: CODE });
    expect(body['message']).toBe('This code has expired: it was good until 2024-01-29T21:00:00Z');
  });
});

describe('somebody else’s code', () => {
  it('is the same answer as no code, whatever has become of it', async () => {
    const none = await redeem({ code: 'ONE-0000-0000', user_id: 456 });
    expect(none.status).toBe(404);
    expect(await redeem({ code: CODE, user_id: 456 })).toEqual(none);
    expect(await redeem({ code: CODE, user_id: 123 })).toEqual(ok());
    expect(await redeem({ code: CODE, user_id: 456 })).toEqual(none);
    clock.set('2024-03-01T00:00:00Z');
    expect(await redeem({ code: CODE, user_id: 456 })).toEqual(none);
  });

  it('stays good for whose it is', async () => {
    await redeem({ code: CODE, user_id: 456 });
    expect(await redeem({ code: CODE, user_id: 123 })).toEqual(ok());
  });
});

describe('nonsense', () => {
  it.each([{ code: 'SALE' }, { code: '\0' }, { code: CODE, user_id: 'a\0b' }])('knows no %j', async (body) => {
    expect(await redeem(body)).toMatchObject({ status: 404 });
  });

  it.each([
    {},
    { code: '' },
    { code: CODE, redemption_id: '' },
    { code: CODE, redemption_id: 'a\0b' },
    { code: CODE, redemption_id: '\ud800' },
    { code: CODE, user_id: true },
    { code: CODE, percent: 90 },
  ])('refuses %j', async (body) => {
    expect(await redeem(body)).toMatchObject({ status: 422 });
  });

  it('asks for the host key', async () => {
    const payload = { code: CODE };
    const { statusCode } = await http.inject({ method: 'POST', url: codesRedeem.path, payload });
    expect(statusCode).toBe(401);
  });
});
