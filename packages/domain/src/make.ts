import { isOutbound, type Channel } from './channel.ts';
import { DAY_MS, instantAt, localDay, localMinute, type Instant } from './day.ts';
import type { Draft } from './draft.ts';
import { isHeldOut } from './holdout.ts';
import type { Standing } from './occasion.ts';
import type { Rule } from './rule.ts';
import type { MadeTrigger, Situation } from './situation.ts';
import { MUTED_DAYS, triggerDefinition, type TriggerType } from './trigger.ts';

/** No later than this a trigger made by hand expires that has no end of its own, days. */
const MANUAL_DAYS = 14;

/** A trigger to be made; null where it has nothing to say to this person. */
export function make(situation: Situation, type: TriggerType, period_key: string): Draft | null {
  const { now, standing, settings } = situation;
  const setting = settings[type];
  const data = triggerDefinition(type).data(standing);
  if (data === null || setting.mode === 'off') return null;
  const draft: Draft = {
    known: null,
    type,
    period_key,
    mode: setting.mode,
    created_at: now,
    round: 0,
    snoozed_until: null,
    holdout: null,
    run_id: null,
    status: 'pending',
    open: true,
    held_by: null,
    data,
    channels: channelsOf(situation, type),
    scheduled_at: null,
    expires_at: expiryOf(type, standing, now),
    rewarded: false,
    cancel: false,
    leaves: true,
    release: [],
  };
  if (setting.mode === 'live' && setting.braked_run !== null) {
    draft.held_by = 'brake';
    draft.holdout = isHeldOut(standing.user_id, type, setting.holdout);
    draft.run_id = setting.braked_run;
    return draft;
  }
  return begin(situation, draft);
}

/** Asks the rules that end a trigger for good, and sets what passes on its way. */
export function begin(situation: Situation, draft: Draft): Draft {
  const { now, standing, settings } = situation;
  draft.holdout = isHeldOut(standing.user_id, draft.type, settings[draft.type].holdout);
  draft.channels = channelsOf(situation, draft.type);
  const rule = ruleAgainst(situation, draft);
  if (rule !== null) return Object.assign(draft, { held_by: rule, status: 'expired', open: false });
  draft.held_by = null;
  draft.rewarded = true;
  if (draft.channels.includes('in_app')) draft.status = 'sent';
  if (draft.channels.some(isOutbound)) draft.scheduled_at = now;
  return draft;
}

function ruleAgainst(situation: Situation, { mode, type, holdout, channels }: Draft): Rule | null {
  if (mode === 'shadow') return 'shadow';
  if (holdout === true) return 'holdout';
  if (situation.types_off.includes(type)) return 'preference';
  if (isMuted(situation, type)) return 'muted';
  return channels.length === 0 ? 'no_channel' : null;
}

function isMuted({ triggers, standing }: Situation, type: TriggerType): boolean {
  return triggers.some(
    ({ type: said, dismiss_reason, dismissed_at }) =>
      said === type &&
      dismiss_reason === 'not_interested' &&
      dismissed_at !== null &&
      standing.day - localDay(dismissed_at, standing.zone) < MUTED_DAYS,
  );
}

/** Where a type can speak to this person: its channels, and the fallback where none of those that go out reaches them. */
export function channelsOf(situation: Situation, type: TriggerType): Channel[] {
  const { channels, fallback_channels } = triggerDefinition(type);
  const usable = channels.filter((channel) => isUsable(situation, channel));
  const outbound = channels.some(isOutbound) && !usable.some(isOutbound);
  return outbound ? [...usable, ...fallback_channels.filter((channel) => isUsable(situation, channel))] : usable;
}

export function isUsable({ reachable, channels_off }: Situation, channel: Channel): boolean {
  return !channels_off.includes(channel) && (!isOutbound(channel) || reachable.has(channel));
}

function expiryOf(type: TriggerType, { day, zone, trial_ends_at }: Standing, now: Instant): Instant | null {
  const { after_days, at } = triggerDefinition(type).expires;
  const ends: Instant[] = [];
  if (after_days !== undefined) ends.push(instantAt(day + after_days, localMinute(now, zone), zone));
  if (at === 'local_midnight') ends.push(instantAt(day + 1, 0, zone));
  if (at === 'trial_end' && trial_ends_at !== null) ends.push(trial_ends_at);
  return ends.length === 0 ? null : Math.min(...ends);
}

/** A trigger the owner makes by hand; null where it has nothing to say to this person. Spec section 7, endpoint 8. */
export function makeByHand(
  { now, standing }: Pick<Situation, 'now' | 'standing'>,
  type: TriggerType,
  channels: readonly Channel[],
): Pick<MadeTrigger, 'data' | 'channels' | 'scheduled_at' | 'expires_at' | 'status'> | null {
  const data = triggerDefinition(type).data(standing);
  if (data === null) return null;
  return {
    data,
    channels,
    scheduled_at: channels.some(isOutbound) ? now : null,
    expires_at: expiryOf(type, standing, now) ?? now + MANUAL_DAYS * DAY_MS,
    status: channels.includes('in_app') ? 'sent' : 'pending',
  };
}
