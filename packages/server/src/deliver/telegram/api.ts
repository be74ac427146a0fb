import { Api, GrammyError, HttpError } from 'grammy';
import { CallFailed, openTransport } from './http.ts';

export interface TelegramApi {
  readonly api: Api;
  /** What has gone wrong, in words that hold no token. */
  failureOf(error: unknown): ApiFailure;
  /** Breaks what is under way; nothing is begun any more. */
  close(): void;
}

export interface ApiFailure {
  /** The Bot API's own error code; null where it did not answer. */
  readonly code: number | null;
  readonly description: string;
  /** With 429: for how long nothing may be sent, seconds. */
  readonly retry_after: number | null;
  /** Whether the call may have been carried out all the same. */
  readonly taken: 'no' | 'maybe';
}

export interface TelegramApiOptions {
  readonly token: string;
  readonly apiUrl: string;
  readonly timeoutMs: number;
}

/** The Bot API by grammY, which repeats nothing of its own accord: https://core.telegram.org/bots/api */
export function openTelegramApi({ token, apiUrl, timeoutMs }: TelegramApiOptions): TelegramApi {
  const transport = openTransport({ apiUrl, timeoutMs });
  const api = new Api(token, { apiRoot: apiUrl.replace(/\/+$/, ''), fetch: transport.fetch });
  const silent = (text: string): string => text.replaceAll(token, '…');
  return {
    api,
    failureOf(error) {
      if (error instanceof GrammyError) {
        const { error_code: code, description, parameters } = error;
        return { code, description: silent(description), retry_after: parameters.retry_after ?? null, taken: 'no' };
      }
      const cause = error instanceof HttpError ? error.error : error;
      const description = cause instanceof Error ? silent(cause.message) : 'the call failed';
      return { code: null, description, retry_after: null, taken: cause instanceof CallFailed ? cause.taken : 'maybe' };
    },
    close: () => transport.close(),
  };
}
