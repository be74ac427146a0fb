import { call, type Answer } from '@retention/domain/contract/client';
import type { Contract } from '@retention/domain/contract/contract';
import { USER_ADDRESSES } from '@retention/domain/contract/user-address';
import { backoff } from './backoff.ts';
import { firstBatch, happenedAt, isTooOld, KEEPALIVE_BYTES, type Batch } from './batch.ts';
import type { Environment } from './environment.ts';
import type { Proof, Proofs } from './proof.ts';
import type { Queue, Waiting } from './queue.ts';

export interface SenderDeps {
  readonly environment: Environment;
  readonly queue: Queue;
  readonly proofs: Proofs;
  readonly baseUrl: string;
  readonly user_id: string;
  readonly timezone: string | undefined;
  readonly warn: (message: string) => void;
  readonly onDelivered: (count: number) => void;
  /** Whether this page sends what other pages have left. */
  readonly leads: () => boolean;
}

type Result = Answer<Contract['events_batch']['response']>;

export type Sender = ReturnType<typeof createSender>;

/**
 * Brings what waits to the server. An event leaves the queue when the server has answered for it, with a yes or a no; as
 * long as nobody has answered, it is sent again, and its id makes that harmless.
 */
export function createSender(deps: SenderDeps) {
  const { environment, queue, proofs, baseUrl, user_id, timezone, warn, onDelivered, leads } = deps;
  const underWay = new Set<string>();
  const flights = new Set<Promise<boolean>>();
  let bytesUnderWay = 0;
  let failures = 0;
  /** Moments of the monotonic clock: nothing is sent by itself before the first, nothing at all before the second. */
  let retry_at = 0;
  let quiet_until = 0;
  let due = Infinity;
  let callOff = (): void => undefined;
  let running: Promise<void> | null = null;
  let closed = false;

  const clocks = () => ({ now: environment.now(), monotonic: environment.monotonic() });

  /** Sends in so many milliseconds at the latest, but not before the server wants it. */
  function schedule(milliseconds: number): void {
    const now = environment.monotonic();
    const at = Math.max(now + milliseconds, retry_at);
    if (closed || at >= due) return;
    callOff();
    due = at;
    callOff = environment.after(at - now, () => {
      due = Infinity;
      void run();
    });
  }

  function run(): Promise<void> {
    return (running ??= Promise.resolve().then(drain));
  }

  async function drain(): Promise<void> {
    try {
      for (let events = waiting(); events.length > 0; events = waiting()) {
        while (events.length > 0) {
          const batch = firstBatch(events, environment.bytes);
          if (batch === null) drop(events.splice(0, 1), () => 'it is too large to be sent');
          else if (!(await fly(batch))) return;
          events = events.slice(batch?.events.length).filter(({ id }) => !underWay.has(id));
        }
      }
    } finally {
      running = null;
    }
  }

  /** What may be sent from here and is not under way; what has become too old is dropped. */
  function waiting(events = leads() ? queue.all() : queue.own()): Waiting[] {
    const now = clocks();
    const old = new Set(events.filter((event) => isTooOld(event, now)));
    drop([...old], () => 'it is older than 7 days');
    return events.filter((event) => !old.has(event) && !underWay.has(event.id));
  }

  /** Sends a batch. False: the server could not or would not take it now. */
  function fly({ events, bytes }: Batch, proof?: Proof): Promise<boolean> {
    for (const { id } of events) underWay.add(id);
    bytesUnderWay += bytes;
    const flight = deliver(events, proof).finally(() => {
      for (const { id } of events) underWay.delete(id);
      bytesUnderWay -= bytes;
      flights.delete(flight);
    });
    flights.add(flight);
    return flight;
  }

  async function deliver(events: readonly Waiting[], proof?: Proof): Promise<boolean> {
    const answer = await proofs.call((used) => post(events, used), proof);
    if (isTaken(answer)) {
      failures = retry_at = quiet_until = 0;
      const { errors, processed } = answer.body;
      dropNamed(events, errors);
      for (const { id } of events) queue.remove(id);
      onDelivered(processed);
      return true;
    }
    if (answer.outcome !== 'refused' || ![400, 413, 422].includes(answer.status)) return failed(answer);
    // Where none is good, the server names each.
    if (dropNamed(events, answer.body.errors) > 0) return true;
    if (events.length === 1) {
      drop(events, () => answer.body.message);
      return true;
    }
    const half = Math.ceil(events.length / 2);
    return (await deliver(events.slice(0, half))) && deliver(events.slice(half));
  }

  /** One way to send, whether the page stays or goes: text, with all proof in it, so that no preflight has to be waited for. */
  function post(events: readonly Waiting[], proof: Proof): Promise<Result> {
    const now = clocks();
    const request = {
      events: events.map((event) => ({
        id: event.id,
        type: event.type,
        timestamp: environment.iso(happenedAt(event, now)),
        ...(event.metadata && { metadata: event.metadata }),
      })),
      ...(timezone !== undefined && { timezone }),
      sent_at: environment.iso(now.now),
      // Somebody else may have logged in since, in another tab.
      user_id,
      ...proof,
    };
    return call(USER_ADDRESSES.events_batch, request, {
      baseUrl,
      fetch: (url, init) =>
        environment.fetch(url, {
          ...init,
          headers: { 'content-type': 'text/plain;charset=UTF-8' },
          keepalive: true,
        }),
    });
  }

  function failed(answer: Result): false {
    const refusal = answer.outcome === 'refused' ? answer : null;
    if (refusal !== null && refusal.status < 500 && refusal.status !== 429 && failures === 0) {
      warn(`events wait, the server does not take them: ${refusal.body.message}`);
    }
    failures++;
    const told = refusal?.retry_after ?? 0;
    retry_at = environment.monotonic() + told * 1_000 + backoff(failures, environment.random);
    if (told > 0 || refusal?.status === 429) quiet_until = retry_at;
    callOff();
    due = Infinity;
    schedule(0);
    return false;
  }

  /** Drops those that the server has refused by their number; says how many. */
  function dropNamed(
    events: readonly Waiting[],
    errors: readonly { readonly index?: number; readonly error: string }[],
  ): number {
    const reasons = new Map(errors.map(({ index, error }) => [events[index ?? -1], error]));
    const refused = events.filter((event) => reasons.has(event));
    drop(refused, (event) => reasons.get(event) ?? '');
    return refused.length;
  }

  function drop(events: readonly Waiting[], reason: (event: Waiting) => string): void {
    for (const { id } of events) queue.remove(id);
    const reasons = new Set(events.map((event) => `${event.type}: ${reason(event)}`));
    if (reasons.size > 0) warn(`dropped ${events.length} of the events tracked. ${[...reasons].join('; ')}`);
  }

  return {
    schedule,
    /** Sends now. Resolves when all that waited has been answered for, or could not be. */
    async flush(): Promise<void> {
      if (environment.monotonic() >= quiet_until) await run();
      await Promise.all(flights);
    },
    /** The page may be gone in a moment: what is its own leaves at once, as much as a browser lets a dying page send. */
    hurry(): void {
      const proof = proofs.known();
      if (environment.monotonic() < quiet_until) return;
      if (proof === null) return void run();
      for (let events = waiting(queue.own()); ;) {
        const batch = firstBatch(events, environment.bytes, KEEPALIVE_BYTES - bytesUnderWay);
        if (batch === null) return;
        void fly(batch, proof);
        events = events.slice(batch.events.length);
      }
    },
    /** The network is back: what failed for want of it is not waited for any longer. */
    retry(milliseconds: number): void {
      failures = 0;
      retry_at = quiet_until;
      schedule(milliseconds);
    },
    close(): void {
      closed = true;
      callOff();
    },
  };
}

/** A 200 may be somebody else's, like the page of a network that wants a login. */
function isTaken(answer: Result): answer is Extract<Result, { readonly outcome: 'answered' }> {
  return answer.outcome === 'answered' && Array.isArray(answer.body?.errors);
}
