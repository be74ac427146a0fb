/** Events of one local day, in the order in which they came. */
export interface EventDay<Of> {
  readonly local_day: string;
  readonly events: readonly Of[];
}

/**
 * Events, latest first, by local day. A day is fixed when an event arrives, in the zone of that moment: after a move a
 * day may come twice, and the order of what happened is kept.
 */
export function eventDays<Of extends { readonly local_day: string }>(events: readonly Of[]): EventDay<Of>[] {
  const days: { local_day: string; events: Of[] }[] = [];
  for (const event of events) {
    const day = days.at(-1);
    if (day !== undefined && day.local_day === event.local_day) day.events.push(event);
    else days.push({ local_day: event.local_day, events: [event] });
  }
  return days;
}
