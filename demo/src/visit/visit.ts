/** How long nothing may happen before coming back counts as another visit, in minutes. */
export const VISIT_GAP_MINUTES = 30;

/**
 * Whether what happens at `now` begins a visit: nothing is known from before, or the last thing was half an hour ago. Both are
 * instants of the backend, so the clock of this device does not matter.
 */
export function beginsVisit(last_seen: string | null, now: string): boolean {
  if (last_seen === null) return true;
  const gap = Date.parse(now) - Date.parse(last_seen);
  return !(gap < VISIT_GAP_MINUTES * 60_000);
}
