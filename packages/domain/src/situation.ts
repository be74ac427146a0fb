import type { Channel, OutboundChannel } from './channel.ts';
import type { Instant } from './day.ts';
import type { OccasionData, Standing } from './occasion.ts';
import type { Rule } from './rule.ts';
import type { DismissReason, TriggerMode, TriggerStatus, TriggerType } from './trigger.ts';

/** A trigger that exists. */
export interface KnownTrigger {
  readonly id: number;
  readonly type: TriggerType;
  readonly period_key: string;
  /** Of the type when it was made; `manual`: made by the owner, whose word stands in for the occasion. */
  readonly mode: 'live' | 'shadow' | 'manual';
  readonly status: TriggerStatus;
  /** Whether anything about it may still change. */
  readonly open: boolean;
  readonly held_by: Rule | null;
  /** Of the braked evaluation it came from; null: of none. */
  readonly run_status: RunStatus | null;
  readonly data: OccasionData;
  /** Where it speaks. */
  readonly channels: readonly Channel[];
  /** How often it was snoozed. */
  readonly round: number;
  readonly created_at: Instant;
  /** When what goes out may leave at the earliest; null: nothing waits to leave. */
  readonly scheduled_at: Instant | null;
  readonly dismissed_at: Instant | null;
  readonly dismiss_reason: DismissReason | null;
  readonly snoozed_until: Instant | null;
  readonly expires_at: Instant | null;
}

export type RunStatus = 'held' | 'approved' | 'declined';

/** What has become of what went out. */
export interface KnownDelivery {
  readonly trigger_id: number;
  readonly channel: OutboundChannel;
  readonly round: number;
  readonly status: DeliveryStatus;
  readonly sent_at: Instant | null;
}

/**
 * `waiting` to leave, also between attempts; `sending`: a worker holds it; `sent`; `refused`: they said no, never again;
 * `unreachable`: given up; `uncertain`: it may have been taken; `cancelled` before it left.
 */
export const DELIVERY_STATUSES = [
  'waiting',
  'sending',
  'sent',
  'refused',
  'unreachable',
  'uncertain',
  'cancelled',
] as const;
export type DeliveryStatus = (typeof DELIVERY_STATUSES)[number];

export interface TypeSetting {
  readonly mode: TriggerMode;
  /** 0–1. */
  readonly holdout: number;
  /** The evaluation of this type that waits for approval; null: none does. */
  readonly braked_run: number | null;
}

/** Everything the judgement needs to know. */
export interface Situation {
  readonly now: Instant;
  readonly standing: Standing;
  /** The open ones, and those of the last 60 days at least. */
  readonly triggers: readonly KnownTrigger[];
  /** Of open triggers, and whatever left in the last 8 days at least. */
  readonly deliveries: readonly KnownDelivery[];
  /** Channels with an address that is not closed. */
  readonly reachable: ReadonlySet<OutboundChannel>;
  readonly channels_off: readonly Channel[];
  readonly types_off: readonly TriggerType[];
  readonly settings: Readonly<Record<TriggerType, TypeSetting>>;
}

/** A trigger to be made. */
export interface MadeTrigger extends Pick<
  KnownTrigger,
  'type' | 'period_key' | 'data' | 'channels' | 'scheduled_at' | 'expires_at' | 'held_by' | 'open' | 'status'
> {
  readonly mode: 'live' | 'shadow';
  readonly holdout: boolean;
  readonly run_id: number | null;
  /** Whether what comes with it (XP, a code) comes. */
  readonly rewarded: boolean;
  /** What leaves at once. */
  readonly release: readonly OutboundChannel[];
}

/** What changes about a trigger that exists: all of these fields are written. */
export interface ChangedTrigger extends Pick<
  KnownTrigger,
  'id' | 'type' | 'round' | 'data' | 'channels' | 'scheduled_at' | 'expires_at' | 'held_by' | 'open' | 'status'
> {
  readonly holdout: boolean | null;
  readonly rewarded: boolean;
  readonly release: readonly OutboundChannel[];
  /** Whether what has not left yet is called back. */
  readonly cancel: boolean;
}

export interface Verdict {
  readonly made: readonly MadeTrigger[];
  readonly changed: readonly ChangedTrigger[];
  /** When something may be due next if nothing more happens; null: never. */
  readonly look_at: Instant | null;
}
