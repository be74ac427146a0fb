import type { Answer, Fetch } from '@retention/domain/contract/client';
import type { Contract } from '@retention/domain/contract/contract';
import { backoff } from './backoff.ts';
import type { Environment } from './environment.ts';
import { createEventReader } from './event-stream.ts';

export type Inbox = Contract['triggers_pending']['response'];

export interface WatchDeps {
  readonly environment: Environment;
  readonly ask: (name: 'triggers_stream' | 'triggers_pending', fetch?: Fetch) => Promise<Answer<unknown>>;
}

/** The server tells what there is at once, and gives a sign of life every 25 seconds. */
const FIRST_WORD_MS = 10_000;
const SILENCE_MS = 60_000;
/** Where there is no stream: how often to ask, and to try it again. */
const ASK_MS = 60_000;

/**
 * Tells what the app should show now and whenever that changes, while somebody looks at the page: one live stream for all who
 * listen, or asking every minute where something on the way lets no stream through.
 */
export function createWatch({ environment, ask }: WatchDeps) {
  const listeners = new Set<(inbox: Inbox) => void>();
  let open = false;
  let closed = false;
  /** Goes up whenever what was under way no longer counts. */
  let turn = 0;
  let failures = 0;
  let reconnect_ms = 3_000;
  let callOff = (): void => undefined;
  let end = (): void => undefined;

  function tell(inbox: Inbox): void {
    // What goes wrong in a listener is the host's to see.
    for (const listener of listeners) void Promise.resolve(inbox).then(listener);
  }

  /** Opens what should be open, closes what should not. */
  function update(): void {
    const wanted = !closed && listeners.size > 0 && environment.visible();
    if (wanted && !open) {
      open = true;
      failures = 0;
      void connect();
    } else if (!wanted && open) {
      open = false;
      stop();
    }
  }

  function stop(): void {
    turn++;
    callOff();
    end();
  }

  function later(milliseconds: number, run: () => void): void {
    callOff();
    callOff = environment.after(milliseconds, run);
  }

  async function connect(): Promise<void> {
    stop();
    const mine = turn;
    let heard = false;
    const read = createEventReader({
      retry: (milliseconds) => {
        reconnect_ms = milliseconds;
      },
      triggers: (json) => {
        const inbox: unknown = JSON.parse(json);
        if (!isInbox(inbox)) return;
        heard = true;
        failures = 0;
        tell(inbox);
      },
    });
    const stream = environment.stream((piece) => {
      read(piece);
      if (heard) later(SILENCE_MS, ended);
    });
    function ended(): void {
      if (mine !== turn) return;
      if (heard) later(reconnect_ms * (0.5 + environment.random()), () => void connect());
      else void askInstead();
    }
    end = stream.end;
    // Something between lets nothing through.
    later(FIRST_WORD_MS, ended);
    await ask('triggers_stream', stream.fetch);
    ended();
  }

  /** No stream comes about: refused, away, or swallowed on the way. */
  async function askInstead(): Promise<void> {
    stop();
    const mine = turn;
    failures++;
    const answer = await ask('triggers_pending');
    if (mine !== turn) return;
    const isThere = answer.outcome === 'answered' && isInbox(answer.body);
    if (isThere) tell(answer.body);
    later(isThere ? ASK_MS : backoff(failures, environment.random), () => void connect());
  }

  return {
    update,
    /** The network is back. */
    retry(): void {
      if (open) void connect();
    },
    watch(listener: (inbox: Inbox) => void): () => void {
      // Of its own, so that one function may listen twice.
      const own = (inbox: Inbox): void => listener(inbox);
      listeners.add(own);
      if (open) void connect();
      update();
      return () => {
        listeners.delete(own);
        update();
      };
    },
    close(): void {
      closed = true;
      update();
    },
  };
}

function isInbox(inbox: unknown): inbox is Inbox {
  return typeof inbox === 'object' && inbox !== null && 'triggers' in inbox;
}
