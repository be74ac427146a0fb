import { createHmac } from 'node:crypto';
import type { Instant } from '@retention/domain/day';
import { writeUserId } from '@retention/domain/user';
import type { Clock } from '../clock.ts';
import { SEND_TIMEOUT_MS, type Outcome, type WebhookCall, type WebhookCarrier } from './carrier.ts';
import { createPoster, type Posted } from './http-post.ts';

/** Calls to the host under way at a time. */
export const WEBHOOK_LANES = 4;

export interface WebhookConfig {
  readonly webhookUrl: string;
  /** What signs the calls. */
  readonly webhookSecret: string;
}

export interface WebhookDeps {
  readonly config: WebhookConfig;
  readonly clock: Clock;
  readonly timeout_ms?: number;
}

/** The calls to the host's webhook, signed. docs/webhooks.md says it for the host. */
export function createWebhook(deps: WebhookDeps): WebhookCarrier {
  const host = createSignedHost(deps);
  return {
    lanes: WEBHOOK_LANES,
    async send(call) {
      return outcomeOf(await host.tell(call));
    },
    close() {
      host.close();
      return Promise.resolve();
    },
  };
}

export interface SignedHost {
  tell(call: WebhookCall): Promise<Posted>;
  close(): void;
}

/** Speaks to the host so that it can tell that it is us, and know again what it was told already. */
export function createSignedHost({ config, clock, timeout_ms = SEND_TIMEOUT_MS }: WebhookDeps): SignedHost {
  const url = new URL(config.webhookUrl);
  const poster = createPoster({ timeout_ms, connections: WEBHOOK_LANES });
  return {
    tell({ delivery_id, user_id, payload }) {
      const id = String(delivery_id);
      const said = new Map<string, unknown>(Object.entries(payload ?? {}));
      const body = JSON.stringify({
        id,
        event: said.get('event'),
        created_at: said.get('created_at'),
        user_id: writeUserId(user_id),
        data: said.get('data'),
      });
      const headers = {
        'content-type': 'application/json',
        'user-agent': 'OnePercent-Retention',
        'retention-delivery': id,
        'retention-signature': sign(body, config.webhookSecret, clock.now()),
      };
      return poster.post({ url, headers, body: Buffer.from(body) });
    },
    close: () => poster.close(),
  };
}

/** `t=<unix seconds>,v1=<hex>`: HMAC-SHA256 of `<t>.<body>`, so that neither can be exchanged. */
export function sign(body: string, secret: string, now: Instant): string {
  const t = Math.floor(now / 1000);
  return `t=${t},v1=${createHmac('sha256', secret).update(`${t}.${body}`).digest('hex')}`;
}

/** Statuses by which a host asks to be told again, beside all of 5xx: too slow, too early, too many. */
const AGAIN: readonly number[] = [408, 425, 429];

/** What may be said again: whatever was not answered, and whatever the host could not take just now. */
function outcomeOf(posted: Posted): Outcome {
  if (posted.kind !== 'answered') return { outcome: 'unreachable', answer: posted.reason, pause_s: null };
  return answerOutcome(posted);
}

/** What an answer of the host means. */
export function answerOutcome({ status, said, retry_after_s }: Posted & { readonly kind: 'answered' }): Outcome {
  if (status >= 200 && status < 300) return { outcome: 'sent', answer: said };
  if (status >= 500 || AGAIN.includes(status)) return { outcome: 'unreachable', answer: said, pause_s: retry_after_s };
  const redirected = status >= 300 && status < 400 ? ' (redirects are not followed: name the address it leads to)' : '';
  return { outcome: 'refused', answer: `${said}${redirected}`, closes: false };
}
