import Type from 'typebox';
import { CHANNEL_NAMES } from '../channel.ts';
import { TRIGGER_TYPES } from '../trigger.ts';
import { ADDRESSES } from './address.ts';
import { endpoint } from './endpoint.ts';
import { closed, done, nothing, nullable } from './field.ts';

/** What a person wants to hear of, and where. Spec section 6. */

const preferences = Type.Object({
  channels: Type.Array(
    Type.Object({
      channel: Type.Enum(CHANNEL_NAMES),
      label: Type.String(),
      on: Type.Boolean(),
      available: Type.Boolean({ description: 'Whether messages can reach the person there at all.' }),
    }),
  ),
  types: Type.Array(Type.Object({ type: Type.Enum(TRIGGER_TYPES), label: Type.String(), on: Type.Boolean() })),
});

export const preferencesGet = endpoint({
  ...ADDRESSES.preferences_get,
  who: 'user',
  summary: 'Preferences',
  description: 'Which channels and kinds of messages the calling user wants.',
  request: nothing,
  response: preferences,
  errors: [401, 403, 422, 429],
  example: {
    request: {},
    response: {
      channels: [{ channel: 'telegram', label: 'Telegram', on: true, available: true }],
      types: [{ type: 'win_back', label: 'Скидки для тех, кого давно не было', on: true }],
    },
  },
});

export const preferencesSet = endpoint({
  ...ADDRESSES.preferences_set,
  who: 'user',
  summary: 'Change preferences',
  description: 'Says the whole of it: what is named is off, everything else is on. It holds for what has not left yet.',
  request: Type.Object(
    {
      channels_off: Type.Array(Type.Enum(CHANNEL_NAMES), { maxItems: CHANNEL_NAMES.length, uniqueItems: true }),
      types_off: Type.Array(Type.Enum(TRIGGER_TYPES), { maxItems: TRIGGER_TYPES.length, uniqueItems: true }),
    },
    closed,
  ),
  response: done,
  errors: [401, 403, 422, 429],
  example: { request: { channels_off: ['email'], types_off: [] }, response: { status: 'ok' } },
});

export const pushKey = endpoint({
  ...ADDRESSES.push_key,
  who: 'user',
  summary: 'Key for pushes',
  description: 'The VAPID public key a browser needs to subscribe (RFC 8292); null where pushes are not configured.',
  request: nothing,
  response: Type.Object({ public_key: nullable(Type.String()) }),
  errors: [401, 403, 422, 429],
  example: {
    request: {},
    response: { public_key: 'BNcRdreALRFXTkOOUHK1EtK2wtaz5Ry4YfYCA_0QTpQtUbVlUls0VJXg7A8u-Ts1' },
  },
});

const subscriptionEndpoint = Type.String({
  minLength: 1,
  maxLength: 2048,
  description: 'The endpoint of the subscription.',
});

export const pushSubscribe = endpoint({
  ...ADDRESSES.push_subscribe,
  who: 'user',
  summary: 'Subscribe a browser',
  description:
    'Takes what `PushSubscription.toJSON()` gives. Sending it again changes nothing. At most 10 browsers a user.',
  request: Type.Object({
    endpoint: subscriptionEndpoint,
    keys: Type.Object({
      p256dh: Type.String({ minLength: 80, maxLength: 100 }),
      auth: Type.String({ minLength: 16, maxLength: 32 }),
    }),
  }),
  response: done,
  errors: [401, 403, 409, 422, 429],
  example: {
    request: {
      endpoint: 'https://fcm.googleapis.com/fcm/send/abc',
      keys: {
        p256dh: 'BNcRdreALRFXTkOOUHK1EtK2wtaz5Ry4YfYCA_0QTpQtUbVlUls0VJXg7A8u-Ts1XbjhazAkj7I99e8QcYP7DkM',
        auth: 'tBHItJI5svbpez7KI4CCXg',
      },
    },
    response: { status: 'ok' },
  },
});

export const pushUnsubscribe = endpoint({
  ...ADDRESSES.push_unsubscribe,
  who: 'user',
  summary: 'Unsubscribe a browser',
  description: 'Forgets a subscription. Forgetting it again changes nothing.',
  request: Type.Object({ endpoint: subscriptionEndpoint }, closed),
  response: done,
  errors: [401, 403, 422, 429],
  example: { request: { endpoint: 'https://fcm.googleapis.com/fcm/send/abc' }, response: { status: 'ok' } },
});

export const telegramLink = endpoint({
  ...ADDRESSES.telegram_link,
  who: 'user',
  summary: 'Link to the Telegram bot',
  description:
    'A link that opens the bot and binds the chat to the calling user. Good for a day; null where no bot is configured.',
  request: nothing,
  response: Type.Object({ url: nullable(Type.String()) }),
  errors: [401, 403, 422, 429],
  example: { request: {}, response: { url: 'https://t.me/onepercent_bot?start=kJ8s0Yb2' } },
});
