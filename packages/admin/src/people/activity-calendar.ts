import { formatDay, parseDay, type Day } from '@retention/domain/day';

/** An active day of a person as the contract sends it. */
export interface ActiveDay {
  readonly day: string;
  readonly actions: number;
  readonly completions: number;
}

/** One square of the calendar. `level` 0 is a day without activity, 4 the busiest. */
export interface CalendarDay extends ActiveDay {
  readonly week: number;
  /** 0 is Monday. */
  readonly weekday: number;
  readonly level: Level;
  /** Whether it was before they registered: then there was nothing to be active in. */
  readonly before: boolean;
}

export type Level = 0 | 1 | 2 | 3 | 4;
export const LEVELS = [0, 1, 2, 3, 4] as const;

/** From how many actions on a day is of each level: the same for everybody, so that two people can be compared. */
export const LEVEL_FROM = { 0: 0, 1: 1, 2: 3, 3: 6, 4: 11 } as const satisfies Record<Level, number>;

export interface CalendarMonth {
  /** `2024-01`. */
  readonly month: string;
  /** The first week that holds a day of it. */
  readonly week: number;
  readonly days_active: number;
  readonly actions: number;
  readonly completions: number;
}

export interface Calendar {
  readonly weeks: number;
  /** Every day from a Monday to today, ascending. */
  readonly days: readonly CalendarDay[];
  readonly months: readonly CalendarMonth[];
  readonly days_active: number;
}

/** The weeks that end with the one of `today`, as squares. Days are local days of the person; days outside are left out. */
export function calendarOf(
  active_days: readonly ActiveDay[],
  today: string,
  weeks: number,
  registered_on: string | null = null,
): Calendar {
  const last = parseDay(today);
  if (last === null) return { weeks, days: [], months: [], days_active: 0 };
  const first = last - weekdayOf(last) - (weeks - 1) * 7;
  const known = new Map(active_days.map((active) => [active.day, active]));
  const days: CalendarDay[] = [];
  for (let day = first; day <= last; day++) {
    const name = formatDay(day);
    const { actions, completions } = known.get(name) ?? { actions: 0, completions: 0 };
    const week = Math.floor((day - first) / 7);
    const level = levelOf(actions);
    // An imported history may begin before the registration.
    const before = level === 0 && registered_on !== null && name < registered_on;
    days.push({ day: name, actions, completions, week, weekday: weekdayOf(day), level, before });
  }
  return { weeks, days, months: monthsOf(days), days_active: days.filter(({ level }) => level > 0).length };
}

/** 1970-01-01 was a Thursday. */
function weekdayOf(day: Day): number {
  return (((day + 3) % 7) + 7) % 7;
}

export function levelOf(actions: number): Level {
  let level: Level = 0;
  for (const candidate of LEVELS) if (actions >= LEVEL_FROM[candidate]) level = candidate;
  return level;
}

function monthsOf(days: readonly CalendarDay[]): CalendarMonth[] {
  const months = new Map<string, CalendarMonth>();
  for (const { day, week, actions, completions } of days) {
    const month = day.slice(0, 7);
    const so_far = months.get(month) ?? { month, week, days_active: 0, actions: 0, completions: 0 };
    months.set(month, {
      ...so_far,
      days_active: so_far.days_active + (actions > 0 ? 1 : 0),
      actions: so_far.actions + actions,
      completions: so_far.completions + completions,
    });
  }
  return [...months.values()];
}
