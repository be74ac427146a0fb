/** What is worth how much. */
export const XP = {
  habit: 25,
  goal: 20,
  goal_tenth: 10,
  goal_done: 100,
  journal: 40,
  plan: 10,
  wheel: 50,
  coach: 10,
  achievement: 50,
} as const;

/** XP for something, once: the same source again earns nothing. */
export interface Award {
  readonly source: string;
  readonly xp: number;
}

/** At level 1 the next one is 100 XP away, and each takes 50 more than the one before. */
export function levelOf(total: number): {
  readonly total: number;
  readonly level: number;
  readonly level_from: number;
  readonly level_to: number;
} {
  let level = 1;
  while (total >= beginningOf(level + 1)) level++;
  return { total, level, level_from: beginningOf(level), level_to: beginningOf(level + 1) };
}

function beginningOf(level: number): number {
  return 25 * (level - 1) * (level + 2);
}
