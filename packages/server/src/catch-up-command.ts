import { catchUp, type CatchUpDeps } from './catch-up.ts';
import { count, createProgress } from './progress.ts';

/** Catches up with all there is, for a command: says how many people it has judged and counted, and for how long. */
export async function catchUpVisibly(deps: CatchUpDeps, signal: AbortSignal): Promise<void> {
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
  } finally {
    progress.end();
  }
}
