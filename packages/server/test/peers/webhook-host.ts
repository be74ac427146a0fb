import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { PeerFault, startHttpPeer, type HttpPeer } from './http-peer.ts';

/** What a host has been told. */
export interface TakenEvent {
  readonly id: string;
  readonly event: string;
  readonly created_at: string;
  readonly user_id: number | string;
  readonly data: Readonly<Record<string, unknown>>;
  /** Unix seconds of the signature. */
  readonly signed_at: number;
}

/** The backend of a host: it checks signatures as docs/webhooks.md tells hosts to. */
export interface WebhookHost extends HttpPeer<TakenEvent> {
  readonly url: string;
  /** What it has been told, each event once, however often it came. */
  events(): TakenEvent[];
}

export async function startWebhookHost({
  secret,
  port = 0,
}: {
  readonly secret: string;
  readonly port?: number;
}): Promise<WebhookHost> {
  const peer = await startHttpPeer({
    well: 200,
    port,
    read: (request: IncomingMessage, body: Buffer): TakenEvent => {
      if (request.method !== 'POST') throw new PeerFault(405, 'POST it');
      const signed_at = verify(String(request.headers['retention-signature']), body, secret);
      const event = JSON.parse(body.toString('utf8')) as Omit<TakenEvent, 'signed_at'>;
      if (request.headers['retention-delivery'] !== event.id) throw new PeerFault(400, 'the ids differ');
      return { ...event, signed_at };
    },
  });
  return {
    ...peer,
    url: `${peer.origin}/retention/`,
    events: () => [...new Map(peer.taken.map((event) => [event.id, event])).values()],
  };
}

function verify(signature: string, body: Buffer, secret: string): number {
  const [, t = '', v1 = ''] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(signature) ?? [];
  const expected = createHmac('sha256', secret).update(`${t}.`).update(body).digest();
  if (v1 !== '' && timingSafeEqual(expected, Buffer.from(v1, 'hex'))) return Number(t);
  throw new PeerFault(401, 'the signature is not good');
}
