import { renderMessage, STOP_WORDS } from '@retention/domain/message';
import { triggerDefinition, type TriggerType } from '@retention/domain/trigger';
import type { Locale } from '@retention/domain/user';
import type { Logger } from '../logger.ts';
import { SEND_TIMEOUT_MS, type Carrier, type Composed, type Outcome, type Outgoing } from './carrier.ts';
import { greeted } from './greeting.ts';
import { openTelegramApi, type ApiFailure } from './telegram/api.ts';
import { BUTTON_TEXTS } from './telegram/text.ts';

export interface TelegramCarrierOptions {
  readonly token: string;
  readonly apiUrl: string;
  /** Over all processes. */
  readonly perSecond: number;
  readonly logger: Logger;
  /** Shorter in tests. */
  readonly timeoutMs?: number;
}

/** A call takes a tenth of a second or so: enough under way for 30 a second and for slower days. */
const LANES = 8;
/** What a 429 without `retry_after` means, seconds. */
const PAUSE_S = 5;
/** The numbers of chats. A name like @channel would be public. */
const CHAT_ID = /^-?\d{1,19}$/;

type Button = { readonly text: string } & ({ readonly url: string } | { readonly callback_data: string });

/** Telegram by the Bot API. What an answer means stands in `outcomeOf`. */
export function createTelegramCarrier(options: TelegramCarrierOptions): Carrier {
  const { logger, perSecond, timeoutMs = SEND_TIMEOUT_MS - 500 } = options;
  const telegram = openTelegramApi({ ...options, timeoutMs });
  let tokenRefused = false;

  /** Said once, not for each message that waits. */
  function noteToken({ code, description }: Pick<ApiFailure, 'code' | 'description'>): void {
    const refused = isTokenRefused(code);
    if (refused && !tokenRefused)
      logger.error({ answer: description }, 'RETENTION_TELEGRAM_TOKEN is no token of a bot');
    if (code !== null) tokenRefused = refused;
  }

  return {
    channel: 'telegram',
    lanes: LANES,
    per_second: perSecond,
    compose: composeTelegram,
    async send(outgoing) {
      if (!CHAT_ID.test(outgoing.address)) return { outcome: 'refused', answer: 'no id of a chat', closes: true };
      try {
        const { message_id } = await telegram.api.sendMessage(outgoing.address, textOf(outgoing), {
          reply_markup: { inline_keyboard: keyboardOf(outgoing) },
          link_preview_options: { is_disabled: true },
        });
        tokenRefused = false;
        return { outcome: 'sent', answer: `message ${message_id}` };
      } catch (error) {
        const failure = telegram.failureOf(error);
        noteToken(failure);
        return outcomeOf(failure);
      }
    },
    close() {
      telegram.close();
      return Promise.resolve();
    },
  };
}

/** A message as the chat shows it. */
export function composeTelegram(outgoing: Outgoing): Composed {
  const buttons = keyboardOf(outgoing).flatMap((row) => row.map(({ text }) => text));
  return { title: '', text: textOf(outgoing), html: null, buttons };
}

/** What an error of `sendMessage` means for the message. */
export function outcomeOf({ code, description, retry_after, taken }: ApiFailure): Outcome {
  const answer = code === null ? description : `${code} ${description}`;
  if (code === null && taken === 'maybe') return { outcome: 'uncertain', answer };
  if (code === 429) return { outcome: 'unreachable', answer, pause_s: Math.max(1, retry_after ?? PAUSE_S) };
  // A wrong token is our own fault: nothing is lost, and all of it waits until that is mended.
  if (code === null || code >= 500 || isTokenRefused(code)) return { outcome: 'unreachable', answer, pause_s: null };
  return { outcome: 'refused', answer, closes: code === 403 || isGone(description) };
}

export function isTokenRefused(code: number | null): boolean {
  return code === 401 || code === 404;
}

/** 400 says both "this message is wrong" and "this chat is no more": only the words tell them apart. */
function isGone(description: string): boolean {
  return /chat not found|user not found|chat_id is (?:empty|invalid)|PEER_ID_INVALID|USER_(?:IS_)?DEACTIVATED|USER_IS_BLOCKED|(?:group|supergroup|chat) (?:is|was) (?:deactivated|deleted|upgraded)|group chat was upgraded|CHAT_WRITE_FORBIDDEN|have no rights to send|not enough rights to send/i.test(
    description,
  );
}

/** Plain text: nothing in it is markup, whatever a name looks like. */
function textOf({ type, data, locale, first_name }: Outgoing): string {
  const { text } = renderMessage(type, data, locale);
  const { greeting, rest } = greeted(text, first_name, locale);
  return `${greeting === null ? rest : `${greeting} ${rest}`}\n\n${STOP_WORDS.telegram[locale]}`;
}

function keyboardOf({ type, data, locale, trigger_id, links }: Outgoing): Button[][] {
  const { action } = renderMessage(type, data, locale);
  const answers = [button('done', trigger_id, locale)];
  if (comesBack(type)) answers.push(button('snooze', trigger_id, locale));
  return isButtonUrl(links.action_url) ? [[{ text: action.label, url: links.action_url }], answers] : [answers];
}

/** Whether tomorrow still knows it: what ends at midnight cannot be promised for the next day. */
function comesBack(type: TriggerType): boolean {
  return triggerDefinition(type).expires.at !== 'local_midnight';
}

/** At most 64 bytes of data, which name the trigger: `done:123`. Read by `telegram-update.ts`. */
function button(action: keyof typeof BUTTON_TEXTS, trigger_id: number, locale: Locale): Button {
  return { text: BUTTON_TEXTS[action][locale], callback_data: `${action}:${trigger_id}` };
}

/**
 * Whether Telegram takes the address for a button: on the web, under a name the world knows. With another it refuses the
 * whole message, so the button is left out.
 */
export function isButtonUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  if (protocol !== 'https:' && protocol !== 'http:') return false;
  return /^(?:[a-z0-9_-]+\.)+[a-z][a-z0-9-]+\.?$/i.test(hostname) && !LOCAL_NAME.test(hostname);
}

/** RFC 6761, RFC 6762, RFC 8375, and what home and office networks use. */
const LOCAL_NAME = /\.(?:local|localhost|localdomain|internal|intranet|lan|home|arpa|test|example|invalid)\.?$/i;
