import type { Metrics } from '../summary/summary.ts';

export const STEPS = ['registered', 'activated_d1', 'active_d7', 'started_trial', 'converted_paid', 'renewed'] as const;
export type Step = (typeof STEPS)[number];

export interface FunnelStep {
  readonly step: Step;
  readonly users: number;
  /** Of all registered, 0–1; null where nobody registered. */
  readonly of_registered: number | null;
  /** Of the step before; null for the first, after an empty step, and where more came than were before. */
  readonly of_step_before: number | null;
}

/**
 * The steps with their shares. Each is counted on its own, so a later one may be larger than the one before it (who pays at
 * once needs no trial): such a step has no share of it.
 */
export function funnelSteps(funnel: Metrics['funnel']): FunnelStep[] {
  return STEPS.map((step, at) => {
    const users = funnel[step];
    const before = STEPS[at - 1];
    return {
      step,
      users,
      of_registered: part(users, funnel.registered),
      of_step_before: before === undefined ? null : part(users, funnel[before]),
    };
  });
}

function part(users: number, of: number): number | null {
  return of === 0 || users > of ? null : users / of;
}
