import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { TEST_CERTIFICATE, TEST_KEY } from './certificate.ts';

/**
 * A Bot API server as far as the product speaks with one (https://core.telegram.org/bots/api): it counts what it takes, holds
 * to the rates of the real one where asked to, and misbehaves as it is told.
 *
 *     const peer = await openBotApi();
 *     peer.answerNext('sendMessage', { code: 429, description: 'Too Many Requests', retry_after: 7 });
 *     …
 *     expect(peer.takenBy('77')).toBe(1);
 *     await peer.close();
 */
export interface BotApi {
  readonly url: string;
  readonly token: string;
  /** What has been taken, and so reaches people, in the order it came. */
  readonly taken: readonly TakenMessage[];
  /** Every call that was understood, also those that were refused. */
  readonly calls: readonly BotApiCall[];
  /** What setWebhook has set; null: nothing. */
  readonly webhook: { readonly url: string; readonly secret_token: string | undefined } | null;
  /** Number of messages taken for a chat. */
  takenBy(chat_id: string): number;
  /** How the next calls of that method are answered, one after the other; then as they should be. */
  answerNext(method: string, ...answers: readonly BotApiAnswer[]): void;
  /** How calls are answered that `answerNext` says nothing of; null: as they should be. */
  answerBy(rule: (call: BotApiCall) => BotApiAnswer | null): void;
  /** Something happens in Telegram: the next getUpdates brings it. Given its number unless it has one. */
  happen(update: Readonly<Record<string, unknown>>): number;
  /** Updates that nobody has confirmed yet. */
  unconfirmed(): number;
  /** Resolves once that method has been called so often. */
  called(method: string, times?: number): Promise<void>;
  close(): Promise<void>;
}

export interface TakenMessage {
  readonly message_id: number;
  readonly chat_id: string;
  readonly text: string;
  readonly buttons: readonly Button[];
  readonly parse_mode: string | undefined;
  /** Milliseconds since the peer was opened. */
  readonly at: number;
}

export interface Button {
  readonly text: string;
  readonly url?: string;
  readonly callback_data?: string;
}

export interface BotApiCall {
  readonly method: string;
  readonly payload: Readonly<Payload & Record<string, unknown>>;
}

/**
 * `reset_before`, `timeout_before`: nothing is taken, the connection breaks or stays silent. `reset_after`, `timeout_after`: it
 * is taken, and the caller never learns of it. `status` with `body`: what a proxy might say.
 */
export type BotApiAnswer =
  | 'ok'
  | 'reset_before'
  | 'reset_after'
  | 'timeout_before'
  | 'timeout_after'
  | { readonly code: number; readonly description: string; readonly retry_after?: number }
  | { readonly status: number; readonly body: string };

export interface BotApiOptions {
  readonly token?: string;
  readonly username?: string;
  readonly port?: number;
  /** Speaks TLS, with the certificate of the tests. */
  readonly secure?: boolean;
  /** Messages a second over all chats, above which it answers 429; left out: no bound. */
  readonly per_second?: number;
  readonly per_chat_per_second?: number;
  /** The chats there are; left out: all. */
  readonly chats?: ReadonlySet<string>;
}

/** The parameters of all methods it knows. */
interface Payload {
  readonly chat_id?: number | string;
  readonly text?: string;
  readonly parse_mode?: string;
  readonly reply_markup?: { readonly inline_keyboard?: readonly (readonly Button[])[] };
  readonly url?: string;
  readonly secret_token?: string;
  readonly offset?: number;
  readonly timeout?: number;
  readonly limit?: number;
}

interface Refusal {
  readonly code: number;
  readonly description: string;
  readonly retry_after?: number;
}

export async function openBotApi(options: BotApiOptions = {}): Promise<BotApi> {
  const { token = '123456:peer-token-of-the-tests', username = 'peer_bot', chats } = options;
  const opened = performance.now();
  const taken: TakenMessage[] = [];
  const counts = new Map<string, number>();
  const calls: BotApiCall[] = [];
  const scripted = new Map<string, BotApiAnswer[]>();
  const updates: { readonly update_id: number }[] = [];
  const watchers = new Set<() => void>();
  const rate = createRate(options);
  let rule: (call: BotApiCall) => BotApiAnswer | null = () => null;
  let webhook: BotApi['webhook'] = null;
  let nextUpdate = 1;
  /** The long poll that is open; another one ends it. */
  let polling: ((refusal: Refusal | null) => void) | null = null;

  const methods: Record<string, (payload: Payload) => unknown> = {
    getMe: () => ({ id: 1, is_bot: true, first_name: 'Peer', username }),
    sendMessage(payload) {
      const message = {
        message_id: taken.length + 1,
        chat_id: String(payload.chat_id),
        text: payload.text ?? '',
        buttons: buttonsOf(payload),
        parse_mode: payload.parse_mode,
        at: performance.now() - opened,
      };
      taken.push(message);
      counts.set(message.chat_id, (counts.get(message.chat_id) ?? 0) + 1);
      const chat = { id: Number(message.chat_id), type: 'private' };
      return { message_id: message.message_id, date: 0, chat, text: message.text };
    },
    setWebhook({ url, secret_token }) {
      webhook = { url: url ?? '', secret_token };
      return true;
    },
    deleteWebhook() {
      webhook = null;
      return true;
    },
    answerCallbackQuery: () => true,
    editMessageReplyMarkup: () => true,
  };

  function refusalOf({ method, payload }: BotApiCall): Refusal | null {
    if (method === 'getUpdates' && webhook !== null)
      return conflict(
        "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
      );
    if (method === 'setWebhook' && !/^https?:/.test(payload.url ?? ''))
      return bad('bad webhook: an HTTPS URL must be provided');
    if (method !== 'sendMessage') return null;
    const chat_id = String(payload.chat_id);
    if (typeof payload.text !== 'string' || payload.text === '') return bad('message text is empty');
    if (payload.text.length > 4096) return bad('message is too long');
    if (chats !== undefined && !chats.has(chat_id)) return bad('chat not found');
    for (const { url, callback_data } of buttonsOf(payload)) {
      if (callback_data !== undefined && Buffer.byteLength(callback_data) > 64) return bad('BUTTON_DATA_INVALID');
      if (url !== undefined && !/^https?:\/\/[^/]+\.[a-z]{2,}/i.test(url)) return bad('BUTTON_URL_INVALID');
    }
    return rate(chat_id);
  }

  async function getUpdates(payload: Payload, response: ServerResponse): Promise<unknown> {
    const { offset = 0, timeout = 0, limit = 100 } = payload;
    const confirmed = updates.findIndex(({ update_id }) => update_id >= offset);
    updates.splice(0, confirmed < 0 ? updates.length : confirmed);
    polling?.(conflict('terminated by other getUpdates request; make sure that only one bot instance is running'));
    if (updates.length === 0 && timeout > 0) {
      const refusal = await new Promise<Refusal | null>((resolve) => {
        const timer = setTimeout(() => end(null), timeout * 1000);
        const end = (refusal: Refusal | null): void => {
          clearTimeout(timer);
          response.off('close', gone);
          if (polling === end) polling = null;
          resolve(refusal);
        };
        const gone = (): void => end(null);
        response.on('close', gone);
        polling = end;
      });
      if (refusal !== null) return refusal;
    }
    return { ok: true, result: updates.slice(0, limit) };
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [, given = '', method = ''] = /^\/bot([^/]+)\/(\w+)$/.exec(request.url ?? '') ?? [];
    if (given !== token) return refuse(response, { code: given === '' ? 404 : 401, description: 'Unauthorized' });
    if (method !== 'getUpdates' && methods[method] === undefined)
      return refuse(response, { code: 404, description: 'Not Found' });
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const text = Buffer.concat(chunks).toString('utf8');
    const payload = (text === '' ? {} : JSON.parse(text)) as BotApiCall['payload'];
    const call = { method, payload };
    calls.push(call);
    const answer = scripted.get(method)?.shift() ?? rule(call) ?? 'ok';
    for (const watcher of watchers) watcher();
    if (answer === 'timeout_before') return;
    if (answer === 'reset_before') return void request.socket.destroy();
    if (typeof answer === 'object' && 'status' in answer)
      return void response.writeHead(answer.status).end(answer.body);
    if (typeof answer === 'object') return refuse(response, answer);
    const refusal = refusalOf(call);
    if (refusal !== null) return refuse(response, refusal);
    const said =
      method === 'getUpdates' ? await getUpdates(payload, response) : { ok: true, result: methods[method]?.(payload) };
    if (answer === 'timeout_after') return;
    if (answer === 'reset_after') return void request.socket.destroy();
    if (typeof said === 'object' && said !== null && 'code' in said) return refuse(response, said as Refusal);
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(said));
  }

  const listener = (request: IncomingMessage, response: ServerResponse): void => {
    // Whoever calls may be killed in the middle of a call.
    handle(request, response).catch(() => response.destroy());
  };
  const secure = options.secure === true;
  const server = secure
    ? createSecureServer({ key: TEST_KEY, cert: TEST_CERTIFICATE }, listener)
    : createServer(listener);
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;

  return {
    url: `${secure ? 'https' : 'http'}://127.0.0.1:${port}`,
    token,
    taken,
    calls,
    get webhook() {
      return webhook;
    },
    takenBy: (chat_id) => counts.get(chat_id) ?? 0,
    answerNext(method, ...answers) {
      scripted.set(method, [...(scripted.get(method) ?? []), ...answers]);
    },
    answerBy(next) {
      rule = next;
    },
    happen(update) {
      const update_id = typeof update['update_id'] === 'number' ? update['update_id'] : nextUpdate;
      nextUpdate = Math.max(nextUpdate, update_id) + 1;
      updates.push({ ...update, update_id });
      polling?.(null);
      return update_id;
    },
    unconfirmed: () => updates.length,
    called(method, times = 1) {
      const enough = (): boolean => calls.filter((call) => call.method === method).length >= times;
      return new Promise((resolve) => {
        const watcher = (): void => {
          if (!enough()) return;
          watchers.delete(watcher);
          resolve();
        };
        watchers.add(watcher);
        watcher();
      });
    },
    async close() {
      polling?.(null);
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

function buttonsOf(payload: Payload): Button[] {
  return (payload.reply_markup?.inline_keyboard ?? []).flat();
}

/** Counts in windows of a second, as far as the real one lets us know how it counts. */
function createRate({ per_second, per_chat_per_second }: BotApiOptions): (chat_id: string) => Refusal | null {
  let second = -1;
  let all = 0;
  const chats = new Map<string, number>();
  return (chat_id) => {
    const now = Math.floor(performance.now() / 1000);
    if (now !== second) {
      second = now;
      all = 0;
      chats.clear();
    }
    const chat = chats.get(chat_id) ?? 0;
    const free =
      (per_second === undefined || all < per_second) &&
      (per_chat_per_second === undefined || chat < per_chat_per_second);
    if (!free) return { code: 429, description: 'Too Many Requests: retry after 1', retry_after: 1 };
    all++;
    chats.set(chat_id, chat + 1);
    return null;
  };
}

function bad(description: string): Refusal {
  return { code: 400, description: `Bad Request: ${description}` };
}

function conflict(description: string): Refusal {
  return { code: 409, description: `Conflict: ${description}` };
}

function refuse(response: ServerResponse, { code, description, retry_after }: Refusal): void {
  const parameters = retry_after === undefined ? {} : { parameters: { retry_after } };
  const headers = { 'content-type': 'application/json' };
  response.writeHead(code, headers).end(JSON.stringify({ ok: false, error_code: code, description, ...parameters }));
}
