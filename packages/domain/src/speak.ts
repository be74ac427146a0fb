import { nextSlot, morningOf } from './caps.ts';
import { isOutbound, type Channel, type OutboundChannel } from './channel.ts';
import { DAY_MS, instantAt, localDay, localMinute, type Instant } from './day.ts';
import { isHeldOut } from './holdout.ts';
import type { Occasion, OccasionData, Standing } from './occasion.ts';
import { allowedFrom } from './quiet-hours.ts';
import type { Rule } from './rule.ts';
import type { ChangedTrigger, KnownTrigger, MadeTrigger, Situation, Verdict } from './situation.ts';
import {
  MUTED_DAYS,
  PRIORITIES,
  TRIGGER_TYPES,
  triggerDefinition,
  type TriggerStatus,
  type TriggerType,
} from './trigger.ts';

/**
 * Should we speak to this person, now, and where? One judgement about one person: which triggers are made, which end,
 * what leaves, what is held back and by which rule, and when to look again. Spec section 6.
 */

/** No later than this a trigger made by hand expires that has no end of its own, days. */
const MANUAL_DAYS = 14;

/** A trigger on its way through the rules: made now, or known and changed. */
interface Draft {
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
  release: readonly OutboundChannel[];
}

export function speak(situation: Situation): Verdict {
  const { now, standing, settings } = situation;
  const drafts: Draft[] = [];
  const boundaries: (Instant | null)[] = [];
  const occasions = new Map<TriggerType, Occasion | null>();
  for (const type of TRIGGER_TYPES) {
    const occasion = triggerDefinition(type).occasion(standing);
    occasions.set(type, occasion);
    if (occasion !== null) boundaries.push(occasion.from, occasion.until);
  }
  for (const known of situation.triggers) {
    if (known.open) drafts.push(goOn(situation, known, occasions.get(known.type) ?? null));
  }
  for (const type of TRIGGER_TYPES) {
    const occasion = occasions.get(type) ?? null;
    if (occasion === null || !isOn(occasion, now) || settings[type].mode === 'off') continue;
    const exists = situation.triggers.some((known) => known.type === type && known.period_key === occasion.period_key);
    if (exists) continue;
    const made = make(situation, type, occasion.period_key);
    if (made !== null) drafts.push(made);
  }
  release(situation, drafts);
  for (const draft of drafts) {
    if (draft.open) boundaries.push(draft.expires_at, draft.scheduled_at, draft.snoozed_until);
  }
  const ahead = boundaries.filter((at) => at !== null).filter((at) => at > now);
  return {
    made: drafts.filter(({ known }) => known === null).map(asMade),
    changed: drafts.flatMap(asChanged),
    look_at: ahead.length === 0 ? null : Math.min(...ahead),
  };
}

/** When to look at a person of whom only the standing is known: `now` where an occasion is on, else its beginning. */
export function nextLook(standing: Standing, now: Instant): Instant | null {
  let next: Instant | null = null;
  for (const type of TRIGGER_TYPES) {
    const occasion = triggerDefinition(type).occasion(standing);
    if (occasion === null || (occasion.until !== null && occasion.until <= now)) continue;
    const at = Math.max(now, occasion.from);
    if (next === null || at < next) next = at;
  }
  return next;
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

function isOn({ from, until }: Occasion, now: Instant): boolean {
  return from <= now && (until === null || now < until);
}

/** What becomes of an open trigger before anything is released: it may be over, held, or go on with fresh figures. */
function goOn(situation: Situation, known: KnownTrigger, occasion: Occasion | null): Draft {
  const { now, standing } = situation;
  const draft: Draft = { ...known, known, holdout: null, run_id: null, rewarded: false, cancel: false, release: [] };
  const { expires, shown_on_return, data } = triggerDefinition(known.type);
  if (known.expires_at !== null && known.expires_at <= now) return end(situation, draft, 'expired');
  const byHand = known.mode === 'manual';
  const settled = !byHand && occasion?.period_key !== known.period_key;
  if (settled && expires.when !== undefined) {
    if (!shown_on_return || !isShown(known)) return end(situation, draft, 'no_longer_due');
    // The return it was waiting for: shown today, and nothing leaves any more.
    const midnight = instantAt(standing.day + 1, 0, standing.zone);
    draft.expires_at = Math.min(known.expires_at ?? midnight, midnight);
    return callBack(situation, draft);
  }
  if (!byHand && (occasion === null || settled || !isOn(occasion, now))) {
    return isShown(known) ? callBack(situation, draft) : end(situation, draft, 'no_longer_due');
  }
  draft.data = refreshed(known.data, data(standing));
  if (known.held_by === 'brake' && known.run_status !== 'held') {
    // What was decided of the evaluation: the rules that were not asked then are asked now.
    if (known.run_status === 'declined') return end(situation, draft, 'brake');
    begin(situation, draft);
  }
  return draft;
}

/** Whether the app may show it. */
function isShown({ channels, held_by }: Pick<KnownTrigger, 'channels' | 'held_by'>): boolean {
  return channels.includes('in_app') && held_by !== 'brake';
}

/** What was sent stays sent, and what was not is expired by the rule that held it last. */
function end(situation: Situation, draft: Draft, rule: Rule): Draft {
  if (draft.status === 'pending') {
    draft.status = 'expired';
    draft.held_by = rule === 'expired' ? (draft.held_by ?? rule) : rule;
  }
  return Object.assign(callBack(situation, draft), { open: false });
}

/** What has not left yet leaves no more. */
function callBack({ deliveries }: Situation, draft: Draft): Draft {
  const cancel = deliveries.some(({ trigger_id, status }) => trigger_id === draft.known?.id && status === 'waiting');
  if ((draft.scheduled_at !== null || cancel) && draft.status === 'sent') draft.held_by = 'no_longer_due';
  return Object.assign(draft, { scheduled_at: null, cancel });
}

/** Fresh figures under the keys that were there; others (a code) stay. */
function refreshed(known: OccasionData, fresh: OccasionData | null): OccasionData {
  const same = fresh === null || Object.entries(fresh).every(([key, value]) => known[key] === value);
  return same ? known : { ...known, ...fresh };
}

function make(situation: Situation, type: TriggerType, period_key: string): Draft | null {
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
    release: [],
  };
  if (setting.mode === 'live' && setting.braked_run !== null) {
    draft.held_by = 'brake';
    draft.run_id = setting.braked_run;
    return draft;
  }
  return begin(situation, draft);
}

/** Asks the rules that end a trigger for good, and sets what passes on its way. */
function begin(situation: Situation, draft: Draft): Draft {
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
function channelsOf(situation: Situation, type: TriggerType): Channel[] {
  const { channels, fallback_channels } = triggerDefinition(type);
  const usable = channels.filter((channel) => isUsable(situation, channel));
  const outbound = channels.some(isOutbound) && !usable.some(isOutbound);
  return outbound ? [...usable, ...fallback_channels.filter((channel) => isUsable(situation, channel))] : usable;
}

function isUsable({ reachable, channels_off }: Situation, channel: Channel): boolean {
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

/** Lets at most one message leave, the most urgent; the others learn which rule holds them and until when. */
function release(situation: Situation, drafts: readonly Draft[]): void {
  const { now, standing } = situation;
  const waiting: { draft: Draft; channels: OutboundChannel[] }[] = [];
  for (const draft of drafts) {
    if (!draft.open || draft.held_by === 'brake') continue;
    if (draft.snoozed_until !== null && draft.snoozed_until > now) continue;
    const channels = leavingBy(situation, draft);
    if (channels === null) continue;
    if (channels.length > 0) waiting.push({ draft, channels });
    else noChannel(draft);
  }
  waiting.sort(
    ({ draft: one }, { draft: other }) => urgency(one) - urgency(other) || one.created_at - other.created_at,
  );
  const allowed = allowedFrom(now, standing.zone);
  let slot = nextSlot(situation.deliveries, standing);
  for (const { draft, channels } of waiting) {
    if (allowed > now) hold(draft, 'quiet_hours', allowed);
    else if (slot.until > now) hold(draft, slot.rule, slot.until);
    else {
      draft.release = channels;
      draft.channels = [...new Set([...draft.channels, ...channels])];
      draft.scheduled_at = null;
      draft.held_by = null;
      slot = { rule: 'daily_cap', until: morningOf(standing, standing.day + 1) };
    }
  }
}

function hold(draft: Draft, rule: Rule, until: Instant): void {
  draft.held_by = rule;
  draft.scheduled_at = until;
}

function noChannel(draft: Draft): void {
  draft.scheduled_at = null;
  draft.held_by = 'no_channel';
  if (draft.channels.includes('in_app')) return;
  draft.status = 'expired';
  draft.open = false;
}

/**
 * The channels a trigger would leave by now; null where nothing of it waits to leave. Once everything that left was refused
 * or given up, the fallback is tried. One made by hand keeps to the channels that were named.
 */
function leavingBy(
  situation: Situation,
  { known, mode, type, round, channels, scheduled_at }: Draft,
): OutboundChannel[] | null {
  const usable = (channel: Channel): boolean => isUsable(situation, channel);
  const own = situation.deliveries.filter(({ trigger_id, round: of }) => trigger_id === known?.id && of === round);
  if (own.length === 0) {
    if (scheduled_at === null) return null;
    return (mode === 'manual' ? channels.filter(usable) : channelsOf(situation, type)).filter(isOutbound);
  }
  const failed = own.every(({ status }) => status === 'refused' || status === 'unreachable');
  if (!failed || mode === 'manual') return null;
  const untried = triggerDefinition(type)
    .fallback_channels.filter(isOutbound)
    .filter((channel) => usable(channel) && !own.some(({ channel: tried }) => tried === channel));
  return untried.length === 0 ? null : untried;
}

function urgency({ type }: Draft): number {
  const place = PRIORITIES.indexOf(triggerDefinition(type).priority);
  return place * TRIGGER_TYPES.length + TRIGGER_TYPES.indexOf(type);
}

function asMade(draft: Draft): MadeTrigger {
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

function asChanged(draft: Draft): ChangedTrigger[] {
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
