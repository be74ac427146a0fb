import { createHash } from 'node:crypto';
import type { Instant } from '@retention/domain/day';
import type { Event } from '@retention/domain/event';
import type { Text } from '@retention/domain/text';
import { SNOOZE_HOURS, type DismissReason } from '@retention/domain/trigger';
import { textLocale, type Locale } from '@retention/domain/user';
import type { Clock } from '../../clock.ts';
import type { Database } from '../../db/database.ts';
import type { Logger } from '../../logger.ts';
import type { TelegramApi } from './api.ts';
import { sql } from './statements.ts';
import { BOT_TEXTS, PRESS_TEXTS } from './text.ts';
import type { BotUpdate } from './update.ts';

/** Stores an event of a person as if the app had sent it. The same id again changes nothing. */
export type RecordEvent = (user_id: string, event: Event & { readonly id: string }) => Promise<unknown>;

/** Dismisses a trigger of a person. `snooze_until` only with `snoozed`. Doing it again changes nothing. */
export type Dismiss = (
  user_id: string,
  trigger_id: number,
  how: { readonly reason: DismissReason; readonly snooze_until: Instant | null },
) => Promise<unknown>;

export interface TelegramBotDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly telegram: TelegramApi;
  readonly record: RecordEvent;
  readonly dismiss: Dismiss;
}

interface PersonOfChat {
  readonly user_id: string;
  readonly locale: string | null;
}

interface Pressed {
  readonly user_id: string;
  readonly locale: string | null;
  readonly type: string;
  readonly open: boolean;
  readonly followed_at: Instant | null;
  readonly snoozed_until: Instant | null;
  readonly expires_at: Instant | null;
  readonly left_at: Instant;
}

type Press = Extract<BotUpdate, { readonly kind: 'press' }>;
type Command = Extract<BotUpdate, { readonly kind: 'command' }>;

/** A stranger who floods the bot gets no more answers than this, and cannot use up what Telegram lets it say. */
const ANSWERS_A_MINUTE = 20;
const SNOOZE_MS = SNOOZE_HOURS * 60 * 60_000;

/**
 * What the bot does with what people say to it. Doing it twice is the same as doing it once: an update may be brought again.
 * Answers are no messages in the sense of caps and quiet hours: the person is there.
 */
export function createTelegramBot({ database, clock, logger, telegram, record, dismiss }: TelegramBotDeps) {
  const { api } = telegram;
  const mayAnswer = createAnswerLimit(clock);

  /** Best effort: what has been done counts, also where the chat could not be told. */
  async function quietly(work: Promise<unknown>): Promise<void> {
    await work.catch((error: unknown) => {
      logger.debug({ answer: telegram.failureOf(error).description }, 'an answer of the Telegram bot was not taken');
    });
  }

  async function say(chat_id: string, text: Text, locale: Locale): Promise<void> {
    if (!mayAnswer(chat_id)) return;
    await quietly(api.sendMessage(chat_id, text[locale], { link_preview_options: { is_disabled: true } }));
  }

  async function start({ chat_id, argument, language }: Command): Promise<void> {
    const now = new Date(clock.now());
    if (argument !== null) {
      const [person] = await database.query<PersonOfChat>(sql.telegram_bind, [argument, chat_id, now]);
      if (person !== undefined) return say(chat_id, BOT_TEXTS.linked, textLocale(person.locale ?? language));
    }
    const [person] = await database.query<PersonOfChat>(sql.telegram_people, [chat_id]);
    const locale = textLocale(person?.locale ?? language);
    if (argument === null) {
      if (person === undefined) return say(chat_id, BOT_TEXTS.how_to_link, locale);
      await database.query(sql.telegram_start, [chat_id, now]);
      return say(chat_id, BOT_TEXTS.opened, locale);
    }
    if (person !== undefined) return say(chat_id, BOT_TEXTS.connected, locale);
    const [unknown] = await database.query(sql.telegram_token_known, [argument, now]);
    return say(chat_id, unknown === undefined ? BOT_TEXTS.stale_link : BOT_TEXTS.unknown_person, locale);
  }

  async function stopOrHelp({ chat_id, command, language }: Command): Promise<void> {
    const [person] = await database.query<PersonOfChat>(sql.telegram_people, [chat_id]);
    const locale = textLocale(person?.locale ?? language);
    if (command === 'help') return say(chat_id, person === undefined ? BOT_TEXTS.how_to_link : BOT_TEXTS.help, locale);
    if (person === undefined) return say(chat_id, BOT_TEXTS.nothing_to_stop, locale);
    await database.query(sql.telegram_stop, [chat_id, new Date(clock.now())]);
    return say(chat_id, BOT_TEXTS.stopped, locale);
  }

  /** Does what the button says; what appears for a moment. */
  async function press(button: NonNullable<Press['button']>, pressed: Pressed): Promise<Text> {
    const { user_id, type, open, followed_at, snoozed_until, expires_at, left_at } = pressed;
    const now = clock.now();
    if (button.action === 'done') {
      if (followed_at !== null) return PRESS_TEXTS.done;
      // The event first: a press that is brought again after a crash between the two ends the same.
      await record(user_id, followedEvent(pressed, button.trigger_id, type, now, left_at));
      await dismiss(user_id, button.trigger_id, { reason: 'completed', snooze_until: null });
      return PRESS_TEXTS.done;
    }
    if (snoozed_until !== null && snoozed_until > now) return PRESS_TEXTS.snoozed;
    if (!open || followed_at !== null || (expires_at !== null && expires_at <= now)) return PRESS_TEXTS.over;
    const until = now + SNOOZE_MS;
    await dismiss(user_id, button.trigger_id, { reason: 'snoozed', snooze_until: until });
    return expires_at !== null && expires_at <= until ? PRESS_TEXTS.dropped : PRESS_TEXTS.snoozed;
  }

  async function onPress({ query_id, chat_id, message_id, button, language }: Press): Promise<void> {
    const pressed =
      chat_id === null || button === null
        ? undefined
        : (await database.query<Pressed>(sql.telegram_pressed, [chat_id, button.trigger_id]))[0];
    const locale = textLocale(pressed?.locale ?? language);
    // Of nobody in this chat: the button of another account, or no button of ours.
    const text = pressed === undefined || button === null ? PRESS_TEXTS.over : await press(button, pressed);
    await quietly(api.answerCallbackQuery(query_id, { text: text[locale] }));
    if (pressed === undefined || chat_id === null || message_id === null) return;
    await quietly(api.editMessageReplyMarkup(chat_id, message_id));
  }

  return {
    /** Throws where the database or an injected function does: the update is to be brought again. */
    async handle(update: BotUpdate): Promise<void> {
      switch (update.kind) {
        case 'command':
          return update.command === 'start' ? start(update) : stopOrHelp(update);
        case 'press':
          return onPress(update);
        case 'membership': {
          const { chat_id, blocked } = update;
          const now = new Date(clock.now());
          if (blocked) await database.query(sql.telegram_blocked, [chat_id, 'the person has blocked the bot', now]);
          else await database.query(sql.telegram_unblocked, [chat_id, now]);
        }
      }
    },
  };
}

/** The same press makes the same event, however often it is brought. */
function followedEvent(
  { user_id }: Pressed,
  trigger_id: number,
  reminder_type: string,
  now: Instant,
  left_at: Instant,
): Event & { readonly id: string } {
  const metadata = { reminder_type, delay_minutes: Math.max(0, Math.floor((now - left_at) / 60_000)) };
  return {
    id: stableId(`reminder_followed\0${user_id}\0${trigger_id}`),
    type: 'reminder_followed',
    occurred_at: now,
    metadata,
    metadata_json: JSON.stringify(metadata),
  };
}

/** A UUID of version 8 (RFC 9562) made of a name. */
function stableId(name: string): string {
  const hex = createHash('sha256').update(name).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`, `a${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    '-',
  );
}

function createAnswerLimit(clock: Clock): (chat_id: string) => boolean {
  const answered = new Map<string, number>();
  let minute = Number.NaN;
  return (chat_id) => {
    const now = Math.floor(clock.now() / 60_000);
    if (now !== minute) answered.clear();
    minute = now;
    const count = (answered.get(chat_id) ?? 0) + 1;
    answered.set(chat_id, count);
    return count <= ANSWERS_A_MINUTE;
  };
}
