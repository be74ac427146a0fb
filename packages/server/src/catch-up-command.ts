import { catchUp, type CatchUpDeps } from './catch-up.ts';
import type { CatchUpWith } from './command.ts';
import { countMonths } from './measure/month-actions.ts';
import { count, createProgress } from './progress.ts';

/** Catches up with all there is, for a command: says how far it has come. */
export async function catchUpVisibly(
  deps: CatchUpDeps,
  signal: AbortSignal,
  { history = false }: CatchUpWith = {},
): Promise<void> {
  const progress = createProgress(process.stderr);
  try {
    await catchUp(deps, {
      wait: true,
      signal,
      onProgress: (people) =>
        progress.show((seconds) => {
          const rate = count(Math.round(people / Math.max(seconds, 0.001)));
          return `Counting what is new: ${count(people)} people, ${rate}/s`;
        }),
    });
    const { database, clock, projectZone } = deps;
    if (!history) return;
    const onProgress = (days: number): void => progress.show(() => `Counting what people did in 30 days: ${days} days`);
    await countMonths(database, { now: clock.now(), projectZone, again: 'all', onProgress, signal });
  } finally {
    progress.end();
  }
}
