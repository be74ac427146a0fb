import { randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from './config.ts';

/** The configuration with nothing left to be generated. */
export interface ServeConfig extends Config {
  /** Null only where RETENTION_JWKS_URL is set instead: tokens signed with a shared secret are refused then. */
  readonly jwtSecret: string | null;
  readonly hostKey: string;
  readonly adminPassword: string;
}

export interface Secrets {
  readonly config: ServeConfig;
  /** Where generated secrets are kept. */
  readonly file: string;
  /** Variables whose value was generated just now; empty on every later start. */
  readonly generated: Readonly<Record<string, string>>;
  /** Takes back what was generated just now, where nobody has seen it: the next start makes others and shows them. */
  forget(): void;
}

const JWT_SECRET = 'RETENTION_JWT_SECRET';
const HOST_KEY = 'RETENTION_HOST_KEY';
const ADMIN_PASSWORD = 'RETENTION_ADMIN_PASSWORD';

/** Fills in the secrets that were not given: from the data folder, where the first start put them (mode 0600). */
export function withSecrets(config: Config): Secrets {
  const file = join(config.dataDir, 'secrets.json');
  const fresh = create(file);
  const before = fresh ? null : addPassword(file);
  const { [JWT_SECRET]: jwtSecret, [HOST_KEY]: hostKey, [ADMIN_PASSWORD]: adminPassword } = readAll(file);
  const needed = {
    ...(fresh && config.jwtSecret === null && config.jwksUrl === null && { [JWT_SECRET]: jwtSecret }),
    ...(fresh && config.hostKey === null && { [HOST_KEY]: hostKey }),
    ...((fresh || before !== null) && config.adminPassword === null && { [ADMIN_PASSWORD]: adminPassword }),
  };
  return {
    config: {
      ...config,
      jwtSecret: config.jwtSecret ?? (config.jwksUrl === null ? jwtSecret : null),
      hostKey: config.hostKey ?? hostKey,
      adminPassword: config.adminPassword ?? adminPassword,
    },
    file,
    generated: needed,
    forget() {
      if (Object.keys(needed).length === 0) return;
      if (before === null) rmSync(file);
      else replace(file, before);
    },
  };
}

/** Makes the file unless it is there. Of two processes that start at once, one makes it and both read it. */
function create(file: string): boolean {
  mkdirSync(join(file, '..'), { recursive: true, mode: 0o700 });
  const secrets = { [JWT_SECRET]: generate(), [HOST_KEY]: generate(), [ADMIN_PASSWORD]: generatePassword() };
  return withDraft(file, secrets, (draft) => {
    try {
      linkSync(draft, file);
      return true;
    } catch (error) {
      if (isThere(error)) return false;
      throw error;
    }
  });
}

/**
 * Adds the password to a file that an earlier version has made; what the file held before, or null where it has one. Of
 * two processes that start at once, one adds it and both read it.
 */
function addPassword(file: string): object | null {
  if (ADMIN_PASSWORD in read(file)) return null;
  return locked(`${file}.lock`, () => {
    const before = read(file);
    if (ADMIN_PASSWORD in before) return null;
    replace(file, { ...before, [ADMIN_PASSWORD]: generatePassword() });
    return before;
  });
}

function replace(file: string, secrets: object): void {
  withDraft(file, secrets, (draft) => renameSync(draft, file));
}

function withDraft<T>(file: string, secrets: object, use: (draft: string) => T): T {
  const draft = `${file}.${process.pid}`;
  try {
    writeFileSync(draft, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 });
    return use(draft);
  } finally {
    rmSync(draft, { force: true });
  }
}

/** A lock is held for as long as it takes to write a small file: whoever seems to hold it for longer was killed. */
const LOCK_IS_STALE_MS = 1_000;
const LOCK_LOOK_MS = 20;

function locked<T>(lock: string, work: () => T): T {
  for (let waited = 0; !take(lock); waited += LOCK_LOOK_MS) {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, LOCK_LOOK_MS);
    if (waited % LOCK_IS_STALE_MS === LOCK_IS_STALE_MS - LOCK_LOOK_MS) rmSync(lock, { force: true });
  }
  try {
    return work();
  } finally {
    rmSync(lock, { force: true });
  }
}

function take(lock: string): boolean {
  try {
    writeFileSync(lock, '', { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if (isThere(error)) return false;
    throw error;
  }
}

function isThere(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EEXIST';
}

function generate(): string {
  return randomBytes(32).toString('base64url');
}

/** 32 characters, none of which is taken for another. */
const LEGIBLE = 'abcdefghijkmnpqrstuvwxyz23456789';

/** 100 bits, in groups that a person can read out and type. */
function generatePassword(): string {
  const characters = [...randomBytes(20)].map((byte) => LEGIBLE.charAt(byte % LEGIBLE.length)).join('');
  return (characters.match(/.{4}/g) ?? []).join('-');
}

type Kept = Readonly<Record<typeof JWT_SECRET | typeof HOST_KEY, string>>;

function readAll(file: string): Kept & Readonly<Record<typeof ADMIN_PASSWORD, string>> {
  const kept = read(file);
  const { [ADMIN_PASSWORD]: password } = kept;
  if (password !== undefined && password.length >= 8) return { ...kept, [ADMIN_PASSWORD]: password };
  throw new Error(
    `${file} holds a ${ADMIN_PASSWORD} of less than 8 characters: mend it, or take the line out to get another`,
  );
}

/** A file of an earlier version holds no password. */
function read(file: string): Kept & { readonly [ADMIN_PASSWORD]?: string } {
  const text = readFileSync(file, 'utf8');
  try {
    const value: unknown = JSON.parse(text);
    if (isKept(value)) return value;
  } catch {
    // Said below.
  }
  throw new Error(
    `${file} does not hold ${JWT_SECRET} and ${HOST_KEY} as JSON: mend it, or remove it to generate both anew`,
  );
}

function isKept(value: unknown): value is Kept & { readonly [ADMIN_PASSWORD]?: string } {
  if (typeof value !== 'object' || value === null) return false;
  const {
    [JWT_SECRET]: jwtSecret,
    [HOST_KEY]: hostKey,
    [ADMIN_PASSWORD]: password = '',
  }: Record<string, unknown> = {
    ...value,
  };
  return [jwtSecret, hostKey, password].every((secret) => typeof secret === 'string');
}
