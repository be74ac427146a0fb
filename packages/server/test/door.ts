import { pino } from 'pino';
import { afterAll } from 'vitest';
import { TEST_CONFIG } from '../src/http/app.fixture.ts';
import { createGuards } from '../src/host/identity.ts';
import { ApiError } from '../src/http/errors.ts';
import { createRateLimit } from '../src/http/rate-limit.ts';
import type { Door } from '../src/http/route.ts';
import { createHttp } from '../src/http/server.ts';
import { createTelemetry } from '../src/http/telemetry.ts';
import type { TestDatabase } from './database.ts';

/** Nobody is logged in: only tokens are known. */
export const NOBODY = {
  identify: () => Promise.reject(ApiError.unauthorized('The login has ended: log in again')),
};

/** A door with only the routes that a test gives it; guards, limits and errors are those of the app. Closed after the file. */
export async function openTestDoor(test: TestDatabase, serve: (door: Door) => void): Promise<Door> {
  const telemetry = createTelemetry(test.database);
  const logger = pino({ level: 'silent' });
  const door: Door = {
    http: createHttp(logger, telemetry),
    guards: createGuards(TEST_CONFIG, test.clock, NOBODY),
    rateLimit: createRateLimit(TEST_CONFIG.rateLimit),
    telemetry,
    audit: { record: () => Promise.resolve() },
    logger,
    clock: test.clock,
    served: new Set(),
  };
  serve(door);
  afterAll(() => door.http.close());
  await door.http.ready();
  return door;
}
