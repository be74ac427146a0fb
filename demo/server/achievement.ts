import type { AchievementId } from '../achievements.ts';
import type { State } from '../host-api.ts';

/** What achievements are judged by: the state of a person, and what it does not show. */
export interface Doings {
  readonly state: Pick<State, 'habits' | 'goals' | 'journal' | 'wheel' | 'plans' | 'activation'>;
  /** How often a habit was done, those that have ended among them. */
  readonly completions: number;
  /** The longest streak of any habit. */
  readonly best_streak: number;
  /** Days missed before the latest completion of a habit, the most of all habits. */
  readonly longest_break: number;
  readonly amnesties: number;
  /** Messages written to the coach. */
  readonly said: number;
}

/** When each is earned. Once it is, it stays. */
const EARNED: Readonly<Record<AchievementId, (doings: Doings) => boolean>> = {
  first_habit: ({ completions }) => completions >= 1,
  streak_3: ({ best_streak }) => best_streak >= 3,
  streak_7: ({ best_streak }) => best_streak >= 7,
  streak_14: ({ best_streak }) => best_streak >= 14,
  streak_30: ({ best_streak }) => best_streak >= 30,
  habits_3: ({ state }) => state.habits.length >= 3,
  perfect_day: ({ state }) => state.habits.length >= 3 && state.habits.every(({ done_today }) => done_today),
  completions_50: ({ completions }) => completions >= 50,
  comeback: ({ longest_break }) => longest_break >= 3,
  amnesty: ({ amnesties }) => amnesties >= 1,
  first_goal: ({ state }) => state.goals.length >= 1,
  goal_half: ({ state }) => state.goals.some(({ progress }) => progress >= 50),
  goal_done: ({ state }) => state.goals.some(({ completed_at }) => completed_at !== null),
  first_entry: ({ state }) => state.journal.length >= 1,
  journal_10: ({ state }) => state.journal.length >= 10,
  wheel: ({ state }) => state.wheel.set_at !== null,
  planner: ({ state }) => state.plans.filter(({ done }) => done).length >= 5,
  coach: ({ said }) => said >= 1,
  first_week: ({ state }) => state.activation.every(({ done }) => done),
};

export function earnedBy(doings: Doings): string[] {
  return Object.entries(EARNED)
    .filter(([, isEarned]) => isEarned(doings))
    .map(([id]) => id);
}
