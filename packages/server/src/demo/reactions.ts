import type { Instant } from '@retention/domain/day';
import { SNOOZE_HOURS, type DismissReason } from '@retention/domain/trigger';
import { createDismiss } from '../trigger/dismiss.ts';
import type { DeferredTransaction } from './deferred.ts';
import type { Listener } from './listener.ts';
import { sql } from './statements.ts';

/** What people do with what the app shows them, by weight; null: they leave it there. */
const DOES: Readonly<Record<string, readonly (readonly [DismissReason | null, number])[]>> = {
  inactivity_3_days: [
    ['completed', 47],
    ['not_interested', 3],
    [null, 50],
  ],
  streak_at_risk: [
    ['completed', 38],
    ['not_interested', 2],
    [null, 60],
  ],
  trial_expiring: [
    ['completed', 18],
    ['snoozed', 12],
    ['not_interested', 6],
    [null, 64],
  ],
};
const OTHERWISE: readonly (readonly [DismissReason | null, number])[] = [
  ['completed', 42],
  ['snoozed', 3],
  ['not_interested', 4],
  [null, 51],
];
/** They look at it for so long, seconds. */
const READING: readonly [least: number, most: number] = [3, 90];
const HOUR_MS = 3_600_000;

interface SeenRow {
  readonly user_id: string;
  readonly id: number;
  readonly type: string;
}

/** People open the app, each at a moment before `until`: they see what it shows them, and some answer it. */
export async function react(
  transaction: DeferredTransaction,
  came: ReadonlyMap<Listener, Instant>,
  until: Instant,
): Promise<readonly { readonly listener: Listener; readonly back_at: Instant }[]> {
  const listeners = new Map(Array.from(came.keys(), (listener) => [listener.user_id, listener]));
  const moments = Array.from(came, ([{ user_id }, at]) => ({ user_id, at: new Date(at).toISOString() }));
  const seen = await transaction.query<SeenRow>(sql.demo_see, [JSON.stringify(moments)]);
  const snoozed: { listener: Listener; back_at: Instant }[] = [];
  for (const { user_id, id, type } of seen.toSorted((one, other) => one.id - other.id)) {
    const listener = listeners.get(user_id);
    if (listener === undefined) continue;
    const { random } = listener;
    const reason = random.weighted(DOES[type] ?? OTHERWISE);
    const at = Math.min(until, (came.get(listener) ?? until) + random.whole(...READING) * 1000);
    if (reason === null) continue;
    await createDismiss({ database: transaction.later, clock: { now: () => at } })(user_id, id, { reason });
    if (reason === 'snoozed') snoozed.push({ listener, back_at: at + SNOOZE_HOURS * HOUR_MS });
  }
  return snoozed;
}
