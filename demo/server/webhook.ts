import { createHmac, timingSafeEqual } from 'node:crypto';
import { formatInstant, parseInstant, type Instant } from '@retention/domain/day';
import type { Clock } from '@retention/server/clock';
import type { Database, Transaction } from '@retention/server/database';
import { accountSql, retentionSql } from './sql.ts';
import type { BotAnswer, SendMessage } from './telegram-bot.ts';

export const WEBHOOK_PATH = '/app/webhooks/retention';
/** An old call cannot be played to us again. */
const FRESH_MS = 5 * 60_000;

export interface WebhookDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly secret: string;
  readonly sendMessage: SendMessage;
  /** XP of somebody has changed. */
  readonly onChange: () => void;
}

const DONE: BotAnswer = { status: 200, body: { status: 'ok' } };

/** What the retention system calls (docs/webhooks.md). Every call may come more than once, and counts once. */
export function createWebhook({ database, clock, secret, sendMessage, onChange }: WebhookDeps) {
  return async (body: Buffer, signature: string): Promise<BotAnswer> => {
    const now = clock.now();
    if (!isFromRetention(body, signature, secret, now))
      return { status: 401, body: { message: 'The signature is wrong' } };
    const call = readCall(body);
    if (call === null) return { status: 400, body: { message: 'This is no call of a webhook' } };
    if (call.event === 'message.send') return onMessage(call, now);
    await database.transaction(async (transaction) => {
      if (await isNew(transaction, call.id, now)) await keep(transaction, call, now);
    });
    if (call.event === 'xp.awarded') onChange();
    return DONE;
  };

  /** Noted before it is sent: a message that may have arrived is not sent again. */
  async function onMessage({ id, data }: Call, now: Instant): Promise<BotAnswer> {
    if (!(await isNew(database, id, now))) return DONE;
    const answer = await sendMessage({
      chat_id: textOf(data.get('chat_id')),
      text: textOf(data.get('text')),
      buttons: buttonsOf(data.get('buttons')),
    });
    if (answer.status >= 400) await database.query(retentionSql.op_webhook_forget, [id]);
    return answer;
  }
}

/** `header`: Retention-Signature, '' where there is none. `body`: the bytes as they came. */
export function isFromRetention(body: Buffer, header: string, secret: string, now: Instant): boolean {
  const parts = new Map(
    header.split(',').map((part): [string, string] => {
      const [name = '', value = ''] = part.split('=');
      return [name.trim(), value];
    }),
  );
  const t = parts.get('t') ?? '';
  const expected = createHmac('sha256', secret).update(`${t}.`).update(body).digest();
  const given = Buffer.from(parts.get('v1') ?? '', 'hex');
  const fresh = /^\d+$/.test(t) && Math.abs(now - Number(t) * 1000) <= FRESH_MS;
  return fresh && given.length === expected.length && timingSafeEqual(given, expected);
}

interface Call {
  readonly id: string;
  readonly event: string;
  readonly user_id: number | null;
  readonly data: ReadonlyMap<string, unknown>;
}

function readCall(body: Buffer): Call | null {
  try {
    const said: unknown = JSON.parse(body.toString());
    if (typeof said !== 'object' || said === null) return null;
    const call = new Map<string, unknown>(Object.entries(said));
    const [id, event, user_id, data] = ['id', 'event', 'user_id', 'data'].map((key) => call.get(key));
    if (typeof id !== 'string' || typeof event !== 'string') return null;
    return {
      id,
      event,
      user_id: typeof user_id === 'number' ? user_id : null,
      data: new Map(Object.entries(typeof data === 'object' && data !== null ? data : {})),
    };
  } catch {
    return null;
  }
}

async function isNew(database: Pick<Transaction, 'query'>, id: string, now: Instant): Promise<boolean> {
  const begun = await database.query(retentionSql.op_webhook_begin, [id, formatInstant(now)]);
  return begun.length > 0;
}

async function keep(transaction: Transaction, { event, user_id, data }: Call, now: Instant): Promise<void> {
  // Somebody of whom this app knows nothing, like a person of the demo, has nothing to get here.
  if (user_id === null || (await transaction.query(accountSql.op_account_lock, [user_id])).length === 0) return;
  if (event === 'xp.awarded') {
    const values = [
      user_id,
      [`retention/${textOf(data.get('reason'))}`],
      [wholeOf(data.get('xp'))],
      formatInstant(now),
    ];
    await transaction.query(accountSql.op_xp_add, values);
    await transaction.query(retentionSql.op_facts_changed, [user_id]);
  } else if (event === 'code.issued') {
    const expires_at = parseInstant(textOf(data.get('expires_at')));
    if (typeof expires_at !== 'number') return;
    const values = [user_id, textOf(data.get('code')), wholeOf(data.get('percent')), formatInstant(expires_at)];
    await transaction.query(retentionSql.op_code_add, values);
  }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function wholeOf(value: unknown): number {
  return typeof value === 'number' && Number.isInteger(value) ? value : 0;
}

function buttonsOf(value: unknown): { readonly text: string; readonly url: string }[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((one: unknown) => {
    const button = new Map<string, unknown>(Object.entries(typeof one === 'object' && one !== null ? one : {}));
    const [text, url] = [textOf(button.get('text')), textOf(button.get('url'))];
    return text === '' || url === '' ? [] : [{ text, url }];
  });
}
