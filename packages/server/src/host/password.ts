import { randomBytes, scrypt, scryptSync, timingSafeEqual, type ScryptOptions } from 'node:crypto';
import { ApiError } from '../http/errors.ts';

/** Passwords, kept by scrypt (RFC 7914) alone. */

/** What making a hash costs: N = 2^ln, block size r, p times over. */
export interface Cost {
  readonly ln: number;
  readonly r: number;
  readonly p: number;
}

/** Of a password that a person has thought of: 32 MiB and a quarter of a second (OWASP Password Storage Cheat Sheet). */
const COST: Cost = { ln: 15, r: 8, p: 3 };
/** Of one that was made up here: nobody tries 2^100 of them, at whatever price. */
const MADE_UP_COST: Cost = { ln: 14, r: 8, p: 1 };
const SALT_BYTES = 16;
const KEY_BYTES = 32;

/**
 * `scrypt:15:8:3:salt:key`, the last two in base64url. No `$`, which shells and compose files would take for a variable.
 * What may be asked of this machine is bounded: up to 128 MiB for one.
 */
const HASH = /^scrypt:(1\d):(8):(\d{1,2}):([\w-]{22,86}):([\w-]{43})$/;

/** Whether a text is a hash, and not a password. */
export function isPasswordHash(text: string): boolean {
  return readHash(text) !== null;
}

/** Whether it was meant to be a hash: no password begins like that. */
export function isBrokenHash(text: string): boolean {
  return /^scrypt:\d+:/.test(text) && !isPasswordHash(text);
}

interface Hash extends Cost {
  readonly salt: Buffer;
  readonly key: Buffer;
}

function readHash(text: string): Hash | null {
  const [, ln, r, p, salt, key] = HASH.exec(text) ?? [];
  if (salt === undefined || key === undefined || Number(ln) > 17) return null;
  const cost = { ln: Number(ln), r: Number(r), p: Number(p) };
  return { ...cost, salt: Buffer.from(salt, 'base64url'), key: Buffer.from(key, 'base64url') };
}

function writeHash({ ln, r, p }: Cost, salt: Buffer, key: Buffer): string {
  return `scrypt:${ln}:${r}:${p}:${salt.toString('base64url')}:${key.toString('base64url')}`;
}

function optionsOf({ ln, r, p }: Cost): ScryptOptions {
  return { N: 2 ** ln, r, p, maxmem: 256 * 2 ** ln * r };
}

/** A keyboard may compose й of two characters where another does not; a copied line may bring a space along. */
export function asKept(password: string): string {
  return password.trim().normalize('NFC');
}

/** The hash of a password that was made up here. Waits for it: some 40 ms. */
export function hashMadeUp(password: string): string {
  const salt = randomBytes(SALT_BYTES);
  return writeHash(MADE_UP_COST, salt, scryptSync(asKept(password), salt, KEY_BYTES, optionsOf(MADE_UP_COST)));
}

/** The same of any password. Waits for it: a quarter of a second. */
export function hashAtOnce(password: string): string {
  const salt = randomBytes(SALT_BYTES);
  return writeHash(COST, salt, scryptSync(asKept(password), salt, KEY_BYTES, optionsOf(COST)));
}

/** 32 characters, none of which is taken for another. */
const LEGIBLE = 'abcdefghijkmnpqrstuvwxyz23456789';

/** 100 bits, in groups that a person can read out and type. */
export function makePassword(): string {
  const characters = [...randomBytes(20)].map((byte) => LEGIBLE.charAt(byte % LEGIBLE.length)).join('');
  return (characters.match(/.{4}/g) ?? []).join('-');
}

/** Hashes computed at once: each takes 32 MiB and a core. */
const AT_ONCE = 2;
/** Most that wait for their turn: 5 s of waiting. */
const MOST_WAITING = 40;
const RETRY_SECONDS = 5;

export interface Passwords {
  /** Throws ApiError 429 where too many wait. */
  hash(password: string): Promise<string>;
  /**
   * Whether it is the password of this hash; null: there is none, and the answer no takes as long as any other. Throws
   * ApiError 429 where too many wait.
   */
  matches(password: string, hash: string | null): Promise<boolean>;
}

/** What is to be computed takes turns, so that a flood of attempts leaves the machine to others. */
export function createPasswords(price: Cost = COST): Passwords {
  let running = 0;
  const waiting: (() => void)[] = [];
  const nobody: Hash = { ...price, salt: randomBytes(SALT_BYTES), key: randomBytes(KEY_BYTES) };

  async function compute(password: string, salt: Buffer, cost: Cost): Promise<Buffer> {
    if (running >= AT_ONCE) {
      if (waiting.length >= MOST_WAITING) {
        throw ApiError.tooManyRequests('Too many log in at this moment: try again in a little while', RETRY_SECONDS);
      }
      // Whoever ends hands its place over.
      await new Promise<void>((resolve) => waiting.push(resolve));
    } else running++;
    try {
      return await derived(asKept(password), salt, cost);
    } finally {
      const next = waiting.shift();
      if (next === undefined) running--;
      else next();
    }
  }

  return {
    async hash(password) {
      const salt = randomBytes(SALT_BYTES);
      return writeHash(price, salt, await compute(password, salt, price));
    },
    async matches(password, hash) {
      const known = hash === null ? null : readHash(hash);
      const { key, salt, ...cost } = known ?? nobody;
      const same = timingSafeEqual(await compute(password, salt, cost), key);
      return known !== null && same;
    },
  };
}

function derived(password: string, salt: Buffer, cost: Cost): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(password, salt, KEY_BYTES, optionsOf(cost), (error, key) => (error === null ? resolve(key) : reject(error)));
  });
}
