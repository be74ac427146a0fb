import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { pino } from 'pino';
import { afterEach, expect, test } from 'vitest';
import { TRIGGER_TYPES } from '@retention/domain/trigger';
import { TEST_CERTIFICATE } from '../../test/peers/certificate.ts';
import { openBotApi, type BotApi, type BotApiAnswer } from '../../test/peers/bot-api.ts';
import type { Carrier, Outcome } from './carrier.ts';
import { createTelegramCarrier, isButtonUrl } from './channel-telegram.ts';
import { outgoing } from './outgoing.fixture.ts';

const opened: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((close) => close()));
});

const log: string[] = [];
const logger = pino({ level: 'debug' }, { write: (line) => void log.push(line) });
const to = (chat_id: string): ReturnType<typeof outgoing> => outgoing('inactivity_3_days', { address: chat_id });

async function peerAndCarrier(
  options: { readonly apiUrl?: string; readonly token?: string; readonly secure?: boolean } = {},
): Promise<{ peer: BotApi; carrier: Carrier }> {
  const peer = await openBotApi({ per_chat_per_second: 100, secure: options.secure ?? false });
  const carrier = createTelegramCarrier({
    token: options.token ?? peer.token,
    apiUrl: options.apiUrl ?? peer.url,
    perSecond: 30,
    logger,
    timeoutMs: 300,
  });
  opened.push(() => carrier.close().then(() => peer.close()));
  return { peer, carrier };
}

test('a message arrives with its words and three buttons', async () => {
  const { peer, carrier } = await peerAndCarrier();
  expect(await carrier.send(to('77'))).toEqual({ outcome: 'sent', answer: 'message 1' });
  expect(peer.taken).toMatchObject([
    {
      chat_id: '77',
      text: 'Привет, Анна! Твои цели ждут: хватит и одного маленького шага, чтобы продолжить.\n\nНе писать сюда: /stop',
      parse_mode: undefined,
      buttons: [
        { text: 'Продолжить путь', url: 'https://app.example.com/?retention_action=open_app&retention_trigger=5' },
        { text: 'Готово', callback_data: 'done:5' },
        { text: 'Напомни завтра', callback_data: 'snooze:5' },
      ],
    },
  ]);
});

test('in English, without a name, and without a promise for a tomorrow that comes too late', async () => {
  const { peer, carrier } = await peerAndCarrier();
  await carrier.send(outgoing('streak_at_risk', { address: '77', locale: 'en', first_name: null }));
  const [message] = peer.taken;
  expect(message?.text).toBe(
    'Careful! Your streak of 7\u00a0days is at risk! There is still time today.\n\nStop these messages: /stop',
  );
  expect(message?.buttons.map(({ text }) => text)).toEqual(['Complete a habit', 'Done']);
});

test.for(TRIGGER_TYPES)('%s is composed as it is sent', async (type) => {
  const { peer, carrier } = await peerAndCarrier();
  for (const locale of ['ru', 'en'] as const) {
    const message = outgoing(type, { address: '77', locale });
    const composed = carrier.compose(message);
    expect(await carrier.send(message)).toMatchObject({ outcome: 'sent' });
    expect(composed).toMatchObject({ title: '', html: null, text: peer.taken.at(-1)?.text });
    expect(composed.buttons).toEqual(peer.taken.at(-1)?.buttons.map(({ text }) => text));
    expect(composed.text).toContain('/stop');
  }
});

test('the longest id of a trigger fits into a button', async () => {
  const { carrier } = await peerAndCarrier();
  const message = { ...to('77'), trigger_id: Number.MAX_SAFE_INTEGER };
  expect(await carrier.send(message)).toMatchObject({ outcome: 'sent' });
});

test('a name is greeted as it is: nothing in it is markup, and no link', async () => {
  const { peer, carrier } = await peerAndCarrier();
  await carrier.send({ ...to('77'), first_name: '<b>Ян\n&ко<b' });
  await carrier.send({ ...to('77'), first_name: 'win at evil.example.com' });
  expect(peer.taken[0]?.text).toMatch(/^Привет, <b>Ян &ко<b! Твои цели/);
  expect(peer.taken[1]?.text).toMatch(/^Привет! Твои цели/);
});

test('an address Telegram would refuse is no button, and the message goes out without it', async () => {
  const { peer, carrier } = await peerAndCarrier();
  const { links } = to('77');
  const message = { ...to('77'), links: { ...links, action_url: 'http://localhost:3000/' } };
  expect(await carrier.send(message)).toMatchObject({ outcome: 'sent' });
  expect(peer.taken[0]?.buttons.map(({ text }) => text)).toEqual(['Готово', 'Напомни завтра']);
});

test.for<[string, boolean]>([
  ['https://app.example.com/x?y=1', true],
  ['http://app.example.com/', true],
  ['https://пример.рф/', true],
  ['https://localhost/', false],
  ['http://127.0.0.1:3000/', false],
  ['https://[::1]/', false],
  ['https://10.1.2.3/', false],
  ['https://server.local/', false],
  ['https://server.internal/', false],
  ['https://server/', false],
  ['ftp://app.example.com/', false],
  ['tg://resolve?domain=x', false],
  ['javascript:alert(1)', false],
  ['no address', false],
])('%s as a button: %s', ([url, right]) => {
  expect(isButtonUrl(url)).toBe(right);
});

const bad = (description: string): BotApiAnswer => ({ code: 400, description: `Bad Request: ${description}` });
const forbidden = (description: string): BotApiAnswer => ({ code: 403, description: `Forbidden: ${description}` });
const closes = { outcome: 'refused', closes: true } as const;
const wrong = { outcome: 'refused', closes: false } as const;
const unreachable = { outcome: 'unreachable', pause_s: null } as const;
const uncertain = { outcome: 'uncertain' } as const;

test.for<[string, BotApiAnswer, Partial<Outcome>, taken: number]>([
  [
    '429',
    { code: 429, description: 'Too Many Requests: retry after 7', retry_after: 7 },
    { outcome: 'unreachable', pause_s: 7 },
    0,
  ],
  ['429 without a time', { code: 429, description: 'Too Many Requests' }, { outcome: 'unreachable', pause_s: 5 }, 0],
  ['a blocked bot', forbidden('bot was blocked by the user'), closes, 0],
  ['a person who is gone', forbidden('user is deactivated'), closes, 0],
  ['a bot that was thrown out', forbidden('bot was kicked from the group chat'), closes, 0],
  ['a chat nobody started', forbidden("bot can't initiate conversation with a user"), closes, 0],
  ['no such chat', bad('chat not found'), closes, 0],
  ['no such peer', bad('PEER_ID_INVALID'), closes, 0],
  ['a group that has moved', bad('group chat was upgraded to a supergroup chat'), closes, 0],
  ['a muted bot', bad('not enough rights to send text messages to the chat'), closes, 0],
  ['a message that is wrong', bad('message is too long'), wrong, 0],
  ['a button that is wrong', bad('BUTTON_URL_INVALID'), wrong, 0],
  ['a revoked token', { code: 401, description: 'Unauthorized' }, unreachable, 0],
  ['a token of nobody', { code: 404, description: 'Not Found' }, unreachable, 0],
  ['a fault of theirs', { code: 500, description: 'Internal Server Error' }, unreachable, 0],
  ['a proxy without a server', { status: 502, body: '<html>Bad Gateway</html>' }, unreachable, 0],
  ['a server that is no Bot API', { status: 403, body: '<html>Forbidden</html>' }, unreachable, 0],
  ['a proxy that gave up waiting', { status: 504, body: '<html>Gateway Timeout</html>' }, uncertain, 0],
  ['a page instead of an answer', { status: 200, body: '<html>Hello</html>' }, uncertain, 0],
  ['silence', 'timeout_before', uncertain, 0],
  ['silence about what was taken', 'timeout_after', uncertain, 1],
  ['a connection that breaks', 'reset_before', uncertain, 0],
  ['a connection that breaks after it was taken', 'reset_after', uncertain, 1],
])('%s', async ([, answer, outcome, taken]) => {
  const { peer, carrier } = await peerAndCarrier();
  peer.answerNext('sendMessage', answer);
  expect(await carrier.send(to('77'))).toMatchObject(outcome);
  expect(peer.takenBy('77')).toBe(taken);
  expect(peer.calls).toHaveLength(1);
  expect(await carrier.send(to('77')), 'the next one').toMatchObject({ outcome: 'sent' });
});

test('nobody listens, no such host, no certificate: nothing was sent', async () => {
  const { peer } = await peerAndCarrier();
  const urls = ['http://127.0.0.1:1', 'http://nobody.invalid', peer.url.replace('http:', 'https:')];
  for (const apiUrl of urls) {
    const { carrier } = await peerAndCarrier({ apiUrl });
    expect(await carrier.send(to('77')), apiUrl).toMatchObject({ outcome: 'unreachable', pause_s: null });
  }
  expect(peer.calls).toEqual([]);
});

test('over TLS as well: what fails before the handshake is over was not sent, what fails later may be', async () => {
  const trusted = getCACertificates('default');
  const { peer, carrier } = await peerAndCarrier({ secure: true });
  expect(await carrier.send(to('77')), 'nobody vouches for it').toMatchObject({ outcome: 'unreachable' });
  setDefaultCACertificates([...trusted, TEST_CERTIFICATE]);
  try {
    peer.answerNext('sendMessage', 'reset_after', 'timeout_after', 'ok', 'reset_before', 'ok', 'timeout_before');
    const outcomes: string[] = [];
    for (let message = 1; message <= 6; message++) outcomes.push((await carrier.send(to('77'))).outcome);
    expect(outcomes).toEqual(['uncertain', 'uncertain', 'sent', 'uncertain', 'sent', 'uncertain']);
    expect(peer.takenBy('77')).toBe(4);
  } finally {
    setDefaultCACertificates(trusted);
  }
});

test('a server that listens and never says hello was sent nothing', async () => {
  const silent = createServer().listen(0, '127.0.0.1');
  opened.push(() => new Promise((resolve) => silent.close(() => resolve())));
  silent.on('connection', (socket) => opened.unshift(() => Promise.resolve(void socket.destroy())));
  await once(silent, 'listening');
  const { port } = silent.address() as AddressInfo;
  const { carrier } = await peerAndCarrier({ apiUrl: `https://127.0.0.1:${port}` });
  expect(await carrier.send(to('77'))).toMatchObject({ outcome: 'unreachable' });
});

test('one connection serves one message after the other', async () => {
  const { peer, carrier } = await peerAndCarrier();
  for (let message = 1; message <= 3; message++) {
    expect(await carrier.send(to('77'))).toEqual({ outcome: 'sent', answer: `message ${message}` });
  }
  expect(peer.takenBy('77')).toBe(3);
});

test('an address that is no chat is refused here: @channel would be public', async () => {
  const { peer, carrier } = await peerAndCarrier();
  for (const address of ['@channel', 'demo_12', '', '12 34']) {
    expect(await carrier.send(to(address))).toEqual({ outcome: 'refused', answer: 'no id of a chat', closes: true });
  }
  expect(peer.calls).toEqual([]);
});

test('a wrong token is said once, and the token never', async () => {
  log.length = 0;
  const token = '999999:a-secret-nobody-may-see-anywhere';
  const { carrier } = await peerAndCarrier({ token });
  const { carrier: lost } = await peerAndCarrier({ token, apiUrl: 'http://127.0.0.1:1' });
  const outcomes = [await carrier.send(to('77')), await carrier.send(to('78')), await lost.send(to('79'))];
  const { peer, carrier: echoed } = await peerAndCarrier({});
  peer.answerNext('sendMessage', { code: 400, description: `Bad Request: /bot${peer.token}/sendMessage` });
  outcomes.push(await echoed.send(to('80')));
  expect(outcomes.map(({ outcome }) => outcome)).toEqual(['unreachable', 'unreachable', 'unreachable', 'refused']);
  expect(log.filter((line) => line.includes('RETENTION_TELEGRAM_TOKEN'))).toHaveLength(1);
  for (const secret of [token, peer.token, 'a-secret']) {
    expect(JSON.stringify(outcomes)).not.toContain(secret);
    expect(log.join('\n')).not.toContain(secret);
  }
});

test('nothing is sent after it was closed', async () => {
  const { peer, carrier } = await peerAndCarrier();
  await carrier.close();
  expect(await carrier.send(to('77'))).toMatchObject({ outcome: 'unreachable' });
  expect(peer.calls).toEqual([]);
});
