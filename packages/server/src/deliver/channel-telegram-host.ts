import { formatInstant } from '@retention/domain/day';
import { renderMessage, STOP_WORDS } from '@retention/domain/message';
import { SEND_TIMEOUT_MS, type Carrier, type Outcome, type Outgoing } from './carrier.ts';
import type { Posted } from './http-post.ts';
import { answerOutcome, createSignedHost, WEBHOOK_LANES, type WebhookDeps } from './webhook.ts';

/** What the host's bot is asked to send. */
export interface BotMessage {
  readonly channel: 'telegram';
  readonly chat_id: string;
  readonly text: string;
  /** Each opens an address: no answer has to come back through the bot. */
  readonly buttons: readonly { readonly text: string; readonly url: string }[];
  readonly trigger_id: number;
}

/**
 * Telegram through the host's own bot: the host is asked, by its webhook, to send the message. `per_second`: most
 * messages a second over all processes, which the bot has to keep to as any other.
 */
export function createHostTelegram(deps: WebhookDeps & { readonly per_second: number | null }): Carrier {
  const { clock, timeout_ms = SEND_TIMEOUT_MS } = deps;
  const host = createSignedHost({ ...deps, timeout_ms });
  return {
    channel: 'telegram',
    lanes: WEBHOOK_LANES,
    per_second: deps.per_second,
    compose(outgoing) {
      const { text, buttons } = messageOf(outgoing);
      return { title: '', text, html: null, buttons: buttons.map((button) => button.text) };
    },
    async send(outgoing) {
      const { delivery_id, user_id } = outgoing;
      const created_at = formatInstant(clock.now());
      const payload = { event: 'message.send', created_at, data: messageOf(outgoing) };
      return outcomeOf(await host.tell({ delivery_id, user_id, payload }));
    },
    close() {
      host.close();
      return Promise.resolve();
    },
  };
}

function messageOf({ type, data, locale, address, links, trigger_id }: Outgoing): BotMessage {
  const { text, action } = renderMessage(type, data, locale);
  const stop = STOP_WORDS.push[locale];
  return {
    channel: 'telegram',
    chat_id: address,
    // A bot of the host need not know /stop: a link does without it.
    text: `${text}\n\n${stop}: ${links.preferences_url}`,
    buttons: [
      { text: action.label, url: links.action_url },
      { text: stop, url: links.preferences_url },
    ],
    trigger_id,
  };
}

/**
 * A message to a person, unlike an event for the host, is not said again where nobody knows whether it was taken: a bot
 * may forget ids, and a person would read it twice.
 */
function outcomeOf(posted: Posted): Outcome {
  if (posted.kind === 'never_left') return { outcome: 'unreachable', answer: posted.reason, pause_s: null };
  if (posted.kind === 'broke') return { outcome: 'uncertain', answer: posted.reason };
  // It failed, or a proxy speaks for it: on which side of Telegram, nobody knows. 503 alone says "not now".
  if (posted.status >= 500 && posted.status !== 503) return { outcome: 'uncertain', answer: posted.said };
  const blocked = posted.status === 403 || posted.status === 410 || saysBlocked(posted);
  return blocked ? { outcome: 'refused', answer: posted.said, closes: true } : answerOutcome(posted);
}

/** `{"outcome":"blocked"}` in a 2xx: the host's bot asked Telegram, and the person has blocked it. */
function saysBlocked({ status, text }: Posted & { readonly kind: 'answered' }): boolean {
  if (status < 200 || status >= 300) return false;
  try {
    const said: unknown = JSON.parse(text);
    return typeof said === 'object' && said !== null && 'outcome' in said && said.outcome === 'blocked';
  } catch {
    return false;
  }
}
