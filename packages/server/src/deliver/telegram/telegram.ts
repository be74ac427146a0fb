import type { Clock } from '../../clock.ts';
import type { Database } from '../../db/database.ts';
import { ApiError } from '../../http/errors.ts';
import type { Logger } from '../../logger.ts';
import type { Carrier } from '../carrier.ts';
import { createTelegramCarrier } from '../channel-telegram.ts';
import { openTelegramApi } from './api.ts';
import { createTelegramBot, type Dismiss, type RecordEvent } from './bot.ts';
import { createTelegramIntake } from './intake.ts';
import { createTelegramLink } from './link.ts';
import { createTelegramPolling, POLLING_PACE, type PollingPace } from './polling.ts';
import { createTelegramWebhook } from './webhook.ts';

/** What of the configuration Telegram reads. */
export interface TelegramConfig {
  /** null: no bot. */
  readonly telegramToken: string | null;
  readonly telegramApiUrl: string;
  readonly telegramUpdates: 'polling' | 'webhook';
  readonly telegramPerSecond: number;
  readonly publicUrl: string | null;
  readonly linkSecret: string;
}

export interface TelegramDeps {
  readonly config: TelegramConfig;
  readonly database: Database;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Of the room `collect`. */
  readonly record: RecordEvent;
  /** Of the room `trigger`. */
  readonly dismiss: Dismiss;
  /** Shorter in tests. */
  readonly pace?: PollingPace;
  readonly sendTimeoutMs?: number;
}

/** Headers as Node gives them. */
type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

export interface Telegram {
  /** null: no bot is configured. */
  readonly carrier: Carrier | null;
  /** `POST …/telegram/link/` */
  link(call: { readonly user_id: string }): Promise<{ url: string | null }>;
  /** What is POSTed to TELEGRAM_WEBHOOK_PATH. Throws ApiError: 401, 404 where updates come another way, 503. */
  onUpdate(body: unknown, headers: Headers): Promise<{ status: 'ok' }>;
  /** Begins to hear what people say to the bot. */
  start(): void;
  /** Ends that, when what was heard has been dealt with. Closing the carrier is the matter of whoever sends. */
  stop(): Promise<void>;
}

/** A person who pressed a button waits for its answer. */
const ANSWER_MS = 5_000;
const SLACK_MS = 10_000;

/** Telegram, both ways: messages out by the carrier, what people answer by the bot. */
export function createTelegram(deps: TelegramDeps): Telegram {
  const { config, database, clock, logger, record, dismiss, sendTimeoutMs, pace = POLLING_PACE } = deps;
  const { telegramToken: token, telegramApiUrl: apiUrl, telegramUpdates, publicUrl, linkSecret } = config;
  if (token === null) return withoutBot(createTelegramLink({ database, clock, logger, telegram: null }).link);

  const telegram = openTelegramApi({ token, apiUrl, timeoutMs: ANSWER_MS });
  const bot = createTelegramBot({ database, clock, logger, telegram, record, dismiss });
  const intake = createTelegramIntake({ handle: bot.handle, logger });
  const polling = createTelegramPolling({
    database,
    logger,
    telegram: openTelegramApi({ token, apiUrl, timeoutMs: pace.wait_s * 1000 + SLACK_MS }),
    brief: telegram,
    intake,
    pace,
  });
  const webhook = createTelegramWebhook({ telegram, intake, logger, publicUrl, linkSecret, pauseMs: pace.pauseMs });
  const updates = telegramUpdates === 'webhook' ? webhook : polling;
  return {
    carrier: createTelegramCarrier({
      token,
      apiUrl,
      perSecond: config.telegramPerSecond,
      logger,
      ...(sendTimeoutMs === undefined ? {} : { timeoutMs: sendTimeoutMs }),
    }),
    link: createTelegramLink({ database, clock, logger, telegram }).link,
    onUpdate: telegramUpdates === 'webhook' ? webhook.onUpdate : noUpdates,
    start: updates.start,
    async stop() {
      await updates.stop();
      telegram.close();
    },
  };
}

function withoutBot(link: Telegram['link']): Telegram {
  return {
    carrier: null,
    link,
    onUpdate: noUpdates,
    start: () => undefined,
    stop: () => Promise.resolve(),
  };
}

function noUpdates(): Promise<never> {
  return Promise.reject(ApiError.notFound('Telegram brings no updates to this server'));
}
