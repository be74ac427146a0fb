import { expect, test } from 'vitest';
import { openEmail, openPeer } from './email.fixture.ts';
import { outgoing } from '../outgoing.fixture.ts';
import { readSmtpUrl } from './smtp-url.ts';

test.for([
  ['smtp://mail.example.com', { host: 'mail.example.com', port: 587, secure: false, requireTLS: false, auth: null }],
  ['smtps://mail.example.com', { port: 465, secure: true, requireTLS: false }],
  ['smtp://mail.example.com:2525', { port: 2525 }],
  ['smtp://[::1]:25', { host: '::1', port: 25 }],
  ['smtp://us%40example.com:p%40ss%2F@mail.example.com', { auth: { user: 'us@example.com', pass: 'p@ss/' } }],
  ['smtp://us:100%25%@mail.example.com', { auth: { user: 'us', pass: '100%25%' } }],
  // A password leaves this machine under TLS alone.
  ['smtp://us:secret@mail.example.com', { requireTLS: true, rejectUnauthorized: true }],
  ['smtp://us:secret@127.0.0.1:1025', { requireTLS: false }],
  ['smtp://us:secret@mail.example.com?ignoreTLS=true', { requireTLS: false, ignoreTLS: true }],
  ['smtp://mail.example.com?requireTLS=true&name=us.example.com', { requireTLS: true, name: 'us.example.com' }],
  ['smtp://mail.example.com?tls.rejectUnauthorized=false', { rejectUnauthorized: false }],
] as const)('%s', ([url, read]) => {
  expect(readSmtpUrl(url)).toMatchObject(read);
});

test('where TLS is required and not offered, nothing is said, least of all the password', async () => {
  const peer = await openPeer({ auth: { user: 'us', password: 'secret' } });
  const url = `${peer.url.replace('//', '//us:secret@')}?requireTLS=true`;
  expect(await openEmail(url).send(outgoing('win_back'))).toMatchObject({ outcome: 'unreachable' });
  expect(peer.commands).not.toContain('AUTH');
  expect(peer.taken).toEqual([]);
});

test('a host is found by its name', async () => {
  const peer = await openPeer();
  const url = peer.url.replace('127.0.0.1', 'localhost');
  expect(await openEmail(url).send(outgoing('win_back'))).toMatchObject({ outcome: 'sent' });
});
