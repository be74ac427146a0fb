/** The habits whose completion has been told on a day. */
export interface ToldToday {
  readonly day: string;
  readonly habit_ids: readonly number[];
}

/**
 * Whether the completion of a habit is news, and what to remember then: one that was taken back and done again is the same
 * one, and counts once a day.
 */
export function tellCompletion(
  told: ToldToday | null,
  habit_id: number,
  today: string,
): { readonly news: boolean; readonly told: ToldToday } {
  const habit_ids = told?.day === today ? told.habit_ids : [];
  if (habit_ids.includes(habit_id)) return { news: false, told: { day: today, habit_ids } };
  return { news: true, told: { day: today, habit_ids: [...habit_ids, habit_id] } };
}
