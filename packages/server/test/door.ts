import { pino } from 'pino';
import { afterAll } from 'vitest';
import { TEST_CONFIG } from '../src/http/app.fixture.ts';
import { createGuards } from '../src/host/identity.ts';
import { createRateLimit } from '../src/http/rate-limit.ts';
import type { Door } from '../src/http/route.ts';
import { createHttp } from '../src/http/server.ts';
import { createTelemetry } from '../src/http/telemetry.ts';
import type { TestDatabase } from './database.ts';

/** A door with only the routes that a test gives it; guards, limits and errors are those of the app. Closed after the file. */
export async function openTestDoor(test: TestDatabase, serve: (door: Door) => void): Promise<Door> {
  const telemetry = createTelemetry(test.database);
  const door: Door = {
    http: createHttp(pino({ level: 'silent' }), telemetry),
    guards: createGuards(TEST_CONFIG, test.clock),
    rateLimit: createRateLimit(TEST_CONFIG.rateLimit),
    telemetry,
    clock: test.clock,
    served: new Set(),
  };
  serve(door);
  afterAll(() => door.http.close());
  await door.http.ready();
  return door;
}
