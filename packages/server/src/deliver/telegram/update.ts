/** What a person does in the chat with the bot, as far as it is for us. */
export type BotUpdate =
  | {
      readonly kind: 'command';
      readonly update_id: number;
      readonly chat_id: string;
      readonly command: 'start' | 'stop' | 'help';
      /** The token of `/start <token>`; null where there is none. */
      readonly argument: string | null;
      /** As the person's Telegram is set (BCP 47). */
      readonly language: string | null;
    }
  | {
      readonly kind: 'press';
      readonly update_id: number;
      readonly query_id: string;
      /** The private chat of the message with the button; null: of none. */
      readonly chat_id: string | null;
      readonly message_id: number | null;
      readonly button: { readonly action: 'done' | 'snooze'; readonly trigger_id: number } | null;
      readonly language: string | null;
    }
  | {
      readonly kind: 'membership';
      readonly update_id: number;
      readonly chat_id: string;
      /** Whether the person has blocked the bot, or has let it write again. */
      readonly blocked: boolean;
    };

/** The kinds of updates to be asked for: https://core.telegram.org/bots/api#update */
export const UPDATE_KINDS = ['message', 'callback_query', 'my_chat_member'] as const;

const COMMAND = /^\/(start|stop|help)(?:@\w{1,64})?(?:\s+(.*))?$/is;
/** What a deep link may carry. */
const TOKEN = /^[\w-]{1,64}$/;
/** Stands for what can be no token. */
const NO_TOKEN = '?';

/**
 * An update, or null where it is nothing for us: malformed, from a group or a channel, or small talk. Nothing of it is
 * believed: whoever learns the address of the webhook may send anything.
 */
export function readUpdate(body: unknown): BotUpdate | null {
  const update_id = readUpdateId(body);
  if (!isObject(body) || update_id === null) return null;
  if (isObject(body['message'])) return readCommand(update_id, body['message']);
  if (isObject(body['callback_query'])) return readPress(update_id, body['callback_query']);
  return isObject(body['my_chat_member']) ? readMembership(update_id, body['my_chat_member']) : null;
}

export function readUpdateId(body: unknown): number | null {
  const id = isObject(body) ? body['update_id'] : null;
  return typeof id === 'number' && Number.isSafeInteger(id) ? id : null;
}

function readCommand(update_id: number, message: Fields): BotUpdate | null {
  const chat_id = readPrivateChat(message['chat']);
  const match = typeof message['text'] === 'string' ? COMMAND.exec(message['text']) : null;
  const command = readName(match?.[1]);
  if (chat_id === null || command === null) return null;
  const rest = match?.[2]?.trim() ?? '';
  const argument = rest === '' ? null : TOKEN.test(rest) ? rest : NO_TOKEN;
  return { kind: 'command', update_id, chat_id, command, argument, language: readLanguage(message['from']) };
}

function readPress(update_id: number, query: Fields): BotUpdate | null {
  const { id, message, data, from } = query;
  if (typeof id !== 'string' || id === '') return null;
  const match = typeof data === 'string' ? /^(done|snooze):([1-9]\d{0,14})$/.exec(data) : null;
  const button =
    match === null
      ? null
      : ({ action: match[1] === 'done' ? 'done' : 'snooze', trigger_id: Number(match[2]) } as const);
  const message_id = isObject(message) ? message['message_id'] : null;
  return {
    kind: 'press',
    update_id,
    query_id: id,
    chat_id: isObject(message) ? readPrivateChat(message['chat']) : null,
    message_id: typeof message_id === 'number' ? message_id : null,
    button,
    language: readLanguage(from),
  };
}

function readMembership(update_id: number, change: Fields): BotUpdate | null {
  const chat_id = readPrivateChat(change['chat']);
  const member = change['new_chat_member'];
  const status = isObject(member) ? member['status'] : null;
  if (chat_id === null || (status !== 'kicked' && status !== 'member')) return null;
  return { kind: 'membership', update_id, chat_id, blocked: status === 'kicked' };
}

function readName(name: string | undefined): 'start' | 'stop' | 'help' | null {
  const lower = name?.toLowerCase();
  return lower === 'start' || lower === 'stop' || lower === 'help' ? lower : null;
}

/** A chat of one person with the bot. */
function readPrivateChat(chat: unknown): string | null {
  if (!isObject(chat) || chat['type'] !== 'private') return null;
  const { id } = chat;
  return typeof id === 'number' && Number.isSafeInteger(id) ? String(id) : null;
}

function readLanguage(from: unknown): string | null {
  const code = isObject(from) ? from['language_code'] : null;
  return typeof code === 'string' && code.length <= 35 ? code : null;
}

type Fields = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
