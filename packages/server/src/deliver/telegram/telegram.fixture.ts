import { pino } from 'pino';
import { openBotApi, type BotApi, type BotApiOptions } from '../../../test/peers/bot-api.ts';
import type { TestDatabase } from '../../../test/database.ts';
import { storeEvents } from '../../collect/store.ts';
import { createPartitions } from '../../db/partition.ts';
import { createPersonHash } from '../../db/person-hash.ts';
import { createDismiss } from '../../trigger/dismiss.ts';
import { createTelegram, type Telegram, type TelegramConfig } from './telegram.ts';

/** Telegram against a peer, with the rooms that what people press ends in. */

export interface TelegramFixture {
  readonly peer: BotApi;
  readonly telegram: Telegram;
  readonly log: readonly string[];
  /** Each is called before an event is stored: throwing makes it fail. */
  readonly beforeRecord: (() => void)[];
  close(): Promise<void>;
}

export const LINK_SECRET = 'the link secret of the tests, 32 characters';

export async function openTelegram(
  { database, clock }: TestDatabase,
  config: Partial<TelegramConfig> = {},
  options: { readonly peer?: BotApi; readonly peerOptions?: BotApiOptions } = {},
): Promise<TelegramFixture> {
  const peer = options.peer ?? (await openBotApi(options.peerOptions));
  const log: string[] = [];
  const beforeRecord: (() => void)[] = [];
  const partitions = createPartitions(database);
  const telegram = createTelegram({
    config: {
      telegramToken: peer.token,
      telegramApiUrl: peer.url,
      telegramUpdates: 'polling',
      telegramPerSecond: 30,
      publicUrl: 'https://retention.example.com',
      linkSecret: LINK_SECRET,
      ...config,
    },
    database,
    clock,
    logger: pino({ level: 'debug' }, { write: (line) => void log.push(line) }),
    record(user_id, event) {
      for (const before of beforeRecord.splice(0)) before();
      return storeEvents(database, partitions, [{ user_id, events: [event], client_timezone: null }], {
        received_at: clock.now(),
        projectZone: 'Europe/Moscow',
        personHash: createPersonHash(''),
        lookForKnown: true,
      });
    },
    dismiss: createDismiss({ database, clock }),
    pace: { wait_s: 5, lookMs: 10, pauseMs: 5 },
    sendTimeoutMs: 300,
  });
  return {
    peer,
    telegram,
    log,
    beforeRecord,
    async close() {
      await telegram.stop();
      await telegram.carrier?.close();
      if (options.peer === undefined) await peer.close();
    },
  };
}

let messages = 100;

/** What Telegram tells of a person in their chat with the bot. */
export const happens = {
  says: (chat_id: number, text: string, language_code?: string) => ({
    message: { message_id: messages++, date: 0, chat: privateChat(chat_id), from: from(chat_id, language_code), text },
  }),
  presses: (chat_id: number, data: string, language_code?: string) => ({
    callback_query: {
      id: String(messages++),
      from: from(chat_id, language_code),
      message: { message_id: messages++, date: 0, chat: privateChat(chat_id) },
      chat_instance: '1',
      data,
    },
  }),
  blocks: (chat_id: number, blocked = true) => ({
    my_chat_member: {
      chat: privateChat(chat_id),
      from: from(chat_id),
      date: 0,
      old_chat_member: { status: blocked ? 'member' : 'kicked' },
      new_chat_member: { status: blocked ? 'kicked' : 'member' },
    },
  }),
};

function privateChat(id: number): object {
  return { id, type: 'private', first_name: 'Somebody' };
}

function from(id: number, language_code?: string): object {
  return { id, is_bot: false, first_name: 'Somebody', ...(language_code === undefined ? {} : { language_code }) };
}
