import { describe, expect, it } from 'vitest';
import {
  isTriggerType,
  TRIGGER_TYPES,
  triggerDefinition,
  type TriggerDefinition,
  type TriggerType,
} from './trigger.ts';

describe('TRIGGERS', () => {
  it.each<[TriggerType, Partial<TriggerDefinition>]>([
    [
      'inactivity_3_days',
      {
        priority: 'high',
        channels: ['push', 'telegram', 'in_app'],
        fallback_channels: ['email'],
        how: 'modal',
        expires: { when: 'active' },
        holdout: 0.1,
        xp_bonus: 0,
      },
    ],
    [
      'streak_at_risk',
      {
        priority: 'high',
        channels: ['telegram', 'push', 'in_app'],
        fallback_channels: [],
        how: 'toast',
        expires: { at: 'local_midnight', when: 'habit_completed' },
        holdout: 0.1,
        xp_bonus: 0,
      },
    ],
    [
      'trial_expiring',
      {
        priority: 'high',
        channels: ['in_app', 'telegram', 'email'],
        fallback_channels: [],
        how: 'modal',
        expires: { at: 'trial_end', when: 'paid' },
        holdout: 0,
        xp_bonus: 0,
      },
    ],
    [
      'first_week_completed',
      {
        priority: 'medium',
        channels: ['in_app'],
        fallback_channels: [],
        how: 'toast',
        expires: { after_days: 7 },
        holdout: 0,
        xp_bonus: 50,
      },
    ],
    [
      'monthly_report',
      {
        priority: 'medium',
        channels: ['in_app'],
        fallback_channels: [],
        how: 'modal',
        expires: { after_days: 14 },
        holdout: 0,
        xp_bonus: 0,
      },
    ],
    [
      'win_back',
      {
        priority: 'medium',
        channels: ['email'],
        fallback_channels: [],
        how: null,
        expires: { after_days: 14 },
        holdout: 0.1,
        xp_bonus: 0,
      },
    ],
  ])('%s is as section 6 of the spec has it', (type, definition) => {
    expect(triggerDefinition(type)).toMatchObject(definition);
  });

  it('are six', () => {
    expect(TRIGGER_TYPES).toHaveLength(6);
  });

  it.each(TRIGGER_TYPES)('%s shows in the app exactly where it has a channel there', (type) => {
    const { channels, how } = triggerDefinition(type);
    expect(channels.includes('in_app')).toBe(how !== null);
  });

  it('know their names and no others', () => {
    expect(TRIGGER_TYPES.every(isTriggerType)).toBe(true);
    expect(['', 'constructor', '__proto__', 'WIN_BACK'].some(isTriggerType)).toBe(false);
  });
});
