import type { EventType, MetadataArguments } from '@retention/sdk';
import { connection } from './connection.ts';

/** Events, by the connection of whoever is logged in. `useAnalyticsStore` also keeps what comes before the login. */
export const analyticsApi = {
  /** Puts an event into the queue of the browser; without anybody logged in it is dropped. Never throws, never waits. */
  track<T extends EventType>(type: T, ...metadata: MetadataArguments<T>): void {
    connection.value?.client.track(type, ...metadata);
  },
  /** Resolves when what was tracked before is acknowledged, or the attempt has failed. Never throws. */
  async flush(): Promise<void> {
    await connection.value?.client.flush();
  },
  /** How many events of this person wait in the browser. */
  queued(): number {
    return connection.value?.client.queued() ?? 0;
  },
};
