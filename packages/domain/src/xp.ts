import { journeyOf, MILESTONES } from './journey.ts';
import type { Standing } from './occasion.ts';

/** XP to be told to the host, once for each reason. */
export interface XpAward {
  /** `milestone_0` … `milestone_3`, or the type of the trigger it comes with. */
  readonly reason: string;
  readonly xp: number;
}

/** Milestones count up to lifecycle day 30, of which late events may tell a week later; older ones are history. */
const LAST_LIFECYCLE_DAY = 37;

/** What the completed milestones of the journey are worth to somebody on their way. Spec section 4. */
export function milestoneAwards({ lifecycle_day, journey_counts }: Standing): XpAward[] {
  if (lifecycle_day > LAST_LIFECYCLE_DAY) return [];
  const { completed_milestones } = journeyOf(journey_counts);
  return MILESTONES.filter(({ id }) => completed_milestones.includes(id)).map(({ id, xp_bonus }) => ({
    reason: `milestone_${id}`,
    xp: xp_bonus,
  }));
}
