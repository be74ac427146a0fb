import { createECDH, createHmac } from 'node:crypto';
import webPush from 'web-push';
import { CHANNELS } from '@retention/domain/channel';
import { renderMessage, STOP_WORDS, type Message } from '@retention/domain/message';
import { QUIET_FROM_MINUTE } from '@retention/domain/quiet-hours';
import { triggerDefinition, type Priority, type TriggerType } from '@retention/domain/trigger';
import { SEND_TIMEOUT_MS, type Carrier, type Composed, type Outcome, type Outgoing } from './carrier.ts';
import { createPoster, type Posted } from './http-post.ts';
import { readEndpoint } from './push/push-endpoint.ts';

export interface PushConfig {
  /** Who sends, for the push services: `mailto:` or https; null: there are no pushes. */
  readonly pushSubject: string | null;
  /** Hosts that subscriptions may name besides the push services of the browsers. */
  readonly pushHosts: readonly string[];
  readonly vapidPublicKey: string;
  readonly vapidPrivateKey: string;
}

/** What the browser's service worker gets. Neither segment nor risk is in it. */
export interface PushPayload {
  readonly title: string;
  readonly body: string;
  /** Where a click on it leads. */
  readonly url: string;
  readonly trigger_id: number;
  readonly type: TriggerType;
  /** A newer notification with this tag takes the place of an older one. */
  readonly tag: string;
  readonly actions: readonly { readonly action: 'open' | 'stop'; readonly title: string }[];
  /** Where `stop` leads. */
  readonly stop_url: string;
}

const LANES = 16;
const URGENCY = { high: 'high', medium: 'normal', low: 'low' } as const satisfies Record<Priority, string>;
/** What leaves before the quiet hours and is about today must have arrived by midnight. */
const UNTIL_MIDNIGHT_S = (24 * 60 - QUIET_FROM_MINUTE) * 60;
/** A push service keeps everything else for half a day: tomorrow its figures are others. */
const HALF_A_DAY_S = 12 * 60 * 60;

/** A message as the browser shows it. */
export function composePush(outgoing: Outgoing): Composed {
  const { title, text, action } = messageOf(outgoing);
  return { title, text, html: null, buttons: [action.label, STOP_WORDS.push[outgoing.locale]] };
}

/**
 * Web push (RFC 8030), encrypted for the browser (RFC 8291) and signed by VAPID (RFC 8292). Throws where the keys are no
 * VAPID keys, or not of one pair.
 */
export function createPushCarrier(
  config: PushConfig & { readonly pushSubject: string },
  { timeout_ms = SEND_TIMEOUT_MS }: { readonly timeout_ms?: number } = {},
): Carrier {
  assertKeyPair(config);
  const poster = createPoster({ timeout_ms, connections: LANES });

  /** What goes to the push service; throws where the subscription's keys are none. */
  function sealed(outgoing: Outgoing, url: URL, keys: NonNullable<Outgoing['push_keys']>) {
    const { Authorization } = vapidHeaders(config, url.origin);
    const payload = JSON.stringify(payloadOf(outgoing));
    const body = webPush.encrypt(keys.p256dh, keys.auth, payload, 'aes128gcm').cipherText;
    const { priority, expires } = triggerDefinition(outgoing.type);
    const headers = {
      authorization: Authorization,
      'content-type': 'application/octet-stream',
      'content-encoding': 'aes128gcm',
      ttl: String(expires.at === 'local_midnight' ? UNTIL_MIDNIGHT_S : HALF_A_DAY_S),
      urgency: URGENCY[priority],
      topic: topicOf(outgoing.type, config.vapidPrivateKey),
    };
    return { headers, body };
  }

  return {
    channel: 'push',
    lanes: LANES,
    per_second: CHANNELS.push.per_second,
    compose: composePush,
    async send(outgoing) {
      const url = readEndpoint(outgoing.address, config.pushHosts);
      if (typeof url === 'string') return refused(`The endpoint ${url}`, false);
      // Forgotten by its person since the delivery was made.
      if (outgoing.push_keys === null) return refused('There is no such subscription any more', false);
      let request;
      try {
        request = sealed(outgoing, url, outgoing.push_keys);
      } catch {
        return refused('The keys of the subscription are no keys: nothing can be encrypted for it', true);
      }
      return outcomeOf(await poster.post({ url, ...request }));
    },
    close() {
      poster.close();
      return Promise.resolve();
    },
  };
}

function outcomeOf(posted: Posted): Outcome {
  if (posted.kind === 'never_left') return { outcome: 'unreachable', answer: posted.reason, pause_s: null };
  if (posted.kind === 'broke') return { outcome: 'uncertain', answer: posted.reason };
  const { status, said, retry_after_s } = posted;
  if (status >= 200 && status < 300) return { outcome: 'sent', answer: said };
  if (status === 429 || status >= 500) return { outcome: 'unreachable', answer: said, pause_s: retry_after_s };
  return refused(said, status === 404 || status === 410);
}

function refused(answer: string, closes: boolean): Outcome {
  return { outcome: 'refused', answer, closes };
}

function messageOf({ type, data, locale }: Outgoing): Message {
  return renderMessage(type, data, locale);
}

function payloadOf(outgoing: Outgoing): PushPayload {
  const { title, text, action } = messageOf(outgoing);
  return {
    title,
    body: text,
    url: outgoing.links.action_url,
    trigger_id: outgoing.trigger_id,
    type: outgoing.type,
    tag: outgoing.type,
    actions: [
      { action: 'open', title: action.label },
      { action: 'stop', title: STOP_WORDS.push[outgoing.locale] },
    ],
    stop_url: outgoing.links.preferences_url,
  };
}

/**
 * A newer message of a type takes the place of an older one that still waits at the push service, whom it tells no more
 * than that they are alike: 32 characters, the most there may be (RFC 8030, 5.4).
 */
function topicOf(type: TriggerType, secret: string): string {
  return createHmac('sha256', secret).update(type).digest('base64url').slice(0, 32);
}

type Signer = Pick<PushConfig, 'vapidPublicKey' | 'vapidPrivateKey'> & { readonly pushSubject: string };

function vapidHeaders(config: Signer, audience: string): { readonly Authorization: string } {
  const { pushSubject, vapidPublicKey, vapidPrivateKey } = config;
  return webPush.getVapidHeaders(audience, pushSubject, vapidPublicKey, vapidPrivateKey, 'aes128gcm');
}

function assertKeyPair(config: Signer): void {
  try {
    vapidHeaders(config, 'https://push.example.com');
    const curve = createECDH('prime256v1');
    curve.setPrivateKey(config.vapidPrivateKey, 'base64url');
    if (curve.getPublicKey('base64url') === config.vapidPublicKey) return;
  } catch {
    // Said below, without what they are set to.
  }
  throw new Error(
    'RETENTION_VAPID_PUBLIC_KEY and RETENTION_VAPID_PRIVATE_KEY are not a pair of VAPID keys: `npx web-push generate-vapid-keys` makes one, and without either one is generated',
  );
}
