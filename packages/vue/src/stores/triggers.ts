import type { DismissReason, Inbox } from '@retention/sdk';
import { defineStore } from 'pinia';
import { computed, onScopeDispose, shallowReactive, shallowRef, watch } from 'vue';
import { now } from '../clock.ts';
import { failureOf, mayPass, type Failure } from '../failure.ts';
import { connection } from '../services/connection.ts';
import { triggersApi } from '../services/triggers-api.ts';
import { useAnalyticsStore } from './analytics.ts';
import { onDelivered } from './occasion-to-reload.ts';

export type Trigger = Inbox['triggers'][number];

/** What the person has said to a trigger on this page. */
interface Reply {
  readonly reason: DismissReason;
  readonly snooze_until: string | undefined;
  /** `lost`: the server could not take it; said again while the server still shows the trigger. */
  readonly state: 'sending' | 'taken' | 'lost';
}

/** A reply the server has refused, and why. */
export interface RefusedReply {
  readonly trigger: Trigger;
  readonly reason: DismissReason;
  readonly snooze_until: string | undefined;
  readonly failure: Failure;
}

/**
 * What the app has to say to the person. It listens by itself after the login. A reply counts at once: the trigger is gone
 * before the server knows. Where nobody answers, the reply is said again later. Where the server says no, the trigger
 * comes back, with `refused` telling why; but once only, so that nothing on the screen cannot be closed.
 */
export const useTriggersStore = defineStore('@retention/triggers', () => {
  const inbox = shallowRef<readonly Trigger[]>([]);
  const replies = shallowReactive(new Map<number, Reply>());
  const refused = shallowRef<RefusedReply | null>(null);
  const came_back = new Set<number>();
  /** Goes up with each reply and each inbox: an answer to an older question may know less. */
  let turn = 0;

  /** In the order of the server, without those that were replied to. */
  const triggers = computed(() => inbox.value.filter(({ id }) => !replies.has(id)));
  /** The one thing to show. */
  const current = computed(() => triggers.value[0] ?? null);

  /** Shown again no sooner than the server says so; `snooze_until` is an instant, ISO 8601, and 24 hours without it. */
  async function dismiss(trigger: Trigger, reason: DismissReason, snooze_until?: string): Promise<void> {
    const asked = connection.value;
    const { id } = trigger;
    if (replies.get(id)?.state === 'sending') return;
    turn++;
    if (refused.value?.trigger.id === id) refused.value = null;
    replies.set(id, { reason, snooze_until, state: 'sending' });
    const answer = await triggersApi.dismiss(id, reason, snooze_until);
    if (asked !== connection.value) return;
    const failure = failureOf(answer, 'dismiss');
    // 404: it is gone, which is what was wanted.
    const taken = failure === null || (answer.outcome === 'refused' && answer.status === 404);
    const final = reason === 'completed' || came_back.has(id);
    if (taken || mayPass(answer) || final) {
      replies.set(id, { reason, snooze_until, state: taken || !mayPass(answer) ? 'taken' : 'lost' });
      return;
    }
    came_back.add(id);
    replies.delete(id);
    refused.value = { trigger, reason, snooze_until, failure };
  }

  /** The person does what the trigger proposes: it is never shown again on this page, whatever the server says. */
  async function complete(trigger: Trigger): Promise<void> {
    if (replies.has(trigger.id)) return;
    const delay_minutes = Math.max(0, Math.round((now() - Date.parse(trigger.created_at)) / 60_000));
    useAnalyticsStore().track('reminder_followed', { reminder_type: trigger.type, delay_minutes });
    await dismiss(trigger, 'completed');
  }

  /** The person has read that their reply was refused. */
  function clearRefused(): void {
    refused.value = null;
  }

  function receive({ triggers }: Inbox): void {
    turn++;
    inbox.value = triggers;
    for (const [id, { reason, snooze_until, state }] of replies) {
      const trigger = triggers.find((one) => one.id === id);
      // Gone and back again is a snooze that has passed. What was acted upon stays away.
      if (trigger === undefined && state === 'taken' && reason !== 'completed') replies.delete(id);
      if (trigger !== undefined && state === 'lost') void dismiss(trigger, reason, snooze_until);
    }
  }

  /** Asks what there is to say; the live stream does so by itself. */
  async function load(): Promise<void> {
    const asked = ++turn;
    const answer = await triggersApi.pending();
    if (asked === turn && answer.outcome === 'answered') receive(answer.body);
  }

  let unwatch: (() => void) | undefined;
  function leave(): void {
    unwatch?.();
    turn++;
    inbox.value = [];
    replies.clear();
    came_back.clear();
    refused.value = null;
  }

  watch(
    connection,
    (watched) => {
      leave();
      unwatch = triggersApi.watch((inbox) => {
        if (watched === connection.value) receive(inbox);
      });
    },
    { immediate: true, flush: 'sync' },
  );
  // The stream tells in its own time; what the person has just done should settle what asks for it at once.
  onDelivered(load);
  onScopeDispose(() => unwatch?.());

  return { triggers, current, refused, dismiss, complete, clearRefused, load };
});
