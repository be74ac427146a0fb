import type { Environment, Happenings, Send } from './environment.ts';
import { createRetention, type Retention, type RetentionOptions } from './retention.ts';

/** A browser with tabs, a network, and clocks that move when the test says so; a server of the test answers in it. */

export interface Request {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly keepalive: boolean;
  /** True time. */
  readonly at: number;
}

/** A status and a body; or nobody answers, before the request has arrived. */
export type Reply = { readonly status: number; readonly body: unknown; readonly retry_after?: number } | 'away';
export type Answering = (request: Request) => Reply | Promise<Reply>;

export interface WorldOptions {
  readonly answer: Answering;
  /** Characters the storage takes; 0: it is refused. */
  readonly quota?: number;
  readonly locks?: boolean;
  /** The cookie `csrftoken`: there is no token then. */
  readonly csrf?: string;
  readonly random?: () => number;
  /** What a live stream does: pieces are pushed by the test. */
  readonly openStream?: (hear: (piece: string) => void) => Reply | Promise<Reply>;
}

export interface Tab {
  readonly retention: Retention;
  readonly warnings: readonly string[];
  readonly delivered: readonly number[];
  hide(): void;
  show(): void;
  /** Closed in good order: it is hidden first. */
  leave(): void;
  /** Left, and kept by the browser for the way back. */
  keep(): void;
  comeBack(): void;
  /** Gone without a word: nothing of it runs any more. */
  kill(): void;
}

/** 2024-01-15T10:30:00Z. */
const START = 1_705_314_600_000;

export function createWorld({
  answer,
  quota = Infinity,
  locks = true,
  csrf,
  random = chance(),
  openStream,
}: WorldOptions) {
  const shelf = new Map<string, string>();
  const tabs = new Set<Happenings>();
  const timers = new Set<{ readonly at: number; readonly run: () => void }>();
  const lockQueue: { readonly begin: () => void; readonly name: string }[] = [];
  const requests: Request[] = [];
  let elapsed = 0;
  /** By how much the client's wall clock is off. */
  let skew = 0;
  let online = true;
  let quotaNow = quota;

  function later(milliseconds: number, run: () => void): () => void {
    const timer = { at: elapsed + Math.max(0, milliseconds), run };
    timers.add(timer);
    return () => timers.delete(timer);
  }

  function taken(): number {
    return [...shelf].reduce((sum, [key, text]) => sum + key.length + text.length, 0);
  }

  async function reply(request: Request): Promise<Response> {
    if (!online) throw new TypeError('Failed to fetch');
    requests.push(request);
    const said = await answer(request);
    if (said === 'away') throw new TypeError('Failed to fetch');
    return response(said);
  }

  return {
    requests,
    /** Of the world, not of a page: it goes on whatever is closed. */
    after: later,
    shelf,
    now: () => START + elapsed,
    setSkew: (milliseconds: number) => void (skew = milliseconds),
    setQuota: (characters: number) => void (quotaNow = characters),
    setOnline(value: boolean): void {
      online = value;
      if (value) for (const tab of tabs) tab.online();
    },
    /** Lets time pass, and everything happen that is due in it. */
    async advance(milliseconds: number): Promise<void> {
      const until = elapsed + milliseconds;
      await settle();
      for (;;) {
        const [next] = [...timers].filter(({ at }) => at <= until).sort((one, other) => one.at - other.at);
        if (next === undefined) break;
        timers.delete(next);
        elapsed = next.at;
        next.run();
        await settle();
      }
      elapsed = until;
    },
    open(options: Partial<RetentionOptions> = {}): Tab {
      let alive = true;
      let visible = true;
      /** What came due while the browser kept the page. */
      let frozen: (() => void)[] | null = null;
      const started = elapsed;
      let happenings: Happenings | null = null;
      const locked: { readonly begin: () => void; readonly name: string }[] = [];
      const warnings: string[] = [];
      const delivered: number[] = [];
      const never = <T>(promise: Promise<T>): Promise<T> =>
        new Promise((resolve, reject) => {
          promise.then(
            (value) => alive && resolve(value),
            (error: unknown) => alive && reject(error),
          );
        });
      const tell = (key: string, removed: boolean): void => {
        for (const tab of tabs) if (tab !== happenings) later(0, () => tabs.has(tab) && tab.stored(key, removed));
      };
      const send: Send = (url, { headers, body = '', keepalive = false }) =>
        never(reply({ path: url, headers, body, keepalive, at: START + elapsed }));
      const environment: Environment = {
        now: () => START + elapsed + skew,
        monotonic: () => elapsed - started,
        iso: (instant) => new Date(instant).toISOString(),
        random,
        after: (milliseconds, run) => later(milliseconds, () => alive && (frozen === null ? run() : frozen.push(run))),
        storage:
          quota === 0
            ? null
            : {
                keys: () => [...shelf.keys()],
                read: (key) => shelf.get(key) ?? null,
                write(key, text) {
                  if (taken() + key.length + text.length > quotaNow) return false;
                  shelf.set(key, text);
                  tell(key, false);
                  return true;
                },
                remove: (key) => void (shelf.delete(key) && tell(key, true)),
              },
        lead(name, begin) {
          const wish = { name, begin: () => later(0, () => alive && locked.includes(wish) && begin()) };
          locked.push(wish);
          if (!locks) wish.begin();
          else {
            lockQueue.push(wish);
            if (lockQueue.filter((other) => other.name === name)[0] === wish) wish.begin();
          }
          return () => {
            locked.splice(locked.indexOf(wish), 1);
            release(wish);
          };
        },
        watch(told) {
          happenings = told;
          tabs.add(told);
          return () => tabs.delete(told);
        },
        visible: () => visible,
        fetch: send,
        stream(hear) {
          let ended = false;
          return {
            fetch: (url, { headers }) => {
              requests.push({ path: url, headers, body: '', keepalive: false, at: START + elapsed });
              const said = openStream?.((piece) => void (alive && !ended && hear(piece))) ?? 'away';
              return never(
                Promise.resolve(said).then((reply) => {
                  if (ended || reply === 'away') throw new TypeError('Failed to fetch');
                  return response(reply);
                }),
              );
            },
            end: () => void (ended = true),
          };
        },
        csrfToken: () => csrf,
        bytes: (text) => Buffer.byteLength(text),
        timezone: () => 'Europe/Moscow',
        warn: () => undefined,
      };
      const retention = createRetention({
        user_id: 7,
        ...(csrf === undefined && { token: () => 'token' }),
        onWarning: (message) => warnings.push(message),
        onDelivered: (count) => delivered.push(count),
        environment,
        ...options,
      });
      return {
        retention,
        warnings,
        delivered,
        hide() {
          visible = false;
          happenings?.hidden();
        },
        show() {
          visible = true;
          happenings?.visible();
        },
        keep() {
          this.hide();
          happenings?.left();
          if (happenings !== null) tabs.delete(happenings);
          frozen = [];
        },
        comeBack() {
          const due = frozen ?? [];
          frozen = null;
          if (happenings !== null) tabs.add(happenings);
          happenings?.back();
          this.show();
          for (const run of due) run();
        },
        leave() {
          this.keep();
          this.kill();
        },
        kill() {
          alive = false;
          if (happenings !== null) tabs.delete(happenings);
          for (const wish of locked) release(wish);
        },
      };
    },
  };

  function release(wish: { readonly name: string }): void {
    const at = lockQueue.findIndex((other) => other === wish);
    if (at < 0) return;
    const wasHeld = lockQueue.findIndex(({ name }) => name === wish.name) === at;
    lockQueue.splice(at, 1);
    if (wasHeld) lockQueue.find(({ name }) => name === wish.name)?.begin();
  }
}

/** The same chance in every run. */
function chance(): () => number {
  let state = 1;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

type Response = Awaited<ReturnType<Send>>;

function response({ status, body, retry_after }: Exclude<Reply, 'away'>): Response {
  return {
    status,
    headers: { get: (name) => (name === 'retry-after' && retry_after !== undefined ? String(retry_after) : null) },
    text: async () => (typeof body === 'string' ? body : JSON.stringify(body)),
  };
}

/** Lets everything happen that needs no time. */
function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

export interface SentEvent {
  readonly id: string;
  readonly type: string;
  readonly timestamp: string;
  readonly metadata?: Record<string, unknown>;
}

export interface SentBatch {
  readonly events: readonly SentEvent[];
  readonly sent_at: string;
  readonly timezone?: string;
  readonly token?: string;
  readonly csrf_token?: string;
}

export function batchOf({ body }: Request): SentBatch {
  return JSON.parse(body) as SentBatch;
}

export const OK = { status: 200, body: { status: 'ok', processed: 1, errors: [] } } as const;

export function refusal(status: number, message: string, retry_after?: number): Reply {
  return { status, body: { status: 'error', message, errors: [] }, ...(retry_after !== undefined && { retry_after }) };
}

/** A server that keeps events by id, and answers as the real one. */
export function createLedger() {
  const events = new Map<string, SentEvent & { readonly arrived_at: number }>();
  const batches: SentBatch[] = [];
  return {
    events,
    batches,
    answer(request: Request): Reply {
      const batch = batchOf(request);
      batches.push(batch);
      for (const event of batch.events) {
        if (!events.has(event.id)) events.set(event.id, { ...event, arrived_at: request.at });
      }
      return { status: 200, body: { status: 'ok', processed: batch.events.length, errors: [] } };
    },
    /** What has arrived, in the order of arrival: the number each was tracked with. */
    numbers: () => [...events.values()].map(({ metadata }) => Number(metadata?.['streak'])),
  };
}
