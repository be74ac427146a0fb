import type { Profile } from '@retention/sdk';

export type Journey = Profile['journey'];

/** A milestone that has just been completed: shown once, with the XP it brought. */
export interface Celebration {
  /** The furthest of those completed since. */
  readonly milestone_id: number;
  readonly title: string;
  /** Of all of them together. */
  readonly xp: number;
}

/** What has been completed between two looks at the journey of one person; null where nothing was. */
export function celebrationOf(before: Journey, after: Journey): Celebration | null {
  const fresh = after.milestones.filter(({ id, completed }) => completed && !isDone(before, id));
  const last = fresh.at(-1);
  if (last === undefined) return null;
  // What completing brings is told of the next milestone alone; the four bring the same.
  const xp_bonus = before.next_milestone?.xp_bonus ?? 0;
  return { milestone_id: last.id, title: last.title, xp: xp_bonus * fresh.length };
}

function isDone({ completed_milestones }: Journey, milestone_id: number): boolean {
  return completed_milestones.includes(milestone_id);
}
