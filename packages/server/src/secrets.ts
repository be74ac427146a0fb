import { createECDH, randomBytes } from 'node:crypto';
import {
  appendFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { Config } from './config.ts';
import { hashAtOnce, hashMadeUp, isPasswordHash, makePassword } from './host/password.ts';

/** The configuration with nothing left to be generated. */
export interface ServeConfig extends Config {
  /** Null only where RETENTION_JWKS_URL is set instead: tokens signed with a shared secret are refused then. */
  readonly jwtSecret: string | null;
  readonly hostKey: string;
  /** As it stands, or its hash. */
  readonly adminPassword: string;
  readonly linkSecret: string;
  readonly webhookSecret: string;
  readonly erasureKey: string;
  readonly vapidPublicKey: string;
  readonly vapidPrivateKey: string;
}

export interface Secrets {
  readonly config: ServeConfig;
  /** Where generated secrets are kept. */
  readonly file: string;
  /** Variables whose value was generated just now and that somebody else has to know; empty on every later start. */
  readonly generated: Readonly<Record<string, string>>;
  /** Takes back what was generated just now, where nobody has seen it: the next start makes others and shows them. */
  forget(): void;
}

const PASSWORD = 'RETENTION_ADMIN_PASSWORD';
const NAMES = [
  'RETENTION_JWT_SECRET',
  'RETENTION_HOST_KEY',
  PASSWORD,
  'RETENTION_LINK_SECRET',
  'RETENTION_WEBHOOK_SECRET',
  'RETENTION_ERASURE_KEY',
  'RETENTION_VAPID_PUBLIC_KEY',
  'RETENTION_VAPID_PRIVATE_KEY',
] as const;
/** What has been kept. The password is made when a server first starts that is given none: only then it can be shown. */
type Kept = Readonly<Record<Exclude<(typeof NAMES)[number], typeof PASSWORD>, string>> & {
  readonly [PASSWORD]?: string;
};

/** What a command needs of the secrets: made where there are none yet, but for the password, which nobody would be shown. */
export function commandSecrets(config: Config): Pick<ServeConfig, 'jwtSecret' | 'erasureKey'> {
  const { kept } = keptSecrets(config.dataDir, false);
  return {
    jwtSecret: config.jwtSecret ?? (config.jwksUrl === null ? kept.RETENTION_JWT_SECRET : null),
    erasureKey: config.erasureKey ?? kept.RETENTION_ERASURE_KEY,
  };
}

/**
 * Fills in the secrets that were not given: from the data folder, where the first start put them (mode 0600). Of the password
 * of the dashboard only a hash is kept there.
 */
export function withSecrets(config: Config): Secrets {
  const { file, fresh, before, kept, password } = keptSecrets(config.dataDir, config.adminPassword === null);
  const isNew = (name: (typeof NAMES)[number]): boolean => fresh || (before !== null && !Object.hasOwn(before, name));
  // Those that a person, the host's backend or the app's has to be told.
  const told: Partial<Record<(typeof NAMES)[number], boolean>> = {
    RETENTION_JWT_SECRET: config.jwtSecret === null && config.jwksUrl === null,
    RETENTION_HOST_KEY: config.hostKey === null,
    RETENTION_ADMIN_PASSWORD: config.adminPassword === null,
    RETENTION_WEBHOOK_SECRET: config.webhookSecret === null && config.webhookUrl !== null,
  };
  const generated = Object.fromEntries(
    NAMES.filter((name) => told[name] === true && isNew(name)).map((name) => [
      name,
      name === PASSWORD ? password() : kept[name],
    ]),
  );
  const ownVapid = config.vapidPublicKey === null || config.vapidPrivateKey === null;
  return {
    config: {
      ...config,
      jwtSecret: config.jwtSecret ?? (config.jwksUrl === null ? kept.RETENTION_JWT_SECRET : null),
      hostKey: config.hostKey ?? kept.RETENTION_HOST_KEY,
      adminPassword: config.adminPassword ?? kept[PASSWORD] ?? '',
      linkSecret: config.linkSecret ?? kept.RETENTION_LINK_SECRET,
      webhookSecret: config.webhookSecret ?? kept.RETENTION_WEBHOOK_SECRET,
      erasureKey: config.erasureKey ?? kept.RETENTION_ERASURE_KEY,
      vapidPublicKey: (ownVapid ? null : config.vapidPublicKey) ?? kept.RETENTION_VAPID_PUBLIC_KEY,
      vapidPrivateKey: (ownVapid ? null : config.vapidPrivateKey) ?? kept.RETENTION_VAPID_PRIVATE_KEY,
    },
    file,
    generated,
    forget() {
      if (Object.keys(generated).length === 0) return;
      if (before === null) rmSync(file);
      else replace(file, before);
    },
  };
}

/**
 * Writes down what was generated just now for a person to read (mode 0600), where the screen is none: what is printed there stays
 * in a log. Answers the file; null where nothing was generated.
 */
export function writeDown(dataDir: string, generated: Secrets['generated']): string | null {
  const secrets = Object.entries(generated);
  if (secrets.length === 0) return null;
  const file = join(dataDir, 'generated.txt');
  // What nobody has read yet stays: the latest line of a name is the one that counts.
  appendFileSync(file, secrets.map(([name, value]) => `${name}=${value}\n`).join(''), { mode: 0o600 });
  return file;
}

function keptSecrets(dataDir: string, needsPassword: boolean) {
  const file = join(dataDir, 'secrets.json');
  const password = once(makePassword);
  const make = (): Kept => generateAll(needsPassword ? password() : null);
  const fresh = create(file, make);
  const before = fresh ? null : addMissing(file, make, needsPassword);
  return { file, fresh, before, kept: readAll(file, needsPassword), password };
}

/** Makes the file unless it is there. Of two processes that start at once, one makes it and both read it. */
function create(file: string, secrets: () => Kept): boolean {
  if (existsSync(file)) return false;
  mkdirSync(join(file, '..'), { recursive: true, mode: 0o700 });
  return withDraft(file, secrets(), (draft) => {
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
 * Adds what somebody has taken out, or did not have yet, and puts the hash of a password in its place; what the file held
 * before, or null where nothing was missing. Of two processes that start at once, one adds it and both read it.
 */
function addMissing(file: string, secrets: () => Kept, needsPassword: boolean): object | null {
  const found = read(file);
  if (isWhole(found, needsPassword) && !holdsPassword(found)) return null;
  return locked(`${file}.lock`, () => {
    const before = read(file);
    const whole = isWhole(before, needsPassword);
    const after = holdsPassword(before) ? { ...before, [PASSWORD]: hashOfKept(file, before[PASSWORD]) } : before;
    if (after !== before || !whole) replace(file, { ...(whole ? {} : secrets()), ...after });
    return whole ? null : after;
  });
}

/** Whether it holds the password of the dashboard itself: what was generated once was kept as it stood. */
function holdsPassword(kept: Partial<Kept>): kept is Partial<Kept> & { readonly [PASSWORD]: string } {
  const { [PASSWORD]: password } = kept;
  return password !== undefined && !isPasswordHash(password);
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

/** An elliptic key pair on P-256, as web push wants it (RFC 8292). */
function generateVapidKeys(): Pick<Kept, 'RETENTION_VAPID_PUBLIC_KEY' | 'RETENTION_VAPID_PRIVATE_KEY'> {
  const curve = createECDH('prime256v1');
  curve.generateKeys();
  return {
    RETENTION_VAPID_PUBLIC_KEY: curve.getPublicKey('base64url'),
    RETENTION_VAPID_PRIVATE_KEY: curve.getPrivateKey('base64url').padStart(43, 'A'),
  };
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null;
  return () => (made ??= { value: make() }).value;
}

function generateAll(password: string | null): Kept {
  return {
    RETENTION_JWT_SECRET: generate(),
    RETENTION_HOST_KEY: generate(),
    ...(password !== null && { [PASSWORD]: hashMadeUp(password) }),
    RETENTION_LINK_SECRET: generate(),
    RETENTION_WEBHOOK_SECRET: generate(),
    RETENTION_ERASURE_KEY: generate(),
    ...generateVapidKeys(),
  };
}

function readAll(file: string, needsPassword: boolean): Kept {
  const kept = read(file);
  if (!isWhole(kept, needsPassword)) throw new Error(`${file} has lost a secret while it was read: start again`);
  return kept;
}

function hashOfKept(file: string, password: string): string {
  if (password.length >= 8) return hashAtOnce(password);
  throw new Error(
    `${file} holds a RETENTION_ADMIN_PASSWORD of less than 8 characters: mend it, or take the line out to get another`,
  );
}

function read(file: string): Partial<Kept> {
  const text = readFileSync(file, 'utf8');
  try {
    const value: unknown = JSON.parse(text);
    if (isKept(value)) return value;
  } catch {
    // Said below.
  }
  throw new Error(
    `${file} does not hold ${NAMES[0]} and the other secrets as JSON: mend it, or remove it to generate all anew`,
  );
}

function isKept(value: unknown): value is Partial<Kept> {
  if (typeof value !== 'object' || value === null) return false;
  const held = new Map<string, unknown>(Object.entries(value));
  return NAMES.every((name) => !held.has(name) || typeof held.get(name) === 'string');
}

function isWhole(kept: Partial<Kept>, needsPassword: boolean): kept is Kept {
  return NAMES.every((name) => kept[name] !== undefined || (name === PASSWORD && !needsPassword));
}
