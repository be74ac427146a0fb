import { randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from './config.ts';

/** The configuration with nothing left to be generated. */
export interface ServeConfig extends Config {
  /** Null only where RETENTION_JWKS_URL is set instead: tokens signed with a shared secret are refused then. */
  readonly jwtSecret: string | null;
  readonly hostKey: string;
}

export interface Secrets {
  readonly config: ServeConfig;
  /** Where generated secrets are kept. */
  readonly file: string;
  /** Variables whose value was generated just now; empty on every later start. */
  readonly generated: Readonly<Record<string, string>>;
}

const JWT_SECRET = 'RETENTION_JWT_SECRET';
const HOST_KEY = 'RETENTION_HOST_KEY';

/** Fills in the secrets that were not given: from the data folder, where the first start put them (mode 0600). */
export function withSecrets(config: Config): Secrets {
  const file = join(config.dataDir, 'secrets.json');
  const fresh = create(file);
  const kept = read(file);
  const needed = {
    ...(config.jwtSecret === null && config.jwksUrl === null && { [JWT_SECRET]: kept.jwtSecret }),
    ...(config.hostKey === null && { [HOST_KEY]: kept.hostKey }),
  };
  return {
    config: {
      ...config,
      jwtSecret: config.jwtSecret ?? (config.jwksUrl === null ? kept.jwtSecret : null),
      hostKey: config.hostKey ?? kept.hostKey,
    },
    file,
    generated: fresh ? needed : {},
  };
}

/** Makes the file unless it is there. Of two processes that start at once, one makes it and both read it. */
function create(file: string): boolean {
  mkdirSync(join(file, '..'), { recursive: true, mode: 0o700 });
  const generated = { [JWT_SECRET]: generate(), [HOST_KEY]: generate() };
  const draft = `${file}.${process.pid}`;
  try {
    writeFileSync(draft, `${JSON.stringify(generated, null, 2)}\n`, { mode: 0o600 });
    linkSync(draft, file);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

function generate(): string {
  return randomBytes(32).toString('base64url');
}

function read(file: string): { readonly jwtSecret: string; readonly hostKey: string } {
  const text = readFileSync(file, 'utf8');
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && JWT_SECRET in value && HOST_KEY in value) {
      const { [JWT_SECRET]: jwtSecret, [HOST_KEY]: hostKey } = value;
      if (typeof jwtSecret === 'string' && typeof hostKey === 'string') return { jwtSecret, hostKey };
    }
  } catch {
    // Said below.
  }
  throw new Error(
    `${file} does not hold ${JWT_SECRET} and ${HOST_KEY} as JSON: mend it, or remove it to generate both anew`,
  );
}
