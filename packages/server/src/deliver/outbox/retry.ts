import type { Instant } from '@retention/domain/day';
import type { Clock } from '../../clock.ts';
import type { Database } from '../../db/database.ts';
import { ApiError } from '../../http/errors.ts';
import { sql } from './statements.ts';

interface KnownDelivery {
  readonly status: string;
  readonly channel: string;
  /** Of its trigger; null where it belongs to none. */
  readonly open: boolean | null;
  readonly dismissed: boolean | null;
  readonly expires_at: Instant | null;
}

/** What the owner may have sent again: nobody but the owner sends twice what may have been taken. */
const ENDED = ['uncertain', 'refused', 'unreachable'];

/**
 * Puts a delivery that was refused, given up or may have been taken back into the outbox, at the owner's word; its address
 * is open again. Throws ApiError 404 where there is none, 409 where it would not be right to send it.
 */
export function createRetry({ database, clock }: { readonly database: Database; readonly clock: Clock }) {
  return (user_id: string, delivery_id: number): Promise<void> =>
    database.transaction(async (transaction) => {
      const now = clock.now();
      const [delivery] = await transaction.query<KnownDelivery>(sql.retry_read, [user_id, delivery_id]);
      if (delivery === undefined) throw ApiError.notFound(`User ${user_id} has no delivery ${delivery_id}`);
      const fault = faultOf(delivery, now);
      if (fault !== null) throw ApiError.conflict(fault);
      await transaction.query(sql.retry_write, [user_id, delivery_id, new Date(now)]);
    });
}

/** Why it cannot be sent again; null: it can. */
export function faultOf({ status, channel, open, dismissed, expires_at }: KnownDelivery, now: Instant): string | null {
  if (status === 'waiting' || status === 'sending') return 'It is on its way already';
  if (status === 'sent') return 'It was sent already: there is nothing to send again';
  if (!ENDED.includes(status)) return 'It was cancelled: what it was about is over';
  if (channel === 'webhook') return null;
  if (expires_at !== null && expires_at <= now) return 'The message has expired: it would come too late';
  return open === true && dismissed !== true ? null : 'What the message is about is over';
}
