import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { acting, type SmtpAct, type SmtpStage } from '../../test/peers/smtp.ts';
import { openEmail, openPeer } from './email/email.fixture.ts';
import { outgoing } from './outgoing.fixture.ts';

const QUICK_MS = 400;
const PASSWORD = 'a p@ss/word of the tests';

test('connections are kept between messages, and there are no more than messages under way', async () => {
  const peer = await openPeer();
  const email = openEmail(peer.url);
  for (let at = 0; at < 3; at++) await email.send(outgoing('win_back'));
  expect(peer.connections()).toBe(1);
  await Promise.all([1, 2, 3].map(() => email.send(outgoing('win_back'))));
  expect(peer.connections()).toBeLessThanOrEqual(3);
  expect(peer.taken).toHaveLength(6);
});

/** What the server does, and what has become of the message. */
const REFUSALS: readonly (readonly [stage: SmtpStage, act: SmtpAct, outcome: object])[] = [
  ['rcpt', '550 5.1.1 No such user', { outcome: 'refused', closes: true }],
  ['rcpt', '550 No such user here', { outcome: 'refused', closes: true }],
  ['rcpt', '551 User not local', { outcome: 'refused', closes: true }],
  ['rcpt', '553 Mailbox name not allowed', { outcome: 'refused', closes: true }],
  ['rcpt', '550 5.2.1 Mailbox disabled', { outcome: 'refused', closes: true }],
  ['rcpt', '552 5.2.2 Mailbox full', { outcome: 'refused', closes: false }],
  ['rcpt', '554 5.7.1 Relay access denied', { outcome: 'refused', closes: false }],
  ['rcpt', '550 Relaying denied', { outcome: 'refused', closes: false }],
  ['rcpt', '550 Blocked by our policy', { outcome: 'refused', closes: false }],
  ['rcpt', '450 4.2.0 Greylisted', { outcome: 'unreachable', pause_s: null }],
  ['rcpt', '451 4.3.0 Try later', { outcome: 'unreachable', pause_s: null }],
  ['rcpt', '421 4.7.0 Too many messages', { outcome: 'unreachable', pause_s: 60 }],
  ['rcpt', '503 5.5.1 Bad sequence', { outcome: 'unreachable', pause_s: null }],
  ['mail', '550 5.7.1 Sender rejected', { outcome: 'refused', closes: false }],
  ['mail', '550 5.1.8 Bad sender address', { outcome: 'refused', closes: false }],
  ['mail', '530 5.7.0 Authentication required', { outcome: 'unreachable', pause_s: null }],
  ['data', '554 5.5.1 No', { outcome: 'refused', closes: false }],
  ['message', '554 5.7.1 This looks like spam', { outcome: 'refused', closes: false }],
  ['message', '550 5.1.1 No such user after all', { outcome: 'refused', closes: true }],
  ['message', '550 Rejected', { outcome: 'refused', closes: false }],
  ['message', '451 4.3.0 Disk full', { outcome: 'unreachable', pause_s: null }],
  ['message', '421 4.3.2 Shutting down', { outcome: 'unreachable', pause_s: 60 }],
  ['greeting', '554 5.3.2 Not for you', { outcome: 'unreachable', pause_s: null }],
  ['greeting', '421 4.3.2 Closed for today', { outcome: 'unreachable', pause_s: 60 }],
  ['ehlo', '421 4.3.2 Closed for today', { outcome: 'unreachable', pause_s: 60 }],
];

for (const pipelining of [false, true]) {
  test.for(REFUSALS)(`${pipelining ? 'pipelined, ' : ''}%s: %s`, async ([stage, act, outcome]) => {
    const peer = await openPeer({ pipelining, script: acting({ [stage]: act }) });
    const email = openEmail(peer.url);
    expect(await email.send(outgoing('win_back'))).toEqual({ ...outcome, answer: expect.stringContaining(act) });
    expect(peer.taken).toEqual([]);
    // The next message is none the worse for it.
    peer.script = () => null;
    expect(await email.send(outgoing('win_back'))).toMatchObject({ outcome: 'sent' });
    expect(peer.taken).toHaveLength(1);
  });
}

/** Where it breaks off, and whether the message may have been taken. */
const BREAKS: readonly (readonly [
  stage: SmtpStage,
  act: SmtpAct,
  outcome: 'unreachable' | 'uncertain',
  taken: number,
])[] = [
  ['greeting', 'drop', 'unreachable', 0],
  ['greeting', 'silent', 'unreachable', 0],
  ['ehlo', 'drop', 'unreachable', 0],
  ['ehlo', 'silent', 'unreachable', 0],
  ['mail', 'drop', 'unreachable', 0],
  ['rcpt', 'drop', 'unreachable', 0],
  ['rcpt', 'silent', 'unreachable', 0],
  ['data', 'drop', 'unreachable', 0],
  ['data', 'silent', 'unreachable', 0],
  ['message', 'drop', 'uncertain', 0],
  ['message', 'silent', 'uncertain', 0],
  ['message', 'take and drop', 'uncertain', 1],
  ['message', 'take and be silent', 'uncertain', 1],
];

test.for(BREAKS)('%s: %s → %s', async ([stage, act, outcome, taken]) => {
  const peer = await openPeer({ script: acting({ [stage]: act }) });
  const email = openEmail(peer.url, {}, QUICK_MS);
  expect(await email.send(outgoing('win_back'))).toMatchObject({ outcome });
  expect(peer.taken).toHaveLength(taken);
});

test('a connection that died while it idled costs nothing: the message goes over another one', async () => {
  const peer = await openPeer();
  const email = openEmail(peer.url);
  await email.send(outgoing('win_back'));
  peer.script = (stage, { messages }) => (stage === 'mail' && messages > 0 ? 'drop' : null);
  expect(await email.send(outgoing('win_back'))).toMatchObject({ outcome: 'sent' });
  expect([peer.taken.length, peer.connections()]).toEqual([2, 2]);
});

test('nobody listens: unreachable', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  const port = typeof address === 'object' ? address?.port : 0;
  expect(await openEmail(`smtp://127.0.0.1:${port}`).send(outgoing('win_back'))).toEqual({
    outcome: 'unreachable',
    answer: expect.stringContaining('ECONNREFUSED'),
    pause_s: null,
  });
});

const AUTH = { user: 'us@example.com', password: PASSWORD };
const LOGIN = `${encodeURIComponent(AUTH.user)}:${encodeURIComponent(PASSWORD)}@`;

test('TLS is used where it is offered, and the login goes under it', async () => {
  const peer = await openPeer({ tls: 'starttls', auth: AUTH });
  const url = `${peer.url.replace('//', `//${LOGIN}`)}?tls.rejectUnauthorized=false`;
  expect(await openEmail(url).send(outgoing('win_back'))).toMatchObject({ outcome: 'sent' });
  expect(peer.taken[0]).toMatchObject({ encrypted: true, user: AUTH.user, password: PASSWORD });
});

test('TLS from the first byte', async () => {
  const peer = await openPeer({ tls: 'first byte' });
  expect(await openEmail(`${peer.url}?tls.rejectUnauthorized=false`).send(outgoing('win_back'))).toMatchObject({
    outcome: 'sent',
  });
  expect(peer.taken[0]).toMatchObject({ encrypted: true });
});

test.for(['starttls', 'first byte'] as const)('a certificate nobody vouches for: unreachable (%s)', async (tls) => {
  const peer = await openPeer({ tls });
  expect(await openEmail(peer.url).send(outgoing('win_back'))).toMatchObject({
    outcome: 'unreachable',
    answer: expect.stringContaining('self-signed certificate'),
  });
  expect(peer.taken).toEqual([]);
});

test('a wrong password is unreachable, and is never repeated', async () => {
  const peer = await openPeer({ auth: AUTH, script: acting({ auth: `535 5.7.8 ${PASSWORD} is wrong for you` }) });
  const answer = await openEmail(peer.url.replace('//', `//${LOGIN}`)).send(outgoing('win_back'));
  expect(answer).toMatchObject({ outcome: 'unreachable', answer: expect.stringContaining('535 5.7.8 … is wrong') });
  expect(JSON.stringify(answer)).not.toContain(PASSWORD);
});

test('closing waits for what is under way', async () => {
  const peer = await openPeer();
  const email = openEmail(peer.url);
  const sending = email.send(outgoing('win_back'));
  await email.close();
  expect(await sending).toMatchObject({ outcome: 'sent' });
});
