import type { Channel } from '@retention/domain/channel';
import type { Text } from '@retention/domain/text';
import type { TriggerDefinition } from '@retention/domain/trigger';
import type { Response } from '../api/api.ts';
import { REACH } from './person-words.ts';
import { WORDS } from './send-words.ts';

type Reach = Response<'admin_user_triggers'>['reach'];
type Ways = Pick<TriggerDefinition, 'channels' | 'fallback_channels' | 'how'>;

/** Where a type would speak to somebody: its channels that reach them, else those it falls back to. */
export function usualChannels({ channels, fallback_channels, how }: Ways, reach: Reach): Channel[] {
  const open = new Set(
    reach.filter(({ channel, state }) => whyNot(how, channel, state) === null).map(({ channel }) => channel),
  );
  const usual = channels.filter((channel) => open.has(channel));
  const leaves = usual.some((channel) => channel !== 'in_app');
  return leaves ? usual : [...usual, ...fallback_channels.filter((channel) => open.has(channel))];
}

/** Why a message cannot go through a channel; null where it can. */
export function whyNot(how: TriggerDefinition['how'], channel: Channel, state: Reach[number]['state']): Text | null {
  if (channel === 'in_app' && how === null) return WORDS.not_in_app;
  return state === 'open' ? null : REACH[state];
}
