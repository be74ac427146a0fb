import { createHash, createVerify, generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { Carrier } from '../carrier.ts';
import { headersOf, openEmail, openPeer } from './email.fixture.ts';
import { outgoing } from '../outgoing.fixture.ts';

test('a mail is taken, and says how to stop it', async () => {
  const peer = await openPeer();
  const email = openEmail(peer.url);
  expect(await email.send(outgoing('win_back'))).toEqual({ outcome: 'sent', answer: '250 2.0.0 Ok: queued as 1' });
  const [mail] = peer.taken;
  expect(mail).toMatchObject({ from: 'hello@example.com', to: 'anna@example.com' });
  expect(headersOf(mail?.raw ?? '')).toMatchObject({
    from: 'OnePercent <hello@example.com>',
    to: 'anna@example.com',
    date: 'Mon, 15 Jan 2024 10:30:00 +0000',
    'auto-submitted': 'auto-generated',
    'list-unsubscribe': '<https://retention.example.com/u/token.signature>',
    'list-unsubscribe-post': 'List-Unsubscribe=One-Click',
    'content-type': expect.stringMatching(/^multipart\/alternative/),
  });
});

test('every attempt of a delivery has the same Message-ID, another delivery another one', async () => {
  const peer = await openPeer();
  const email = openEmail(peer.url);
  for (const delivery_id of [7, 7, 8]) await email.send(outgoing('win_back', { delivery_id }));
  const [first, again, other] = peer.taken.map(({ raw }) => headersOf(raw)['message-id']);
  expect(first).toMatch(/^<7\.[\da-f]{24}@example\.com>$/);
  expect(again).toBe(first);
  expect(other).not.toBe(first);
});

test.for([
  'anna@example.com\r\nRCPT TO:<victim@example.com>',
  'anna@example.com>\r\nDATA',
  'anna@example.com, victim@example.com',
  '<script>@example.com',
  'anna@exa mple.com',
  'anna',
  '@example.com',
  `${'a'.repeat(300)}@example.com`,
])('no mail is sent to %j', async (address) => {
  const peer = await openPeer();
  expect(await openEmail(peer.url).send(outgoing('win_back', { address }))).toMatchObject({
    outcome: 'refused',
    closes: true,
  });
  expect(peer.connections()).toBe(0);
});

test('a domain in letters of another alphabet is written in ASCII', async () => {
  const peer = await openPeer();
  await openEmail(peer.url).send(outgoing('win_back', { address: 'anna@почта.рф' }));
  expect(peer.taken[0]?.to).toBe('anna@xn--80a1acny.xn--p1ai');
});

test('a name cannot add a header', async () => {
  const peer = await openPeer();
  const first_name = 'Anna\r\nBcc: victim@example.com\r\n\r\nbody';
  const emailFrom = 'One\tPercent "x" <hello@example.com>';
  await openEmail(peer.url, { emailFrom }).send(outgoing('inactivity_3_days', { first_name }));
  const headers = headersOf(peer.taken[0]?.raw ?? '');
  expect(headers).not.toHaveProperty('bcc');
  expect(Object.keys(headers).toSorted()).toEqual([
    'auto-submitted',
    'content-type',
    'date',
    'from',
    'list-unsubscribe',
    'list-unsubscribe-post',
    'message-id',
    'mime-version',
    'subject',
    'to',
  ]);
});

test('without https there is no one click', async () => {
  const peer = await openPeer();
  const links = { ...outgoing('win_back').links, unsubscribe_url: 'http://127.0.0.1:3000/u/token' };
  await openEmail(peer.url).send(outgoing('win_back', { links }));
  const headers = headersOf(peer.taken[0]?.raw ?? '');
  expect(headers['list-unsubscribe']).toBe('<http://127.0.0.1:3000/u/token>');
  expect(headers).not.toHaveProperty('list-unsubscribe-post');
});

test('without a sender it is no-reply at the host people reach us at', async () => {
  const peer = await openPeer();
  await openEmail(peer.url, { emailFrom: null }).send(outgoing('win_back'));
  expect(peer.taken[0]?.from).toBe('no-reply@retention.example.com');
});

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const PEM = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

/** Verifies the signature as RFC 6376 says, relaxed/relaxed. */
function isSigned(raw: string): boolean {
  const [head = '', ...rest] = raw.split('\r\n\r\n');
  const body = rest.join('\r\n\r\n');
  const fields = head.split(/\r\n(?![ \t])/);
  const relaxed = (field: string): string => {
    const [name = '', ...value] = field.split(':');
    return `${name.toLowerCase().trim()}:${value.join(':').replaceAll(/\s+/g, ' ').trim()}`;
  };
  const signature = fields.find((field) => /^dkim-signature:/i.test(field)) ?? '';
  const tags = new Map(
    signature
      .replace(/^[^:]+:/, '')
      .split(';')
      .map((tag): [string, string] => [
        tag.split('=', 1)[0]?.trim() ?? '',
        tag.replace(/^[^=]*=/, '').replaceAll(/\s+/g, ''),
      ]),
  );
  const lines = body
    .replaceAll(/[ \t]+/g, ' ')
    .replaceAll(/ +\r\n/g, '\r\n')
    .replace(/(?:\r\n)*$/, '\r\n');
  if (createHash('sha256').update(lines, 'latin1').digest('base64') !== tags.get('bh')) return false;
  const covered = (tags.get('h') ?? '').split(':').map((name) => {
    const field = fields.findLast((other) => other.split(':', 1)[0]?.toLowerCase() === name.toLowerCase());
    return field === undefined ? '' : `${relaxed(field)}\r\n`;
  });
  const own = relaxed(signature.replace(/(;\s*b=)[^;]*/, '$1'));
  return createVerify('rsa-sha256')
    .update(covered.join('') + own)
    .verify(publicKey, tags.get('b') ?? '', 'base64');
}

test('a mail is signed, and the signature covers how to unsubscribe', async () => {
  const peer = await openPeer();
  const signing = { dkimDomain: 'example.com', dkimSelector: 'mail', dkimKey: PEM };
  await openEmail(peer.url, signing).send(outgoing('win_back'));
  const raw = peer.taken[0]?.raw ?? '';
  const signature = headersOf(raw)['dkim-signature'] ?? '';
  expect(signature).toMatch(/d=example\.com;.*s=mail;/);
  expect(signature.replaceAll(/\s/g, '').toLowerCase()).toContain('list-unsubscribe:list-unsubscribe-post');
  expect(isSigned(raw)).toBe(true);
  expect(isSigned(raw.replace('token.signature', 'token.forged'))).toBe(false);
  expect(isSigned(raw.replace(/\r\n\r\n[\s\S]*/, '\r\n\r\nAnother body\r\n'))).toBe(false);
});

test('the key may lie in a file, or have its lines written as \\n; another one is named as what it is', () => {
  const folder = mkdtempSync(join(tmpdir(), 'retention-dkim-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'dkim.pem');
  writeFileSync(file, PEM);
  const opened = (dkimKey: string): Carrier => openEmail('smtp://127.0.0.1:9', { dkimDomain: 'example.com', dkimKey });
  opened(file);
  opened(PEM.replaceAll('\n', String.raw`\n`));
  expect(() => opened(join(folder, 'none.pem'))).toThrow('ENOENT');
  expect(() => opened('-----BEGIN PRIVATE KEY-----\nsecret')).toThrow(/no private key: give an RSA key/);
  const ed25519 = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' });
  expect(() => opened(ed25519.toString())).toThrow(/of type ed25519/);
});
