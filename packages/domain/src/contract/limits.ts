/** What the endpoint, and every other door for events, holds to. Spec section 3. The browser kit holds to it too. */
export const EVENT_LIMITS = {
  batch: 100,
  batch_bytes: 256 * 1024,
  metadata_bytes: 4 * 1024,
  age_days: 7,
  ahead_ms: 5 * 60_000,
  /** A client's clock that is off by no more than this is taken at its word: so long may a request be on its way. */
  clock_error_ms: 60_000,
} as const;
