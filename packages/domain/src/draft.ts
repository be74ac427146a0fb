import type { Channel, OutboundChannel } from './channel.ts';
import type { Instant } from './day.ts';
import type { OccasionData } from './occasion.ts';
import type { Rule } from './rule.ts';
import type { ChangedTrigger, KnownTrigger, MadeTrigger } from './situation.ts';
import type { TriggerStatus, TriggerType } from './trigger.ts';

/** A trigger on its way through the rules: made now, or known and changed. */
export interface Draft {
  readonly known: KnownTrigger | null;
  readonly type: TriggerType;
  readonly period_key: string;
  readonly mode: KnownTrigger['mode'];
  readonly created_at: Instant;
  readonly round: number;
  readonly snoozed_until: Instant | null;
  holdout: boolean | null;
  run_id: number | null;
  status: TriggerStatus;
  open: boolean;
  held_by: Rule | null;
  data: OccasionData;
  channels: readonly Channel[];
  scheduled_at: Instant | null;
  expires_at: Instant | null;
  rewarded: boolean;
  cancel: boolean;
  /** Whether anything of it may leave now. */
  leaves: boolean;
  release: readonly OutboundChannel[];
}

export function asMade(draft: Draft): MadeTrigger {
  const { type, period_key, mode, status, open, held_by, data, channels, scheduled_at, expires_at, run_id } = draft;
  return {
    type,
    period_key,
    mode: mode === 'shadow' ? 'shadow' : 'live',
    status,
    open: open && isLeft(draft),
    held_by,
    data,
    channels,
    scheduled_at,
    expires_at,
    run_id,
    holdout: draft.holdout ?? false,
    rewarded: draft.rewarded,
    release: draft.release,
  };
}

export function asChanged(draft: Draft): ChangedTrigger[] {
  const { known } = draft;
  if (known === null) return [];
  const { type, round, data, channels, scheduled_at, expires_at, held_by, open, status } = draft;
  const { holdout, rewarded, cancel, release: released } = draft;
  const same =
    data === known.data &&
    scheduled_at === known.scheduled_at &&
    expires_at === known.expires_at &&
    held_by === known.held_by &&
    open === known.open &&
    status === known.status &&
    !cancel &&
    released.length === 0;
  if (same) return [];
  const values = { id: known.id, type, round, data, channels, scheduled_at, expires_at, held_by, open, status };
  return [{ ...values, holdout, rewarded, cancel, release: released }];
}

/** Nothing is left to happen to what neither leaves nor is shown. */
function isLeft({ channels, scheduled_at, release: released, held_by }: Draft): boolean {
  return held_by === 'brake' || scheduled_at !== null || released.length > 0 || channels.includes('in_app');
}
