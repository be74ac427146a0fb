import { dayIn, dayText, type DayNumber } from './calendar.ts';
import type { Wall } from './wall.ts';
import { activeDays, type KnownPerson, type World } from './world.ts';

/** When something is to be said to somebody, told once more from spec section 6, by loops over their events. */

export interface Occasion {
  readonly type: string;
  /** What makes it another occasion than the one before. */
  readonly key: string;
  /** What the message speaks of. */
  readonly data: Readonly<Record<string, unknown>>;
}

/** Everything that is an occasion for that person while their wall shows this. */
export function occasionsOf(world: World, person: KnownPerson, wall: Wall): Occasion[] {
  const found: Occasion[] = [];
  const { day, minute } = wall;
  const registered_on = world.registeredOn(person);
  if (registered_on !== null) {
    const lifecycle_day = Math.max(0, day - registered_on);
    const active = activeDays(person);
    const last = active.findLast((other) => other <= day);
    const days_inactive = last === undefined ? lifecycle_day : day - last;
    const key = last === undefined ? 'never' : dayText(last);
    if (days_inactive >= 30) found.push({ type: 'win_back', key, data: { days_inactive } });
    else if (days_inactive >= 3) found.push({ type: 'inactivity_3_days', key, data: { days_inactive } });

    const days_active = active.filter((other) => other >= registered_on && other < registered_on + 7).length;
    if (lifecycle_day >= 7 && lifecycle_day <= 13 && days_active >= 5) {
      found.push({ type: 'first_week_completed', key: 'once', data: { days_active } });
    }
    const month_number = Math.floor(lifecycle_day / 30);
    if (month_number >= 1 && lifecycle_day % 30 < 7) {
      found.push({ type: 'monthly_report', key: String(month_number), data: { month_number } });
    }
  }
  const { streak, last } = streakOf(person, day);
  if (streak >= 3 && last === day - 1 && minute >= 20 * 60) {
    found.push({ type: 'streak_at_risk', key: dayText(day), data: { streak, last_activity: dayText(last) } });
  }
  const { status, trial_ends_at } = person.subscription;
  if (status === 'trial' && trial_ends_at !== null) {
    const end = dayIn(world.zoneOf(person), trial_ends_at);
    const days_remaining = end - day;
    if (days_remaining >= 1 && days_remaining <= 3) {
      const key = new Date(trial_ends_at).toISOString().replace('.000Z', 'Z');
      found.push({ type: 'trial_expiring', key, data: { days_remaining, trial_end_date: dayText(end) } });
    }
  }
  return found;
}

/** Days in a row with a habit done, ending today or yesterday; what the app says in its latest word, where that is more. */
function streakOf({ events }: KnownPerson, today: DayNumber): { streak: number; last: DayNumber } {
  const days = new Set<DayNumber>();
  let latest = { at: -Infinity, streak: 0 };
  for (const { type, day, at, streak } of events) {
    if (type !== 'habit_completed' || day > today) continue;
    days.add(day);
    if (at > latest.at) latest = { at, streak: Number(streak ?? 0) };
  }
  const last = days.has(today) ? today : today - 1;
  let streak = 0;
  while (days.has(last - streak)) streak++;
  return { streak: streak === 0 ? 0 : Math.max(streak, latest.streak), last };
}
