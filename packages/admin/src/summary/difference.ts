/** A part of a group: how many of them. */
export interface Part {
  readonly active: number;
  readonly users: number;
}

/** Beyond it a difference happens by chance in one case of twenty. */
const Z_95 = 1.96;

export function shareOf({ active, users }: Part): number | null {
  return users === 0 ? null : active / users;
}

/** The parts of several groups as one. */
export function together(parts: readonly Part[]): Part {
  let active = 0;
  let users = 0;
  for (const part of parts) {
    active += part.active;
    users += part.users;
  }
  return { active, users };
}

/** Whether two shares differ by more than chance explains (two proportions, pooled, 95 %). */
export function differsClearly(a: Part, b: Part): boolean {
  const pooled = shareOf(together([a, b]));
  if (pooled === null || a.users === 0 || b.users === 0) return false;
  const error = Math.sqrt(pooled * (1 - pooled) * (1 / a.users + 1 / b.users));
  return Math.abs(a.active / a.users - b.active / b.users) > Z_95 * error;
}

/** Whether two counts of independent arrivals over periods of equal length differ by more than chance explains (95 %). */
export function countDiffersClearly(a: number, b: number): boolean {
  return Math.abs(a - b) > Z_95 * Math.sqrt(a + b);
}

export function newUsersOf(days: readonly { readonly new_users: number }[]): number {
  return days.reduce((sum, { new_users }) => sum + new_users, 0);
}

interface Known {
  readonly previous: readonly { readonly date: string; readonly new_users: number }[];
  readonly known_from: string | null;
}

/** Whether the period before can be compared with: not where it began before anything was known. */
export function knowsBefore({ previous, known_from }: Known): boolean {
  const [first] = previous;
  return first !== undefined && known_from !== null && first.date >= known_from;
}

/** How many registered in the period before; null where it began before anything was known. */
export function newUsersBefore(known: Known): number | null {
  return knowsBefore(known) ? newUsersOf(known.previous) : null;
}

/** Whether the last day of the period is not over yet: who has not come on it may still come. */
export function isRunning({ days, today }: { days: readonly { date: string }[]; today: string }): boolean {
  const last = days.at(-1);
  return last !== undefined && last.date >= today;
}
