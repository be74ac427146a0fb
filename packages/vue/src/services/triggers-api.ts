import type { Answer, DismissReason, Done, Inbox } from '@retention/sdk';
import { connection, nobody } from './connection.ts';

/** Endpoints 3 and 4, and the live stream. Nothing throws: what became of a call is in the answer. */
export const triggersApi = {
  /** What the app should show the person now, the most important first. */
  pending(): Promise<Answer<Inbox>> {
    return connection.value?.client.triggers() ?? nobody();
  },
  /** `snooze_until` is an instant, ISO 8601; without it `snoozed` lasts 24 hours. */
  dismiss(trigger_id: number, reason: DismissReason, snooze_until?: string): Promise<Answer<Done>> {
    return connection.value?.client.dismiss(trigger_id, reason, snooze_until) ?? nobody();
  },
  /** Listens to the live stream until the function that comes back is called. */
  watch(listener: (inbox: Inbox) => void): () => void {
    return connection.value?.client.watchTriggers(listener) ?? (() => undefined);
  },
};
