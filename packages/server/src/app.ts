import type { FastifyInstance } from 'fastify';
import type { Clock } from './clock.ts';
import { createAudit } from './db/audit.ts';
import type { Database } from './db/database.ts';
import { createPersonHash } from './db/person-hash.ts';
import { createGuards } from './host/identity.ts';
import { createLogins } from './host/login.ts';
import { createPasswords, type Passwords } from './host/password.ts';
import { allowOrigins } from './http/cors.ts';
import type { PageDoor } from './http/page.ts';
import { createRateLimit } from './http/rate-limit.ts';
import { createHttp } from './http/server.ts';
import { createTelemetry } from './http/telemetry.ts';
import type { Logger } from './logger.ts';
import { serve } from './routes.ts';
import type { ServeConfig } from './secrets.ts';
import { createSpeaking, type SpeakingConfig } from './speaking.ts';
import { createCatchUp } from './catch-up.ts';

/** What the app wants to know of the configuration. */
export type AppConfig = Pick<
  ServeConfig,
  | 'host'
  | 'port'
  | 'timezone'
  | 'jwtSecret'
  | 'jwksUrl'
  | 'jwtAudience'
  | 'jwtIssuer'
  | 'hostKey'
  | 'adminPassword'
  | 'origins'
  | 'rateLimit'
  | 'erasureKey'
  | 'djangoDatabaseUrl'
> &
  SpeakingConfig;

export interface AppDeps {
  readonly config: AppConfig;
  readonly database: Database;
  readonly clock: Clock;
  readonly logger: Logger;
  /** For tests, where hashes need not be dear. */
  readonly passwords?: Passwords;
  /** Aborted: the server is being stopped, and says so to whoever asks whether it is ready. */
  readonly stopping?: AbortSignal;
  /** Adds the routes of an app beside, whose `/` is then. */
  readonly beside?: (door: PageDoor) => void | Promise<void>;
}

export interface App {
  /** For tests: `http.inject` asks without a network. */
  readonly http: FastifyInstance;
  /** Starts listening; resolves to the address, like `http://127.0.0.1:3000`. */
  listen(): Promise<string>;
  /** Begins to speak to people: looks who is due, and sends what may leave. */
  speak(): void;
  /** Takes no more, finishes what it has taken. The database stays open: it is the caller's. */
  close(): Promise<void>;
}

/** An app that nobody asks to stop. */
const NEVER = new AbortController().signal;

/** Puts the rooms behind the door. Assembling is not listening. */
export async function openApp(deps: AppDeps): Promise<App> {
  const { config, database, clock, logger, passwords = createPasswords(), stopping = NEVER, beside } = deps;
  const telemetry = createTelemetry(database);
  const http = createHttp(logger, telemetry);
  allowOrigins(http, config.origins);
  const personHash = createPersonHash(config.erasureKey);
  const logins = createLogins(config, { database, clock, personHash, passwords });
  const audit = createAudit({ database, clock, personHash });
  const door = {
    http,
    guards: createGuards(config, clock, logins),
    rateLimit: createRateLimit(config.rateLimit),
    telemetry,
    audit,
    logger,
    clock,
    served: new Set<string>(),
  };
  const catchUp = createCatchUp({ database, clock, projectZone: config.timezone, logger });
  const speaking = createSpeaking({
    config,
    database,
    clock,
    logger,
    registry: telemetry.registry,
    personHash,
    catchUp,
  });
  serve(
    door,
    { config, database, clock, logger, stopping },
    { catchUp, speaking, personHash, logins, passwords, audit },
  );
  await logins.endForeign();
  if (beside === undefined) http.get('/', (_request, reply) => reply.redirect('/admin/'));
  else await beside(door);
  await http.ready();
  return {
    http,
    listen: () => http.listen({ host: config.host, port: config.port }),
    speak: () => speaking.start(),
    async close() {
      // First: live streams would keep the door open.
      await speaking.stop();
      await http.close();
    },
  };
}
