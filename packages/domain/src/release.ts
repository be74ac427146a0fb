import { morningOf, nextSlot } from './caps.ts';
import { isOutbound, type Channel, type OutboundChannel } from './channel.ts';
import type { Instant } from './day.ts';
import type { Draft } from './draft.ts';
import { channelsOf, isUsable } from './make.ts';
import { allowedFrom } from './quiet-hours.ts';
import type { Rule } from './rule.ts';
import type { DeliveryStatus, KnownDelivery, Situation } from './situation.ts';
import { PRIORITIES, TRIGGER_TYPES, triggerDefinition } from './trigger.ts';

/** Lets at most one message leave, the most urgent; the others learn which rule holds them and until when. */
export function release(situation: Situation, drafts: readonly Draft[]): void {
  const { now, standing } = situation;
  const waiting: { draft: Draft; channels: OutboundChannel[] }[] = [];
  for (const draft of drafts) {
    if (!draft.open || !draft.leaves || draft.held_by === 'brake') continue;
    if (draft.snoozed_until !== null && draft.snoozed_until > now) continue;
    const channels = leavingBy(situation, draft);
    if (channels === null) continue;
    if (situation.types_off.includes(draft.type)) block(draft, 'preference');
    else if (channels.length === 0) block(draft, 'no_channel');
    else waiting.push({ draft, channels });
  }
  waiting.sort(
    ({ draft: one }, { draft: other }) => urgency(one) - urgency(other) || one.created_at - other.created_at,
  );
  const allowed = allowedFrom(now, standing.zone);
  let slot = nextSlot(stillLeaving(situation, drafts), standing);
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

/** What is called back now takes nobody's place. */
function stillLeaving({ deliveries }: Situation, drafts: readonly Draft[]): KnownDelivery[] {
  const called = new Set(drafts.filter(({ cancel }) => cancel).map(({ known }) => known?.id));
  return deliveries.filter(({ trigger_id, status }) => status !== 'waiting' || !called.has(trigger_id));
}

function hold(draft: Draft, rule: Rule, until: Instant): void {
  draft.held_by = rule;
  draft.scheduled_at = until;
}

/** Nothing of it will leave; without the app it is over. */
function block(draft: Draft, rule: Rule): void {
  draft.scheduled_at = null;
  draft.held_by = rule;
  if (draft.channels.includes('in_app')) return;
  if (draft.status === 'pending') draft.status = 'expired';
  draft.open = false;
}

/** What did not arrive, and will not: `cancelled` where a channel was closed or turned off in the last moment. */
const FAILED: readonly DeliveryStatus[] = ['refused', 'unreachable', 'cancelled'];

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
  const failed = own.every(({ status }) => FAILED.includes(status));
  if (!failed) return null;
  if (mode === 'manual') return [];
  const untried = triggerDefinition(type)
    .fallback_channels.filter(isOutbound)
    .filter((channel) => usable(channel) && !own.some(({ channel: tried }) => tried === channel));
  return untried;
}

function urgency({ type }: Draft): number {
  const place = PRIORITIES.indexOf(triggerDefinition(type).priority);
  return place * TRIGGER_TYPES.length + TRIGGER_TYPES.indexOf(type);
}
