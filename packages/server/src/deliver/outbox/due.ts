import type { Instant } from '@retention/domain/day';
import type { OccasionData } from '@retention/domain/occasion';
import { allowedFrom } from '@retention/domain/quiet-hours';
import type { Rule } from '@retention/domain/rule';
import { isTriggerType } from '@retention/domain/trigger';

/** A delivery that is due, with all that decides whether it may leave and all that is said. A row of `claim_due`. */
export interface DueDelivery {
  readonly user_id: string;
  readonly id: number;
  readonly trigger_id: number | null;
  readonly round: number;
  readonly address: string;
  readonly payload: unknown;
  /** Made before this one. */
  readonly attempts: number;
  /** Whether something is under way to the same address, or was a second ago; asked for channels with a rate alone. */
  readonly busy: boolean;
  readonly type: string | null;
  readonly data: OccasionData | null;
  readonly trigger_status: string | null;
  readonly open: boolean | null;
  readonly trigger_round: number | null;
  readonly snoozed_until: Instant | null;
  readonly expires_at: Instant | null;
  readonly timezone: string | null;
  readonly client_timezone: string | null;
  readonly locale: string | null;
  readonly first_name: string | null;
  readonly channels_off: readonly string[] | null;
  readonly types_off: readonly string[] | null;
  readonly closed: boolean;
  readonly p256dh: string | null;
  readonly auth: string | null;
}

/** Whether it leaves now; else later, or never. */
export type Permission =
  | { readonly verdict: 'leave' }
  | { readonly verdict: 'wait'; readonly until: Instant; readonly rule: Rule | null }
  | { readonly verdict: 'cancel'; readonly rule: Rule; readonly until: Instant | null };

/** The pause between two messages to one address, for channels with a rate. */
const ADDRESS_PAUSE_MS = 1_000;

/**
 * May a message leave now? Asked at the last moment, since much may have happened after it was put into the outbox. What
 * ends it is asked before what only defers it.
 */
export function mayLeave(due: DueDelivery, channel: string, now: Instant, zone: string): Permission {
  const { type, open, expires_at, snoozed_until, trigger_status, round, trigger_round } = due;
  if (type === null || !isTriggerType(type)) return never('no_longer_due');
  if (expires_at !== null && expires_at <= now) return never('expired');
  if (open !== true || trigger_status === 'dismissed') return never('no_longer_due');
  // Snoozed after it was put into the outbox: the next round speaks in its place.
  if (snoozed_until !== null && snoozed_until > now)
    return { verdict: 'cancel', rule: 'snoozed', until: snoozed_until };
  if (round !== trigger_round) return never('no_longer_due');
  if (due.types_off?.includes(type) === true || due.channels_off?.includes(channel) === true)
    return never('preference');
  if (due.closed) return never('no_channel');
  const allowed = allowedFrom(now, zone);
  if (allowed > now) return { verdict: 'wait', until: allowed, rule: 'quiet_hours' };
  return due.busy ? { verdict: 'wait', until: now + ADDRESS_PAUSE_MS, rule: null } : { verdict: 'leave' };
}

function never(rule: Rule): Permission {
  return { verdict: 'cancel', rule, until: null };
}

/** The zone of a person: what the host says, else what the client says, else the project's. */
export function zoneOf({ timezone, client_timezone }: DueDelivery, projectZone: string): string {
  return timezone ?? client_timezone ?? projectZone;
}
