import { createHmac, hkdfSync, randomBytes } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { Instant } from '@retention/domain/day';
import { cookieValue, isSameSecret } from './proof.ts';

/** How many seconds the holder of this key has to wait before its next attempt; 0 for none, which is then taken. */
export interface Limit {
  take(key: string, now: Instant): number;
}

/** Attempts in a row that cost nothing but the time they take. */
const FREE = 20;
/** What the next one waits, seconds; each further one waits twice as long, up to the most. */
const FIRST_WAIT_SECONDS = 2;
const MOST_WAIT_SECONDS = 300;
/** Who has not been tried for a day begins anew. */
const FORGOTTEN_MS = 24 * 3_600_000;
/** Most names remembered. */
const MOST_NAMES = 10_000;

/**
 * Attempts to log in under one name, from wherever they come: after twenty that failed each waits longer, up to five minutes,
 * so that a thousand machines guess no more than three hundred passwords of somebody in a day. An attempt counts from its
 * beginning: many at once gain nothing.
 */
function createNames() {
  const failures = new Map<string, { readonly count: number; readonly at: Instant }>();
  return {
    take(name: string, now: Instant): number {
      const before = failures.get(name);
      const count = before === undefined || now - before.at > FORGOTTEN_MS ? 0 : before.count;
      const wait = count < FREE ? 0 : Math.min(FIRST_WAIT_SECONDS * 2 ** (count - FREE), MOST_WAIT_SECONDS);
      const left = before === undefined ? 0 : before.at + wait * 1000 - now;
      if (wait > 0 && left > 0) return Math.ceil(left / 1000);
      // Deleted first, so that the first of the map is the one that was tried least recently.
      failures.delete(name);
      failures.set(name, { count: count + 1, at: now });
      if (failures.size > MOST_NAMES) {
        const [oldest] = failures.keys();
        if (oldest !== undefined) failures.delete(oldest);
      }
      return 0;
    },
    forget: (name: string): void => void failures.delete(name),
  };
}

/** The cookie by which a browser shows that this name has logged in with it before. It lets nobody in. */
export const KNOWN_COOKIE = 'retention_admin_known';

export interface Attempt {
  readonly address: string;
  /** The account that is tried; null where a token of the host is. */
  readonly name: string | null;
  readonly headers: IncomingHttpHeaders;
}

export interface AttemptsDeps {
  /** Of one address. */
  readonly addresses: Limit;
  /** Of one browser that has logged in before. */
  readonly browsers: Limit;
  readonly hostKey: string;
}

/**
 * How often it may be tried to log in: by one address, and under one name. What slows down strangers must not lock out the
 * owner while they try: a browser in which a name has logged in before waits for nobody else (the device cookies of OWASP),
 * also behind a proxy whose address all share.
 * Counted by each process.
 */
export function createAttempts({ addresses, browsers, hostKey }: AttemptsDeps) {
  const names = createNames();
  const key = Buffer.from(hkdfSync('sha256', hostKey, '', 'retention: browsers that have logged in before', 32));
  const seal = (nonce: string, name: string): string =>
    createHmac('sha256', key).update(`${nonce}\0${name}`).digest('base64url');

  /** What tells this browser from others; null where this name has not logged in with it. */
  function known(headers: IncomingHttpHeaders, name: string): string | null {
    const [nonce = '', sealed = ''] = cookieValue(headers, KNOWN_COOKIE)?.split('.') ?? [];
    return isSameSecret(sealed, seal(nonce, name)) ? nonce : null;
  }

  return {
    /** Seconds to wait; 0: go on. */
    take({ address, name, headers }: Attempt, now: Instant): number {
      const browser = name === null ? null : known(headers, name);
      if (browser !== null) return browsers.take(browser, now);
      const seconds = addresses.take(address, now);
      return seconds > 0 || name === null ? seconds : names.take(name, now);
    },
    /** The same of somebody who is logged in already. */
    takeName: (name: string, now: Instant): number => names.take(name, now),
    succeeded: (name: string): void => names.forget(name),
    /** What a browser is to keep from now on, in which this name has logged in. */
    mark(name: string): string {
      const nonce = randomBytes(16).toString('base64url');
      return `${nonce}.${seal(nonce, name)}`;
    },
  };
}

export type Attempts = ReturnType<typeof createAttempts>;
