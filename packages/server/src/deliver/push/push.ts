import { ECDH } from 'node:crypto';
import type { Contract } from '@retention/domain/contract/contract';
import { formatInstant } from '@retention/domain/day';
import type { Clock } from '../../clock.ts';
import type { Database } from '../../db/database.ts';
import { loadStatements } from '../../db/statement.ts';
import { ApiError } from '../../http/errors.ts';
import type { Carrier } from '../carrier.ts';
import { createPushCarrier, type PushConfig } from '../channel-push.ts';
import { readEndpoint } from './push-endpoint.ts';

const sql = loadStatements(new URL('push.sql', import.meta.url), [
  'push_turn',
  'push_keep',
  'push_reopen',
  'push_take_over',
  'push_make_room',
  'push_forget',
  'push_look',
]);

/** Browsers a person may have. One more, and the oldest goes: it is the one they are least likely to look at. */
const MOST_BROWSERS = 10;

export interface PushDeps {
  readonly config: PushConfig;
  readonly database: Database;
  readonly clock: Clock;
}

export interface Call<Name extends 'push_subscribe' | 'push_unsubscribe'> {
  readonly user_id: string;
  readonly body: Contract[Name]['request'];
}

const DONE = { status: 'ok' } as const;

/** Web push: what takes messages to browsers, and the door at which these subscribe. */
export function createPush({ config, database, clock }: PushDeps) {
  const { pushSubject } = config;
  const carrier: Carrier | null = pushSubject === null ? null : createPushCarrier({ ...config, pushSubject });

  return {
    /** Null where pushes are not configured. */
    carrier,

    key() {
      return Promise.resolve({ public_key: carrier === null ? null : config.vapidPublicKey });
    },

    /** Throws ApiError 409 where pushes are not configured, 422 where it is no subscription. */
    async subscribe({ user_id, body: { endpoint, keys } }: Call<'push_subscribe'>) {
      if (carrier === null) throw ApiError.conflict('Pushes are not configured here: set RETENTION_PUSH_SUBJECT');
      const url = readEndpoint(endpoint, config.pushHosts);
      if (typeof url === 'string') throw invalid('endpoint', url);
      const p256dh = readPoint(keys.p256dh);
      const auth = readBytes(keys.auth, 16);
      if (p256dh === null) throw invalid('keys.p256dh', 'must be a point of P-256, 65 bytes in base64url');
      if (auth === null) throw invalid('keys.auth', 'must be 16 bytes in base64url');

      const now = formatInstant(clock.now());
      await database.transaction(async (transaction) => {
        await transaction.query(sql.push_turn, [user_id]);
        const kept = await transaction.query(sql.push_keep, [user_id, endpoint, p256dh, auth, now]);
        const reopened = await transaction.query(sql.push_reopen, [user_id, endpoint]);
        if (kept.length === 0 && reopened.length === 0) return;
        await transaction.query(sql.push_take_over, [user_id, endpoint, auth]);
        await transaction.query(sql.push_make_room, [user_id, MOST_BROWSERS]);
        await transaction.query(sql.push_look, [user_id, now]);
      });
      return DONE;
    },

    async unsubscribe({ user_id, body: { endpoint } }: Call<'push_unsubscribe'>) {
      // What was never an address was never kept.
      if (!URL.canParse(endpoint) || new URL(endpoint).href !== endpoint) return DONE;
      await database.transaction(async (transaction) => {
        const forgotten = await transaction.query(sql.push_forget, [user_id, endpoint]);
        if (forgotten.length > 0) await transaction.query(sql.push_look, [user_id, formatInstant(clock.now())]);
      });
      return DONE;
    },
  };
}

function invalid(field: string, fault: string): ApiError {
  const error = `"${field}" ${fault}`;
  return ApiError.unprocessable(error, [{ field, error }]);
}

/** So many bytes, in the one spelling that base64url has for them; null where it is none. */
function readBytes(text: string, length: number): string | null {
  if (!/^[\w+/-]+={0,2}$/.test(text)) return null;
  const bytes = Buffer.from(text, 'base64url');
  return bytes.length === length ? bytes.toString('base64url') : null;
}

function readPoint(text: string): string | null {
  const point = readBytes(text, 65);
  if (point === null) return null;
  try {
    // Throws where it does not lie on the curve: a secret agreed upon with such a point is none.
    ECDH.convertKey(point, 'prime256v1', 'base64url');
    return Buffer.from(point, 'base64url')[0] === 4 ? point : null;
  } catch {
    return null;
  }
}
