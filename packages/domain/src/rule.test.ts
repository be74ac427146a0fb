import { expect, it } from 'vitest';
import { CARRIERS, CHANNEL_NAMES, CHANNELS, OUTBOUND_CHANNELS } from './channel.ts';
import { RULE_NAMES, RULES } from './rule.ts';

it('rules are asked in the order of the spec, those that only defer after those that end', () => {
  expect(RULE_NAMES).toEqual([
    'shadow',
    'off',
    'brake',
    'holdout',
    'preference',
    'muted',
    'no_channel',
    'snoozed',
    'quiet_hours',
    'daily_cap',
    'weekly_cap',
    'no_longer_due',
    'expired',
  ]);
  const deferring = RULE_NAMES.filter((rule) => RULES[rule].defers);
  expect(deferring).toEqual(['brake', 'snoozed', 'quiet_hours', 'daily_cap', 'weekly_cap']);
});

it('only what waits in the app does not leave for anywhere', () => {
  expect(CHANNEL_NAMES.filter((name) => !CHANNELS[name].outbound)).toEqual(['in_app']);
  expect(OUTBOUND_CHANNELS).toEqual(['push', 'telegram', 'email']);
  expect(CARRIERS).toEqual(['push', 'telegram', 'email', 'webhook']);
});

it('nothing that leaves for a person is sent again where its fate is not known', () => {
  expect(OUTBOUND_CHANNELS.filter((name) => CHANNELS[name].repeatable)).toEqual([]);
});
