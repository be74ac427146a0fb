import {
  createRetention,
  type EventType,
  type MetadataArguments,
  type Retention,
  type RetentionOptions,
} from '@retention/sdk';
import { defineStore } from 'pinia';
import { computed } from 'vue';
import { connection, deliveries } from '../services/connection.ts';

/** Everything the SDK takes, and for tests something else to make the client with. */
export interface StartOptions extends RetentionOptions {
  readonly createRetention?: (options: RetentionOptions) => Retention;
}

/** Events tracked before anybody is known wait in memory, no more than these. */
const MOST_HELD = 100;

/**
 * Who is here, and what they do. `start` at login, `stop` at logout.
 *
 * What is tracked before the first `start` of the page is kept in memory, up to 100 events, and belongs to whoever starts;
 * it is dated when they start. What is tracked after a `stop` belongs to nobody and is dropped: it would be
 * counted for the next person.
 */
export const useAnalyticsStore = defineStore('@retention/analytics', () => {
  const user_id = computed(() => connection.value?.user_id ?? null);
  let held: ((client: Retention) => void)[] | null = [];
  let overflow = 0;

  /** Starting again as the same person changes nothing; starting as another one stops for the one before. */
  function start({ createRetention: create, ...options }: StartOptions): void {
    // A server makes pages for many people: there is no "who is here" to keep.
    if (create === undefined && typeof document === 'undefined') return;
    const user_id = String(options.user_id);
    if (connection.value?.user_id === user_id) return;
    void stop();
    const client = (create ?? createRetention)({
      ...options,
      onDelivered(count) {
        if (connection.value?.client === client) deliveries.value++;
        options.onDelivered?.(count);
      },
    });
    for (const track of held ?? []) track(client);
    if (overflow > 0) {
      options.onWarning?.(`${overflow} events tracked before start were dropped: ${MOST_HELD} are kept until then`);
    }
    held = null;
    connection.value = { user_id, client };
  }

  /**
   * Sends what is left and forgets the person; wait for it before the session ends, since without one nothing is accepted. What
   * could not be sent stays in the browser and leaves when the same person is back.
   */
  async function stop(): Promise<void> {
    const left = connection.value;
    if (left === null) return;
    connection.value = null;
    held = null;
    await left.client.close();
  }

  /** Typed by the event: the wrong name or metadata does not compile. Never throws, never waits. */
  function track<T extends EventType>(type: T, ...metadata: MetadataArguments<T>): void {
    if (connection.value !== null) connection.value.client.track(type, ...metadata);
    else if (held === null) return;
    else if (held.length < MOST_HELD) held.push((client) => client.track(type, ...metadata));
    else overflow++;
  }

  /** Resolves when what was tracked before is acknowledged, or the attempt has failed. Never throws. */
  async function flush(): Promise<void> {
    await connection.value?.client.flush();
  }

  /** How many events wait, in the browser or for somebody to start. */
  function queued(): number {
    return (connection.value?.client.queued() ?? 0) + (held?.length ?? 0);
  }

  return { user_id, start, stop, track, flush, queued };
});
