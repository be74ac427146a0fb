const LEAST_MS = 1_000;
const MOST_MS = 5 * 60_000;

/** How long to wait after so many failures in a row: 1 s to 5 min, by chance, so that not all come back at once. */
export function backoff(failures: number, random: () => number): number {
  return LEAST_MS + random() * (Math.min(MOST_MS, LEAST_MS * 2 ** failures) - LEAST_MS);
}
