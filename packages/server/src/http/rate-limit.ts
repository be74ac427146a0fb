import type { Instant } from '@retention/domain/day';

/** Most users remembered; one who has been quiet for a minute is remembered for nothing. */
const MOST_USERS = 50_000;
const MINUTE_MS = 60_000;

/**
 * So many requests a minute for each user, in one burst or spread out (the generic cell rate algorithm). All there is to
 * know of a user is the instant at which the requests taken so far would have been earned.
 */
export function createRateLimit(perMinute: number) {
  const earnedAt = new Map<string, Instant>();
  const each = MINUTE_MS / perMinute;
  return {
    /** 0 where the request may go on; else how many seconds to wait. */
    take(user_id: string, now: Instant): number {
      const earned = Math.max(earnedAt.get(user_id) ?? now, now) + each;
      const early = earned - now - MINUTE_MS;
      // Rounding of `each` must not cost the last request of a burst.
      if (early > 1e-6) return Math.ceil(early / 1000);
      // Deleted first, so that the order of the map is the order of use and the first is the least recent.
      earnedAt.delete(user_id);
      earnedAt.set(user_id, earned);
      if (earnedAt.size > MOST_USERS) {
        const [leastRecent] = earnedAt.keys();
        if (leastRecent !== undefined) earnedAt.delete(leastRecent);
      }
      return 0;
    },
  };
}

export type RateLimit = ReturnType<typeof createRateLimit>;
