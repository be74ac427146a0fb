import type { Instant } from '@retention/domain/day';

/** Most users remembered; one who has been quiet for a minute is remembered for nothing. */
const MOST_USERS = 50_000;
const MINUTE_MS = 60_000;

interface Debt {
  /** Milliseconds until all requests taken so far have been earned, as of `at`. */
  readonly ms: number;
  readonly at: Instant;
}

/**
 * So many requests a minute for each user, in one burst or spread out (the generic cell rate algorithm): every request
 * owes its share of a minute, time pays it back, and nobody may owe more than a minute.
 */
export function createRateLimit(perMinute: number) {
  const debts = new Map<string, Debt>();
  const each = MINUTE_MS / perMinute;
  return {
    /** 0 where the request may go on; else how many seconds to wait. */
    take(user_id: string, now: Instant): number {
      const debt = debts.get(user_id);
      const owed = debt === undefined ? 0 : Math.max(0, debt.ms - Math.max(0, now - debt.at));
      const early = owed + each - MINUTE_MS;
      // A hundredth of a request of tolerance: rounding must not cost the last one of a burst.
      if (early > each / 100) {
        // Where the clock has gone back, time pays back from here on: not only once it is where it was.
        if (debt !== undefined && now < debt.at) debts.set(user_id, { ms: owed, at: now });
        return Math.ceil(early / 1000);
      }
      // Deleted first, so that the order of the map is the order of use and the first is the least recent.
      debts.delete(user_id);
      debts.set(user_id, { ms: owed + each, at: now });
      if (debts.size > MOST_USERS) {
        const [leastRecent] = debts.keys();
        if (leastRecent !== undefined) debts.delete(leastRecent);
      }
      return 0;
    },
  };
}

export type RateLimit = ReturnType<typeof createRateLimit>;
