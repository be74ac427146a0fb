import type { Goal, State } from '../../host-api.ts';

/** Whether a change of progress, in percent, passes the half of the way. */
export function crossesHalf(before: number, after: number): boolean {
  return before < 50 && after >= 50;
}

/** Whether a change has completed this goal. */
export function isCompletion(goal_id: number, before: readonly Goal[], after: readonly Goal[]): boolean {
  return !isDone(find(before, goal_id)) && isDone(find(after, goal_id));
}

/**
 * Whether a change has completed this goal, and it is the first that the person ever completes. A goal that was done may have
 * been deleted since, or taken up again: the achievement stays.
 */
export function isFirstCompletion(
  goal_id: number,
  before: Pick<State, 'goals' | 'achievements'>,
  after: Pick<State, 'goals'>,
): boolean {
  if (before.goals.some(isDone) || before.achievements.some(({ id }) => id === 'goal_done')) return false;
  return isCompletion(goal_id, before.goals, after.goals);
}

function find(goals: readonly Goal[], goal_id: number): Goal | undefined {
  return goals.find(({ id }) => id === goal_id);
}

function isDone(goal: Goal | undefined): boolean {
  return goal !== undefined && goal.completed_at !== null;
}
