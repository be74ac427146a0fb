import { onScopeDispose, watch } from 'vue';
import { connection, deliveries } from '../services/connection.ts';

/** Deliveries follow each other closely where somebody does much: the last one of them is enough. */
const QUIET_MS = 300;

/** Calls when events were delivered and a moment has passed without more; within the scope of a store. */
export function onDelivered(reload: () => Promise<void>): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  watch(
    deliveries,
    () => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        if (connection.value !== null) void reload();
      }, QUIET_MS);
    },
    { flush: 'sync' },
  );
  onScopeDispose(() => clearTimeout(timer));
}

/** Calls when the person comes back to the page, until the function that comes back is called. Nothing on a server. */
export function onLookedAt(look: () => void): () => void {
  if (typeof document === 'undefined') return () => undefined;
  const listener = (): void => {
    if (document.visibilityState === 'visible') look();
  };
  document.addEventListener('visibilitychange', listener);
  return () => document.removeEventListener('visibilitychange', listener);
}
