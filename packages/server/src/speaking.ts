import type { Registry } from 'prom-client';
import type { OutboundChannel } from '@retention/domain/channel';
import type { Clock } from './clock.ts';
import { storeEvents } from './collect/store.ts';
import type { Database } from './db/database.ts';
import { createPartitions } from './db/partition.ts';
import type { PersonHash } from './db/person-hash.ts';
import type { Carrier } from './deliver/carrier.ts';
import { createEmail } from './deliver/channel-email.ts';
import { createHostTelegram } from './deliver/channel-telegram-host.ts';
import { brandOf } from './deliver/email/email-address.ts';
import { createLinks } from './deliver/links.ts';
import { createOutbox } from './deliver/outbox/outbox.ts';
import { createPreferencePages } from './deliver/preferences/preference-pages.ts';
import { createPreferences } from './deliver/preferences/preferences.ts';
import { createPreview } from './deliver/preview.ts';
import { createPush } from './deliver/push/push.ts';
import { createRetry } from './deliver/outbox/retry.ts';
import type { RecordEvent } from './deliver/telegram/bot.ts';
import { createTelegram } from './deliver/telegram/telegram.ts';
import { createWebhook } from './deliver/webhook.ts';
import { isErased } from './erase.ts';
import type { Logger } from './logger.ts';
import type { ServeConfig } from './secrets.ts';
import { createReadStandings } from './standing.ts';
import { decideRun } from './trigger/brake.ts';
import { createDismiss, createDismissEndpoint } from './trigger/dismiss.ts';
import { createDryRun } from './trigger/dry-run-endpoint.ts';
import { createLooking } from './trigger/look.ts';
import { createInbox } from './trigger/pending.ts';
import { createSend } from './trigger/send.ts';
import { createSetting } from './trigger/setting.ts';
import { createStreams } from './trigger/stream.ts';

/** What of the configuration speaking depends on. */
export type SpeakingConfig = Pick<
  ServeConfig,
  | 'host'
  | 'port'
  | 'timezone'
  | 'publicUrl'
  | 'appUrl'
  | 'linkSecret'
  | 'smtpUrl'
  | 'emailFrom'
  | 'dkimDomain'
  | 'dkimSelector'
  | 'dkimKey'
  | 'telegramToken'
  | 'telegramApiUrl'
  | 'telegramUpdates'
  | 'telegramPerSecond'
  | 'pushSubject'
  | 'pushHosts'
  | 'vapidPublicKey'
  | 'vapidPrivateKey'
  | 'webhookUrl'
  | 'webhookSecret'
>;

/** The channels through which anything can leave. A bot of the host's own is spoken to by the webhook. */
export function configuredChannels(
  config: Pick<SpeakingConfig, 'telegramToken' | 'webhookUrl' | 'smtpUrl' | 'pushSubject'>,
): ReadonlySet<OutboundChannel> {
  const channels = new Set<OutboundChannel>();
  if (config.telegramToken !== null || config.webhookUrl !== null) channels.add('telegram');
  if (config.smtpUrl !== null) channels.add('email');
  if (config.pushSubject !== null) channels.add('push');
  return channels;
}

export interface SpeakingDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly config: SpeakingConfig;
  readonly registry: Registry;
  readonly personHash: PersonHash;
  readonly catchUp: () => Promise<unknown>;
}

export type Speaking = ReturnType<typeof createSpeaking>;

/** The rooms `trigger` and `deliver` with all they need of others: who is to be spoken to, and how it gets there. */
export function createSpeaking(deps: SpeakingDeps) {
  const { config, database, clock, logger, registry, personHash, catchUp } = deps;
  const projectZone = config.timezone;
  const publicUrl = config.publicUrl ?? `http://${config.host}:${config.port}`;
  const brand = brandOf(config.emailFrom);
  const links = createLinks({ publicUrl, appUrl: config.appUrl, linkSecret: config.linkSecret });
  const { linksOf } = links;

  const partitions = createPartitions(database);
  const record: RecordEvent = (user_id, event) =>
    storeEvents(database, partitions, [{ user_id, events: [event], client_timezone: null }], {
      received_at: clock.now(),
      projectZone,
      personHash,
      lookForKnown: true,
    });

  const dismiss = createDismiss({ database, clock });
  const telegram = createTelegram({ config, database, clock, logger, record, dismiss });
  const push = createPush({ config, database, clock });
  const { webhookUrl, webhookSecret, smtpUrl } = config;
  const host = webhookUrl === null ? null : { config: { webhookUrl, webhookSecret }, clock };
  const webhook = host === null ? null : createWebhook(host);
  const hostTelegram =
    host === null || telegram.carrier !== null
      ? null
      : createHostTelegram({ ...host, per_second: config.telegramPerSecond });
  const email = smtpUrl === null ? null : createEmail({ config: { ...config, smtpUrl, publicUrl }, clock });
  const carriers = new Map<OutboundChannel, Carrier>();
  for (const carrier of [push.carrier, telegram.carrier, hostTelegram, email]) {
    if (carrier !== null) carriers.set(carrier.channel, carrier);
  }
  const outbox = createOutbox({
    database,
    clock,
    logger,
    registry,
    projectZone,
    carriers: [...carriers.values()],
    webhook,
    linksOf,
  });

  const configured: ReadonlySet<OutboundChannel> = new Set(carriers.keys());
  const look = { database, clock, configured, readStandings: createReadStandings(projectZone) };
  const looking = createLooking({ ...look, logger });
  const readInbox = createInbox(look);
  const streams = createStreams({ database, readInbox, logger, clock });
  const preferences = createPreferences({ database, clock, configured });
  const preview = createPreview({ database, carriers, brand, linksOf });
  const retry = createRetry({ database, clock });

  return {
    configured,
    brand,
    streams,
    preferences,
    preview,
    push,
    telegram,
    pages: createPreferencePages({
      database,
      clock,
      configured,
      links,
      brand,
      isErased: (user_id) => isErased({ database, personHash }, user_id),
    }),
    pending: ({ user_id }: { readonly user_id: string }) => readInbox(user_id),
    dismiss: createDismissEndpoint(dismiss, clock),
    send: createSend(look),
    setting: createSetting({ database, clock }),
    dryRun: createDryRun({ ...look, catchUp }),
    decideRun: ({ body }: { readonly body: Parameters<typeof decideRun>[1] }) => decideRun({ database, clock }, body),
    retry,
    /** Looks who is due, sends what may leave, and hears what people answer: from now until `stop`. */
    start(): void {
      looking.start();
      outbox.start();
      telegram.start();
    },
    /** Finishes what is under way. */
    async stop(): Promise<void> {
      await Promise.all([looking.stop(), telegram.stop(), streams.close()]);
      await outbox.stop();
      await Promise.all([...carriers.values(), ...(webhook === null ? [] : [webhook])].map((each) => each.close()));
    },
  };
}
