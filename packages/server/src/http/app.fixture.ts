import { SignJWT } from 'jose';
import { pino } from 'pino';
import { afterAll } from 'vitest';
import type { TestDatabase } from '../../test/database.ts';
import { openApp, type App, type AppConfig } from '../app.ts';
import { createPasswords } from '../host/password.ts';
import { SECRET, TEST_CONFIG } from './config.fixture.ts';

export { ADMIN_PASSWORD, HOST_KEY, SECRET, TEST_CONFIG } from './config.fixture.ts';

/** An app for tests: known keys, no limit in the way, no port of its own. */

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
    passwords: createPasswords({ ln: 10, r: 8, p: 1 }),
  });
  afterAll(() => app.close());
  return { ...app, log };
}

/** A user's token as a host signs it. */
export function signToken(claims: Record<string, unknown>, secret = SECRET): Promise<string> {
  return new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).sign(new TextEncoder().encode(secret));
}
