import type { DayNumber } from './calendar.ts';
import { activeDays, type KnownPerson } from './world.ts';

/** Segment and churn risk, told once more from spec section 4, by loops over a person's events. */

export interface Judgement {
  readonly segment: string;
  readonly churn_risk: string;
}

const USED_BY: Readonly<Record<string, string>> = {
  journal_entry: 'journal',
  habit_completed: 'habits',
  custom_habit_created: 'habits',
  personal_goal_added: 'goals',
  first_goal_completed: 'goals',
  goal_progress_50: 'goals',
  ai_coach_message: 'ai_chat',
};
const FEATURES: readonly unknown[] = ['journal', 'habits', 'goals', 'ai_chat', 'planning', 'ssp'];

/** Who a person was at the end of a day; null before their registration. */
export function judge(person: KnownPerson, registered_on: DayNumber | null, day: DayNumber): Judgement | null {
  if (registered_on === null || registered_on > day) return null;
  const lifecycle_day = day - registered_on;
  const active = activeDays(person).filter((other) => other <= day);
  const last = active.at(-1);
  const days_inactive = last === undefined ? lifecycle_day : day - last;
  const recent = active.filter((other) => other > day - 30);
  const scored = riskPoints(person, registered_on, day, days_inactive, recent.length);
  return {
    segment: segment(),
    churn_risk:
      days_inactive >= 30 || scored >= 60 ? 'critical' : scored >= 40 ? 'high' : scored >= 20 ? 'medium' : 'low',
  };

  function segment(): string {
    if (days_inactive >= 30) return 'churned';
    if (recent.length >= 20 && featuresUsed(person, day) / 6 >= 0.7) return 'enthusiast';
    if (lifecycle_day < 7) return 'new_user';
    const firstWeek = active.filter((other) => lived(other) >= 0 && lived(other) <= 6);
    const afterFirstWeek = recent.filter((other) => lived(other) > 6);
    const fellOff = lifecycle_day < 14 ? days_inactive >= 3 : afterFirstWeek.length < 5;
    if (firstWeek.length >= 5 && fellOff) return 'test_driver';
    if (active.some((other, at) => other > day - 30 && other - (active[at - 1] ?? other) > 7)) return 'returned';
    return 'quiet_user';
  }

  function lived(other: DayNumber): number {
    return other - (registered_on ?? other);
  }
}

function featuresUsed({ events }: KnownPerson, day: DayNumber): number {
  const used = new Set<unknown>();
  for (const event of events) {
    if (event.day > day || event.day <= day - 30) continue;
    used.add(USED_BY[event.type]);
    if (event.type === 'feature_used') used.add(event.feature);
  }
  return FEATURES.filter((feature) => used.has(feature)).length;
}

function riskPoints(
  person: KnownPerson,
  registered_on: DayNumber,
  day: DayNumber,
  days_inactive: number,
  days_active_30: number,
): number {
  let points = days_inactive >= 7 ? 35 : days_inactive >= 3 ? 20 : days_inactive >= 1 ? 5 : 0;
  if (day - registered_on <= 7) {
    let broken = false;
    let messages = 0;
    for (const event of person.events) {
      if (event.day > day) continue;
      if (event.type === 'streak_broken' && event.day >= registered_on) broken = true;
      if (event.type === 'ai_coach_message') messages++;
    }
    if (broken) points += 25;
    if (messages === 0) points += 20;
  }
  if (person.subscriptions.get(day)?.status === 'trial' && days_active_30 < 4) points += 20;
  return points;
}
