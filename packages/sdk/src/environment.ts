import type { Fetch } from '@retention/domain/contract/client';

/** Everything the SDK wants of the page it lives in. `browser.ts` is the real one; tests have one with a clock they move. */
export interface Environment {
  /** The wall clock, epoch milliseconds. It may be wrong, and may jump. */
  now(): number;
  /** Milliseconds of a clock that only goes forward; it means something within one page alone. */
  monotonic(): number;
  iso(instant: number): string;
  /** 0 ≤ x < 1. */
  random(): number;
  /** Runs it after so many milliseconds. Gives back what calls it off. */
  after(milliseconds: number, run: () => void): () => void;
  /** What outlives the page and is seen by its other tabs; null where the browser refuses it. */
  readonly storage: Shelf | null;
  /**
   * Waits until no other tab leads under this name, then calls `begin`: at once where tabs cannot agree. Gives back what
   * hands the lead on.
   */
  lead(name: string, begin: () => void): () => void;
  /** Tells of what happens to the page. Gives back what ends it. */
  watch(happenings: Happenings): () => void;
  visible(): boolean;
  fetch: Send;
  /** As `fetch`, for a stream of events: told piece by piece, with `""` for its text when it has come to its end. */
  stream(hear: (piece: string) => void): { readonly fetch: Fetch; readonly end: () => void };
  /** The value of the cookie `csrftoken`. */
  csrfToken(): string | undefined;
  /** What a text takes in UTF-8. */
  bytes(text: string): number;
  /** IANA zone. */
  timezone(): string | undefined;
  warn(message: string): void;
}

/** Keys and texts, as localStorage has them. */
export interface Shelf {
  keys(): readonly string[];
  read(key: string): string | null;
  /** False where there is no room, or no permission. */
  write(key: string, text: string): boolean;
  remove(key: string): void;
}

export interface Happenings {
  /** Nobody looks at the page any more: it may be the last that is heard of it. */
  readonly hidden: () => void;
  readonly visible: () => void;
  /** The page is left; it may come back as it was. */
  readonly left: () => void;
  readonly back: () => void;
  readonly online: () => void;
  /** Another tab has written this key, or removed it. */
  readonly stored: (key: string, removed: boolean) => void;
}

/** As `fetch`, where a request may be asked to outlive its page. Rejects where nobody answers within half a minute. */
export type Send = (url: string, init: Parameters<Fetch>[1] & { readonly keepalive?: boolean }) => ReturnType<Fetch>;
