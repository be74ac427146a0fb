import type { Environment, Shelf } from './environment.ts';

/** The only file that knows a page and its clock. */

const TIMEOUT_MS = 30_000;

/** The browser this runs in; null on a server, where there is nobody to count. */
export function browserEnvironment(): Environment | null {
  if (typeof window === 'undefined' || typeof document === 'undefined') return null;
  return {
    now: () => Date.now(),
    monotonic: () => performance.now(),
    iso: (instant) => new Date(instant).toISOString(),
    random: () => Math.random(),
    after(milliseconds, run) {
      const timer = setTimeout(run, milliseconds);
      return () => clearTimeout(timer);
    },
    storage: shelf(),
    lead,
    watch: ({ hidden, visible, left, back, online, stored }) => {
      const ending = new AbortController();
      const { signal } = ending;
      document.addEventListener('visibilitychange', () => (isVisible() ? visible() : hidden()), { signal });
      addEventListener('pagehide', left, { signal });
      addEventListener('pageshow', ({ persisted }) => persisted && back(), { signal });
      addEventListener('online', online, { signal });
      addEventListener('storage', ({ key, newValue }) => key !== null && stored(key, newValue === null), { signal });
      return () => ending.abort();
    },
    visible: isVisible,
    fetch: (url, init) => fetch(url, { ...init, signal: AbortSignal.timeout(TIMEOUT_MS), credentials: 'same-origin' }),
    stream,
    csrfToken: () => /(?:^|; )csrftoken=([^;]+)/.exec(document.cookie)?.[1],
    bytes: (text) => new TextEncoder().encode(text).length,
    timezone: () => Intl.DateTimeFormat().resolvedOptions().timeZone,
    warn: (message) => globalThis.console.warn(message),
  };
}

function isVisible(): boolean {
  return document.visibilityState !== 'hidden';
}

/** Where cookies are blocked, even looking at localStorage throws. */
function shelf(): Shelf | null {
  let storage: Storage;
  try {
    storage = window.localStorage;
    storage.getItem('');
  } catch {
    return null;
  }
  return {
    keys: () => Object.keys(storage),
    read: (key) => storage.getItem(key),
    write(key, text) {
      try {
        storage.setItem(key, text);
        return true;
      } catch {
        return false;
      }
    },
    remove: (key) => storage.removeItem(key),
  };
}

/** A lock that is held until it is let go of, or the tab dies. Without locks, or where a page may have none, all lead. */
function lead(name: string, begin: () => void): () => void {
  const giving = new AbortController();
  const given = new Promise<void>((resolve) => giving.signal.addEventListener('abort', () => resolve()));
  const hold = (): Promise<void> => {
    if (!giving.signal.aborted) begin();
    return given;
  };
  if (!('locks' in navigator)) void hold();
  // Aborted while it waits, it rejects as well.
  else navigator.locks.request(name, { signal: giving.signal }, hold).catch(hold);
  return () => giving.abort();
}

const stream: Environment['stream'] = (hear) => {
  const ending = new AbortController();
  const { signal } = ending;
  return {
    async fetch(url, init) {
      const response = await fetch(url, { ...init, signal, credentials: 'same-origin' });
      const isStream = response.headers.get('content-type')?.startsWith('text/event-stream');
      const pieces = isStream === true ? response.body?.pipeThrough(new TextDecoderStream()).getReader() : undefined;
      if (pieces === undefined) return response;
      return {
        status: response.status,
        headers: response.headers,
        async text() {
          for (let piece = await pieces.read(); !piece.done; piece = await pieces.read()) hear(piece.value);
          return '""';
        },
      };
    },
    end: () => ending.abort(),
  };
};
