import type { Instant } from './day.ts';
import { asChanged, asMade, type Draft } from './draft.ts';
import { goOn } from './go-on.ts';
import { make } from './make.ts';
import { isOn, type Occasion, type Standing } from './occasion.ts';
import { release } from './release.ts';
import type { Situation, Verdict } from './situation.ts';
import { TRIGGER_TYPES, triggerDefinition, type TriggerType } from './trigger.ts';

/**
 * Should we speak to this person, now, and where? One judgement about one person: which triggers are made, which end,
 * what leaves, what is held back and by which rule, and when to look again. Spec section 6.
 */
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
