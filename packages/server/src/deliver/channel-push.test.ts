import { createECDH } from 'node:crypto';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TRIGGER_TYPES } from '@retention/domain/trigger';
import { LOCALES } from '@retention/domain/user';
import { decryptPush } from '../../test/peers/aes128gcm.ts';
import type { Behaviour } from '../../test/peers/http-peer.ts';
import { startPushService } from '../../test/peers/push-service.ts';
import type { Outcome, Outgoing } from './carrier.ts';
import { createPushCarrier } from './channel-push.ts';
import { outgoing } from './outgoing.fixture.ts';

function newKeys() {
  const curve = createECDH('prime256v1');
  curve.generateKeys();
  return {
    vapidPublicKey: curve.getPublicKey('base64url'),
    vapidPrivateKey: curve.getPrivateKey('base64url').padStart(43, 'A'),
  };
}

const service = await startPushService();
const config = { pushSubject: 'mailto:owner@example.com', pushHosts: [service.host], ...newKeys() };
const carrier = createPushCarrier(config);
const hasty = createPushCarrier(config, { timeout_ms: 300 });
afterAll(async () => {
  await Promise.all([carrier.close(), hasty.close()]);
  await service.close();
});

/** A message to a browser that has just subscribed. */
function toBrowser(said: Partial<Outgoing> = {}): Outgoing {
  const { endpoint, keys } = service.subscribe(config.vapidPublicKey);
  return outgoing(said.type ?? 'streak_at_risk', { address: endpoint, push_keys: keys, ...said });
}

it('decrypts in these tests what RFC 8291 shows in its section 5', () => {
  const curve = createECDH('prime256v1');
  curve.setPrivateKey('q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94', 'base64url');
  const auth = Buffer.from('BTBZMqHH6r4Tts7J_aSIgg', 'base64url');
  const body =
    'DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN';
  expect(decryptPush(Buffer.from(body, 'base64url'), { curve, auth })).toBe(
    'When I grow up, I want to be a watermelon',
  );
});

describe('what arrives', () => {
  it('is encrypted for the browser and signed for the push service', async () => {
    const message = toBrowser();
    expect(await carrier.send(message)).toEqual({ outcome: 'sent', answer: '201 Created' });
    expect(service.taken.at(-1)).toEqual({
      endpoint: message.address,
      subject: 'mailto:owner@example.com',
      ttl: 7200,
      urgency: 'high',
      topic: expect.stringMatching(/^[\w-]{32}$/),
      payload: {
        title: 'Серия ждёт тебя сегодня',
        body: 'Осторожно! Твоя серия из 7\u00a0дней под угрозой! До конца дня ещё есть время.',
        url: message.links.action_url,
        trigger_id: message.trigger_id,
        type: 'streak_at_risk',
        tag: 'streak_at_risk',
        actions: [
          { action: 'open', title: 'Выполнить привычку' },
          { action: 'stop', title: 'Отключить' },
        ],
        stop_url: message.links.preferences_url,
      },
    });
    expect(service.faults).toEqual([]);
  });

  it('takes the place of an older one of its type, and of no other', async () => {
    const { address, push_keys } = toBrowser();
    for (const type of ['streak_at_risk', 'streak_at_risk', 'win_back'] as const) {
      await carrier.send(toBrowser({ address, push_keys, type }));
    }
    const [first, second, third] = service.taken.slice(-3).map(({ topic }) => topic);
    expect(second).toBe(first);
    expect(third).not.toBe(first);
  });

  it('waits half a day for a browser that is away, unless it is about today', async () => {
    await carrier.send(toBrowser({ type: 'win_back' }));
    expect(service.taken.at(-1)).toMatchObject({ ttl: 43_200, urgency: 'normal' });
  });

  const all = TRIGGER_TYPES.flatMap((type) => LOCALES.map((locale) => ({ type, locale })));

  it.each(all)('$type in $locale has words for all of it, tells how to stop it, and fits', async ({ type, locale }) => {
    const message = toBrowser({ type, locale });
    expect(await carrier.send(message)).toMatchObject({ outcome: 'sent' });
    const payload = service.taken.at(-1)?.payload;
    expect(payload?.actions.map(({ title }) => title)).toEqual(carrier.compose(message).buttons);
    expect(payload).toMatchObject({ title: carrier.compose(message).title, body: carrier.compose(message).text });
    expect(JSON.stringify(payload)).not.toMatch(/""|segment|churn_?risk|enthusiast|quiet_user|test_driver|critical/i);
  });
});

describe('the outcome', () => {
  it.each<[Behaviour, Outcome]>([
    [200, { outcome: 'sent', answer: '200 OK' }],
    [201, { outcome: 'sent', answer: '201 Created' }],
    [202, { outcome: 'sent', answer: '202 Accepted' }],
    [404, { outcome: 'refused', answer: '404 Not Found', closes: true }],
    [410, { outcome: 'refused', answer: '410 Gone', closes: true }],
    [
      { status: 400, body: 'bad topic' },
      { outcome: 'refused', answer: '400 bad topic', closes: false },
    ],
    [401, { outcome: 'refused', answer: '401 Unauthorized', closes: false }],
    [
      { status: 403, body: 'wrong key' },
      { outcome: 'refused', answer: '403 wrong key', closes: false },
    ],
    [413, { outcome: 'refused', answer: '413 Payload Too Large', closes: false }],
    [
      { status: 307, headers: { location: 'http://127.0.0.1:1/' } },
      { outcome: 'refused', answer: '307 Temporary Redirect', closes: false },
    ],
    [
      { status: 429, headers: { 'retry-after': '17' } },
      { outcome: 'unreachable', answer: '429 Too Many Requests', pause_s: 17 },
    ],
    [429, { outcome: 'unreachable', answer: '429 Too Many Requests', pause_s: null }],
    [500, { outcome: 'unreachable', answer: '500 Internal Server Error', pause_s: null }],
    [
      { status: 503, headers: { 'retry-after': '30' }, body: 'later' },
      { outcome: 'unreachable', answer: '503 later', pause_s: 30 },
    ],
  ])('of %j', async (behaviour, outcome) => {
    service.script(behaviour);
    expect(await carrier.send(toBrowser())).toEqual(outcome);
  });

  it.each([
    ['reset', 0],
    ['reset_taken', 1],
    ['silent', 0],
    ['silent_taken', 1],
  ] as const)('of %s is not known: it may have been taken', async (behaviour, taken) => {
    const before = service.taken.length;
    service.script(behaviour);
    expect(await hasty.send(toBrowser())).toMatchObject({ outcome: 'uncertain' });
    expect(service.taken.length - before).toBe(taken);
  });

  it('of nobody listening is unreachable', async () => {
    const away = await startPushService();
    const { endpoint, keys } = away.subscribe(config.vapidPublicKey);
    await away.close();
    const carrier = createPushCarrier({ ...config, pushHosts: [away.host] });
    expect(await carrier.send(outgoing('win_back', { address: endpoint, push_keys: keys }))).toEqual({
      outcome: 'unreachable',
      answer: `connect ECONNREFUSED ${away.host}`,
      pause_s: null,
    });
    await carrier.close();
  });

  it('of a subscription that is gone closes it', async () => {
    const message = toBrowser();
    service.unsubscribe(message.address);
    expect(await carrier.send(message)).toMatchObject({ outcome: 'refused', closes: true });
  });

  it('of a subscription of another key pair says so', async () => {
    const { endpoint, keys } = service.subscribe(newKeys().vapidPublicKey);
    expect(await carrier.send(outgoing('win_back', { address: endpoint, push_keys: keys }))).toEqual({
      outcome: 'refused',
      answer: '403 it is signed by another key than the subscription asks for',
      closes: false,
    });
  });
});

describe('nothing is sent', () => {
  let before = 0;
  beforeEach(() => {
    before = service.requests();
  });
  afterEach(() => {
    expect(service.requests()).toBe(before);
  });

  it.each([
    'http://169.254.169.254/latest/meta-data/',
    'https://127.0.0.1/push/a',
    'https://internal.example.com/push/a',
    'file:///etc/passwd',
  ])('to %s', async (address) => {
    const { push_keys } = toBrowser();
    expect(await carrier.send(outgoing('win_back', { address, push_keys }))).toMatchObject({
      outcome: 'refused',
      closes: false,
    });
  });

  it('to a subscription that its person has taken back', async () => {
    expect(await carrier.send(toBrowser({ push_keys: null }))).toEqual({
      outcome: 'refused',
      answer: 'There is no such subscription any more',
      closes: false,
    });
  });

  it('to keys that are none: nothing will ever be readable there', async () => {
    const push_keys = { p256dh: Buffer.alloc(65, 4).toString('base64url'), auth: 'AAAAAAAAAAAAAAAAAAAAAA' };
    expect(await carrier.send(toBrowser({ push_keys }))).toMatchObject({ outcome: 'refused', closes: true });
  });
});

describe('the keys of the sender', () => {
  it.each([
    ['of two pairs', { ...newKeys(), vapidPrivateKey: newKeys().vapidPrivateKey }],
    ['that are none', { vapidPublicKey: 'abc', vapidPrivateKey: 'def' }],
  ])('%s are refused at start, and not repeated', (_, keys) => {
    const open = (): unknown => createPushCarrier({ ...config, ...keys });
    expect(open).toThrow('RETENTION_VAPID_PUBLIC_KEY and RETENTION_VAPID_PRIVATE_KEY are not a pair of VAPID keys');
    expect(open).not.toThrow(keys.vapidPrivateKey);
  });
});
