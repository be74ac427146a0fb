/** What was last seen of the streak of a habit, by its id. */
export type StreakMemory = Readonly<Record<string, StreakSeen>>;
interface StreakSeen {
  readonly streak: number;
  /** Whether the tenth day of this very streak has been told. */
  readonly ten: boolean;
}

export interface StreakNews {
  /** The lengths of streaks that have broken since they were last seen. */
  readonly broken: readonly number[];
  /** The streaks that have reached ten days before our eyes. */
  readonly ten: readonly number[];
  readonly memory: StreakMemory;
}

const MILESTONE_DAYS = 10;

/**
 * What has happened to the streaks since they were last seen; each thing is news once. A streak that is seen for the first time
 * is no news: whoever saw it before has told. Taking today back shortens a streak by one day and does not break it.
 */
export function streakNews(
  memory: StreakMemory,
  habits: readonly { readonly id: number; readonly streak: number }[],
): StreakNews {
  const broken: number[] = [];
  const ten: number[] = [];
  const next: Record<string, StreakSeen> = {};
  for (const { id, streak } of habits) {
    const seen = memory[String(id)];
    const was = seen?.streak ?? streak;
    const isBroken = was - streak >= 2;
    if (isBroken) broken.push(was);
    const told = seen === undefined ? streak >= MILESTONE_DAYS : seen.ten && !isBroken;
    const reached = streak >= MILESTONE_DAYS;
    if (reached && !told) ten.push(streak);
    next[String(id)] = { streak, ten: told || reached };
  }
  return { broken, ten, memory: next };
}

/** What was remembered as text; nothing where it cannot be read. */
export function readStreakMemory(text: string | null): StreakMemory {
  if (text === null) return {};
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null) return {};
    return Object.fromEntries(Object.entries(value).filter((entry): entry is [string, StreakSeen] => isSeen(entry[1])));
  } catch {
    return {};
  }
}

function isSeen(value: unknown): value is StreakSeen {
  if (typeof value !== 'object' || value === null || !('streak' in value) || !('ten' in value)) return false;
  return typeof value.streak === 'number' && typeof value.ten === 'boolean';
}
