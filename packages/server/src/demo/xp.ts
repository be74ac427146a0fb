import { formatDay, localDay, type Instant } from '@retention/domain/day';
import type { DemoPerson } from './person.ts';

/** The host has told totals for so many days: as many as a monthly report looks back, and some more. */
const TOLD_DAYS = 100;

/** A row of `xp_day`. */
export interface ToldXp {
  readonly user_id: string;
  readonly day: string;
  readonly xp: number;
}

/** The totals of XP the host would have told before today: the person earns the same on each active day. */
export function toldXp({ user_id, days, facts, zone }: DemoPerson, now: Instant): ToldXp[] {
  const today = localDay(now, zone);
  const a_day = facts.xp / days.length;
  return days.flatMap((day, index) => {
    const told = day < today && (days[index + 1] ?? today) > today - TOLD_DAYS;
    return told ? [{ user_id, day: formatDay(day), xp: a_day * (index + 1) }] : [];
  });
}
