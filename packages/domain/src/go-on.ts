import { instantAt } from './day.ts';
import type { Draft } from './draft.ts';
import { begin } from './make.ts';
import { isOn, type Occasion, type OccasionData } from './occasion.ts';
import type { Rule } from './rule.ts';
import type { KnownTrigger, Situation } from './situation.ts';
import { triggerDefinition } from './trigger.ts';

/** What becomes of an open trigger before anything is released: it may be over, held, or go on with fresh figures. */
export function goOn(situation: Situation, known: KnownTrigger, occasion: Occasion | null): Draft {
  const { now, standing } = situation;
  const draft: Draft = {
    ...known,
    known,
    holdout: null,
    run_id: null,
    rewarded: false,
    cancel: false,
    leaves: true,
    release: [],
  };
  const { expires, shown_on_return, data } = triggerDefinition(known.type);
  if (known.expires_at !== null && known.expires_at <= now) return end(situation, draft, 'expired');
  const byHand = known.mode === 'manual';
  const settled = !byHand && occasion?.period_key !== known.period_key;
  if (settled && expires.when !== undefined) {
    if (!shown_on_return || !isShown(known)) return end(situation, draft, 'no_longer_due');
    // The return it was waiting for: shown today, and nothing leaves any more.
    const midnight = instantAt(standing.day + 1, 0, standing.zone);
    draft.expires_at = Math.min(known.expires_at ?? midnight, midnight);
    return callBack(situation, draft, 'no_longer_due');
  }
  const { mode } = situation.settings[known.type];
  if (known.mode === 'live' && mode !== 'live') {
    return isShown(known) ? callBack(situation, draft, mode) : end(situation, draft, mode);
  }
  // It will be on again: they have moved to where the day is not over yet.
  const ahead = !settled && occasion !== null && occasion.from > now;
  if (!byHand && ahead) {
    if (draft.scheduled_at !== null) draft.scheduled_at = occasion.from;
    return Object.assign(draft, { leaves: false });
  }
  if (!byHand && (occasion === null || settled || !isOn(occasion, now))) {
    return isShown(known) ? callBack(situation, draft, 'no_longer_due') : end(situation, draft, 'no_longer_due');
  }
  // Back in the app, it is put off no more.
  const back = known.held_by === 'snoozed' && known.scheduled_at === null;
  if (back && known.snoozed_until !== null && known.snoozed_until <= now) draft.held_by = null;
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

/** What was sent stays sent. What was not is expired, by the rule that held it last; none did where it went out in vain. */
function end(situation: Situation, draft: Draft, rule: Rule): Draft {
  if (draft.status === 'pending') {
    draft.status = 'expired';
    if (rule !== 'expired') draft.held_by = rule;
    else if (!wentOut(situation, draft)) draft.held_by ??= rule;
  }
  return Object.assign(callBack(situation, draft, rule), { open: false });
}

function wentOut({ deliveries }: Situation, { known }: Draft): boolean {
  return deliveries.some(({ trigger_id, status }) => trigger_id === known?.id && status !== 'cancelled');
}

/** What has not left yet leaves no more; what is late stays held by the rule that held it. */
function callBack({ deliveries }: Situation, draft: Draft, rule: Rule): Draft {
  const cancel = deliveries.some(({ trigger_id, status }) => trigger_id === draft.known?.id && status === 'waiting');
  if ((draft.scheduled_at !== null || cancel) && draft.status === 'sent') {
    draft.held_by = rule === 'expired' ? (draft.held_by ?? rule) : rule;
  }
  return Object.assign(draft, { scheduled_at: null, cancel, leaves: false });
}

/** Fresh figures under the keys that were there; others (a code) stay. */
function refreshed(known: OccasionData, fresh: OccasionData | null): OccasionData {
  const same = fresh === null || Object.entries(fresh).every(([key, value]) => known[key] === value);
  return same ? known : { ...known, ...fresh };
}
