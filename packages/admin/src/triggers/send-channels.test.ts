import { expect, test } from 'vitest';
import type { Response } from '../api/api.ts';
import { usualChannels, whyNot } from './send-channels.ts';

type Reach = Response<'admin_user_triggers'>['reach'][number];
const type = { channels: ['push', 'telegram', 'in_app'], fallback_channels: ['email'], how: 'modal' } as const;
const of = (channel: Reach['channel'], state: Reach['state']): Reach => ({ channel, label: channel, state });

test.each([
  [
    [of('in_app', 'open'), of('telegram', 'open'), of('email', 'open')],
    ['telegram', 'in_app'],
  ],
  [
    [of('in_app', 'open'), of('telegram', 'closed'), of('email', 'open')],
    ['in_app', 'email'],
  ],
  [[of('push', 'no_address'), of('email', 'off')], []],
])('of %j', (reach, channels) => {
  expect(usualChannels(type, reach)).toEqual(channels);
});

test('what never shows in the app cannot be sent there', () => {
  expect(whyNot(null, 'in_app', 'open')?.ru).toBe('этот тип здесь не показывается');
  expect(whyNot('toast', 'in_app', 'open')).toBe(null);
  expect(whyNot(null, 'email', 'closed')?.en).toBe('closed: they refused');
});
