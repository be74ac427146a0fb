import type { Text } from './text.ts';

/** A way a message takes to a person. Spec section 6. */
export interface ChannelDefinition {
  readonly label: Text;
  /** Whether it leaves for somewhere: quiet hours and caps hold for what does, not for what waits in the app. */
  readonly outbound: boolean;
  /**
   * Whether a message whose fate is not known may be sent again: only where the receiver knows it again by its id. Where
   * it may not, it is `uncertain` and waits for the owner.
   */
  readonly repeatable: boolean;
  /** Most messages a second over all processes, unless configured otherwise; null: as fast as they are taken. */
  readonly per_second: number | null;
}

export const CHANNELS = {
  in_app: { label: { ru: 'В приложении', en: 'In the app' }, outbound: false, repeatable: true, per_second: null },
  push: { label: { ru: 'Push', en: 'Push' }, outbound: true, repeatable: false, per_second: null },
  telegram: { label: { ru: 'Telegram', en: 'Telegram' }, outbound: true, repeatable: false, per_second: 30 },
  email: { label: { ru: 'Почта', en: 'E-mail' }, outbound: true, repeatable: false, per_second: null },
} as const satisfies Record<string, ChannelDefinition>;

export type Channel = keyof typeof CHANNELS;
export const CHANNEL_NAMES = Object.keys(CHANNELS) as readonly Channel[];

/** The channels that leave for somewhere, with an address each. */
export type OutboundChannel = Exclude<Channel, 'in_app'>;
export const OUTBOUND_CHANNELS: readonly OutboundChannel[] = CHANNEL_NAMES.filter(isOutbound);

export function isOutbound(channel: Channel): channel is OutboundChannel {
  return CHANNELS[channel].outbound;
}

/** What speaks to the host, not to a person: no quiet hours, no caps, and told again for about three days. */
export const WEBHOOK = 'webhook';
/** What a delivery goes through. */
export type Carrier = OutboundChannel | typeof WEBHOOK;
export const CARRIERS: readonly Carrier[] = [...OUTBOUND_CHANNELS, WEBHOOK];
