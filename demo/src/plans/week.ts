import type { Plan } from '../../host-api.ts';
import { weekFrom } from '../day/calendar.ts';
import { shiftDay } from '../text/date.ts';

export interface PlanDay {
  readonly day: string;
  readonly plans: readonly Plan[];
}

/** The week ahead, each day with its plans: what is open first, else in the order in which they were made. */
export function weekOf(plans: readonly Plan[], today: string): PlanDay[] {
  return weekFrom(today).map((day) => ({ day, plans: inOrder(plans.filter((plan) => plan.day === day)) }));
}

/** What days gone by have left open, the oldest first. */
export function leftOver(plans: readonly Plan[], today: string): Plan[] {
  return plans
    .filter((plan) => plan.day < today && !plan.done)
    .toSorted((one, other) => one.day.localeCompare(other.day) || one.id - other.id);
}

/** Where a plan goes that is moved by a day; null where that is outside the week. What is left over can only go to today. */
export function dayBeside(plan: Plan, by: -1 | 1, today: string): string | null {
  if (plan.day < today) return by === 1 ? today : null;
  const day = shiftDay(plan.day, by);
  return day < today || day > shiftDay(today, 6) ? null : day;
}

function inOrder(plans: readonly Plan[]): Plan[] {
  return plans.toSorted((one, other) => Number(one.done) - Number(other.done) || one.id - other.id);
}
