import type { Effect } from './effect-text.ts';
import type { TypeRow } from './trigger-types.ts';

/** A type of which nothing is known yet, but for what a test says. */
export function typeWith(of: Partial<TypeRow> = {}): TypeRow {
  return {
    type: 'win_back',
    label: 'Win-back',
    due_when: '',
    priority: 'medium',
    channels: ['email'],
    fallback_channels: [],
    mode: 'live',
    holdout: 0.1,
    default_holdout: 0.1,
    counts: countsWith({}),
    by_rule: [],
    by_channel: [],
    effect: effectWith({}),
    held_runs: [],
    ...of,
  };
}

export function countsWith(of: Partial<TypeRow['counts']>): TypeRow['counts'] {
  return { matched: 0, sent: 0, held: 0, failed: 0, waiting: 0, seen: 0, dismissed: 0, followed: 0, ...of };
}

export function effectWith(of: Partial<Effect>): Effect {
  const nobody = { users: 0, reached: 0, share: null };
  return {
    outcome: 'back',
    treatment: nobody,
    holdout: nobody,
    difference: null,
    interval: null,
    verdict: 'not_enough',
    days_needed: null,
    ...of,
  };
}
