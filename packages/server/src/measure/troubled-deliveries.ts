import type { Contract } from '@retention/domain/contract/contract';
import { formatInstant, type Instant } from '@retention/domain/day';
import { DELIVERY_STATUSES } from '@retention/domain/situation';
import { isTriggerType } from '@retention/domain/trigger';
import { writeUserId } from '@retention/domain/user';
import type { Queryable } from '../db/database.ts';
import { oneOf } from '../db/names.ts';
import { sql } from './trigger-statements.ts';

type Answer = Contract['deliveries']['response'];

interface TroubledRow {
  readonly total: number;
  /** Null on a page past the end. */
  readonly user_id: string | null;
  readonly email: string | null;
  readonly first_name: string | null;
  readonly type: string | null;
  readonly delivery_id: number;
  readonly channel: string;
  readonly address: string;
  readonly status: string;
  readonly attempts: number;
  readonly sent_at: Instant | null;
  readonly answer: string | null;
  readonly updated_at: Instant;
  readonly can_retry: boolean;
}

/** A page of the deliveries that somebody should look at. Spec section 6. */
export async function listTroubledDeliveries(
  database: Queryable,
  now: Instant,
  { status = null, channel = null, page = 1, per_page = 50 }: Contract['deliveries']['request'],
): Promise<Answer> {
  const rows = await database.query<TroubledRow>(sql.deliveries_troubled, [
    status,
    channel,
    formatInstant(now),
    per_page,
    (page - 1) * per_page,
  ]);
  const total = rows[0]?.total ?? 0;
  return { deliveries: rows.flatMap(shown), total, page, pages: Math.ceil(total / per_page) };
}

function shown(row: TroubledRow): Answer['deliveries'] {
  const status = oneOf(DELIVERY_STATUSES, row.status);
  if (row.user_id === null || status === null) return [];
  return [
    {
      user_id: writeUserId(row.user_id),
      email: row.email,
      first_name: row.first_name,
      type: row.type !== null && isTriggerType(row.type) ? row.type : null,
      delivery_id: row.delivery_id,
      channel: row.channel,
      address: row.address,
      status,
      attempts: row.attempts,
      // None of them is tried again by itself.
      next_at: null,
      sent_at: row.sent_at === null ? null : formatInstant(row.sent_at),
      answer: row.answer,
      updated_at: formatInstant(row.updated_at),
      can_retry: row.can_retry,
    },
  ];
}
