import { setTimeout as delay } from 'node:timers/promises';
import { openApp } from './app.ts';
import { banner } from './banner.ts';
import type { Beside, Surroundings } from './beside.ts';
import { catchUpVisibly } from './catch-up-command.ts';
import { createCatchUpLoop } from './catch-up.ts';
import { clockFrom, systemClock } from './clock.ts';
import type { Config } from './config.ts';
import { createConnectLoop } from './connect/django/connect-loop.ts';
import { connectDeps } from './connect/django/deps.ts';
import { attachDatabase } from './db/attach.ts';
import { createPersonHash } from './db/person-hash.ts';
import { dutiesOf } from './duties.ts';
import { recognisesErased } from './erase.ts';
import { listenForStop } from './interrupt.ts';
import { openLogger } from './logger.ts';
import { onParentGone } from './parent.ts';
import { withSecrets, writeDown } from './secrets.ts';
import { configuredChannels } from './speaking.ts';
import { createTimetable } from './timetable.ts';

/** Longer than a provider is waited for. */
const GRACE_MS = 25_000;
const SECOND_MS = 1_000;
const OTHER_ERASURE_KEY =
  'RETENTION_ERASURE_KEY is not the key with which people were erased: they are not recognised, and may come in again';

/** Nobody beside. */
const ALONE: Beside = () => Promise.resolve({ neighbour: null, notes: [] });

/** Runs the server until it is asked to stop, with an app beside it where one is given. Throws where it cannot start. */
export async function serve(given: Config, beside: Beside = ALONE): Promise<void> {
  const logger = openLogger(given.logLevel ?? 'info');
  const fall = (reason: string, error?: unknown): never => {
    logger.fatal({ err: error }, reason);
    process.exit(1);
  };
  let doing = 'starting';
  const stop = listenForStop({
    graceMs: GRACE_MS + given.drainSeconds * SECOND_MS,
    force: (reason) => fall(`stopped by force while ${doing}: ${reason}`),
  });
  onParentGone(given.startedByNpm, stop.request);
  process.on('unhandledRejection', (error) => fall('a promise was rejected and nobody looked', error));
  process.on('uncaughtException', (error) => fall('an error nobody caught', error));
  for (const warning of given.warnings) logger.warn(warning);
  const channels = configuredChannels(given);
  if (channels.size > 0 && given.publicUrl === null) {
    logger.warn(
      'RETENTION_PUBLIC_URL is not set: the links in messages, also those to unsubscribe, lead to this machine',
    );
  }
  if (channels.size > 0 && given.appUrl === null) {
    logger.warn('RETENTION_APP_URL is not set: the buttons of messages do not lead to your app');
  }

  const clock = given.now === null ? systemClock : clockFrom(given.now);
  const database = await attachDatabase({
    config: given,
    logger,
    applicationName: 'retention',
    connections: 20,
    statementTimeoutMs: 30_000,
    signal: stop.signal,
  });
  try {
    const deps = { database, clock, projectZone: given.timezone };
    const { signal } = stop;
    const catchUp: Surroundings['catchUp'] = (options) => catchUpVisibly(deps, signal, options);
    const { neighbour, notes } = await beside({ config: given, database, clock, logger, signal, catchUp });
    // Not before: secrets made by a start that fails would never be shown.
    const { config: whole, file, generated, forget } = withSecrets(given);
    const config = { ...whole, ...neighbour?.settles };
    const app = await openApp({
      config,
      database,
      clock,
      logger,
      stopping: stop.signal,
      ...(neighbour !== null && { beside: (door) => neighbour.serve(door, config) }),
    });
    const personHash = createPersonHash(config.erasureKey);
    void recognisesErased({ database, personHash }).then(
      (recognised) => recognised || logger.error(OTHER_ERASURE_KEY),
      // A database that goes away just now is no reason not to start: it is waited for as at any other moment.
      (error: unknown) => logger.warn({ err: error }, 'whether erased people are recognised could not be seen'),
    );
    const { eventsKeepMonths } = config;
    const duties = dutiesOf(deps, logger, { personHash, eventsKeepMonths });
    const timetable = createTimetable({ database, clock, zone: config.timezone, duties, logger });
    const catching = createCatchUpLoop({ ...deps, logger });
    const connecting = createConnectLoop({
      ...connectDeps({ ...deps, personHash, eventsKeepMonths }),
      url: config.djangoDatabaseUrl,
      logger,
    });
    try {
      const address = await app.listen().catch((error: unknown) => {
        forget();
        throw explained(error, config);
      });
      timetable.start();
      catching.start();
      connecting.start();
      neighbour?.start(address);
      app.speak();
      const configured = [...configuredChannels(config)];
      const where = { address, app: neighbour !== null, config, secretsFile: file };
      const generatedFile = process.stdout.isTTY ? null : writeDown(config.dataDir, generated);
      process.stdout.write(banner({ ...where, generated, generatedFile, channels: configured, notes }));
      const reason = await reasonToStop(stop.signal);
      if (config.drainSeconds > 0) {
        doing = 'waiting for balancers to turn to others';
        logger.info(`stopping in ${config.drainSeconds} s: ${reason}`);
        await delay(config.drainSeconds * SECOND_MS);
      }
      logger.info(`stopping: ${reason}`);
    } finally {
      doing = 'finishing duties';
      await Promise.all([timetable.stop(), catching.stop(), connecting.stop()]);
      doing = 'finishing requests';
      await app.close();
      await neighbour?.stop();
    }
  } finally {
    doing = 'closing the database';
    await database.close();
  }
  logger.info('stopped');
  setTimeout(() => {
    // A fault of ours, like a timer nobody cleared, but none that should keep a stopped server from ending.
    logger.warn({ held: process.getActiveResourcesInfo() }, 'ended with something left open');
    process.exit();
  }, 1_000).unref();
}

function reasonToStop(signal: AbortSignal): Promise<string> {
  return new Promise((resolve) => {
    const told = (): void => resolve(signal.reason instanceof Error ? signal.reason.message : String(signal.reason));
    if (signal.aborted) told();
    // A listener keeps no process alive: the server does, by listening.
    else signal.addEventListener('abort', told, { once: true });
  });
}

function explained(error: unknown, { host, port }: Pick<Config, 'host' | 'port'>): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const where = `port ${port} on ${host}`;
  switch (code) {
    case 'EADDRINUSE':
      return new Error(`${where} is in use: stop what listens there, or set PORT to another (0 takes a free one)`);
    case 'EACCES':
      return new Error(`${where} may not be opened by this user: set PORT to 1024 or above`);
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return new Error(
        `HOST is '${host}', which is no address of this machine: 127.0.0.1 serves this machine, 0.0.0.0 all`,
      );
    default:
      return error;
  }
}
