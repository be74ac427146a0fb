import { parseDay } from '@retention/domain/day';
import { asDates, shortened, type Dates } from './view.ts';

interface Known {
  readonly days: readonly { readonly dau: number; readonly mau: number; readonly new_users: number }[];
  readonly today: string;
  readonly known_from: string | null;
}

/**
 * All days of which anything is known, up to today: what to look at where nothing at all happened in the period, as after
 * the import of an old history. Null where something did, or nothing ever.
 */
export function wholeTime({ days, today, known_from }: Known): Dates | null {
  const from = parseDay(known_from ?? '');
  const to = parseDay(today);
  if (from === null || to === null || from > to) return null;
  if (days.some(({ dau, mau, new_users }) => dau + mau + new_users > 0)) return null;
  return asDates(shortened({ from, to }));
}
