import type { Answer, Retention } from '@retention/sdk';
import { ref, shallowRef } from 'vue';

/** Who is logged in on this page, and their line to the server. */
export interface Connection {
  readonly user_id: string;
  readonly client: Retention;
}

/**
 * A page has one person, so there is one connection for all: the services speak through it, the stores forget what they
 * know when it changes. Null while nobody is logged in, and always on a server, where pages of many people are made.
 */
export const connection = shallowRef<Connection | null>(null);

/** Goes up when the server has acknowledged events: whatever it says of the person may have changed. */
export const deliveries = ref(0);

/** What every call answers while nobody is logged in. */
export function nobody(): Promise<Answer<never>> {
  return Promise.resolve({
    outcome: 'unreachable',
    reason: 'nobody is logged in: call useAnalyticsStore().start first',
  });
}
