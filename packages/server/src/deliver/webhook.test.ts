import { readFile } from 'node:fs/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { testClock } from '../../test/clock.ts';
import type { Behaviour } from '../../test/peers/http-peer.ts';
import { startWebhookHost } from '../../test/peers/webhook-host.ts';
import { systemClock } from '../clock.ts';
import type { Outcome } from './carrier.ts';
import { createHostTelegram } from './channel-telegram-host.ts';
import { outgoing } from './outgoing.fixture.ts';
import { createWebhook, sign } from './webhook.ts';

const SECRET = 'the webhook secret of the tests';
const clock = testClock('2024-01-15T10:30:00Z');
const host = await startWebhookHost({ secret: SECRET });
const config = { webhookUrl: host.url, webhookSecret: SECRET };

const webhook = createWebhook({ config, clock });
const hasty = createWebhook({ config, clock, timeout_ms: 300 });
const telegram = createHostTelegram({ config, clock, per_second: 30 });
const hastyTelegram = createHostTelegram({ config, clock, per_second: 30, timeout_ms: 300 });
afterAll(async () => {
  await Promise.all([webhook, hasty, telegram, hastyTelegram].map((carrier) => carrier.close()));
  await host.close();
});

const call = {
  delivery_id: 991,
  user_id: '123',
  payload: { event: 'xp.awarded', created_at: '2024-01-15T10:29:58Z', data: { reason: 'milestone_0', xp: 50 } },
};

it('signs the moment and the body', () => {
  expect(sign('{"id":"1"}', 'secret', Date.UTC(2024, 0, 15, 10, 30, 0, 999))).toBe(
    // python3: hmac.new(b'secret', b'1705314600.{"id":"1"}', 'sha256').hexdigest()
    't=1705314600,v1=48da2cc36b3d37f0ca6859ecc2242f5117099b87b53813e3b95fe872eb5e45c8',
  );
});

describe('what docs/webhooks.md shows for Node', () => {
  type Verify = (body: string, header: string, secret: string) => boolean;

  async function shown(): Promise<Verify> {
    const page = await readFile(new URL('../../../../docs/webhooks.md', import.meta.url), 'utf8');
    const [code = ''] = page.split('```js\n')[1]?.split('```') ?? [];
    const module = (await import(/* @vite-ignore */ `data:text/javascript,${encodeURIComponent(code)}`)) as {
      isFromRetention: Verify;
    };
    return module.isFromRetention;
  }

  it('tells our calls from others', async () => {
    const isFromRetention = await shown();
    const now = systemClock.now();
    expect(isFromRetention('{}', sign('{}', SECRET, now), SECRET)).toBe(true);
    expect(isFromRetention('{ }', sign('{}', SECRET, now), SECRET)).toBe(false);
    expect(isFromRetention('{}', sign('{}', 'another secret', now), SECRET)).toBe(false);
    expect(isFromRetention('{}', sign('{}', SECRET, now).slice(0, -2), SECRET)).toBe(false);
    expect(isFromRetention('{}', '', SECRET)).toBe(false);
    expect(isFromRetention('{}', sign('{}', SECRET, now - 301_000), SECRET)).toBe(false);
    expect(isFromRetention('{}', sign('{}', SECRET, now - 200_000), SECRET)).toBe(true);
  });
});

describe('an event', () => {
  it('tells who, what and when, signed', async () => {
    expect(await webhook.send(call)).toEqual({ outcome: 'sent', answer: '200 OK' });
    expect(host.taken.at(-1)).toEqual({
      id: '991',
      event: 'xp.awarded',
      created_at: '2024-01-15T10:29:58Z',
      user_id: 123,
      data: { reason: 'milestone_0', xp: 50 },
      signed_at: 1_705_314_600,
    });
    expect(host.faults).toEqual([]);
  });

  it('names a user as the host does', async () => {
    await webhook.send({ ...call, user_id: 'a-b' });
    expect(host.taken.at(-1)).toMatchObject({ user_id: 'a-b' });
  });

  it('has the same id when it comes again', async () => {
    const before = host.events().length;
    host.script('reset_taken', 200);
    expect(await webhook.send({ ...call, delivery_id: 5 })).toMatchObject({ outcome: 'unreachable' });
    clock.advance(60_000);
    expect(await webhook.send({ ...call, delivery_id: 5 })).toMatchObject({ outcome: 'sent' });
    expect(host.taken.slice(-2).map(({ id }) => id)).toEqual(['5', '5']);
    expect(host.events()).toHaveLength(before + 1);
  });

  it('cannot be said of somebody else, nor signed without the secret', async () => {
    const forger = createWebhook({ config: { ...config, webhookSecret: 'another secret' }, clock });
    const payload = { ...call.payload, user_id: 'olga', id: '1' };
    expect(await forger.send({ ...call, payload })).toMatchObject({
      outcome: 'refused',
      answer: '401 the signature is not good',
    });
    await webhook.send({ ...call, payload });
    expect(host.taken.at(-1)).toMatchObject({ user_id: 123, id: '991' });
    await forger.close();
  });
});

describe('the outcome of an event', () => {
  it.each<[Behaviour, Outcome]>([
    [200, { outcome: 'sent', answer: '200 OK' }],
    [{ status: 204 }, { outcome: 'sent', answer: '204 No Content' }],
    [400, { outcome: 'refused', answer: '400 Bad Request', closes: false }],
    [
      { status: 422, body: `no such user ${'x'.repeat(300)}` },
      { outcome: 'refused', answer: `422 no such user ${'x'.repeat(187)}`, closes: false },
    ],
    [410, { outcome: 'refused', answer: '410 Gone', closes: false }],
    [
      { status: 301, headers: { location: 'http://127.0.0.1:1/' } },
      {
        outcome: 'refused',
        answer: '301 Moved Permanently (redirects are not followed: name the address it leads to)',
        closes: false,
      },
    ],
    [408, { outcome: 'unreachable', answer: '408 Request Timeout', pause_s: null }],
    [425, { outcome: 'unreachable', answer: '425 Too Early', pause_s: null }],
    [
      { status: 429, headers: { 'retry-after': '12' } },
      { outcome: 'unreachable', answer: '429 Too Many Requests', pause_s: 12 },
    ],
    [500, { outcome: 'unreachable', answer: '500 Internal Server Error', pause_s: null }],
    [502, { outcome: 'unreachable', answer: '502 Bad Gateway', pause_s: null }],
    [
      { status: 503, headers: { 'retry-after': '40' } },
      { outcome: 'unreachable', answer: '503 Service Unavailable', pause_s: 40 },
    ],
  ])('of %j', async (behaviour, outcome) => {
    host.script(behaviour);
    expect(await webhook.send(call)).toEqual(outcome);
  });

  it.each(['reset', 'reset_taken', 'silent', 'silent_taken'] as const)(
    'of %s: it is told again, and known again by its id',
    async (behaviour) => {
      host.script(behaviour);
      expect(await hasty.send(call)).toMatchObject({ outcome: 'unreachable', pause_s: null });
    },
  );

  it('of nobody listening', async () => {
    const nobody = createWebhook({ config: { ...config, webhookUrl: 'http://127.0.0.1:1/?key=hidden' }, clock });
    expect(await nobody.send(call)).toEqual({
      outcome: 'unreachable',
      answer: 'connect ECONNREFUSED 127.0.0.1:1',
      pause_s: null,
    });
    await nobody.close();
  });
});

describe('a message through the host’s own bot', () => {
  const message = outgoing('streak_at_risk', { user_id: '123', delivery_id: 12, address: '777000123' });
  const text = `Осторожно! Твоя серия из 7\u00a0дней под угрозой! До конца дня ещё есть время.\n\nОтключить: ${message.links.preferences_url}`;

  it('says what to send, where to, and how to stop it', async () => {
    expect(await telegram.send(message)).toEqual({ outcome: 'sent', answer: '200 OK' });
    expect(host.taken.at(-1)).toMatchObject({
      id: '12',
      event: 'message.send',
      user_id: 123,
      data: {
        channel: 'telegram',
        chat_id: '777000123',
        text,
        buttons: [
          { text: 'Выполнить привычку', url: message.links.action_url },
          { text: 'Отключить', url: message.links.preferences_url },
        ],
        trigger_id: message.trigger_id,
      },
    });
    expect(telegram.compose(message)).toEqual({
      title: '',
      text,
      html: null,
      buttons: ['Выполнить привычку', 'Отключить'],
    });
  });

  it.each<[Behaviour, Outcome]>([
    [
      { status: 200, body: '{"outcome":"sent"}' },
      { outcome: 'sent', answer: '200 {"outcome":"sent"}' },
    ],
    [
      { status: 200, body: 'blocked' },
      { outcome: 'sent', answer: '200 blocked' },
    ],
    [
      { status: 200, body: '{"outcome":"blocked"}' },
      { outcome: 'refused', answer: '200 {"outcome":"blocked"}', closes: true },
    ],
    [403, { outcome: 'refused', answer: '403 Forbidden', closes: true }],
    [410, { outcome: 'refused', answer: '410 Gone', closes: true }],
    [400, { outcome: 'refused', answer: '400 Bad Request', closes: false }],
    [
      { status: 429, headers: { 'retry-after': '3' } },
      { outcome: 'unreachable', answer: '429 Too Many Requests', pause_s: 3 },
    ],
    [503, { outcome: 'unreachable', answer: '503 Service Unavailable', pause_s: null }],
    [500, { outcome: 'uncertain', answer: '500 Internal Server Error' }],
    [502, { outcome: 'uncertain', answer: '502 Bad Gateway' }],
    [504, { outcome: 'uncertain', answer: '504 Gateway Timeout' }],
  ])('that is answered %j', async (behaviour, outcome) => {
    host.script(behaviour);
    expect(await telegram.send(message)).toEqual(outcome);
  });

  it.each(['reset', 'reset_taken', 'silent', 'silent_taken'] as const)(
    'that met %s is uncertain: nobody shall read it twice',
    async (behaviour) => {
      host.script(behaviour);
      expect(await hastyTelegram.send(message)).toMatchObject({ outcome: 'uncertain' });
    },
  );
});
