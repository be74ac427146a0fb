import type { JournalEntry } from '../../host-api.ts';
import { dayOf } from '../day/calendar.ts';

export interface JournalDay {
  /** YYYY-MM-DD where the person is. */
  readonly day: string;
  readonly entries: readonly JournalEntry[];
}

/** The journal as days, the latest first, the latest entry of a day first. */
export function entriesByDay(entries: readonly JournalEntry[], timezone: string): JournalDay[] {
  const days = new Map<string, JournalEntry[]>();
  for (const entry of entries.toSorted((one, other) => Date.parse(other.created_at) - Date.parse(one.created_at))) {
    const day = dayOf(entry.created_at, timezone);
    const of = days.get(day);
    if (of === undefined) days.set(day, [entry]);
    else of.push(entry);
  }
  return [...days].map(([day, of]) => ({ day, entries: of }));
}

/** Which of `count` prompts to begin a day with: the next each day, and further with every "another one". */
export function promptOf(today: string, skipped: number, count: number): number {
  return (Math.floor(Date.parse(`${today}T00:00Z`) / 86_400_000) + skipped) % count;
}
