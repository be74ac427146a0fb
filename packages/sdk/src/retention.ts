import { call, type Answer, type Fetch } from '@retention/domain/contract/client';
import type { Contract } from '@retention/domain/contract/contract';
import { EVENT_LIMITS } from '@retention/domain/contract/limits';
import { USER_ADDRESSES } from '@retention/domain/contract/user-address';
import type { EventType } from '@retention/domain/event';
import type { DismissReason } from '@retention/domain/trigger';
import { browserEnvironment } from './browser.ts';
import type { Environment } from './environment.ts';
import type { MetadataArguments } from './metadata.ts';
import { createProofs } from './proof.ts';
import { createQueue } from './queue.ts';
import { createSender } from './sender.ts';
import { nowhere } from './nowhere.ts';
import { createWatch, type Inbox } from './watch.ts';

export type Profile = Contract['profile_get']['response'];
export type MonthlyReport = Contract['monthly_report']['response'];
export type Done = Contract['triggers_dismiss']['response'];

/** What `call` can ask for. Events go through `track`, the live stream through `watchTriggers`. */
export type UserEndpointName = Exclude<keyof typeof USER_ADDRESSES, 'events_batch' | 'triggers_stream'>;

export interface RetentionOptions {
  /** The host's own id of whoever is logged in. What others have left in the same browser is neither touched nor sent. */
  readonly user_id: string | number;
  /** Where the server is, like `https://retention.example.com`; left out where the page's own origin leads to it. */
  readonly baseUrl?: string;
  /**
   * Gives the user's token. Asked once, and again when the server no longer takes it. Left out where the cookie
   * `retention_token` proves who calls, together with `csrftoken`.
   */
  readonly token?: () => string | Promise<string>;
  /** IANA zone of the user; the browser's where left out. */
  readonly timezone?: string;
  /** Told what was dropped or waits, and why. Left out: the console. */
  readonly onWarning?: (message: string) => void;
  /** The server has taken so many events: the profile and the triggers may have changed. */
  readonly onDelivered?: (count: number) => void;
  /** For tests. */
  readonly environment?: Environment;
}

export interface Retention {
  /** Notes what the user did. Never throws and never waits: it is sent within seconds, or when that becomes possible. */
  track<T extends EventType>(type: T, ...metadata: MetadataArguments<T>): void;
  /** Sends at once. Resolves when what was tracked before has been answered for, or could not be. Never throws. */
  flush(): Promise<void>;
  /** How many events of the user wait in this browser. */
  queued(): number;
  profile(): Promise<Answer<Profile>>;
  triggers(): Promise<Answer<Inbox>>;
  report(): Promise<Answer<MonthlyReport>>;
  /** `snooze_until`: ISO 8601, with `snoozed`. */
  dismiss(trigger_id: number, reason: DismissReason, snooze_until?: string): Promise<Answer<Done>>;
  /** Calls any endpoint of the user, like preferences or push, by its name in the contract. Never throws. */
  call<Name extends UserEndpointName>(
    name: Name,
    request: Contract[Name]['request'],
  ): Promise<Answer<Contract[Name]['response']>>;
  /** Tells what should be shown, at once and whenever that changes, while the page is visible. Gives back what ends it. */
  watchTriggers(listener: (inbox: Inbox) => void): () => void;
  /** A last flush; then nothing is sent or listened to any more. What is tracked afterwards waits for the next visit. */
  close(): Promise<void>;
}

/** Between tracking and sending, so that what belongs together goes together. */
const GATHER_MS = 2_000;
/** A page that does not lead sends by itself what the leading one, which may be asleep, has not sent by then. */
const PATIENCE_MS = 10_000;

/** Begins to collect for a user. On a server, where there is no page, it does nothing and says so to whoever asks. */
export function createRetention(options: RetentionOptions): Retention {
  const environment = options.environment ?? browserEnvironment();
  return environment === null ? nowhere : create(options, environment);
}

function create(options: RetentionOptions, environment: Environment): Retention {
  const { baseUrl = '', onDelivered, timezone = environment.timezone() } = options;
  const user_id = String(options.user_id);
  const say = options.onWarning ?? environment.warn;
  // What goes wrong in the host is the host's to see, and stops nothing here.
  const warn = (message: string) => void Promise.resolve(`Retention: ${message}`).then(say);
  const queue = createQueue(environment, user_id);
  const proofs = createProofs(environment, warn, options.token);
  const delivered = (count: number): void => {
    if (count > 0) void Promise.resolve(count).then(onDelivered);
  };
  let leads = false;
  let elsewhere = 0;
  const sender = createSender({
    environment,
    queue,
    proofs,
    baseUrl,
    user_id,
    timezone,
    warn,
    onDelivered: delivered,
    leads: () => leads,
  });

  const ask = <Name extends keyof typeof USER_ADDRESSES>(
    name: Name,
    request: Contract[Name]['request'],
    fetch: Fetch = environment.fetch,
  ): Promise<Answer<Contract[Name]['response']>> =>
    proofs.call(({ token, csrf_token }) => {
      const { method, path } = USER_ADDRESSES[name];
      return call({ name, method, path }, request, {
        baseUrl,
        fetch,
        ...(token !== undefined && { token }),
        ...(csrf_token !== undefined && { csrfToken: csrf_token }),
      });
    });
  const watch = createWatch({ environment, ask: (name, fetch) => ask(name, {}, fetch) });

  const apply = (): (() => void) =>
    environment.lead(`retention/${user_id}`, () => {
      leads = true;
      // What a tab has left that is gone.
      sender.schedule(GATHER_MS);
    });
  let resign = apply();
  const leave = (): void => {
    leads = false;
    resign();
  };

  const unwatch = environment.watch({
    hidden() {
      sender.hurry();
      watch.update();
    },
    visible: watch.update,
    left() {
      sender.hurry();
      // A page that leads cannot be kept by the browser for the way back.
      leave();
    },
    back() {
      resign = apply();
    },
    online() {
      sender.retry(leads ? 0 : PATIENCE_MS);
      watch.retry();
    },
    stored(key, removed) {
      if (!removed) {
        if (leads && queue.holds(key)) sender.schedule(GATHER_MS);
      } else if (queue.forget(key) && elsewhere++ === 0) {
        environment.after(0, () => {
          delivered(elsewhere);
          elsewhere = 0;
        });
      }
    },
  });

  return {
    track(type, ...[metadata]) {
      const json = asJson(metadata);
      if (json === null || (json ?? '').length > EVENT_LIMITS.metadata_bytes) {
        return warn(`dropped ${type}: its metadata must be JSON of at most ${EVENT_LIMITS.metadata_bytes} bytes`);
      }
      const isStored = queue.add(type, json);
      sender.schedule(leads || !isStored ? GATHER_MS : PATIENCE_MS);
    },
    flush: sender.flush,
    queued: queue.count,
    profile: () => ask('profile_get', {}),
    triggers: () => ask('triggers_pending', {}),
    report: () => ask('monthly_report', {}),
    dismiss: (trigger_id, reason, snooze_until) =>
      ask('triggers_dismiss', { trigger_id, reason, ...(snooze_until !== undefined && { snooze_until }) }),
    call: (name, request) => ask(name, request),
    watchTriggers: watch.watch,
    async close() {
      watch.close();
      unwatch();
      await sender.flush();
      sender.close();
      leave();
    },
  };
}

/** Undefined where there is nothing to write, null where it cannot be written. */
function asJson(metadata: unknown): string | undefined | null {
  try {
    return JSON.stringify(metadata);
  } catch {
    return null;
  }
}
