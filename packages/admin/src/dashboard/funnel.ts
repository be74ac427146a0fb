import { formatDay, parseDay } from '@retention/domain/day';
import type { Locale } from '@retention/domain/user';
import { formatCount } from '../format/number.ts';
import { newUsersOf } from '../summary/difference.ts';
import type { Metrics, Series } from '../summary/summary.ts';

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

/**
 * How many of those who registered in the period have their day `n` still ahead or running, and so may yet come on it;
 * 'some' where the period ended before today and the series does not tell of the days that would say how many.
 */
export function notReached(n: 1 | 7, { days, today }: Pick<Series, 'days' | 'today'>): number | 'some' {
  const last = days.at(-1);
  if (last === undefined || last.date < today) {
    const from = formatDay((parseDay(today) ?? 0) - n);
    return days.some(({ date, new_users }) => date >= from && new_users > 0) ? 'some' : 0;
  }
  // The first n days tell of people who registered before the period.
  const reached = days.slice(n).reduce((sum, day) => sum + day[`d${n}`].users, 0);
  return newUsersOf(days) - reached;
}

/** That in words, of so many registered; null where there is nothing to say. */
export function notReachedText(n: 1 | 7, users: number | 'some', registered: number, locale: Locale): string | null {
  if (users === 'some') return locale === 'ru' ? `день ${n} прошёл не у всех` : `day ${n} is not over for everybody`;
  if (users <= 0) return null;
  const count = formatCount(users, locale);
  const all = formatCount(registered, locale);
  return locale === 'ru'
    ? `у ${count} из ${all} день ${n} ещё не прошёл`
    : `for ${count} of ${all} day ${n} is not over yet`;
}
