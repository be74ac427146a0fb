import { createECDH, randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { decodeJwt, importJWK, jwtVerify } from 'jose';
import type { PushPayload } from '../../src/deliver/channel-push.ts';
import { systemClock } from '../../src/clock.ts';
import { decryptPush, type BrowserKeys } from './aes128gcm.ts';
import { PeerFault, startHttpPeer, type HttpPeer } from './http-peer.ts';

/** What has reached a browser. */
export interface TakenPush {
  readonly endpoint: string;
  readonly payload: PushPayload;
  readonly ttl: number;
  readonly urgency: string | undefined;
  readonly topic: string | undefined;
  readonly subject: string;
}

/** What `PushSubscription.toJSON()` gives. */
export interface Subscription {
  readonly endpoint: string;
  readonly keys: { readonly p256dh: string; readonly auth: string };
}

/** A push service and the browsers behind it: it checks VAPID (RFC 8292), and decrypts what it takes. */
export interface PushService extends HttpPeer<TakenPush> {
  /** A browser that subscribes with this VAPID public key. */
  subscribe(key: string): Subscription;
  /** From now on this subscription is answered 410. */
  unsubscribe(endpoint: string): void;
}

const DAY_S = 24 * 60 * 60;

export async function startPushService({ port = 0 }: { readonly port?: number } = {}): Promise<PushService> {
  const browsers = new Map<string, BrowserKeys & { readonly key: string; gone: boolean }>();

  async function read(request: IncomingMessage, body: Buffer, origin: string): Promise<TakenPush> {
    const endpoint = `${origin}${request.url ?? ''}`;
    const browser = browsers.get(endpoint);
    if (browser === undefined) throw new PeerFault(404, `no such subscription: ${endpoint}`);
    if (browser.gone) throw new PeerFault(410, 'the subscription has expired');
    const subject = await verifyVapid(request.headers.authorization, browser.key, origin);
    const { ttl, urgency, topic } = request.headers;
    if (typeof ttl !== 'string' || !/^\d+$/.test(ttl)) throw new PeerFault(400, 'TTL is missing');
    if (topic !== undefined && !/^[\w-]{1,32}$/.test(String(topic))) throw new PeerFault(400, 'Topic is malformed');
    if (request.headers['content-encoding'] !== 'aes128gcm') throw new PeerFault(400, 'it is not encrypted');
    if (body.length > 4096) throw new PeerFault(413, 'it is longer than 4096 bytes');
    return {
      endpoint,
      payload: JSON.parse(decrypted(body, browser)) as PushPayload,
      ttl: Number(ttl),
      urgency: urgency === undefined ? undefined : String(urgency),
      topic: topic === undefined ? undefined : String(topic),
      subject,
    };
  }

  const peer = await startHttpPeer({ well: 201, port, read });
  return {
    ...peer,
    subscribe(key) {
      const curve = createECDH('prime256v1');
      curve.generateKeys();
      const auth = randomBytes(16);
      const endpoint = `${peer.origin}/push/${randomBytes(12).toString('base64url')}`;
      browsers.set(endpoint, { curve, auth, key, gone: false });
      return {
        endpoint,
        keys: { p256dh: curve.getPublicKey('base64url'), auth: auth.toString('base64url') },
      };
    },
    unsubscribe(endpoint) {
      const browser = browsers.get(endpoint);
      if (browser !== undefined) browser.gone = true;
    },
  };
}

function decrypted(body: Buffer, keys: BrowserKeys): string {
  try {
    return decryptPush(body, keys);
  } catch (error) {
    throw new PeerFault(400, `the browser cannot decrypt it: ${String(error)}`);
  }
}

/** The subject; throws where it is not signed by that key, for us, for a day at most. */
async function verifyVapid(authorization: string | undefined, key: string, origin: string): Promise<string> {
  const [, token = '', sent = ''] = /^vapid t=([\w.-]+), ?k=([\w-]+)$/.exec(authorization ?? '') ?? [];
  if (token === '') throw new PeerFault(401, 'there is no VAPID signature');
  if (sent !== key) throw new PeerFault(403, 'it is signed by another key than the subscription asks for');
  const point = Buffer.from(key, 'base64url');
  const jwk = {
    kty: 'EC',
    crv: 'P-256',
    x: point.subarray(1, 33).toString('base64url'),
    y: point.subarray(33).toString('base64url'),
  };
  try {
    await jwtVerify(token, await importJWK(jwk, 'ES256'), { audience: origin, algorithms: ['ES256'] });
  } catch (error) {
    throw new PeerFault(403, `the VAPID signature is not good: ${String(error)}`);
  }
  const { exp = Infinity, sub = '' } = decodeJwt(token);
  if (exp > systemClock.now() / 1000 + DAY_S) throw new PeerFault(403, 'it is signed for longer than a day');
  if (!/^(?:mailto:|https:)/.test(sub)) throw new PeerFault(403, 'it does not say who sends it');
  return sub;
}
