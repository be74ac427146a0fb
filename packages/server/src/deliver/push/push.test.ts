import { createECDH, randomBytes } from 'node:crypto';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { ADDRESSES } from '@retention/domain/contract/address';
import { pushKey, pushSubscribe, pushUnsubscribe } from '@retention/domain/contract/preferences';
import { openTestDatabase } from '../../../test/database.ts';
import { openTestDoor } from '../../../test/door.ts';
import { signToken } from '../../http/app.fixture.ts';
import { route } from '../../http/route.ts';
import { createPush } from './push.ts';

const test = await openTestDatabase({ now: '2024-01-15T10:30:00Z' });
const { database, clock } = test;

const curve = createECDH('prime256v1');
curve.generateKeys();
const config = {
  pushSubject: 'mailto:owner@example.com',
  pushHosts: [],
  vapidPublicKey: curve.getPublicKey('base64url'),
  vapidPrivateKey: curve.getPrivateKey('base64url').padStart(43, 'A'),
};
const push = createPush({ config, database, clock });
afterAll(() => push.carrier?.close());

const { http } = await openTestDoor(test, (door) => {
  route(door, pushKey, push.key);
  route(door, pushSubscribe, push.subscribe);
  route(door, pushUnsubscribe, push.unsubscribe);
});

interface Subscription {
  readonly endpoint: string;
  readonly keys: { readonly p256dh: string; readonly auth: string };
}

let browsers = 0;

function browser(changed: Partial<Subscription> = {}): Subscription {
  browsers += 1;
  const curve = createECDH('prime256v1');
  curve.generateKeys();
  return {
    endpoint: `https://fcm.googleapis.com/fcm/send/${browsers}`,
    keys: { p256dh: curve.getPublicKey('base64url'), auth: randomBytes(16).toString('base64url') },
    ...changed,
  };
}

async function ask(name: 'push_key' | 'push_subscribe' | 'push_unsubscribe', body: object, user_id = 'ivan') {
  const headers = { authorization: `Bearer ${await signToken({ sub: user_id })}` };
  const { statusCode, json } = await http.inject({ method: 'POST', url: ADDRESSES[name].path, headers, payload: body });
  return { status: statusCode, body: json<Record<string, unknown>>() };
}

const OK = { status: 200, body: { status: 'ok' } };

async function rows(text: string, values: readonly unknown[] = []): Promise<object[]> {
  return database.query({ name: '', text, params: [], columns: [] }, values);
}

async function kept(user_id = 'ivan'): Promise<string[]> {
  const found = await rows('SELECT endpoint FROM push_subscription WHERE user_id = $1 ORDER BY created_at, endpoint', [
    user_id,
  ]);
  return found.map((row) => (row as Subscription).endpoint);
}

const looks = (): Promise<object[]> => rows('SELECT user_id, look_at FROM agenda ORDER BY id');

async function close(endpoint: string, user_id = 'ivan'): Promise<void> {
  await rows(
    `INSERT INTO closed_address (user_id, channel, address, reason, closed_at) VALUES ($1, 'push', $2, '410', now())`,
    [user_id, endpoint],
  );
}

beforeEach(async () => {
  await rows('TRUNCATE person, push_subscription, closed_address, agenda');
  await rows(
    `INSERT INTO person (user_id, created_at, updated_at) VALUES ('ivan', now(), now()), ('olga', now(), now())`,
  );
});

describe('the key', () => {
  it('is the public one', async () => {
    expect(await ask('push_key', {})).toEqual({ status: 200, body: { public_key: config.vapidPublicKey } });
  });

  it('is none where pushes are not configured, and nobody can subscribe', async () => {
    const off = createPush({ config: { ...config, pushSubject: null }, database, clock });
    expect(off.carrier).toBeNull();
    expect(await off.key()).toEqual({ public_key: null });
    await expect(off.subscribe({ user_id: 'ivan', body: browser() })).rejects.toMatchObject({ status: 409 });
  });
});

describe('subscribing', () => {
  it('keeps what the browser gives, and has the person looked at', async () => {
    const { endpoint, keys } = browser();
    expect(await ask('push_subscribe', { endpoint, expirationTime: null, keys })).toEqual(OK);
    expect(await rows('SELECT * FROM push_subscription')).toEqual([
      { user_id: 'ivan', endpoint, ...keys, created_at: clock.now() },
    ]);
    expect(await looks()).toEqual([{ user_id: 'ivan', look_at: clock.now() }]);
  });

  it('changes nothing when it is said again', async () => {
    const subscription = browser();
    await ask('push_subscribe', subscription);
    const before = await rows('SELECT * FROM push_subscription');
    clock.advance(60_000);
    expect(await ask('push_subscribe', subscription)).toEqual(OK);
    expect(await rows('SELECT * FROM push_subscription')).toEqual(before);
    expect(await looks()).toHaveLength(1);
  });

  it('takes new keys of the same browser', async () => {
    const { endpoint } = browser();
    await ask('push_subscribe', browser({ endpoint }));
    const { keys } = browser();
    await ask('push_subscribe', { endpoint, keys });
    expect(await rows('SELECT p256dh, auth FROM push_subscription')).toEqual([keys]);
  });

  it('opens an address again that was closed', async () => {
    const subscription = browser();
    await ask('push_subscribe', subscription);
    await close(subscription.endpoint);
    await close('somewhere else');
    await close(subscription.endpoint, 'olga');
    await ask('push_subscribe', subscription);
    expect(await rows('SELECT user_id, address FROM closed_address ORDER BY user_id DESC')).toEqual([
      { user_id: 'olga', address: subscription.endpoint },
      { user_id: 'ivan', address: 'somewhere else' },
    ]);
    expect(await looks()).toHaveLength(2);
  });

  it('keeps ten browsers: with one more the oldest goes', async () => {
    const all = Array.from({ length: 12 }, () => browser());
    for (const subscription of all) {
      clock.advance(1000);
      await ask('push_subscribe', subscription);
    }
    expect(await kept()).toEqual(all.slice(2).map(({ endpoint }) => endpoint));
  });

  it('keeps ten of many at once', async () => {
    const all = Array.from({ length: 25 }, () => browser());
    await Promise.all(all.map((subscription) => ask('push_subscribe', subscription)));
    expect(await kept()).toHaveLength(10);
  });

  it('makes room by forgetting browsers that are gone', async () => {
    const all = Array.from({ length: 10 }, () => browser());
    for (const subscription of all) {
      clock.advance(1000);
      await ask('push_subscribe', subscription);
    }
    const gone = all[9]?.endpoint ?? '';
    await close(gone);
    clock.advance(1000);
    const last = browser();
    await ask('push_subscribe', last);
    expect(await kept()).toEqual([...all.slice(0, 9).map(({ endpoint }) => endpoint), last.endpoint]);
  });

  it('moves the browser to who is logged in with it now', async () => {
    const subscription = browser();
    await ask('push_subscribe', subscription, 'ivan');
    await ask('push_subscribe', subscription, 'olga');
    expect(await kept('ivan')).toEqual([]);
    expect(await kept('olga')).toEqual([subscription.endpoint]);
  });

  it('leaves it where it is when somebody knows its endpoint alone', async () => {
    const subscription = browser();
    await ask('push_subscribe', subscription, 'ivan');
    await ask('push_subscribe', browser({ endpoint: subscription.endpoint }), 'olga');
    expect(await kept('ivan')).toEqual([subscription.endpoint]);
  });

  it('is possible before anything else is known of the person', async () => {
    const { endpoint, keys } = browser();
    expect(await ask('push_subscribe', { endpoint, keys }, 'new')).toEqual(OK);
    expect(await kept('new')).toEqual([endpoint]);
    expect(await looks()).toEqual([]);
  });

  const { endpoint, keys } = browser();
  const offCurve = Buffer.alloc(65, 4).toString('base64url');
  const compressed = curve.getPublicKey('base64url', 'compressed');

  it.each([
    ['endpoint', { endpoint: 'http://169.254.169.254/latest/', keys }],
    ['endpoint', { endpoint: 'https://example.com/push', keys }],
    ['endpoint', { endpoint: 'push\0', keys }],
    ['keys.p256dh', { endpoint, keys: { ...keys, p256dh: offCurve } }],
    ['keys.p256dh', { endpoint, keys: { ...keys, p256dh: 'A'.repeat(87) } }],
    ['keys.p256dh', { endpoint, keys: { ...keys, p256dh: compressed } }],
    ['keys.p256dh', { endpoint, keys: { ...keys, p256dh: `${keys.p256dh.slice(0, -1)}!` } }],
    ['keys.auth', { endpoint, keys: { ...keys, auth: 'A'.repeat(21) } }],
    ['keys.auth', { endpoint, keys: { ...keys, auth: 'ы'.repeat(22) } }],
    ['keys', { endpoint }],
  ])('refuses a wrong %s', async (field, body) => {
    expect(await ask('push_subscribe', body)).toMatchObject({ status: 422, body: { errors: [{ field }] } });
    expect(await kept()).toEqual([]);
  });
});

describe('unsubscribing', () => {
  it('forgets that browser of that person, and has them looked at', async () => {
    const [mine, other] = [browser(), browser()];
    await ask('push_subscribe', mine);
    await ask('push_subscribe', other);
    expect(await ask('push_unsubscribe', { endpoint: mine.endpoint }, 'olga')).toEqual(OK);
    expect(await ask('push_unsubscribe', { endpoint: mine.endpoint })).toEqual(OK);
    expect(await kept()).toEqual([other.endpoint]);
    expect(await looks()).toHaveLength(3);
  });

  it.each(['https://fcm.googleapis.com/fcm/send/unknown', 'nonsense', 'https://a/\0'])(
    'changes nothing where there is no %j',
    async (endpoint) => {
      expect(await ask('push_unsubscribe', { endpoint })).toEqual(OK);
      expect(await looks()).toEqual([]);
    },
  );
});
