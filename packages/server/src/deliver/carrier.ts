import type { OutboundChannel } from '@retention/domain/channel';
import type { OccasionData } from '@retention/domain/occasion';
import type { TriggerType } from '@retention/domain/trigger';
import type { Locale } from '@retention/domain/user';

/**
 * What became of an attempt. "They said no" (`refused`), "nobody answered, and nothing was taken" (`unreachable`) and "it may
 * have been taken before the connection broke" (`uncertain`) are different outcomes: only the second is tried again.
 * `answer` is what the provider said, for the owner; it holds no secret.
 */
export type Outcome =
  | { readonly outcome: 'sent'; readonly answer: string }
  /** `closes`: nothing sent to this address will ever arrive. */
  | { readonly outcome: 'refused'; readonly answer: string; readonly closes: boolean }
  /** `pause_s`: the provider wants nobody to send through this channel for so many seconds. */
  | { readonly outcome: 'unreachable'; readonly answer: string; readonly pause_s: number | null }
  | { readonly outcome: 'uncertain'; readonly answer: string };

/** A message to a person, on its way to an address. */
export interface Outgoing {
  readonly user_id: string;
  readonly delivery_id: number;
  readonly trigger_id: number;
  readonly type: TriggerType;
  readonly data: OccasionData;
  readonly address: string;
  readonly locale: Locale;
  readonly first_name: string | null;
  readonly links: Links;
  /** The keys of a push subscription (RFC 8291); null for other channels. */
  readonly push_keys: { readonly p256dh: string; readonly auth: string } | null;
}

/** Where a message leads. Each is signed, and needs no login. */
export interface Links {
  /** The app, at what the message is about. */
  readonly action_url: string;
  /** GET shows a page, POST unsubscribes from this channel (RFC 8058). */
  readonly unsubscribe_url: string;
  readonly preferences_url: string;
}

/** A message as the person sees it. */
export interface Composed {
  /** Subject of an e-mail, title of a push; '' where there is none. */
  readonly title: string;
  readonly text: string;
  readonly html: string | null;
  readonly buttons: readonly string[];
}

/** What takes messages to people through one channel. A channel is one file with a `Carrier` and one row in `carriers.ts`. */
export interface Carrier {
  readonly channel: OutboundChannel;
  /** Messages under way at a time. */
  readonly lanes: number;
  /** Most messages a second over all processes, and then no more than one a second to one address; null: no bound. */
  readonly per_second: number | null;
  compose(outgoing: Outgoing): Composed;
  /** Never throws: what goes wrong is an outcome. Ends within `SEND_TIMEOUT_MS`. */
  send(outgoing: Outgoing): Promise<Outcome>;
  close(): Promise<void>;
}

/** What the host is told of. It knows a call that comes again by its `delivery_id`. */
export interface WebhookCall {
  readonly delivery_id: number;
  readonly user_id: string;
  readonly payload: unknown;
}

/** What tells the host, not a person: no quiet hours, no caps, and told again until it is taken. */
export interface WebhookCarrier {
  /** Calls under way at a time; left out: 8. */
  readonly lanes?: number;
  /** Never throws: what goes wrong is an outcome. Ends within `SEND_TIMEOUT_MS`. */
  send(call: WebhookCall): Promise<Outcome>;
  close(): Promise<void>;
}

/** Makes the links of a message about a trigger, for one person and channel. */
export type LinksOf = (about: {
  readonly user_id: string;
  readonly channel: OutboundChannel;
  readonly type: TriggerType;
  readonly trigger_id: number;
}) => Links;

/** Longer than this no provider is waited for. A lease is longer. */
export const SEND_TIMEOUT_MS = 15_000;
/** For so long a delivery belongs to the worker that took it; then its fate counts as not known. */
export const LEASE_MS = 40_000;
