import { createHmac, timingSafeEqual } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { ApiError } from '../../http/errors.ts';
import type { Logger } from '../../logger.ts';
import type { TelegramApi } from './api.ts';
import type { TelegramIntake } from './intake.ts';
import { UPDATE_KINDS } from './update.ts';

/** Where Telegram sends updates, under RETENTION_PUBLIC_URL. */
export const TELEGRAM_WEBHOOK_PATH = '/api/telegram/updates/';
/** Lower case, as Node gives headers: https://core.telegram.org/bots/api#setwebhook */
const SECRET_HEADER = 'x-telegram-bot-api-secret-token';

export interface TelegramWebhookDeps {
  readonly telegram: TelegramApi;
  readonly intake: TelegramIntake;
  readonly logger: Logger;
  /** null: nobody outside knows where this server is. */
  readonly publicUrl: string | null;
  readonly linkSecret: string;
  /** Pause after a failure, doubled by each that follows. */
  readonly pauseMs: number;
}

const LONGEST_PAUSE_MS = 5 * 60_000;

/** Updates that Telegram brings by itself. Every process may do this at once: they say the same. */
export function createTelegramWebhook(deps: TelegramWebhookDeps) {
  const { telegram, intake, logger, publicUrl, linkSecret, pauseMs } = deps;
  // Of the characters Telegram allows here.
  const secret = createHmac('sha256', linkSecret).update('telegram webhook').digest('base64url');
  const stopping = new AbortController();
  let running: Promise<void> | null = null;

  async function register(): Promise<void> {
    if (publicUrl === null) {
      logger.error(
        'RETENTION_TELEGRAM_UPDATES is webhook: set RETENTION_PUBLIC_URL to where Telegram reaches this server',
      );
      return;
    }
    const url = `${publicUrl.replace(/\/+$/, '')}${TELEGRAM_WEBHOOK_PATH}`;
    for (let failures = 0; !stopping.signal.aborted; failures++) {
      try {
        await telegram.api.setWebhook(url, { secret_token: secret, allowed_updates: UPDATE_KINDS });
        logger.info({ url }, 'Telegram brings its updates here');
        return;
      } catch (error) {
        if (stopping.signal.aborted) return;
        const { description, retry_after } = telegram.failureOf(error);
        logger.warn(
          { url, answer: description },
          'Telegram does not take the address for its updates: it is tried again',
        );
        const wait = Math.min(LONGEST_PAUSE_MS, pauseMs * 2 ** Math.min(failures, 20));
        const signal = stopping.signal;
        await pause(Math.max(wait, 1000 * (retry_after ?? 0)), undefined, { signal }).catch(() => undefined);
      }
    }
  }

  return {
    /** Tells Telegram the address, in the background and until it is taken. */
    start(): void {
      running ??= register();
    },
    async stop(): Promise<void> {
      stopping.abort();
      await running;
    },
    /**
     * What Telegram POSTs. Throws ApiError 401 where it is not Telegram, 503 where the update is to be brought again, which
     * Telegram then does.
     */
    async onUpdate(
      body: unknown,
      headers: Readonly<Record<string, string | readonly string[] | undefined>>,
    ): Promise<{ status: 'ok' }> {
      if (!isSame(headers[SECRET_HEADER], secret)) throw ApiError.unauthorized('Only Telegram may call this address');
      if (await intake.take(body)) return { status: 'ok' };
      throw ApiError.unavailable('The update could not be dealt with. Send it again', 5);
    },
  };
}

function isSame(given: string | readonly string[] | undefined, secret: string): boolean {
  if (typeof given !== 'string') return false;
  const [one, other] = [Buffer.from(given), Buffer.from(secret)];
  return one.length === other.length && timingSafeEqual(one, other);
}
