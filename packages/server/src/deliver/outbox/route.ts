import { type Carrier as CarrierName, WEBHOOK } from '@retention/domain/channel';
import { isTriggerType } from '@retention/domain/trigger';
import { textLocale } from '@retention/domain/user';
import type { Carrier, LinksOf, Outcome, WebhookCarrier } from '../carrier.ts';
import type { Claimed } from './claim.ts';

/** A way deliveries take: through a carrier to people, or to the host. */
export interface Route {
  readonly channel: CarrierName;
  /** Deliveries under way at a time. */
  readonly lanes: number;
  /** Most messages a second over all processes; null: no bound. */
  readonly per_second: number | null;
  /** Rejects only where nothing was handed over. */
  send(claimed: Claimed): Promise<Outcome>;
}

const WEBHOOK_LANES = 8;

export function routeOf(carrier: Carrier, linksOf: LinksOf): Route {
  const { channel, lanes, per_second } = carrier;
  return {
    channel,
    lanes,
    per_second,
    async send(claimed) {
      const { user_id, id, trigger_id, type, data, address, locale, first_name, p256dh, auth } = claimed;
      if (trigger_id === null || type === null || !isTriggerType(type)) {
        return { outcome: 'refused', answer: 'it belongs to no trigger', closes: false };
      }
      // From here on it may have left: what a carrier throws against its word leaves that open.
      const links = linksOf({ user_id, channel, type, trigger_id });
      const outgoing = {
        user_id,
        delivery_id: id,
        trigger_id,
        type,
        data: data ?? {},
        address,
        locale: textLocale(locale),
        first_name,
        links,
        push_keys: p256dh === null || auth === null ? null : { p256dh, auth },
      };
      return carrier.send(outgoing).catch(thrown);
    },
  };
}

export function routeToHost(webhook: WebhookCarrier): Route {
  return {
    channel: WEBHOOK,
    lanes: webhook.lanes ?? WEBHOOK_LANES,
    per_second: null,
    send: ({ id, user_id, payload }) => webhook.send({ delivery_id: id, user_id, payload }).catch(thrown),
  };
}

function thrown(error: unknown): Outcome {
  return { outcome: 'uncertain', answer: error instanceof Error ? error.message : String(error) };
}
