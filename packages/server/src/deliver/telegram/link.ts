import { randomBytes } from 'node:crypto';
import { DAY_MS, type Instant } from '@retention/domain/day';
import type { Clock } from '../../clock.ts';
import type { Database } from '../../db/database.ts';
import type { Logger } from '../../logger.ts';
import type { TelegramApi } from './api.ts';
import { sql } from './statements.ts';

export interface TelegramLinkDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly logger: Logger;
  /** null: no bot is configured. */
  readonly telegram: TelegramApi | null;
}

/** For so long a link binds a chat. */
const LINK_MS = DAY_MS;
/** For so long asking again gives the same link: pressing a button often makes no heap of tokens. */
const SAME_LINK_MS = 60 * 60_000;
/** After this long a bot that did not answer is asked for its name again. */
const ASK_AGAIN_MS = 30_000;

/** What binds a chat to a person: a link with a token that only this person was given. */
export function createTelegramLink({ database, clock, logger, telegram }: TelegramLinkDeps) {
  const username = telegram === null ? () => Promise.resolve(null) : createUsername(telegram, clock, logger);

  async function tokenFor(user_id: string): Promise<string> {
    const now = clock.now();
    const recently = new Date(now + LINK_MS - SAME_LINK_MS);
    const [known] = await database.query<{ token: string }>(sql.telegram_token_recent, [user_id, recently]);
    if (known !== undefined) return known.token;
    // 128 bits, in characters a deep link may carry.
    const token = randomBytes(16).toString('base64url');
    await database.query(sql.telegram_token_add, [user_id, token, new Date(now), new Date(now + LINK_MS)]);
    return token;
  }

  return {
    /** `POST …/telegram/link/`: where the person opens the bot; null where there is none, or it does not answer. */
    async link({ user_id }: { readonly user_id: string }): Promise<{ url: string | null }> {
      const name = await username();
      return { url: name === null ? null : `https://t.me/${name}?start=${await tokenFor(user_id)}` };
    },
  };
}

/** The bot's own name, asked for once. */
function createUsername(telegram: TelegramApi, clock: Clock, logger: Logger): () => Promise<string | null> {
  let known: string | null = null;
  let askedAt: Instant | null = null;
  let asking: Promise<void> | null = null;

  async function ask(): Promise<void> {
    try {
      const { username } = await telegram.api.getMe();
      if (/^\w{1,64}$/.test(username)) known = username;
    } catch (error) {
      const { description } = telegram.failureOf(error);
      logger.warn({ answer: description }, 'the Telegram bot does not say its name: people cannot link their chats');
    }
    askedAt = clock.now();
  }

  return async () => {
    if (known !== null) return known;
    if (askedAt !== null && Math.abs(clock.now() - askedAt) < ASK_AGAIN_MS) return null;
    asking ??= ask().finally(() => {
      asking = null;
    });
    await asking;
    return known;
  };
}
