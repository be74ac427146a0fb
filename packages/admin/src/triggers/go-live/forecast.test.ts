import { expect, test } from 'vitest';
import { gettingOf, missingOf, wouldBrake } from './forecast.ts';

const held = (rule: 'quiet_hours' | 'holdout' | 'brake' | 'no_channel', count: number) => ({
  rule,
  label: rule,
  count,
});

test('who only waits for the morning gets it; who is held out does not', () => {
  expect(gettingOf({ matched: 14, held: [held('quiet_hours', 9), held('holdout', 2)] })).toBe(12);
  expect(gettingOf({ matched: 14, held: [held('brake', 14)] })).toBe(0);
  expect(gettingOf({ matched: 0, held: [] })).toBe(0);
});

test.each([
  [100, 200, false],
  [101, 200, true],
  [101, 505, false],
  [102, 505, true],
])('%i of %i people: the brake %s', (matched, users, brakes) => {
  expect(wouldBrake(matched, users)).toBe(brakes);
});

const channel = (channel: 'email' | 'push' | 'telegram', configured: boolean) =>
  ({ channel, label: channel, configured, reachable: 0 }) as const;

test('a type is told which of its channels are missing, and whether that leaves it mute', () => {
  const known = [channel('email', false), channel('telegram', true), channel('push', false)];
  expect(missingOf({ channels: ['email'], fallback_channels: [] }, known)).toEqual({ channels: ['email'], all: true });
  expect(missingOf({ channels: ['push', 'telegram', 'in_app'], fallback_channels: ['email'] }, known)).toEqual({
    channels: ['push', 'email'],
    all: false,
  });
  expect(missingOf({ channels: ['in_app'], fallback_channels: [] }, known)).toBe(null);
});
