import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, exportSPKI, generateKeyPair, SignJWT, UnsecuredJWT, type JWTPayload } from 'jose';
import { afterAll, describe, expect, it } from 'vitest';
import type { Who } from '@retention/domain/contract/endpoint';
import { testClock } from '../../test/clock.ts';
import { ApiError } from '../http/errors.ts';
import { createGuards, type Guards, type IdentityRules } from './identity.ts';

const SECRET = 'a secret that is long enough for HS256';
const HOST_KEY = 'a host key that is long enough for all';
const clock = testClock('2024-01-15T10:30:00Z');
const NOW = clock.now() / 1000;

const rsa = await generateKeyPair('RS256', { extractable: true });
const ec = await generateKeyPair('ES256');
const stranger = await generateKeyPair('RS256');
const keys = {
  keys: [
    { ...(await exportJWK(rsa.publicKey)), kid: 'rsa', alg: 'RS256', use: 'sig' },
    { ...(await exportJWK(ec.publicKey)), kid: 'ec', alg: 'ES256', use: 'sig' },
  ],
};

let fetched = 0;
const keyServer = createServer((request, response) => {
  fetched++;
  if (request.url === '/broken') response.writeHead(500).end('no keys today');
  else if (request.url === '/odd') response.end('{"keys":7}');
  else response.setHeader('content-type', 'application/json').end(JSON.stringify(keys));
});
await new Promise<void>((resolve) => keyServer.listen(0, '127.0.0.1', resolve));
afterAll(() => keyServer.close());
const { port } = keyServer.address() as AddressInfo;
const jwksUrl = `http://127.0.0.1:${port}/keys`;

const RULES: IdentityRules = {
  jwtSecret: SECRET,
  jwksUrl: null,
  jwtAudience: null,
  jwtIssuer: null,
  hostKey: HOST_KEY,
};

function guardsWith(rules: Partial<IdentityRules>): Guards {
  return createGuards({ ...RULES, ...rules }, clock, { identify: () => Promise.reject(new Error('no login')) });
}
const bySecret = guardsWith({});
const byKeySet = guardsWith({ jwtSecret: null, jwksUrl });
const byBoth = guardsWith({ jwksUrl });
const strict = guardsWith({ jwtAudience: 'retention', jwtIssuer: 'the host' });

function hs256(claims: JWTPayload, secret: string | Uint8Array = SECRET): Promise<string> {
  const key = typeof secret === 'string' ? new TextEncoder().encode(secret) : secret;
  return new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).sign(key);
}
function rs256(claims: JWTPayload, kid = 'rsa', key = rsa.privateKey): Promise<string> {
  return new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid }).sign(key);
}
function es256(claims: JWTPayload): Promise<string> {
  return new SignJWT(claims).setProtectedHeader({ alg: 'ES256', kid: 'ec' }).sign(ec.privateKey);
}

/** Who it is, or the status and the message of the refusal. */
async function ask(guards: Guards, who: Who, headers: IncomingHttpHeaders): Promise<unknown> {
  try {
    return await guards[who](headers);
  } catch (error) {
    if (error instanceof ApiError) return `${error.status} ${error.message}`;
    throw error;
  }
}

function bearer(token: string): IncomingHttpHeaders {
  return { authorization: `Bearer ${token}` };
}

describe('tokens that hold', () => {
  it.each<[string, Guards, Promise<string>, object]>([
    ['an integer', bySecret, hs256({ sub: 123 as unknown as string }), { user_id: '123', role: 'user' }],
    ['a string', bySecret, hs256({ sub: 'b7f1' }), { user_id: 'b7f1', role: 'user' }],
    ['an admin', bySecret, hs256({ sub: '1', role: 'admin' }), { user_id: '1', role: 'admin' }],
    ['an analyst', bySecret, hs256({ sub: '1', role: 'analyst' }), { user_id: '1', role: 'analyst' }],
    ['a role nobody knows', bySecret, hs256({ sub: '1', role: 'root' }), { user_id: '1', role: 'user' }],
    ['roles as a list', bySecret, hs256({ sub: '1', role: ['admin'] }), { user_id: '1', role: 'user' }],
    ['one that runs out soon', bySecret, hs256({ sub: '1', exp: NOW + 1 }), { user_id: '1', role: 'user' }],
    ['one that ran out just now', bySecret, hs256({ sub: '1', exp: NOW - 29 }), { user_id: '1', role: 'user' }],
    ['one that begins just now', bySecret, hs256({ sub: '1', nbf: NOW + 29 }), { user_id: '1', role: 'user' }],
    ['RS256', byKeySet, rs256({ sub: '2' }), { user_id: '2', role: 'user' }],
    ['ES256', byKeySet, es256({ sub: '3', role: 'admin' }), { user_id: '3', role: 'admin' }],
    ['HS256 beside a key set', byBoth, hs256({ sub: '4' }), { user_id: '4', role: 'user' }],
    ['RS256 beside a secret', byBoth, rs256({ sub: '5' }), { user_id: '5', role: 'user' }],
    [
      'audience and issuer',
      strict,
      hs256({ sub: '6', aud: ['app', 'retention'], iss: 'the host' }),
      { user_id: '6', role: 'user' },
    ],
  ])('%s', async (_, guards, token, identity) => {
    expect(await ask(guards, 'user', bearer(await token))).toMatchObject(identity);
    // Remembered, and the same.
    expect(await ask(guards, 'user', bearer(await token))).toMatchObject(identity);
  });

  it('fetches the key set once', () => {
    expect(fetched).toBe(2);
  });
});

describe('tokens that do not', () => {
  const publicKey = exportSPKI(rsa.publicKey).then((pem) => new TextEncoder().encode(pem));
  const tampered = hs256({ sub: '1' }).then((token) => {
    const [head = '', , signature = ''] = token.split('.');
    return `${head}.${Buffer.from('{"sub":"2"}').toString('base64url')}.${signature}`;
  });
  it.each<[string, Guards, Promise<string> | string, RegExp]>([
    ['garbage', bySecret, 'garbage', /^401 The token is not valid/],
    ['garbage in three parts', bySecret, 'a.b.c', /^401 The token is not valid/],
    ['garbage for a key set', byBoth, 'garbage', /^401 The token is not valid/],
    ['nothing after Bearer', bySecret, '', /^401/],
    ['tampered with', bySecret, tampered, /^401 The token is not valid/],
    [
      'another secret',
      bySecret,
      hs256({ sub: '1' }, 'another secret, long enough as well'),
      /^401 The token is not valid/,
    ],
    ['expired', bySecret, hs256({ sub: '1', exp: NOW - 31 }), /^401 The token has expired/],
    ['not yet', bySecret, hs256({ sub: '1', nbf: NOW + 31 }), /^401 .*"nbf" is not the one expected/],
    ['exp that is no number', bySecret, hs256({ sub: '1', exp: 'never' as unknown as number }), /^401 .*"exp"/],
    ['nobody', bySecret, hs256({}), /^401 The token names nobody/],
    ['an empty sub', bySecret, hs256({ sub: '' }), /^401 The token names nobody/],
    ['a sub that is no id', bySecret, hs256({ sub: { id: 1 } as unknown as string }), /^401 The token names nobody/],
    ['no audience', strict, hs256({ sub: '1', iss: 'the host' }), /^401 .*"aud" is missing/],
    ['wrong audience', strict, hs256({ sub: '1', aud: 'x', iss: 'the host' }), /^401 .*"aud" is not/],
    ['wrong issuer', strict, hs256({ sub: '1', aud: 'retention', iss: 'x' }), /^401 .*"iss" is not/],
    ['alg none', bySecret, new UnsecuredJWT({ sub: '1', role: 'admin' }).encode(), /^401/],
    ['alg none for a key set', byKeySet, new UnsecuredJWT({ sub: '1' }).encode(), /^401/],
    ['alg none for both', byBoth, new UnsecuredJWT({ sub: '1' }).encode(), /^401/],
    ['HS256 with the public key', byKeySet, publicKey.then((key) => hs256({ sub: '1' }, key)), /^401/],
    ['the same with a secret about', byBoth, publicKey.then((key) => hs256({ sub: '1' }, key)), /^401/],
    ['RS256 where there is a secret only', bySecret, rs256({ sub: '1' }), /^401 .*algorithm/],
    ['RS256 by a stranger', byKeySet, rs256({ sub: '1' }, 'rsa', stranger.privateKey), /^401 The token is not valid/],
    ['a key nobody knows', byKeySet, rs256({ sub: '1' }, 'lost'), /^401 .*"kid"/],
    ['no key at all', guardsWith({ jwtSecret: null }), hs256({ sub: '1' }), /^401 This server has no key/],
  ])('%s', async (_, guards, token, message) => {
    expect(await ask(guards, 'user', bearer(await token))).toMatch(message);
  });

  it.each(['/broken', '/odd'])('a key set that cannot be had at %s is no fault of the caller', async (path) => {
    const guards = guardsWith({ jwtSecret: null, jwksUrl: `http://127.0.0.1:${port}${path}` });
    expect(await ask(guards, 'user', bearer(await rs256({ sub: '1' })))).toMatch(/^503 The keys of user tokens/);
  });

  it('a key server that is away is no fault of the caller', async () => {
    const guards = guardsWith({ jwtSecret: null, jwksUrl: 'http://127.0.0.1:1/keys' });
    expect(await ask(guards, 'user', bearer(await rs256({ sub: '1' })))).toMatch(/^503/);
  });
});

describe('a remembered token', () => {
  it('is forgotten when it runs out', async () => {
    const guards = guardsWith({});
    const token = await hs256({ sub: '1', exp: NOW + 60 });
    expect(await ask(guards, 'user', bearer(token))).toMatchObject({ user_id: '1', role: 'user' });
    clock.advance(89_000);
    expect(await ask(guards, 'user', bearer(token))).toMatchObject({ user_id: '1', role: 'user' });
    clock.advance(1_000);
    expect(await ask(guards, 'user', bearer(token))).toMatch(/^401 The token has expired/);
    clock.set('2024-01-15T10:30:00Z');
  });
});

describe('a cookie session', () => {
  const session = hs256({ sub: '7' }).then((token) => `csrftoken=abc; retention_token=${token}`);
  it.each<[string, Promise<IncomingHttpHeaders> | IncomingHttpHeaders, RegExp | object]>([
    ['with its token', session.then((cookie) => ({ cookie, 'x-csrftoken': 'abc' })), { user_id: '7', role: 'user' }],
    [
      'in quotes',
      session.then((cookie) => ({ cookie: cookie.replace('abc', '"abc"'), 'x-csrftoken': 'abc' })),
      { user_id: '7', role: 'user' },
    ],
    ['without the header', session.then((cookie) => ({ cookie })), /^403 X-CSRFToken is missing/],
    ['with an empty header', session.then((cookie) => ({ cookie, 'x-csrftoken': '' })), /^403 X-CSRFToken is missing/],
    ['with another token', session.then((cookie) => ({ cookie, 'x-csrftoken': 'abd' })), /^403 X-CSRFToken is not/],
    [
      'without the cookie of the token',
      session.then((cookie) => ({ cookie: cookie.slice(15), 'x-csrftoken': 'abc' })),
      /^403 The cookie csrftoken is missing/,
    ],
    ['both empty', session.then((cookie) => ({ cookie: cookie.replace('abc', ''), 'x-csrftoken': '' })), /^403/],
    ['a garbled token', { cookie: 'csrftoken=abc; retention_token=garbage', 'x-csrftoken': 'abc' }, /^401/],
    ['no cookies of ours', { cookie: 'a=b; c' }, /^401 Send the user's token/],
    ['nothing at all', {}, /^401 Send the user's token as "Authorization: Bearer <token>"/],
    ['some other scheme', { authorization: 'Basic dTpw' }, /^401 Send the user's token/],
  ])('%s', async (_, headers, expected) => {
    const answer = await ask(bySecret, 'user', await headers);
    if (expected instanceof RegExp) expect(answer).toMatch(expected);
    else if (expected === null) expect(answer).toBeNull();
    else expect(answer).toMatchObject(expected);
  });

  it('gives way to a bearer token', async () => {
    const headers = { ...bearer(await hs256({ sub: '8' })), cookie: await session };
    expect(await ask(bySecret, 'user', headers)).toMatchObject({ user_id: '8', role: 'user' });
  });
});

describe('who may what', () => {
  const identity = (role: string) => ({ user_id: '1', role });
  it.each<[string, Who, RegExp | object | null]>([
    ['user', 'user', identity('user')],
    ['user', 'analyst', /^403 This is for the team/],
    ['user', 'admin', /^403 This changes something/],
    ['user', 'host', /^401 The host key is wrong/],
    ['user', 'anyone', null],
    ['analyst', 'user', identity('analyst')],
    ['analyst', 'analyst', identity('analyst')],
    ['analyst', 'admin', /^403 This changes something/],
    ['admin', 'analyst', identity('admin')],
    ['admin', 'admin', identity('admin')],
    ['admin', 'owner', /^403 This is for the owner alone/],
    ['owner', 'analyst', identity('owner')],
    ['owner', 'admin', identity('owner')],
    ['owner', 'owner', identity('owner')],
    ['owner', 'host', /^401/],
    ['analyst', 'owner', /^403 This is for the owner alone/],
    ['user', 'owner', /^403 This is for the owner alone/],
    ['admin', 'host', /^401/],
  ])('%s at %s', async (role, who, expected) => {
    const answer = await ask(bySecret, who, bearer(await hs256({ sub: '1', role })));
    if (expected instanceof RegExp) expect(answer).toMatch(expected);
    else if (expected === null) expect(answer).toBeNull();
    else expect(answer).toMatchObject(expected);
  });

  it.each<[string, Guards, IncomingHttpHeaders, RegExp | null]>([
    ['the key', bySecret, bearer(HOST_KEY), null],
    ['the key with a small b', bySecret, { authorization: `bearer ${HOST_KEY}` }, null],
    ['another key', bySecret, bearer(`${HOST_KEY}!`), /^401 The host key is wrong/],
    ['no key', bySecret, {}, /^401 Send the host key/],
  ])('the host with %s', async (_, guards, headers, expected) => {
    const answer = await ask(guards, 'host', headers);
    if (expected === null) expect(answer).toBeNull();
    else expect(answer).toMatch(expected);
  });
});
