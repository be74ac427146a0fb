import { Registry } from 'prom-client';
import { openDatabase } from '../../src/db/database.ts';
import { createEmail } from '../../src/deliver/channel-email.ts';
import { createPushCarrier } from '../../src/deliver/channel-push.ts';
import { createTelegramCarrier } from '../../src/deliver/channel-telegram.ts';
import { createOutbox } from '../../src/deliver/outbox/outbox.ts';
import { openLogger } from '../../src/logger.ts';
import { quickClock } from './quick-clock.ts';

// A process that sends what waits in the outbox, through the real channels, until it is asked to stop.

export interface DeliveriesWorker {
  readonly connectionString: string;
  readonly clock: Parameters<typeof quickClock>[0];
  readonly smtpUrl: string;
  readonly telegram: { readonly token: string; readonly apiUrl: string };
  readonly push: { readonly host: string; readonly publicKey: string; readonly privateKey: string };
}

/** A provider is waited for so long. */
const TIMEOUT_MS = 1_000;
const PUBLIC_URL = 'https://retention.example.com';

const given = JSON.parse(process.argv[2] ?? '') as DeliveriesWorker;
const clock = quickClock(given.clock);
const logger = openLogger('error');
const database = openDatabase({
  connectionString: given.connectionString,
  applicationName: 'deliveries',
  connections: 6,
  statementTimeoutMs: 15_000,
  onError: (error) => logger.error(error),
});
const carriers = [
  createTelegramCarrier({ ...given.telegram, perSecond: 200, logger, timeoutMs: TIMEOUT_MS }),
  createEmail({
    config: {
      smtpUrl: given.smtpUrl,
      emailFrom: null,
      publicUrl: PUBLIC_URL,
      dkimDomain: null,
      dkimSelector: '',
      dkimKey: null,
    },
    clock,
    timeoutMs: TIMEOUT_MS,
  }),
  createPushCarrier(
    {
      pushSubject: 'mailto:owner@example.com',
      pushHosts: [given.push.host],
      vapidPublicKey: given.push.publicKey,
      vapidPrivateKey: given.push.privateKey,
    },
    { timeout_ms: TIMEOUT_MS },
  ),
];
const outbox = createOutbox({
  database,
  clock,
  logger,
  registry: new Registry(),
  projectZone: 'UTC',
  carriers,
  webhook: null,
  linksOf: () => ({
    action_url: PUBLIC_URL,
    unsubscribe_url: `${PUBLIC_URL}/u/token`,
    preferences_url: `${PUBLIC_URL}/p/token`,
  }),
});

process.once('SIGTERM', () => {
  void outbox
    .stop()
    .then(() => Promise.all(carriers.map((carrier) => carrier.close())))
    .then(() => database.close())
    .then(() => process.disconnect());
});
// Whoever started it is gone.
process.once('disconnect', () => process.exit());
outbox.start();
process.send?.('begun');
