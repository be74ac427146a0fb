import { CHANNELS, type Channel } from '@retention/domain/channel';
import type { Locale } from '@retention/domain/user';
import { WORDS } from './delivery-words.ts';

/** What a delivery goes through, in words: a channel, or the webhook of the app. */
export function carrierLabel(channel: string, locale: Locale): string {
  return isChannel(channel) ? CHANNELS[channel].label[locale] : WORDS.webhook[locale];
}

function isChannel(name: string): name is Channel {
  return Object.hasOwn(CHANNELS, name);
}
