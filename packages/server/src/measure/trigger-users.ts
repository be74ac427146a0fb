import type { Contract } from '@retention/domain/contract/contract';
import { formatInstant, type Instant } from '@retention/domain/day';
import { RULE_NAMES } from '@retention/domain/rule';
import { writeUserId } from '@retention/domain/user';
import type { Queryable } from '../db/database.ts';
import { oneOf } from '../db/names.ts';
import { readPeriod, refused } from './period.ts';
import { effectValues } from './trigger-effect.ts';
import { spanOf, spanValues, sql } from './trigger-statements.ts';

type Asked = Contract['trigger_users']['request'];
type Answer = Contract['trigger_users']['response'];

interface ListRow {
  readonly total: number;
  /** Null on a page past the end. */
  readonly user_id: string | null;
  readonly email: string | null;
  readonly first_name: string | null;
  readonly trigger_id: number;
  readonly status: string;
  readonly held_by: string | null;
  readonly created_at: Instant;
  readonly sent_at: Instant | null;
}

export interface ListDeps {
  readonly database: Queryable;
  readonly projectZone: string;
}

/**
 * A page of the triggers behind a figure, by the statement that counts the figure. Throws ApiError 422 where there is no such
 * period or list.
 */
export async function listTriggerUsers(
  { database, projectZone }: ListDeps,
  now: Instant,
  asked: Asked,
): Promise<Answer> {
  const { type, list, rule = null, page = 1, per_page = 50 } = asked;
  const span = spanOf(readPeriod(asked), projectZone);
  const ofEffect = list === 'treatment' || list === 'holdout';
  if (ofEffect && rule !== null) {
    throw refused('rule', 'is not for the groups of the effect: they are counted whatever held a message back');
  }
  const place = [per_page, (page - 1) * per_page];
  const rows = await (ofEffect
    ? database.query<ListRow>(sql.trigger_effect, [...effectValues([type], span, now), list, ...place])
    : database.query<ListRow>(sql.trigger_lists, [[type], ...spanValues(span), list, rule, ...place]));
  const total = rows[0]?.total ?? 0;
  return { users: rows.flatMap(shown), total, page, pages: Math.ceil(total / per_page) };
}

function shown({ user_id, held_by, created_at, sent_at, ...row }: ListRow): Answer['users'] {
  if (user_id === null) return [];
  return [
    {
      id: writeUserId(user_id),
      email: row.email,
      first_name: row.first_name,
      trigger_id: row.trigger_id,
      status: row.status,
      held_by: oneOf(RULE_NAMES, held_by),
      created_at: formatInstant(created_at),
      sent_at: sent_at === null ? null : formatInstant(sent_at),
    },
  ];
}
