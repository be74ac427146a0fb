import { DAY_MS, parseInstant, type Instant } from '@retention/domain/day';
import { SNOOZE_HOURS, type DismissReason } from '@retention/domain/trigger';
import type { Clock } from '../clock.ts';
import type { Queryable } from '../db/database.ts';
import { loadStatements } from '../db/statement.ts';
import { ApiError } from '../http/errors.ts';
import { writeSql } from './write.ts';

const sql = loadStatements(new URL('dismiss.sql', import.meta.url), [
  'dismiss_close',
  'dismiss_snooze',
  'trigger_exists',
]);

const HOUR_MS = 3_600_000;
/** Longer than this nothing can be put off. */
const MOST_SNOOZE_DAYS = 30;

export interface Dismissal {
  readonly reason: DismissReason;
  /** With `snoozed`: when to come back; left out or null: in 24 hours. */
  readonly snooze_until?: Instant | null;
}

/** Closes or puts off a trigger. Doing it again changes nothing. */
export type Dismiss = (user_id: string, trigger_id: number, dismissal: Dismissal) => Promise<'done' | 'unknown'>;

export function createDismiss({ database, clock }: { readonly database: Queryable; readonly clock: Clock }): Dismiss {
  return async (user_id, trigger_id, { reason, snooze_until }) => {
    const now = clock.now();
    const at = new Date(now);
    const rows =
      reason === 'snoozed'
        ? await database.query(sql.dismiss_snooze, [
            user_id,
            trigger_id,
            new Date(snooze_until ?? now + SNOOZE_HOURS * HOUR_MS),
            at,
          ])
        : await database.query(sql.dismiss_close, [user_id, trigger_id, reason, at]);
    if (rows.length > 0) {
      await database.query(writeSql.inbox_notify, [[user_id]]);
      return 'done';
    }
    const known = await database.query(sql.trigger_exists, [user_id, trigger_id]);
    return known.length > 0 ? 'done' : 'unknown';
  };
}

export interface DismissBody {
  readonly trigger_id: number;
  readonly reason: DismissReason;
  readonly snooze_until?: string | null;
}

/** `POST …/triggers/dismiss/`. Throws ApiError 404, 422. Spec section 6. */
export function createDismissEndpoint(dismiss: Dismiss, clock: Clock) {
  return async ({ user_id, body }: { readonly user_id: string; readonly body: DismissBody }) => {
    const { trigger_id, reason } = body;
    const snooze_until = readSnooze(body, clock.now());
    if ((await dismiss(user_id, trigger_id, { reason, snooze_until })) === 'unknown') {
      throw ApiError.notFound(`You have no trigger ${trigger_id}`);
    }
    return { status: 'ok' as const };
  };
}

function readSnooze({ reason, snooze_until }: DismissBody, now: Instant): Instant | null {
  if (snooze_until === undefined || snooze_until === null) return null;
  const refuse = (error: string): ApiError =>
    ApiError.unprocessable(`"snooze_until" ${error}`, [{ field: 'snooze_until', error }]);
  if (reason !== 'snoozed') throw refuse('belongs to the reason "snoozed" alone: leave it out');
  const at = parseInstant(snooze_until);
  if (typeof at !== 'number') throw refuse('must be an instant with a zone, like "2024-01-16T09:00:00Z"');
  if (at <= now) throw refuse('must lie ahead');
  if (at > now + MOST_SNOOZE_DAYS * DAY_MS) throw refuse(`must lie within ${MOST_SNOOZE_DAYS} days`);
  return at;
}
