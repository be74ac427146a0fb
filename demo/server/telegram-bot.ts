import { randomBytes } from 'node:crypto';
import { formatInstant } from '@retention/domain/day';
import type { Clock } from '@retention/server/clock';
import type { Database } from '@retention/server/database';
import { Bot, GrammyError, InlineKeyboard } from 'grammy';
import type { Surroundings } from '@retention/server/beside';
import type { Text } from './refusal.ts';
import { retentionSql } from './sql.ts';

/** What the retention system asks the bot of this app to send. */
export interface BotMessage {
  readonly chat_id: string;
  readonly text: string;
  readonly buttons: readonly { readonly text: string; readonly url: string }[];
}

export interface BotAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: object;
}

export type SendMessage = (message: BotMessage) => Promise<BotAnswer>;

export interface TelegramBot {
  readonly send: SendMessage;
  /** An address that opens the bot and tells it who comes; null where there is no bot. */
  link(user_id: number): Promise<string | null>;
  start(): void;
  stop(): Promise<void>;
}

export interface BotDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly logger: Pick<Surroundings['logger'], 'warn'>;
  /** A chat has become somebody's. */
  readonly onChange: () => void;
}

const LINK_MS = 3_600_000;
const LINKED: Text = {
  ru: 'Готово! Теперь я буду писать сюда. Отключить можно ссылкой под любым сообщением.',
  en: 'Done! I shall write to you here. The link under every message stops it.',
};
const STRANGER = 'Открой бота по ссылке из настроек приложения · Open the bot by the link in the settings of the app';

/** The chats of the demo's people lead nowhere. */
const MADE_UP = /^demo_/;

/**
 * Without a bot of its own the demo only plays one: made-up people get their messages, which nobody reads, and a real chat is
 * refused with the reason.
 */
export const playedBot: TelegramBot = {
  send: ({ chat_id }) => {
    if (MADE_UP.test(chat_id)) return Promise.resolve({ status: 200, body: { outcome: 'sent' } });
    return Promise.resolve({ status: 422, body: { message: 'OnePercent has no bot: set ONEPERCENT_BOT_TOKEN' } });
  },
  link: () => Promise.resolve(null),
  start: () => undefined,
  stop: () => Promise.resolve(),
};

/** A bot that a host has already: it keeps its own token, and sends what the retention system asks it to. */
export function createBot(token: string, { database, clock, logger, onChange }: BotDeps): TelegramBot {
  const bot = new Bot(token);
  bot.command('start', async (context) => {
    const values = [context.match, String(context.chat.id), formatInstant(clock.now())];
    const [linked] = await database.query<{ locale: 'ru' | 'en' }>(retentionSql.op_telegram_link_use, values);
    if (linked !== undefined) onChange();
    await context.reply(linked === undefined ? STRANGER : LINKED[linked.locale]);
  });
  bot.catch(({ error }) => logger.warn({ err: error }, 'OnePercent: the bot could not answer'));

  return {
    async send({ chat_id, text, buttons }) {
      if (MADE_UP.test(chat_id)) return { status: 200, body: { outcome: 'sent' } };
      try {
        await bot.api.sendMessage(chat_id, text, { reply_markup: keyboardOf(buttons) });
        return { status: 200, body: { outcome: 'sent' } };
      } catch (error) {
        return answerOf(error);
      }
    },
    async link(user_id) {
      const code = randomBytes(16).toString('base64url');
      const expires_at = formatInstant(clock.now() + LINK_MS);
      const { username } = await bot.api.getMe();
      await database.query(retentionSql.op_telegram_link_set, [user_id, code, expires_at]);
      return `https://t.me/${username}?start=${code}`;
    },
    start() {
      bot.start().catch((error: unknown) => logger.warn({ err: error }, 'OnePercent: the bot does not listen'));
    },
    stop: () => bot.stop(),
  };
}

/** docs/webhooks.md says what each status means. */
function answerOf(error: unknown): BotAnswer {
  if (error instanceof GrammyError) {
    const { error_code, description, parameters } = error;
    const isGone = error_code === 403 || description.includes('chat not found');
    if (isGone) return { status: 200, body: { outcome: 'blocked' } };
    if (error_code === 429) {
      return {
        status: 429,
        headers: { 'retry-after': String(parameters.retry_after ?? 1) },
        body: { message: description },
      };
    }
    return { status: error_code >= 500 ? 504 : 422, body: { message: description } };
  }
  // Telegram may have taken it before the connection broke: nobody knows.
  return { status: 504, body: { message: 'Telegram did not answer' } };
}

/** Telegram takes only addresses that everybody can reach. */
function keyboardOf(buttons: BotMessage['buttons']): InlineKeyboard {
  const keyboard = new InlineKeyboard();
  for (const { text, url } of buttons) {
    if (URL.canParse(url) && new URL(url).hostname.includes('.') && !/^[\d.]+$/.test(new URL(url).hostname)) {
      keyboard.url(text, url).row();
    }
  }
  return keyboard;
}
