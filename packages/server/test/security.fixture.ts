import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, exportSPKI, generateKeyPair, SignJWT, UnsecuredJWT, type JWTPayload } from 'jose';
import { afterAll } from 'vitest';
import type { Who } from '@retention/domain/contract/endpoint';
import { ADMIN_PASSWORD, HOST_KEY, openTestApp, SECRET, type TestApp } from '../src/http/app.fixture.ts';
import { ask, logIn, type Headers } from '../src/http/login.fixture.ts';
import { RANKS, type Role } from '../src/host/token.ts';
import { openTestDatabase } from './database.ts';

/** Everybody who may come to the door, and what is right to answer them. */

export const ACCOUNT = { login: 'an.analyst@example.com', password: 'the password of an analyst' } as const;
const CLAIMS = { aud: 'retention', iss: 'the host' } as const;
const HOUR = 3600;

/** What is right: in, or not: 401 unknown, 403 known and not allowed. */
export type Right = 'in' | 401 | 403;

export interface Caller {
  readonly name: string;
  /** What they send; made anew for each call, since some calls end a login. */
  readonly headers: () => Promise<Headers> | Headers;
  readonly right: (who: Who, endpoint: string) => Right;
}

/** A token that holds. */
function byToken(role: Role): Caller['right'] {
  return (who) => {
    if (who === 'anyone') return 'in';
    if (who === 'host') return 401;
    return RANKS.indexOf(role) >= RANKS.indexOf(who) ? 'in' : 403;
  };
}

/** No proof, or none that holds. */
const unknown: Caller['right'] = (who) => (who === 'anyone' ? 'in' : 401);

/** A login to the dashboard is no user of the app. */
function byLogin(role: Role): Caller['right'] {
  return (who) => (who === 'user' ? 401 : byToken(role)(who, ''));
}

/** A cookie without its other half proves nothing, and is not even used to log out. */
const halfLogin: Caller['right'] = (who, endpoint) => {
  if (endpoint === 'session_delete') return 403;
  if (who === 'anyone') return 'in';
  return who === 'user' || who === 'host' ? 401 : 403;
};

export interface Stage {
  readonly app: TestApp;
  readonly callers: readonly Caller[];
  /** A token that holds. */
  readonly sign: (claims: JWTPayload) => Promise<string>;
  /** All that must never be logged: passwords, keys, and every header that was made. */
  readonly secrets: Set<string>;
  readonly query: (text: string) => Promise<object[]>;
}

/** An app with an audience, an issuer, a shared secret and a key set, one account, and all who try to come in. */
export async function openSecurityStage(): Promise<Stage> {
  const rsa = await generateKeyPair('RS256', { extractable: true });
  const keys = JSON.stringify({
    keys: [{ ...(await exportJWK(rsa.publicKey)), kid: 'rsa', alg: 'RS256', use: 'sig' }],
  });
  const keyServer = createServer((_request, response) =>
    response.setHeader('content-type', 'application/json').end(keys),
  );
  await new Promise<void>((resolve) => keyServer.listen(0, '127.0.0.1', resolve));
  afterAll(() => keyServer.close());
  const { port } = keyServer.address() as AddressInfo;

  const test = await openTestDatabase();
  const config = { jwtAudience: CLAIMS.aud, jwtIssuer: CLAIMS.iss, jwksUrl: `http://127.0.0.1:${port}/keys` };
  const app = await openTestApp(test, config);
  const now = test.clock.now() / 1000;
  const secrets = new Set<string>([SECRET, HOST_KEY, ADMIN_PASSWORD, ACCOUNT.password]);

  const hs256 = (claims: JWTPayload, secret: string | Uint8Array = SECRET): Promise<string> =>
    new SignJWT({ ...CLAIMS, ...claims })
      .setProtectedHeader({ alg: 'HS256' })
      .sign(typeof secret === 'string' ? new TextEncoder().encode(secret) : secret);
  const bearer = (token: string): Headers => noted({ authorization: `Bearer ${token}` });
  const owner = { sub: 'boss', role: 'owner' };
  const pem = new TextEncoder().encode(await exportSPKI(rsa.publicKey));
  const spki = Buffer.from(await crypto.subtle.exportKey('spki', rsa.publicKey));

  function noted(headers: Headers): Headers {
    for (const value of Object.values(headers)) {
      for (const part of value.split(/[\s;=]+/)) if (part.length > 20) secrets.add(part);
    }
    return headers;
  }
  const login = async (body: object): Promise<Headers> => noted(await logIn(app, body));
  const without = ({ cookie = '' }: Headers): Headers => ({ cookie });

  const first = await login({ password: ADMIN_PASSWORD });
  const made = await ask(app, 'account_create', first, { ...ACCOUNT, role: 'analyst' });
  if (made.status !== 200) throw new Error('the account could not be made');

  const callers: Caller[] = [
    { name: 'no token', headers: () => ({}), right: unknown },
    { name: 'garbage', headers: () => bearer('garbage.in.parts'), right: unknown },
    { name: 'user', headers: async () => bearer(await hs256({ sub: '7' })), right: byToken('user') },
    {
      name: 'analyst',
      headers: async () => bearer(await hs256({ sub: '8', role: 'analyst' })),
      right: byToken('analyst'),
    },
    { name: 'admin', headers: async () => bearer(await hs256({ sub: '9', role: 'admin' })), right: byToken('admin') },
    { name: 'owner', headers: async () => bearer(await hs256(owner)), right: byToken('owner') },
    {
      name: 'owner by the key set',
      headers: async () =>
        bearer(
          await new SignJWT({ ...CLAIMS, ...owner })
            .setProtectedHeader({ alg: 'RS256', kid: 'rsa' })
            .sign(rsa.privateKey),
        ),
      right: byToken('owner'),
    },
    { name: 'expired', headers: async () => bearer(await hs256({ ...owner, exp: now - 60 })), right: unknown },
    { name: 'not yet', headers: async () => bearer(await hs256({ ...owner, nbf: now + HOUR })), right: unknown },
    { name: 'wrong audience', headers: async () => bearer(await hs256({ ...owner, aud: 'another' })), right: unknown },
    { name: 'wrong issuer', headers: async () => bearer(await hs256({ ...owner, iss: 'another' })), right: unknown },
    {
      name: 'alg none',
      headers: () => bearer(new UnsecuredJWT({ ...CLAIMS, ...owner }).encode()),
      right: unknown,
    },
    { name: 'another secret', headers: async () => bearer(await hs256(owner, 'x'.repeat(40))), right: unknown },
    { name: 'HS256 by the public key', headers: async () => bearer(await hs256(owner, pem)), right: unknown },
    { name: 'the same, DER', headers: async () => bearer(await hs256(owner, spki)), right: unknown },
    { name: 'host key', headers: () => bearer(HOST_KEY), right: (who) => (who === 'host' ? 'in' : unknown(who, '')) },
    { name: 'wrong host key', headers: () => bearer(`${HOST_KEY}!`), right: unknown },
    { name: 'login of the owner', headers: () => login({ password: ADMIN_PASSWORD }), right: byLogin('owner') },
    { name: 'login of an analyst', headers: () => login(ACCOUNT), right: byLogin('analyst') },
    {
      name: 'login without CSRF',
      headers: async () => without(await login({ password: ADMIN_PASSWORD })),
      right: halfLogin,
    },
    {
      name: 'login with the CSRF of another',
      headers: async () => {
        const [{ cookie = '' }, { 'x-csrftoken': csrf = '' }] = await Promise.all([
          login({ password: ADMIN_PASSWORD }),
          login({ password: ADMIN_PASSWORD }),
        ]);
        return { cookie: `${cookie}; retention_admin_csrf=${csrf}`, 'x-csrftoken': csrf };
      },
      right: halfLogin,
    },
    {
      name: 'login that was revoked',
      headers: async () => {
        const headers = await login({ password: ADMIN_PASSWORD });
        await ask(app, 'session_delete', headers);
        return headers;
      },
      right: unknown,
    },
    {
      name: 'user cookie without CSRF',
      headers: async () => noted({ cookie: `csrftoken=abc; retention_token=${await hs256({ sub: '7' })}` }),
      right: (who) => (who === 'anyone' ? 'in' : who === 'host' ? 401 : 403),
    },
  ];
  return {
    app,
    callers,
    secrets,
    sign: (claims) => hs256(claims),
    query: (text) => test.database.session(async (client) => (await client.query<object>(text)).rows),
  };
}
