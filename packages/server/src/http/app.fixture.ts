import { SignJWT } from 'jose';
import { pino } from 'pino';
import { afterAll } from 'vitest';
import type { TestDatabase } from '../../test/database.ts';
import { openApp, type App, type AppConfig } from '../app.ts';

/** An app for tests: known keys, no limit in the way, no port of its own. */

export const SECRET = 'the secret of the tests, 32 characters and more';
export const HOST_KEY = 'the host key of the tests, 32 characters and more';
export const ADMIN_PASSWORD = 'the password of the tests';

export const TEST_CONFIG: AppConfig = {
  host: '127.0.0.1',
  port: 0,
  timezone: 'Europe/Moscow',
  jwtSecret: SECRET,
  jwksUrl: null,
  jwtAudience: null,
  jwtIssuer: null,
  hostKey: HOST_KEY,
  adminPassword: ADMIN_PASSWORD,
  rateLimit: 1_000_000,
};

export interface TestApp extends App {
  /** Everything logged so far, a line each. */
  readonly log: readonly string[];
}

/** Opens an app over a test database; it is closed after the tests of the file. */
export async function openTestApp(test: TestDatabase, config: Partial<AppConfig> = {}): Promise<TestApp> {
  const log: string[] = [];
  const logger = pino({ level: 'debug' }, { write: (line) => void log.push(line) });
  const app = await openApp({
    config: { ...TEST_CONFIG, ...config },
    database: test.database,
    clock: test.clock,
    logger,
  });
  afterAll(() => app.close());
  return { ...app, log };
}

/** A user's token as a host signs it. */
export function signToken(claims: Record<string, unknown>, secret = SECRET): Promise<string> {
  return new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).sign(new TextEncoder().encode(secret));
}
