import { SAMPLE_DATA } from '@retention/domain/message';
import type { TriggerType } from '@retention/domain/trigger';
import type { Outgoing } from './carrier.ts';

/** A message on its way, for tests of channels. */
export function outgoing(type: TriggerType, changed: Partial<Outgoing> = {}): Outgoing {
  return {
    user_id: '42',
    delivery_id: 7,
    trigger_id: 5,
    type,
    data: SAMPLE_DATA[type],
    address: 'anna@example.com',
    locale: 'ru',
    first_name: 'Анна',
    links: {
      action_url: 'https://app.example.com/?retention_action=open_app&retention_trigger=5',
      unsubscribe_url: 'https://retention.example.com/u/token.signature',
      preferences_url: 'https://retention.example.com/p/token.signature',
    },
    push_keys: null,
    ...changed,
  };
}
