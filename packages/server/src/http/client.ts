import { isIP } from 'node:net';
import type { FastifyRequest } from 'fastify';

/** Who is at the other end, as far as a proxy before us may say so. */

/** Whether the browser speaks TLS, to us or to the proxy before us. Who claims it wrongly gets a cookie they cannot use. */
export function isHttps({ headers, protocol }: Pick<FastifyRequest, 'headers' | 'protocol'>): boolean {
  const forwarded = [headers['x-forwarded-proto']].flat()[0]?.split(',')[0]?.trim().toLowerCase();
  return (forwarded ?? protocol) === 'https';
}

const LOOPBACK = /^(?:127\.|::1$|::ffff:127\.)/;

/**
 * Whose requests are counted. Behind a proxy on this machine that is who the proxy says it heard: the last address of
 * X-Forwarded-For, which it has written itself. From anywhere else the header proves nothing.
 */
export function clientAddress({ ip, headers }: Pick<FastifyRequest, 'ip' | 'headers'>): string {
  const heard = [headers['x-forwarded-for']].flat().join(',').split(',').at(-1)?.trim() ?? '';
  return LOOPBACK.test(ip) && isIP(heard) !== 0 ? heard : ip;
}
